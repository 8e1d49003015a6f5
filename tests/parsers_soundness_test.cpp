#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "parsers/read.h"
#include "parsers/shown.h"

using records::Outcome;

namespace {

bool mentions(const records::Reading& reading, const std::string& text) {
    return std::ranges::any_of(reading.issues, [&](const records::Issue& issue) {
        return (issue.where + ": " + issue.what).find(text) != std::string::npos;
    });
}

/// An answer of Apple's lookup with one app, and whatever members stand behind its id.
records::Page lookup(const std::string& members) {
    records::Page page;
    page.asked.source = "itunes-lookup";
    page.body = R"({"resultCount":1,"results":[{"kind":"software","trackName":"Lantern Tales",)"
                R"("trackId":900000001)" +
                members + "}]}";
    return page;
}

constexpr const char* in_brazil =
    R"(,"trackViewUrl":"https://apps.apple.com/br/app/lantern-tales/id900000001")";

/// A legacy RSS chart with one row.
records::Page rss_chart(const std::string& title, const std::string& steps) {
    records::Page page;
    page.body = R"({"feed":{"title":{"label":")" + title +
                R"("},"link":{"attributes":{"rel":"self","href":)"
                R"("https://itunes.apple.com/us/rss/topfreeapplications/limit=100/)" +
                steps +
                R"(json"}},"updated":{"label":"2026-10-05T07:00:00-07:00"},"entry":[{)"
                R"("im:name":{"label":"Lantern Tales"},)"
                R"("id":{"label":"","attributes":{"im:id":"900000001"}}}]}})";
    return page;
}

const records::AppListing& listing_in(const records::Reading& reading) {
    REQUIRE(reading.records.size() == 1);
    return std::get<records::AppListing>(reading.records.front());
}

}  // namespace

TEST_CASE("a count below zero is absent, and an issue names where it stood and what it was") {
    const auto reading = parsers::read(lookup(R"(,"userRatingCount":-5)"));
    CHECK_FALSE(listing_in(reading).rating_count);
    CHECK(mentions(reading, "/900000001/rating_count: expected a count, found -5"));
    CHECK(listing_in(parsers::read(lookup(R"(,"userRatingCount":0)"))).rating_count == 0);
}

TEST_CASE("prices in USD alone are no page of a storefront that bills another currency") {
    auto page = lookup(R"(,"price":4.99,"currency":"USD")");
    page.asked.country = records::country_from("br");
    const auto reading = parsers::read(page);
    CHECK(reading.outcome == Outcome::drift);
    CHECK(reading.records.empty());
    CHECK(mentions(reading, "asked for br, which bills BRL; all 1 prices are in USD"));
}

TEST_CASE("prices in USD stay where the page proves its storefront, or the storefront bills USD") {
    const std::string price = R"(,"price":4.99,"currency":"USD")";
    auto page = lookup(price + in_brazil);
    page.asked.country = records::country_from("br");
    CHECK(parsers::read(page).outcome == Outcome::rows);
    page = lookup(price);
    CHECK(parsers::read(page).outcome == Outcome::rows);
    page.asked.country = records::country_from("us");
    CHECK(parsers::read(page).outcome == Outcome::rows);
    page = lookup(R"(,"price":24.9,"currency":"BRL")");
    page.asked.country = records::country_from("br");
    CHECK(parsers::read(page).outcome == Outcome::rows);
}

TEST_CASE("bytes that are not UTF-8 are reported whatever the source") {
    CHECK(mentions(parsers::read(lookup(",\"artistName\":\"Caf\xE9\"")),
                   "body: bytes that are not UTF-8 were replaced by U+FFFD"));
    CHECK_FALSE(mentions(parsers::read(lookup(",\"artistName\":\"Caf\xC3\xA9\"")), "U+FFFD"));
}

TEST_CASE("half a surrogate pair that reached a name is reported whatever the source") {
    const std::string half = "half a surrogate pair or a control character was replaced";
    CHECK(mentions(parsers::read(lookup(R"(,"artistName":"Caf\ud83d")")), half));
    CHECK_FALSE(mentions(parsers::read(lookup(R"(,"artistName":"Caf\ud83d\ude00")")), "U+FFFD"));
    CHECK(mentions(parsers::read(lookup(R"(,"artistName":"Caf\ufffd")")),
                   "body: U+FFFD stands in the page itself"));
    auto page = rss_chart("Top \\ud83d", "");
    CHECK_FALSE(mentions(parsers::read(page), "U+FFFD"));  // not in a name
    page.body.replace(page.body.find("Lantern"), 7, "\\udc00");
    CHECK(mentions(parsers::read(page), half));
}

TEST_CASE("an app that stands in a chart twice keeps both ranks, and is told with them") {
    auto page = rss_chart("Top Free Applications", "");
    const std::size_t from = page.body.find(R"({"im:name")");
    const std::string entry = page.body.substr(from, page.body.rfind(']') - from);
    std::string other = entry;
    other.replace(other.rfind("900000001"), 9, "900000002");
    page.body.insert(from, entry + "," + other + ",");
    const auto reading = parsers::read(page);
    REQUIRE(reading.records.size() == 1);
    CHECK(std::get<records::ChartSnapshot>(reading.records.front()).entries.size() == 3);
    CHECK(reading.issues.size() == 1);
    CHECK(
        mentions(reading, "top-free 36: 900000001 has both rank 1 and rank 3: both rows are kept"));
    for (int more = 0; more < 20; ++more) page.body.insert(from, entry + ",");
    CHECK(parsers::read(page).issues.size() == 11);
    CHECK(mentions(parsers::read(page), "with those named: 21"));
}

TEST_CASE("of a lookup only the apps and the storefront that were asked for are taken") {
    auto page = lookup(in_brazil);
    const std::size_t end = page.body.rfind(']');
    page.body.insert(end, R"(,{"kind":"software","trackName":"Harbor","trackId":900000002,)"
                          R"("trackViewUrl":"https://apps.apple.com/br/app/id900000002"})"
                          R"(,{"kind":"software","trackName":"Lantern Tales","trackId":900000001,)"
                          R"("trackViewUrl":"https://apps.apple.com/mx/app/id900000001"})");
    page.body.replace(page.body.find(":1,"), 3, ":3,");
    CHECK(parsers::read(page).records.size() == 3);
    page.asked.country = records::country_from("br");
    page.asked.app_id = "900000003,900000001";
    page.fetched_at = records::instant_from("2026-10-05T12:00:00Z");
    const auto reading = parsers::read(page);
    CHECK(listing_in(reading).app_id == "900000001");
    CHECK(reading.country == records::country_from("br"));
    CHECK(reading.issues.size() == 2);
    CHECK(mentions(reading, "asked: app 900000002 of BR was not asked for: left out"));
    CHECK(mentions(reading, "asked: app 900000001 of MX was not asked for: left out"));
    page.asked.app_id = "900000003";
    CHECK(parsers::read(page).outcome == Outcome::drift);
}

TEST_CASE("a lookup's number in a text is read, and what is no number is told") {
    const auto reading =
        parsers::read(lookup(R"(,"userRatingCount":"12","primaryGenreId":"Entertainment")"));
    CHECK(listing_in(reading).rating_count == 12);
    CHECK(listing_in(reading).genre.empty());
    CHECK(mentions(reading, "/results/0/primaryGenreId: expected a whole number"));
    CHECK(mentions(parsers::read(lookup(R"(,"userRatingCount":true)")),
                   "/results/0/userRatingCount: expected a whole number"));
}

TEST_CASE("an amount of a legacy RSS chart may be a JSON number") {
    records::Page page;
    page.body = R"({"feed":{"link":{"attributes":{"rel":"self","href":)"
                R"("https://itunes.apple.com/us/rss/toppaidapplications/limit=100/json"}},)"
                R"("updated":{"label":"2026-10-05T07:00:00-07:00"},"entry":[{)"
                R"("im:name":{"label":"Lantern Tales"},"im:price":{"attributes":{"amount":4.99,)"
                R"("currency":"USD"}},"id":{"label":"","attributes":{"im:id":"900000001"}}}]}})";
    const auto reading = parsers::read(page);
    REQUIRE(reading.records.size() == 1);
    const auto& chart = std::get<records::ChartSnapshot>(reading.records.front());
    REQUIRE(chart.entries.size() == 1);
    REQUIRE(chart.entries.front().price);
    CHECK(chart.entries.front().price->minor_units == 499);
}

TEST_CASE("a legacy RSS chart whose title names another genre than its link is not read") {
    const std::string title = "iTunes Store: Top Free Applications";
    const auto outcome = [](const std::string& of_title, const std::string& steps) {
        return parsers::read(rss_chart(of_title, steps)).outcome;
    };
    CHECK(outcome(title + " in Finance", "genre=6015/") == Outcome::rows);
    CHECK(outcome(title + " in Finance", "genre=6016/") == Outcome::drift);
    CHECK(outcome(title + " in Finance", "") == Outcome::drift);
    CHECK(outcome(title + " in Stamps", "genre=6099/") == Outcome::rows);
    CHECK(outcome(title + " in Stamps", "") == Outcome::drift);
    CHECK(outcome(title, "") == Outcome::rows);
    CHECK(mentions(parsers::read(rss_chart(title + " in Finance", "genre=6016/")),
                   "/feed/title: the title says \"Finance\", the link genre 6016"));
}

TEST_CASE("a legacy RSS chart that is later than its fetch by more than an hour is told") {
    auto page = rss_chart("iTunes Store: Top Free Applications", "");
    page.fetched_at = records::instant_from("2026-10-05T13:00:00Z");
    CHECK_FALSE(mentions(parsers::read(page), "later than it was fetched"));
    page.fetched_at = records::instant_from("2026-10-05T12:59:59Z");
    CHECK(mentions(parsers::read(page), "later than it was fetched"));
}

TEST_CASE("a short page whose title or heading is an error is blocked, a longer one is not") {
    records::Page page;
    for (const char* body :
         {"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>no</BODY></HTML>",
          "<html><head><title>Sorry...</title></head><body>unusual traffic</body></html>",
          "<html><body><h1 class=\"x\"> 429. That is an error.</h1></body></html>"}) {
        page.body = body;
        CHECK(parsers::read(page).outcome == Outcome::blocked);
    }
    page.body += std::string(20000, ' ');
    CHECK(parsers::read(page).outcome == Outcome::unsupported);
    page.body = "<html><head><title>A tale: Access Denied</title></head><body></body></html>";
    CHECK(parsers::read(page).outcome == Outcome::unsupported);
}

TEST_CASE("a product page's ribbon tells rating and count before the shelf of ratings does") {
    const auto page_with = [](const std::string& ribbon) {
        records::Page page;
        page.asked.source = "appstore-page";
        page.body =
            R"(<html><script type="application/json" id="serialized-server-data">[{"data":{)"
            R"("title":"Lantern Tales","lockup":{"offerDisplayProperties":{"adamId":"900000001"}},)"
            R"("shelfMapping":{"informationRibbon":{"items":[{"type":"chartPosition"},)" +
            ribbon +
            R"(]},"productRatings":{"items":[{"ratingAverage":3.5,"totalNumberOfRatings":7}]}}}}])"
            "</script></html>";
        return parsers::read(page);
    };
    const auto both = page_with(R"({"type":"rating","content":{"rating":4.5,"ratingCount":12}})");
    CHECK(listing_in(both).rating == 4.5);
    CHECK(listing_in(both).rating_count == 12);
    const auto none = page_with(R"({"type":"editorsChoice","content":{}})");
    CHECK(listing_in(none).rating == 3.5);
    CHECK(listing_in(none).rating_count == 7);
}

TEST_CASE("a count that is beyond any is told as it stands there") {
    const auto reading = parsers::read(lookup(R"(,"userRatingCount":1e30)"));
    CHECK_FALSE(listing_in(reading).rating_count);
    CHECK(mentions(reading, "/results/0/userRatingCount: expected a whole number, found 1e+30"));
}

TEST_CASE("a value in a message is what stands in the text") {
    const auto text = [](const char* json) {
        const parsers::JsonText parsed(json);
        return parsers::shown(parsed.root());
    };
    CHECK(text("\"ten\"") == "\"ten\"");
    CHECK(text("5") == "5");
    CHECK(text("4.3158") == "4.3158");
    CHECK(text("true") == "true");
    CHECK(text("[1]") == "a list");
    CHECK(text("{}") == "an object");
    CHECK(text("null") == "null");
    CHECK(parsers::shown(parsers::Json()) == "nothing");
    CHECK(parsers::shown(5715302.0) == "5715302");
    CHECK(parsers::shown(4.3158) == "4.3158");
    CHECK(parsers::shown(1e30) == "1e+30");
}

TEST_CASE("an app that stands in an answer twice is told, and both rows are kept") {
    auto page = lookup("");
    const std::size_t end = page.body.find("}]");
    REQUIRE(end != std::string::npos);
    const std::size_t begin = page.body.find('[') + 1;
    const std::string row = page.body.substr(begin, end + 1 - begin);
    page.body.insert(end + 1, "," + row);
    const auto reading = parsers::read(page);
    CHECK(reading.records.size() == 2);
    CHECK(mentions(reading, "the answer lists it 2 times: all are kept"));
    CHECK_FALSE(mentions(parsers::read(lookup("")), "the answer lists it"));
}
