#include "archive/sqlite_database.h"
#include "archive_testing.h"

using namespace archive_testing;
using namespace records;

namespace {

std::vector<WatchedApp> watched(const std::string& name, const std::string& id) {
    WatchedApp app;
    app.name = name;
    app.ids = {{Marketplace::apple, id}};
    return {app};
}

/// A folder with an archive that an old version wrote.
void make_old_archive(const std::string& place) {
    std::filesystem::create_directories(place);
    archive::Database database(place + "/archive.sqlite", archive::Database::Access::write);
    database.run(read_file(fixtures() / "archive-v1/archive.sql").c_str());
}

std::string watched_rows(const std::string& place) {
    archive::Database database(place + "/archive.sqlite", archive::Database::Access::read);
    archive::Query rows(database, "select name, rank, country, observed from watched_ranks");
    std::string text;
    while (rows.next())
        text += std::string(rows.text(0)) + " " + std::to_string(rows.number(1)) + " " +
                std::string(rows.text(2)) + " " + std::string(rows.text(3)) + "\n";
    return text;
}

}  // namespace

TEST_CASE("an archive of version 1 is brought up to date, with all that was in it") {
    const Folder folder;
    make_old_archive(folder / "a");
    const auto apps = watched("One", "111");
    const auto archive = value_of(archive::open(folder / "a", apps));
    const Market market = value_of(archive->market(Week(*day_from("2026-10-05")), 0, apps, {}));
    REQUIRE(market.ranks.size() == 1);
    CHECK(market.ranks[0].rank == 2);
    CHECK(market.responses.at(0).issues.at(0).what == "an old issue");
    CHECK(value_of(archive->reading(1, {})).records.size() == 1);
    CHECK(watched_rows(folder / "a") == "One 2 us 2026-10-05 14:00:00\n");
}

TEST_CASE("an archive of version 1 can be read without being changed") {
    const Folder folder;
    make_old_archive(folder / "a");
    const auto apps = watched("One", "111");
    const auto archive = value_of(archive::open_to_read(folder / "a", apps));
    CHECK(value_of(archive->market(Week(*day_from("2026-10-05")), 0, apps, {})).ranks.size() == 1);
}

TEST_CASE("L14 an archive of a newer version is refused, to read and to write") {
    const Folder folder;
    make_old_archive(folder / "a");
    archive::Database(folder / "a/archive.sqlite", archive::Database::Access::write)
        .set_version(99);
    for (const auto& opened : {archive::open(folder / "a", {}).map([](auto&&) {}),
                               archive::open_to_read(folder / "a", {}).map([](auto&&) {})}) {
        REQUIRE_FALSE(opened);
        CHECK(opened.error().what.find("version 99, written by a newer dramascope") !=
              std::string::npos);
    }
}

TEST_CASE("an old archive finds bytes by their URL through an index, once it was opened to write") {
    const Folder folder;
    make_old_archive(folder / "a");
    const auto plan = [&] {
        archive::Database database(folder / "a/archive.sqlite", archive::Database::Access::read);
        archive::Query rows(database,
                            "explain query plan select id from response where url = 'x' and "
                            "original is null order by id desc");
        return rows.next() ? std::string(rows.text(3)) : std::string();
    };
    CHECK(plan().find("response_by_url") == std::string::npos);
    value_of(archive::open(folder / "a", {}));
    CHECK(plan().find("response_by_url") != std::string::npos);
    archive::Database database(folder / "a/archive.sqlite", archive::Database::Access::read);
    CHECK(database.version() == 5);
}

TEST_CASE("rows of watched apps follow the watch-list") {
    const Folder folder;
    make_old_archive(folder / "a");
    value_of(archive::open(folder / "a", watched("One", "111")));
    value_of(archive::open(folder / "a", watched("Other", "999")));
    CHECK(watched_rows(folder / "a") == "Other 1 us 2026-10-05 14:00:00\n");
    value_of(archive::open(folder / "a", watched("Renamed", "999")));
    CHECK(watched_rows(folder / "a") == "Renamed 1 us 2026-10-05 14:00:00\n");
}

TEST_CASE("rows of watched apps are made as charts are added") {
    const Folder folder;
    {
        const auto archive = value_of(archive::open(folder / "a", watched("One", "111")));
        import(
            *archive, {saved("a", "1")},
            {reading_of({chart_of({"9", "111"}, "2026-10-06T00:00:00Z")}, "2026-10-06T00:00:00Z")});
    }
    CHECK(watched_rows(folder / "a") == "One 2 us 2026-10-06 00:00:00\n");
}
