#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "parsers/read.h"

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

TEST_CASE("a lookup's number in a text is read, and what is no number is told") {
    const auto reading =
        parsers::read(lookup(R"(,"userRatingCount":"12","primaryGenreId":"Entertainment")"));
    CHECK(listing_in(reading).rating_count == 12);
    CHECK(listing_in(reading).genre.empty());
    CHECK(mentions(reading, "/results/0/primaryGenreId: expected a number"));
    CHECK(mentions(parsers::read(lookup(R"(,"userRatingCount":true)")),
                   "/results/0/userRatingCount: expected a number"));
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
