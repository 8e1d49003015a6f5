#include <catch2/catch.hpp>

#include "golden.h"
#include "parsers/read.h"

using records::AppListing;
using records::ChartSnapshot;
using records::Outcome;

namespace {

/// A page of the real captures; nothing where this machine has none of them.
std::optional<records::Reading> capture(const std::string& name) {
    const auto file = shared_captures() / name;
    if (!std::filesystem::exists(file)) {
        WARN("no real captures on this machine");
        return std::nullopt;
    }
    records::Page page;
    page.place = name;
    page.body = read_file(file);
    return parsers::read(page);
}

template <class Kind>
Kind only(const records::Reading& reading) {
    REQUIRE(reading.outcome == Outcome::rows);
    REQUIRE(reading.records.size() == 1);
    return std::get<Kind>(reading.records.front());
}

records::Money usd(std::int64_t cents) { return {cents, "USD"}; }

}  // namespace

TEST_CASE("a real legacy RSS chart of one row is read") {
    const auto reading = capture("apple-rss-legacy/tonyhokan-topgrossing-hk-2018-01.json");
    if (!reading) return;
    const auto chart = only<ChartSnapshot>(*reading);
    CHECK(chart.country == records::Country("HK"));
    CHECK(chart.chart == records::Chart::top_grossing);
    CHECK(chart.genre == "36");
    CHECK(chart.observed_at == records::instant_from("2018-01-09T19:59:39-07:00"));
    REQUIRE(chart.entries.size() == 1);
    CHECK(chart.entries[0].app_id == "1289157855");
    CHECK(chart.entries[0].bundle_id == "com.bbgame.sgz2017.hk");
}

TEST_CASE("a real lookup result of ReelShort is read") {
    const auto reading = capture("itunes-lookup/timeseries-no/reelshort-2026-07-08.json");
    if (!reading) return;
    const auto app = only<AppListing>(*reading);
    CHECK(app.country == records::Country("NO"));
    CHECK(app.app_id == "1636235979");
    CHECK(app.rating_count == 2151);
    CHECK(app.rating == 4.47093);
    CHECK(app.version == "3.9.50");
    CHECK(app.released == records::day_from("2022-09-18"));
    CHECK(app.updated == records::day_from("2026-07-01"));
}

TEST_CASE("a real search answer that says more than it holds is read, with an issue") {
    const auto reading = capture("itunes-search/mas-things-search-2025-12-03.json");
    if (!reading) return;
    CHECK(reading->records.size() == 12);
    CHECK(reading->issues.front().where == "/resultCount");
}

TEST_CASE("real product pages of both layouts are read") {
    const auto now = capture("appstore-page/wwm9213-floatingclock-us-2026-09.html");
    const auto before = capture("appstore-page/phan2410-id1193542964-2023-04.html");
    if (!now || !before) return;
    const auto clock = only<AppListing>(*now);
    CHECK(clock.app_id == "1546947240");
    CHECK(clock.price == usd(0));
    CHECK(clock.iap == std::vector<records::InAppPurchase>{{"Lifetime Membership", usd(499)},
                                                           {"Quarterly Membership", usd(199)}});
    const auto sony = only<AppListing>(*before);
    CHECK(sony.country == records::Country("VN"));
    CHECK(sony.app_id == "1193542964");
    CHECK(sony.histogram == std::array<std::int64_t, 5>{0, 0, 0, 0, 1});
    CHECK(sony.version == "2.0.3");
}

TEST_CASE("a real charts page whose copy lacks rows keeps their ranks") {
    const auto reading = capture("appstore-charts-page/adn-ok-294357.html");
    if (!reading) return;
    const auto chart = only<ChartSnapshot>(*reading);
    CHECK(chart.country == records::Country("US"));
    CHECK(chart.genre == "6007");
    REQUIRE(chart.entries.size() == 12);
    CHECK(chart.entries[5].rank == 25);
    CHECK(chart.entries[5].app_id == "318698524");
    CHECK(chart.entries[11].rank == 100);
}
