#include <catch2/catch.hpp>

#include <fstream>

#include "app/report_file.h"
#include "app_testing.h"
#include "schedules/watchlist.h"

using Catch::Contains;

namespace {

const records::Week week_41 = *records::week_from("2026-W41");
const records::Instant first_issue = *records::instant_from("2026-10-12T06:00:00Z");
const records::Instant second_issue = *records::instant_from("2026-10-13T06:00:00Z");
const records::Instant after_seven_days = *records::instant_from("2026-10-19T06:00:00Z");

void import_at(const Folder& folder, const std::string& moment, const std::string& page) {
    const Ran ran =
        run_program({"import", "--archive", folder / "kept", "--now", moment, fixture(page)});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
}

/// A chart of the week was recorded in time, another one a day after the first issue.
void fill(const Folder& folder) {
    import_at(folder, "2026-10-12T05:00:00Z", "apple-rss/v2-us-top-free.json");
    import_at(folder, "2026-10-12T07:00:00Z", "apple-rss-legacy/us-top-free.json");
}

app::WrittenReport write(const Folder& folder, const app::ReportWish& wish) {
    const auto archive = archive::open_to_read(folder / "kept", wish.apps);
    REQUIRE(archive);
    const auto written = app::write_report(**archive, wish);
    INFO((written ? "" : written.error().what));
    REQUIRE(written);
    return *written;
}

app::ReportWish wish_of(const Folder& folder, records::Instant as_of, int revision,
                        std::optional<records::Instant> previous) {
    static const auto watched = [] {
        records::WatchedApp app;
        app.name = "ReelShort";
        app.ids = {{records::Marketplace::apple, "1636235979"}};
        return std::vector{app};
    }();
    app::ReportWish wish{week_41, watched, {}, as_of, revision, previous, false, {}};
    wish.folder = folder / "out";
    return wish;
}

std::string refusal(const Folder& folder, const app::ReportWish& wish) {
    const auto archive = archive::open_to_read(folder / "kept", wish.apps);
    REQUIRE(archive);
    const auto written = app::write_report(**archive, wish);
    REQUIRE_FALSE(written);
    REQUIRE_FALSE(std::filesystem::exists(folder / "out"));
    return written.error().what;
}

}  // namespace

TEST_CASE("late data makes a revision: a file of its own, the same bytes each time") {
    const Folder folder;
    fill(folder);
    const auto first = write(folder, wish_of(folder, first_issue, 1, {}));
    const std::string before = read_file(first.file);
    CHECK(first.file.filename() == "dramascope-2026-W41.xlsx");
    CHECK(first.due);
    const auto second = write(folder, wish_of(folder, second_issue, 2, first_issue));
    CHECK(second.file.filename() == "dramascope-2026-W41.r2.xlsx");
    CHECK(second.due);
    CHECK(second.changes > 0);
    CHECK(second.sha256.size() == 64);
    CHECK(second.sha256 != first.sha256);
    CHECK(read_file(first.file) == before);
    CHECK(write(folder, wish_of(folder, second_issue, 2, first_issue)).sha256 == second.sha256);
}

TEST_CASE("the command writes the same bytes as a job of the daemon does") {
    const Folder folder;
    fill(folder);
    const std::string watched = folder / "watched.toml";
    std::ofstream(watched) << "[[app]]\nname = \"ReelShort\"\napple = \"1636235979\"\n";
    const auto list = schedules::read_watchlist(read_file(watched), watched);
    REQUIRE(list);
    auto wish = wish_of(folder, second_issue, 2, first_issue);
    wish.apps = list->apps;
    const auto written = write(folder, wish);
    const Ran ran =
        run_program({"report", "--archive", folder / "kept", "--watchlist", watched, "--week",
                     "2026-W41", "--as-of", "2026-10-13T06:00:00Z", "--revision", "2", "--previous",
                     "2026-10-12T06:00:00Z", "--out", folder / "by-hand"});
    CAPTURE(ran.err);
    REQUIRE(ran.code == 0);
    CHECK_THAT(ran.out, Contains("read differently than in revision 1."));
    CHECK(read_file(folder / "by-hand/dramascope-2026-W41.r2.xlsx") == read_file(written.file));
}

TEST_CASE("where nothing has changed no revision is due, and none is written") {
    const Folder folder;
    fill(folder);
    auto wish = wish_of(folder, second_issue + std::chrono::hours{1}, 3, second_issue);
    wish.only_if_due = true;
    const auto written = write(folder, wish);
    CHECK_FALSE(written.due);
    CHECK(written.file.empty());
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("a cut-off hides what was recorded later, also from the revision that is compared with") {
    const Folder folder;
    fill(folder);
    auto wish = wish_of(folder, after_seven_days, 2, second_issue);
    CHECK(write(folder, wish).changes == 0);
    wish.previous_as_of = first_issue;
    CHECK(write(folder, wish).changes > 0);
}

TEST_CASE("revisions that make no sense are refused, with what to do") {
    const Folder folder;
    fill(folder);
    CHECK_THAT(refusal(folder, wish_of(folder, second_issue, 2, {})),
               Contains("needs the cut-off of the one before"));
    CHECK_THAT(refusal(folder, wish_of(folder, second_issue, 1, first_issue)),
               Contains("leave --previous out"));
    CHECK_THAT(refusal(folder, wish_of(folder, first_issue, 2, second_issue)),
               Contains("not before --as-of"));
    CHECK(run_program({"report", "--week", "2026-W41", "--out", folder / "out", "--revision", "2"})
              .code == 2);
    CHECK(run_program({"report", "--week", "2026-W41", "--out", folder / "out", "--previous",
                       "2026-10-12T06:00:00Z"})
              .code == 2);
}
