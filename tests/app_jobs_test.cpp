#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "app/job_answers.h"
#include "app_jobs_world.h"

// Jobs by hand: what the daemon does, one run at a time, against the simulated stores.

namespace {

using Catch::Matchers::Contains;
using records::SlotState;

const std::string no_such_archive = "/nonexistent/archive";

}  // namespace

TEST_CASE("run fetches what a job names, and the history tells what it got of each storefront") {
    const Jobs jobs;
    const Ran ran = jobs.command({"run", "charts"});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    const auto history = jobs.history();
    const auto run = newest_run(history);
    REQUIRE(run.end);
    CHECK(run.start.slot.job == "charts");
    CHECK(run.start.cause == "hand");
    CHECK(run.start.configuration.size() == 64);
    CHECK(run.end->state == SlotState::done);
    CHECK(run.end->requests >= jobs.server.log().size() - 3);
    CHECK(run.end->bytes > 10'000);
    std::size_t rows = 0, asked = 0, got = 0;
    const auto yields = history.yields(run.id).value();
    for (const auto& yield : yields) {
        rows += yield.rows;
        asked += yield.asked;
        got += yield.fetched + yield.empty;
    }
    CHECK(rows == run.end->rows);
    CHECK(asked > 4);
    CHECK(got == asked);
    CHECK(history.newest().value().contains({"apple-rss", "mx"}));
}

TEST_CASE("K11 two jobs that want the same URL in the same hour send one request") {
    const Jobs jobs;
    jobs.add("[job.rates]\nfetch = \"fx\"\ncron = \"@hourly\"\n");
    REQUIRE(jobs.command({"run", "fx"}).code == 0);
    const auto sent = jobs.server.log().size();
    const Ran again = jobs.command({"run", "rates"});
    INFO(again.out << again.err);
    CHECK(again.code == 0);
    CHECK(jobs.server.log().size() == sent);
    const auto history = jobs.history();
    const auto run = newest_run(history);
    CHECK(run.end->state == SlotState::done);
    CHECK(run.end->requests == 0);
    CHECK(run.end->rows > 0);
    CHECK_THAT(run.end->why, Contains("served by what another job got"));
}

TEST_CASE("a job asks again for what it asked itself, and for what another got long ago") {
    const Jobs jobs;
    REQUIRE(jobs.command({"run", "fx"}).code == 0);
    const auto sent = jobs.server.log().size();
    REQUIRE(jobs.command({"run", "fx"}).code == 0);
    CHECK(jobs.server.log().size() > sent);

    const auto archive = jobs.archive();
    const auto tasks = archive->journal().tasks(archive->journal().crawls().value().at(0).id);
    std::vector<records::Task> plan;
    for (const auto& task : tasks.value()) plan.push_back(task.task);
    const auto later = jobs.now + std::chrono::hours{2};
    CHECK(app::answered_elsewhere(*archive, archive->journal(), "rates", plan, later)->empty());
    CHECK(app::answered_elsewhere(*archive, archive->journal(), "rates", plan, jobs.now)->size() ==
          plan.size());
}

TEST_CASE("what an earlier slot of a job did not ask is missed, and never dated back") {
    const Jobs jobs;
    REQUIRE(jobs.command({"run", "fx"}).code == 0);
    const auto yesterday = jobs.now - std::chrono::hours{24};
    {
        const auto archive = archive::open(jobs.folder / "archive", jobs.apps).value();
        auto& journal = archive->journal();
        REQUIRE(journal.begin(app::crawl_name("charts", yesterday), yesterday, jobs.plan()));
        REQUIRE(journal.begin(app::crawl_name("charts-too", yesterday), yesterday, jobs.plan()));
    }
    const Ran ran = jobs.command({"run", "charts"});
    INFO(ran.out << ran.err);
    CHECK_THAT(
        newest_run(jobs.history()).end->why,
        Contains(std::to_string(jobs.plan().size()) + " requests of an earlier slot missed"));
    const auto crawls = jobs.archive()->journal().crawls().value();
    for (const auto& crawl : crawls) CHECK(crawl.closed == !crawl.name.starts_with("charts-too"));
}

TEST_CASE("a run whose archive another process writes to waits, says for whom, uses up nothing") {
    const Jobs jobs;
    REQUIRE(jobs.command({"run", "fx"}).code == 0);
    const auto held = archive::open(jobs.folder / "archive", jobs.apps).value();
    for (int attempt = 0; attempt < 4; ++attempt) {
        const Ran ran = jobs.command(
            {"run", "charts", "--slot", records::to_text(jobs.now), "--cause", "schedule"});
        CHECK(ran.code == 3);
        CHECK_THAT(ran.err,
                   Contains("process " + std::to_string(::getpid())) && Contains("is tried again"));
    }
    const auto slot = jobs.history().slot({"charts", jobs.now}).value().value();
    CHECK(slot.state == SlotState::waiting);
    CHECK(slot.retry_at);
}

TEST_CASE("the workbook of a job is the one that is made by hand, byte for byte, each revision") {
    const Jobs jobs;
    REQUIRE(jobs.command({"run", "charts"}).code == 0);
    const auto slot = records::Instant(records::Week(records::day_of(jobs.now)).plus(1).monday());
    const std::string week = records::to_text(records::Week(records::day_of(jobs.now)));
    const auto write = [&] {
        return jobs.command(
            {"run", "workbook", "--slot", records::to_text(slot), "--cause", "schedule"});
    };
    const Ran first = write();
    INFO(first.out << first.err);
    REQUIRE(first.code == 0);
    const Ran unchanged = write();
    CHECK(unchanged.code == 0);
    CHECK_THAT(unchanged.err, Contains("no new revision"));
    REQUIRE(jobs.command({"run", "app-pages"}).code != 1);
    const Ran second = write();
    INFO(second.out << second.err);
    REQUIRE(second.code == 0);

    const auto outputs = jobs.history().outputs(std::nullopt).value();
    REQUIRE(outputs.size() == 2);
    CHECK(outputs[0].revision == 2);
    CHECK(outputs[0].previous == outputs[1].as_of);
    for (const auto& output : outputs) {
        std::vector<std::string> words = {"report",
                                          "--week",
                                          week,
                                          "--as-of",
                                          records::to_text(output.as_of),
                                          "--out",
                                          jobs.folder / "by-hand"};
        if (output.previous)
            words.insert(words.end(), {"--revision", std::to_string(output.revision), "--previous",
                                       records::to_text(*output.previous)});
        const Ran by_hand = jobs.command(words);
        INFO(by_hand.err);
        CHECK(by_hand.code == 0);
        CHECK((read_file(jobs.folder / ("by-hand/" + output.file)) ==
               read_file(jobs.folder / ("reports/" + output.file))));
    }
}

TEST_CASE("a job that fails waits for its next attempt, and fails when they are used up") {
    const Folder folder;
    const std::string archive = folder / "archive";
    const Ran first = run_program({"run", "fx", "--archive", archive});
    CHECK(first.code == 1);
    CHECK_THAT(first.err, Contains("names no contact"));
    const std::vector<std::string> again = {"run",       "fx",   "--slot", "2026-10-06T09:00:00Z",
                                            "--archive", archive};
    CHECK(run_program(again).code == 1);
    CHECK(run_program(again).code == 1);
    const Ran after = run_program(again);
    CHECK(after.code == 1);
    CHECK_THAT(after.err, Contains("no slot of it waits at 2026-10-06T09:00:00Z"));
    const Ran history = run_program({"history", "--json", "--archive", archive});
    CHECK(lines_of(history.out).size() == 3);
    CHECK_THAT(history.out, Contains("\"state\":\"failed\""));
}

TEST_CASE("a job that fetches is not backfilled, and its past slots are not carried out") {
    const Ran backfill = run_program({"backfill", "charts", "--from", "2026-09-01", "--to",
                                      "2026-09-30", "--archive", no_such_archive});
    CHECK(backfill.code == 1);
    CHECK_THAT(backfill.err, Contains("charts fetches") && Contains("cannot be fetched any more"));
    const Ran past = run_program(
        {"run", "charts", "--slot", "2026-10-01T02:15:00Z", "--archive", no_such_archive});
    CHECK(past.code == 1);
    CHECK_THAT(past.err, Contains("charts fetches, and no slot of it waits"));
}

TEST_CASE("a slot that is yet to come, a job that is none, days in the wrong order are refused") {
    const Ran future = run_program(
        {"run", "workbook", "--slot", "2026-10-12T06:00:00Z", "--archive", no_such_archive});
    CHECK(future.code == 1);
    CHECK_THAT(future.err, Contains("yet to come"));
    const Ran unknown = run_program({"run", "chart", "--archive", no_such_archive});
    CHECK(unknown.code == 1);
    CHECK_THAT(unknown.err, Contains("no such job; there are: ") && Contains("workbook"));
    const Ran order =
        run_program({"backfill", "workbook", "--from", "2026-10-02", "--to", "2026-10-01"});
    CHECK(order.code == 1);
    CHECK_THAT(order.err, Contains("--to is before --from"));
    CHECK(run_program({"backfill", "workbook", "--from", "yesterday", "--to", "2026-10-01"}).code ==
          2);
    CHECK(!std::filesystem::exists(no_such_archive));
}

TEST_CASE("backfill does each past slot of its days again, and says how many") {
    const Jobs jobs;
    REQUIRE(jobs.command({"run", "charts"}).code == 0);
    const records::Day today = records::day_of(jobs.now);
    const Ran ran = jobs.command({"backfill", "workbook", "--from",
                                  records::to_text(today - std::chrono::days{15}), "--to",
                                  records::to_text(today - std::chrono::days{2})});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK_THAT(ran.err, Contains("2 slots done again"));
    const auto runs = jobs.history().runs({.job = "workbook"}).value();
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].start.cause == "backfill");
    CHECK(jobs.history().outputs(std::nullopt)->size() == 2);
}

TEST_CASE("next tells when jobs fire, in the order in which they will") {
    const Ran all =
        run_program({"next", "--json", "--count", "3", "--now", "2026-10-05T00:00:00Z"});
    CHECK(all.code == 0);
    const auto lines = lines_of(all.out);
    REQUIRE(lines.size() == 3);
    CHECK_THAT(lines[0], Contains("\"fx\"") && Contains("2026-10-05T01:30:00Z"));
    CHECK_THAT(lines[1], Contains("\"charts\"") && Contains("2026-10-05 02:15 +00:00 UTC"));
    CHECK_THAT(lines[2], Contains("\"app-pages\"") && Contains("2026-10-05T02:45:00Z"));
    const Ran workbook =
        run_program({"next", "workbook", "--count", "2", "--now", "2026-10-05T06:00:00Z"});
    CHECK_THAT(workbook.out, Contains("2026-10-12T06:00:00Z") && Contains("2026-10-19T06:00:00Z"));
}

TEST_CASE("status shows each job, how fresh each source is, the disk, and what comes next") {
    const Jobs jobs;
    REQUIRE(jobs.command({"run", "fx"}).code == 0);
    const Ran ran = jobs.run(
        {"status", "--config", jobs.folder / "config.toml", "--archive", jobs.folder / "archive"});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("fetch fx") && Contains("never ran") && Contains("Freshness") &&
                            Contains("fx-ecb") && Contains("Next\n") && Contains("free") &&
                            Contains("Daemon: none runs on this archive"));
    const Ran nothing = run_program({"status", "--archive", no_such_archive});
    CHECK(nothing.code == 0);
    CHECK(!std::filesystem::exists(no_such_archive));
}

TEST_CASE("check tells when each job will fire, or the place of what is wrong") {
    const Folder folder;
    const Ran fine = run_program({"check", "--archive", folder / "none"});
    CHECK(fine.code == 0);
    CHECK_THAT(fine.out,
               Contains("built-in configuration: ") && Contains("2026-10-12 06:00 +00:00 UTC"));
    std::ofstream(folder / "mine.toml")
        << "[job.charts]\nfetch = \"charts\"\ncron = \"0 25 * * *\"\n";
    const Ran wrong =
        run_program({"check", "--config", folder / "mine.toml", "--archive", folder / "none"});
    CHECK(wrong.code == 1);
    CHECK_THAT(wrong.out, Contains("mine.toml:3:") && Contains("25 is above 23"));
}
