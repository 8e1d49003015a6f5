#include <catch2/catch.hpp>

#include "parsers/sources.h"

using records::Asked;
using records::Chart;

namespace {

Asked asked(const char* country, std::optional<Chart> chart, const char* genre,
            const char* app = "") {
    Asked all;
    all.country = records::country_from(country);
    all.chart = chart;
    all.genre = genre;
    all.app_id = app;
    return all;
}

std::string url(const parsers::Source& source, const Asked& what) {
    const auto request = source.request(what);
    return request ? request->url : "";
}

/// "us top-free 6016 123", with "-" for what is not told; "" when the URL is not of the source.
std::string told(const parsers::Source& source, std::string_view of) {
    const auto what = source.asked_by(of);
    if (!what) return "";
    CHECK(what->source == source.name);
    const auto or_dash = [](const std::string& text) { return text.empty() ? "-" : text; };
    return (what->country ? records::storefront_code(*what->country) : "-") + " " +
           (what->chart ? std::string(to_text(*what->chart)) : "-") + " " + or_dash(what->genre) +
           " " + or_dash(what->app_id);
}

}  // namespace

TEST_CASE("a legacy RSS chart is asked for with limit, genre and format in this order") {
    const auto& source = parsers::apple_rss_legacy;
    CHECK(url(source, asked("MX", Chart::top_grossing, "6016")) ==
          "https://itunes.apple.com/mx/rss/topgrossingapplications/limit=100/genre=6016/json");
    CHECK(url(source, asked("us", Chart::top_free, "")) ==
          "https://itunes.apple.com/us/rss/topfreeapplications/limit=100/json");
    CHECK(url(source, asked("", Chart::top_free, "")).empty());
    CHECK(url(source, asked("us", std::nullopt, "")).empty());
    CHECK(url(source, asked("us", Chart::top_free, "../x")).empty());
}

TEST_CASE("a legacy RSS address tells its storefront, chart and genre") {
    const auto& source = parsers::apple_rss_legacy;
    CHECK(told(source,
               "https://itunes.apple.com/br/rss/toppaidapplications/limit=10/genre=6016/xml") ==
          "br top-paid 6016 -");
    CHECK(told(source, "https://itunes.apple.com/br/rss/toppaidapplications/limit=10/json") ==
          "br top-paid 36 -");
    CHECK(told(source,
               "http://ax.itunes.apple.com/WebObjects/MZStoreServices.woa/ws/RSS/"
               "topfreeapplications/sf=143441/limit=300/genre=6014/json") == "us top-free 6014 -");
    CHECK(told(source, "https://itunes.apple.com/br/rss/topfreeipadapplications/json").empty());
    CHECK(told(source, "https://itunes.apple.com/lookup?id=1").empty());
    CHECK(told(source, "").empty());
}

TEST_CASE("the marketing tools feed is asked only for what it has") {
    const auto& source = parsers::apple_rss;
    CHECK(url(source, asked("us", Chart::top_paid, "")) ==
          "https://rss.applemarketingtools.com/api/v2/us/apps/top-paid/100/apps.json");
    CHECK(url(source, asked("us", Chart::top_grossing, "")).empty());
    CHECK(url(source, asked("us", Chart::top_free, "6016")).empty());
    CHECK(
        told(source, "https://rss.marketingtools.apple.com/api/v2/ph/apps/top-free/50/apps.json") ==
        "ph top-free 36 -");
    CHECK(told(source,
               "https://rss.itunes.apple.com/api/v1/hk/ios-apps/top-grossing/games/100/x.json") ==
          "hk top-grossing 6014 -");
}

TEST_CASE("a lookup is asked for by numbers or by a bundle id, and always with its country") {
    const auto& source = parsers::itunes_lookup;
    CHECK(url(source, asked("br", std::nullopt, "", "1636235979,6445905219")) ==
          "https://itunes.apple.com/lookup?id=1636235979,6445905219&country=br&entity=software");
    CHECK(url(source, asked("br", std::nullopt, "", "com.newleaf.app.ios.vic")) ==
          "https://itunes.apple.com/lookup?bundleId=com.newleaf.app.ios.vic&country=br&"
          "entity=software");
    CHECK(url(source, asked("", std::nullopt, "", "1636235979")).empty());
    CHECK(url(source, asked("br", std::nullopt, "", "")).empty());
    CHECK(url(source, asked("br", std::nullopt, "", "1&country=us")).empty());
    CHECK(told(source, "https://itunes.apple.com/lookup?id=1,2&country=vn") == "vn - - 1,2");
    CHECK(told(source, "https://itunes.apple.com/search?term=drama&country=th") == "th - - -");
    CHECK(told(source, "https://itunes.apple.com/lookup?id=1") == "- - - 1");
}

TEST_CASE("a product page is asked for by country and number") {
    const auto& source = parsers::appstore_page;
    CHECK(url(source, asked("cl", std::nullopt, "", "1636235979")) ==
          "https://apps.apple.com/cl/app/id1636235979");
    CHECK(url(source, asked("cl", std::nullopt, "", "com.newleaf.app")).empty());
    CHECK(url(source, asked("", std::nullopt, "", "1636235979")).empty());
    CHECK(told(source, "https://apps.apple.com/cl/app/reelshort/id1636235979?l=en-GB") ==
          "cl - - 1636235979");
    CHECK(told(source, "https://apps.apple.com/cl/developer/x/id1").empty());
}

TEST_CASE("a charts page is asked for by country, genre and chart") {
    const auto& source = parsers::appstore_charts;
    CHECK(url(source, asked("id", Chart::top_free, "6016")) ==
          "https://apps.apple.com/id/iphone/charts/6016?chart=top-free");
    CHECK(url(source, asked("id", Chart::top_free, "")).empty());
    CHECK(url(source, asked("id", Chart::top_grossing, "6016")).empty());
    CHECK(told(source, "https://apps.apple.com/id/iphone/charts/36?chart=top-paid") ==
          "id top-paid 36 -");
    CHECK(told(source, "https://apps.apple.com/us/charts/iphone/entertainment-apps/6016") ==
          "us - 6016 -");
}

TEST_CASE("what a source asks for is what its URL tells") {
    for (const auto& country : records::country_table)
        for (const Chart chart : {Chart::top_free, Chart::top_paid, Chart::top_grossing})
            for (const auto* source : parsers::sources) {
                const auto what = asked(country.code.data(), chart, "6016", "1636235979");
                const auto request = source->request(what);
                if (!request ||
                    !std::string_view(request->url).starts_with("https://itunes.apple.com/"))
                    continue;
                const auto back = source->asked_by(request->url);
                INFO(request->url);
                REQUIRE(back);
                CHECK(back->country == what.country);
            }
}
