#include "archive_testing.h"

using namespace archive_testing;
using namespace records;

namespace {

WatchedApp watched(const std::string& name, std::vector<AppId> ids,
                   const std::string& bundle = "") {
    WatchedApp app;
    app.name = name;
    app.ids = std::move(ids);
    app.bundle_id = bundle;
    return app;
}

const std::vector<WatchedApp> apps = {
    watched("One", {{Marketplace::apple, "111"}, {Marketplace::google, "com.one"}}, "com.one.ios"),
    watched("Two", {{Marketplace::apple, "222"}})};

const Week week{*day_from("2026-10-05")};

Market market_of(const archive::Archive& archive, int weeks_back = 1,
                 std::optional<Instant> as_of = {}) {
    return value_of(archive.market(week, weeks_back, apps, as_of));
}

AppListing listing(const std::string& id, const char* country, const char* observed,
                   std::int64_t ratings) {
    AppListing it;
    it.country = country_from(country);
    it.app_id = id;
    it.rating_count = ratings;
    it.observed_at = at(observed);
    return it;
}

Reading one(Record record) { return reading_of({std::move(record)}, "2026-10-06T00:00:00Z"); }

}  // namespace

TEST_CASE("a market has the ranks of watched apps and every chart of its weeks, in order of time") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    import(*archive,
           {saved("late", "1"), saved("early", "2"), saved("before", "3"), saved("after", "4")},
           {one(chart_of({"9", "222", "111"}, "2026-10-11T23:59:59Z")),
            one(chart_of({"222"}, "2026-09-28T00:00:00Z")),
            one(chart_of({"222"}, "2026-09-27T23:59:59Z")),
            one(chart_of({"222"}, "2026-10-12T00:00:00Z"))});
    const Market market = market_of(*archive);
    REQUIRE(market.charts.size() == 2);
    CHECK((market.charts[0].observed == at("2026-09-28T00:00:00Z")));
    CHECK(market.charts[1].depth == 3);
    REQUIRE(market.ranks.size() == 3);
    CHECK(market.ranks[0].app == 1);
    CHECK(market.ranks[0].rank == 1);
    CHECK(market.ranks[1].app == 0);
    CHECK(market.ranks[1].rank == 3);
    CHECK(market.ranks[2].rank == 2);
    CHECK(market.ranks[2].genre == "36");
    CHECK((market.ranks[2].storefront == Storefront{Marketplace::apple, "US"}));
    CHECK((market.ranks[2].chart == Chart::top_grossing));
    CHECK(market.apps.size() == 2);
}

TEST_CASE("a chart whose entries have no id finds watched apps by their bundle id, at Apple only") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    ChartSnapshot apple = chart_of({"", ""}, "2026-10-06T00:00:00Z");
    apple.entries[1].bundle_id = "com.one.ios";
    ChartSnapshot google = apple;
    google.marketplace = Marketplace::google;
    import(*archive, {saved("a", "1"), saved("b", "2")}, {one(apple), one(google)});
    const Market market = market_of(*archive);
    REQUIRE(market.ranks.size() == 1);
    CHECK(market.ranks[0].rank == 2);
    CHECK(market.charts.size() == 2);
}

TEST_CASE("a chart counts the entries among which an app without a rank may still be") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    ChartSnapshot chart = chart_of({"5", "", "", "6"}, "2026-10-06T00:00:00Z");
    chart.entries[1].bundle_id = "com.unwatched.ios";
    chart.entries[2].name = "A name only";
    chart.entries[3].rank = 6;  // 4 and 5 could not be read
    import(*archive, {saved("a", "1")}, {one(chart)});
    const Market market = market_of(*archive);
    REQUIRE(market.charts.size() == 1);
    CHECK(market.charts[0].by_bundle == 1);
    CHECK(market.charts[0].by_name == 3);
}

TEST_CASE("an empty chart is a chart of depth 0") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    import(*archive, {saved("a", "1")}, {one(chart_of({}, "2026-10-06T00:00:00Z"))});
    REQUIRE(market_of(*archive).charts.size() == 1);
    CHECK(market_of(*archive).charts[0].depth == 0);
}

TEST_CASE(
    "two pages that claim the same chart and differ are kept, the first is used, it is said") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    const auto kept = import(*archive, {saved("a", "1"), saved("b", "2")},
                             {one(chart_of({"111", "9"}, "2026-10-06T00:00:00Z")),
                              one(chart_of({"9", "111"}, "2026-10-06T00:00:00Z"))});
    const Market market = market_of(*archive);
    REQUIRE(market.charts.size() == 1);
    CHECK(market.charts[0].response == kept[0].id);
    CHECK(market.ranks.at(0).rank == 1);
    REQUIRE(market.responses.size() == 2);
    CHECK(market.responses[0].issues.empty());
    REQUIRE(market.responses[1].issues.size() == 1);
    CHECK(market.responses[1].issues[0].what ==
          "two pages claim apple/us top-grossing 36 at 2026-10-06T00:00:00Z and differ: this one "
          "is not used, response 1 was recorded first");
    CHECK(value_of(archive->reading(kept[1].id, {})).records.size() == 1);
}

TEST_CASE("of two pages that agree on a chart, the deeper one is used") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    import(*archive, {saved("a", "1"), saved("b", "2")},
           {one(chart_of({"111"}, "2026-10-06T00:00:00Z")),
            one(chart_of({"111", "222"}, "2026-10-06T00:00:00Z"))});
    const Market market = market_of(*archive);
    REQUIRE(market.charts.size() == 1);
    CHECK(market.charts[0].depth == 2);
    CHECK(market.responses.at(1).issues.empty());
}

TEST_CASE("listings reach back to the last one before the window, per storefront") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    import(*archive,
           {saved("a", "1"), saved("b", "2"), saved("c", "3"), saved("d", "4"), saved("e", "5")},
           {one(listing("111", "US", "2026-08-01T00:00:00Z", 1)),
            one(listing("111", "US", "2026-08-02T00:00:00Z", 2)),
            one(listing("111", "BR", "2026-08-01T00:00:00Z", 3)),
            one(listing("111", "US", "2026-10-06T00:00:00Z", 4)),
            one(listing("999", "US", "2026-10-06T00:00:00Z", 5))});
    const Market market = market_of(*archive);
    std::vector<std::int64_t> ratings;
    for (const ListingSeen& it : market.listings) ratings.push_back(*it.listing.rating_count);
    CHECK(ratings == std::vector<std::int64_t>{3, 2, 4});
}

TEST_CASE("figures are all that were known by the end of the week; rates reach back by one") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    PublishedFigure early;
    early.observed_at = at("2020-01-01T00:00:00Z");
    PublishedFigure late = early;
    late.observed_at = at("2026-10-12T00:00:00Z");
    const auto rates = [](const char* day, double rate) {
        return FxRates{*day_from(day), "EUR", {{Currency("USD"), rate}}};
    };
    import(*archive, {saved("a", "1")},
           {reading_of({early, late, rates("2026-09-01", 1), rates("2026-09-24", 2),
                        rates("2026-10-05", 3), rates("2026-10-12", 4)},
                       "2026-10-12T00:00:00Z")});
    const Market market = market_of(*archive);
    CHECK(market.figures.size() == 1);
    REQUIRE(market.fx.size() == 2);
    CHECK(market.fx[0].rates.rates[0].second == 2);
    CHECK(market.fx[1].rates.rates[0].second == 3);
    CHECK(market.responses.size() == 1);  // where they came from, though outside of the window
}

TEST_CASE("what was recorded after as_of does not count") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    import(*archive, {saved("a", "1")}, {one(chart_of({"111"}, "2026-10-06T00:00:00Z"))},
           "2026-11-01T00:00:00Z");
    import(*archive, {saved("b", "2")}, {one(chart_of({"111"}, "2026-10-07T00:00:00Z"))},
           "2026-11-02T00:00:00Z");
    const Market market = market_of(*archive, 1, at("2026-11-01T00:00:00Z"));
    CHECK(market.charts.size() == 1);
    CHECK(market.responses.size() == 1);
    CHECK(market_of(*archive).charts.size() == 2);
}

TEST_CASE("pages that told nothing are in the list of responses, with what was wrong") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    Reading blocked;
    blocked.outcome = Outcome::blocked;
    blocked.issues = {{"body", "a captcha"}};
    Reading nowhere = one(chart_of({"111"}, "2026-10-06T00:00:00Z"));
    std::get<ChartSnapshot>(nowhere.records[0]).country.reset();
    nowhere.country.reset();
    import(*archive,
           {response("https://example.org", "2026-10-06T00:00:00Z", "captcha"),
            response("https://example.org", "2026-10-20T00:00:00Z", "later"), saved("b", "chart"),
            saved("c", "undated")},
           {blocked, blocked, nowhere, Reading {}});
    const Market market = market_of(*archive);
    REQUIRE(market.responses.size() == 3);
    CHECK(market.responses[0].issues == blocked.issues);
    CHECK((market.responses[0].observed == at("2026-10-06T00:00:00Z")));
    CHECK(market.charts.empty());
    REQUIRE(market.responses[1].issues.size() == 1);
    CHECK(market.responses[1].issues[0].what.find("in no report") != std::string::npos);
    CHECK_FALSE(market.responses[2].observed);
}

TEST_CASE("a chart finds its response: digest, file, place in it, length") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", apps));
    import(*archive, {saved("here.json", "abc")}, {one(chart_of({"111"}, "2026-10-06T00:00:00Z"))});
    const ResponseFacts facts = market_of(*archive).responses.at(0);
    CHECK(facts.digest ==
          "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(facts.segment == "warc/000001.warc.gz");
    CHECK(facts.offset > 0);
    CHECK(facts.bytes == 3);
    CHECK(facts.place == "here.json");
}

TEST_CASE("a reader sees what a writer added, and changes nothing") {
    const Folder folder;
    CHECK_FALSE(archive::open_to_read(folder / "a", apps));
    const auto writer = value_of(archive::open(folder / "a", {}));
    const auto reader = value_of(archive::open_to_read(folder / "a", apps));
    import(*writer, {saved("a", "1")}, {one(chart_of({"111"}, "2026-10-06T00:00:00Z"))});
    CHECK(market_of(*reader).ranks.size() == 1);
    CHECK_FALSE(reader->keep(std::vector{saved("b", "2")}));
}
