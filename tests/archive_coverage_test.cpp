#include "archive/sqlite_database.h"
#include "archive_testing.h"

using namespace archive_testing;
using namespace records;

namespace {

constexpr const char* noon = "2026-10-06T12:00:00Z";

std::vector<WatchedApp> watched() {
    WatchedApp app;
    app.name = "One";
    app.ids = {{Marketplace::apple, "111"}};
    return {app};
}

/// A chart that is drift and keeps its rows.
Reading quarantined() {
    Reading reading = reading_of({chart_of({"111", "9"}, noon)}, noon);
    reading.outcome = Outcome::drift;
    reading.issues = {{"chart.publisher", "filled too seldom"}};
    return reading;
}

Market market_of(const archive::Archive& archive, const char* as_of = nullptr) {
    const auto until = as_of ? std::optional(at(as_of)) : std::nullopt;
    return value_of(archive.market(Week(*day_from("2026-10-06")), 0, watched(), until));
}

void read_again(archive::Archive& archive, const archive::Kept& kept, Reading reading, int version,
                const char* recorded) {
    reading.parser_version = version;
    value_of(archive.add(std::vector{archive::Kept{kept.id, kept.digest, false, false}},
                         std::vector{reading}, at(recorded)));
}

}  // namespace

TEST_CASE("the records of a reading that is drift are kept and in no report") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", watched()));
    const auto kept = import(*archive, {saved("a", "1")}, {quarantined()});
    CHECK(value_of(archive->reading(kept[0].id, {})).records.size() == 1);
    const Market market = market_of(*archive);
    CHECK(market.charts.empty());
    CHECK(market.ranks.empty());
    REQUIRE(market.responses.size() == 1);
    CHECK(market.responses[0].outcome == Outcome::drift);
    CHECK(market.responses[0].issues.size() == 1);
    archive::Database database(folder / "a/archive.sqlite", archive::Database::Access::read);
    CHECK_FALSE(archive::Query(database, "select 1 from watched_ranks").next());
}

TEST_CASE("facts of a page that was refused before say since when, and by which version") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", watched()));
    const auto kept = import(*archive, {saved("a", "1"), saved("b", "2")},
                             {quarantined(), reading_of({chart_of({"5"}, noon)}, noon)}, noon);
    Reading fine = quarantined();
    fine.outcome = Outcome::rows;
    fine.issues.clear();
    read_again(*archive, kept[0], fine, 2, "2026-10-20T00:00:00Z");
    read_again(*archive, kept[0], fine, 3, "2026-10-25T00:00:00Z");
    const Market market = market_of(*archive);
    CHECK(market.ranks.size() == 1);
    REQUIRE(market.responses.size() == 2);
    REQUIRE(market.responses[0].recovered);
    CHECK(market.responses[0].recovered->on == at("2026-10-20T00:00:00Z"));
    CHECK(market.responses[0].recovered->parser_version == 2);
    CHECK_FALSE(market.responses[1].recovered);
    CHECK(market_of(*archive, "2026-10-15T00:00:00Z").ranks.empty());
    CHECK_FALSE(market_of(*archive, "2026-10-15T00:00:00Z").responses.at(0).recovered);
}

TEST_CASE("how far fields are filled is kept with each reading, and the latest reading counts") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", watched()));
    auto bare = chart_of({"111", "9"}, noon);
    for (auto& entry : bare.entries) entry.publisher.clear();
    const auto kept =
        import(*archive, {saved("a", "1"), saved("b", "2")},
               {reading_of({bare}, noon), reading_of({chart_of({"5"}, noon)}, noon)}, noon);
    const auto publishers = [&](const archive::Archive::FieldFilter& filter) {
        std::vector<int> filled;
        for (const auto& each : value_of(archive->field_coverage(filter)))
            for (const auto& share : each.shares)
                if (share.field == "chart.publisher") filled.push_back(share.filled);
        return filled;
    };
    CHECK(publishers({}) == std::vector{0, 1});
    read_again(*archive, kept[0], reading_of({chart_of({"111", "9"}, noon)}, noon), 2, noon);
    CHECK(publishers({}) == std::vector{2, 1});
    CHECK(publishers({"test", "first", "", {}, 1}) == std::vector{1});
    CHECK(publishers({"test", "first", "", Outcome::rows, 0}) == std::vector{2, 1});
    CHECK(publishers({"test", "first", "https://example.org", {}, 0}).empty());
    CHECK(publishers({"test", "first", "", Outcome::drift, 0}).empty());
    CHECK(publishers({"test", "second", "", {}, 0}).empty());
}

TEST_CASE("an older archive has its fields counted when it is first opened for writing") {
    const Folder folder;
    std::filesystem::create_directories(folder / "a");
    {
        archive::Database database(folder / "a/archive.sqlite", archive::Database::Access::write);
        database.run(read_file(fixtures() / "archive-v1/archive.sql").c_str());
    }
    CHECK(value_of(value_of(archive::open_to_read(folder / "a", watched()))->field_coverage({}))
              .empty());
    value_of(archive::open(folder / "a", watched()));
    const auto archive = value_of(archive::open_to_read(folder / "a", watched()));
    const auto coverage = value_of(archive->field_coverage({}));
    REQUIRE(coverage.size() == 1);
    CHECK(coverage[0].id == 1);
    CHECK_FALSE(coverage[0].shares.empty());
}
