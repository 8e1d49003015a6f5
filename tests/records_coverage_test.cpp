#include <catch2/catch.hpp>

#include "records/coverage.h"

using namespace records;

namespace {

/// A history of readings of 100 rows in which a field was filled so often.
FieldHistory history_of(const std::vector<int>& filled, Outcome outcome = Outcome::rows,
                        const char* field = "chart.publisher") {
    FieldHistory history;
    for (const int each : filled) history.add(outcome, {{field, each, 100}});
    return history;
}

FieldShare publishers(int filled, int of = 100) { return {"chart.publisher", filled, of}; }

AppListing listing(const char* name, std::optional<std::int64_t> installs) {
    AppListing app;
    app.name = name;
    app.installs = installs;
    return app;
}

const FieldShare* share_of(const std::vector<FieldShare>& shares, const char* field) {
    for (const auto& share : shares)
        if (share.field == field) return &share;
    return nullptr;
}

}  // namespace

TEST_CASE("each field that may be empty is counted over the entries and listings of a reading") {
    ChartSnapshot chart;
    chart.entries = {{1, "1", "", "One", "Publisher", Money{0, "USD"}},
                     {2, "2", "", "Two", "", {}}};
    const auto shares =
        field_shares(std::vector<Record>{chart, listing("A", 5), listing("", {}), chart});
    REQUIRE(share_of(shares, "chart.publisher"));
    CHECK(*share_of(shares, "chart.publisher") == FieldShare{"chart.publisher", 2, 4});
    CHECK(*share_of(shares, "chart.price") == FieldShare{"chart.price", 2, 4});
    CHECK(*share_of(shares, "chart.bundle_id") == FieldShare{"chart.bundle_id", 0, 4});
    CHECK(*share_of(shares, "listing.installs") == FieldShare{"listing.installs", 1, 2});
    CHECK(*share_of(shares, "listing.name") == FieldShare{"listing.name", 1, 2});
    CHECK_FALSE(share_of(shares, "figure.app"));
}

TEST_CASE("an empty chart and rates have no fields") {
    CHECK(field_shares(std::vector<Record>{ChartSnapshot{}, FxRates{}}).empty());
}

TEST_CASE("a baseline is the median of 5 to 28 readings") {
    CHECK_FALSE(history_of({90, 90, 90, 90}).baseline("chart.publisher"));
    const auto five = history_of({10, 90, 80, 100, 70}).baseline("chart.publisher");
    REQUIRE(five);
    CHECK(five->median == Approx(0.8));
    CHECK(five->readings == 5);
    std::vector<int> many(40, 20);
    many.insert(many.end(), 28, 60);
    CHECK(history_of(many).baseline("chart.publisher")->median == Approx(0.6));
    CHECK(history_of(many).baseline("chart.publisher")->readings == 28);
    CHECK_FALSE(history_of(many).baseline("chart.price"));
}

TEST_CASE("a field filled in less than 70 % of its baseline is told, with both and the readings") {
    const auto history = history_of({100, 98, 98, 98, 90});
    CHECK_FALSE(history.fallen(publishers(69)));
    const auto issue = history.fallen(publishers(68));
    REQUIRE(issue);
    CHECK(issue->where == "chart.publisher");
    CHECK(issue->what ==
          "filled in 68 of 100 rows (68%), where the 5 readings before had a median of 98%: the "
          "layout seems to have changed, no row is used");
}

TEST_CASE("a field that was seldom filled, and a page of few rows, are not judged") {
    CHECK_FALSE(history_of({19, 19, 19, 19, 19}).fallen(publishers(0)));
    CHECK(history_of({20, 20, 20, 20, 20}).fallen(publishers(0)));
    const auto often = history_of({98, 98, 98, 98, 98});
    CHECK_FALSE(often.fallen(publishers(0, 4)));
    CHECK(often.fallen(publishers(0, 5)));
}

TEST_CASE("readings that are drift never become the baseline") {
    auto history = history_of({98, 98, 98, 98, 98});
    for (int page = 0; page < 40; ++page) history.add(Outcome::drift, {publishers(0)});
    REQUIRE(history.fallen(publishers(0)));
    CHECK(history.baseline("chart.publisher")->median == Approx(0.98));
    CHECK_FALSE(history.fallen(publishers(98)));
}

TEST_CASE("one odd page does not change what the next is held against") {
    const auto history = history_of({98, 98, 3, 98, 98});
    CHECK(history.fallen(publishers(60)));
    CHECK_FALSE(history.fallen(publishers(98)));
}

TEST_CASE(
    "pages of one app are judged together with those before, and only where they fall short") {
    FieldHistory history;
    const auto installs = [](int filled) { return FieldShare{"listing.installs", filled, 1}; };
    for (int page = 0; page < 20; ++page) history.add(Outcome::rows, {installs(1)});
    for (int page = 1; page <= 3; ++page) {
        CHECK_FALSE(history.fallen(installs(0)));
        history.add(Outcome::rows, {installs(0)});
    }
    const auto issue = history.fallen(installs(0));
    REQUIRE(issue);
    CHECK(issue->what.find("6 of 10 rows of this page and those before (60%)") !=
          std::string::npos);
    for (int page = 0; page < 10; ++page) history.add(Outcome::drift, {installs(0)});
    CHECK_FALSE(history.fallen(installs(1)));
}

TEST_CASE("fields that differ from app to app are shown and never judged") {
    CHECK(compared("listing.iap") == Compared::never);
    CHECK(compared("figure.app") == Compared::never);
    CHECK(compared("a field of a later version") == Compared::never);
    CHECK(compared("listing.rating_count") == Compared::with_same_url);
    CHECK(compared("chart.publisher") == Compared::with_all);
}
