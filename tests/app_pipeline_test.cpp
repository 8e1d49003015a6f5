#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <fstream>

#include "app/pipeline.h"
#include "app_testing.h"
#include "parsers/read.h"

using Catch::Contains;
using records::Page;

namespace {

Page chart_page() {
    Page page;
    page.place = "us.json";
    page.body = read_file(fixture("apple-rss-legacy/us-top-free.json"));
    return page;
}

std::unique_ptr<archive::Archive> opened(const std::string& place) {
    auto open = archive::open(place, {});
    INFO((open ? "" : open.error().what));
    REQUIRE(open);
    return std::move(*open);
}

const records::Instant noon = *records::instant_from("2026-10-05T12:00:00Z");

}  // namespace

TEST_CASE("a page that an earlier run kept but did not read is read by the next run") {
    const Folder folder;
    const auto archive = opened(folder / "kept");
    const Page page = chart_page();
    REQUIRE(archive->keep({&page, 1}));
    const Ran checked = run_program({"check", "--archive", folder / "kept"});
    REQUIRE_THAT(checked.out, Contains("1 page kept and not read yet") &&
                                  Contains("1 response, 1 verified, 0 damaged"));
    int told = 0;
    const auto tally = app::collect([](const auto&) {}, *archive, noon,
                                    [&](const Page&, const records::Reading&) { ++told; });
    REQUIRE(tally);
    REQUIRE(tally->left_over == 1);
    REQUIRE(tally->of(records::Outcome::rows) == 1);
    REQUIRE(told == 1);
    REQUIRE(archive->pending()->empty());
}

TEST_CASE("more pages than a batch holds are all kept and read") {
    const Folder folder;
    const auto archive = opened(folder / "kept");
    const auto give = [](const auto& take) {
        for (int count = 0; count < 150; ++count) {
            Page page = chart_page();
            page.place = "copy-" + std::to_string(count);
            REQUIRE(take(std::move(page)));
        }
    };
    const auto tally = app::collect(give, *archive, noon, [](const auto&, const auto&) {});
    REQUIRE(tally);
    REQUIRE(tally->pages == 150);
    REQUIRE(tally->of(records::Outcome::rows) + tally->known == 150);
    REQUIRE(archive->pending()->empty());
}

TEST_CASE("I19 reparse adds what today's parsers read otherwise, once") {
    const Folder folder;
    {
        const auto archive = opened(folder / "kept");
        const Page page = chart_page();
        const auto kept = archive->keep({&page, 1});
        REQUIRE(kept);
        const std::vector<records::Reading> old(1);  // an older parser did not know the page
        REQUIRE(archive->add(*kept, old, noon));
    }
    const std::vector<std::string> words = {"reparse", "--archive", folder / "kept"};
    const Ran changed = run_program(words);
    CAPTURE(changed.out, changed.err);
    REQUIRE(changed.code == 0);
    REQUIRE_THAT(changed.out, Contains("us.json: no source, unsupported, 0 records, 0 issues -> "
                                       "apple-rss-legacy, rows, 1 record"));
    REQUIRE_THAT(changed.err, Contains("1 response read again, 1 changed"));
    REQUIRE_THAT(run_program(words).err, Contains("1 response read again, 0 changed"));
}

TEST_CASE("a page is undated when neither it nor its bringer says when, and its rows need it") {
    const Page undated;
    records::Reading reading;
    reading.outcome = records::Outcome::rows;
    reading.records = {records::ChartSnapshot{}};
    REQUIRE(app::is_undated(undated, reading));
    Page dated;
    dated.fetched_at = noon;
    REQUIRE_FALSE(app::is_undated(dated, reading));
    reading.observed_at = noon;
    REQUIRE_FALSE(app::is_undated(undated, reading));
    records::Reading rates;
    rates.records = {records::FxRates{records::day_of(noon), "EUR", {}}};
    REQUIRE_FALSE(app::is_undated(undated, rates));
}

TEST_CASE(
    "two pages that say different things of one moment are told by import and by the checks") {
    const Folder folder;
    std::string chart = read_file(fixture("apple-rss-legacy/us-top-free.json"));
    std::ofstream(folder / "first.json") << chart;
    const auto at = chart.find("\"im:id\"");
    REQUIRE(at != std::string::npos);
    chart.replace(chart.find_first_of("0123456789", at), 1, "7");
    std::ofstream(folder / "second.json") << chart;
    const auto import = [&](const char* file) {
        return run_program({"import", "--archive", folder / "kept", folder / file});
    };
    REQUIRE_THAT(import("first.json").err, !Contains("another page"));
    const Ran second = run_program({"import", "--archive", folder / "kept", "--now",
                                    "2026-10-07T09:00:00Z", folder / "second.json"});
    CAPTURE(second.err);
    REQUIRE(second.code == 0);
    REQUIRE_THAT(second.err, Contains("1 chart or listing of a moment of which another page says"));
    const auto workbook =
        app::report(*opened(folder / "kept"), *records::week_from("2026-W41"), {}, {});
    REQUIRE(workbook);
    REQUIRE_THAT(to_text(*workbook), Contains("LOOK {=IF(D4") || Contains("\"LOOK\")} | 1 {=SUM("));
}

TEST_CASE("a pipe and a link that leads nowhere, inside a folder, are told: code 3") {
    const Folder folder;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    std::filesystem::create_symlink("nothing", folder / "link");
    std::filesystem::copy(fixture("apple-rss-legacy/us-top-free.json"), folder / "us.json");
    const Ran ran = run_program({"parse", folder / ""});
    CHECK(ran.code == 3);
    CHECK(lines_of(ran.out).size() == 2);
    CHECK_THAT(ran.err, Contains("pipe: this is not a regular file") &&
                            Contains("link: this link leads nowhere"));
}
