#include <catch2/catch.hpp>

#include "app/field_watch.h"
#include "app/pipeline.h"
#include "app_testing.h"
#include "parsers/read.h"

using Catch::Contains;
using records::Outcome;
using records::Page;

namespace {

/// A chart of ten apps of which the first `named` have a publisher, as Apple's feed writes it.
std::string feed(int named, int day) {
    std::string body =
        R"({"feed":{"title":"Top Free Apps","id":"https://rss.marketingtools.apple.com/api/v2/us/apps/top-free/10/apps.json","country":"us","updated":"Thu, )" +
        std::to_string(day) + R"( Oct 2026 12:00:00 +0000","results":[)";
    for (int app = 1; app <= 10; ++app) {
        const std::string id = std::to_string(1000 + app);
        body += app > 1 ? "," : "";
        body += "{";
        if (app <= named) body += R"("artistName":"Studio )" + id + "\",";
        body += R"("id":")" + id + R"(","name":"App )" + id +
                R"(","kind":"apps","genres":[],"url":"https://apps.apple.com/us/app/a/id)" + id +
                "\"}";
    }
    return body + "]}}";
}

Page page(int named, int day) {
    Page it;
    it.place = "day " + std::to_string(day);
    it.body = feed(named, day);
    it.asked.source = "apple-rss";
    it.asked.country = records::Country("US");
    it.fetched_at = *records::instant_from("2026-10-01T13:00:00Z") + std::chrono::days{day - 1};
    return it;
}

std::unique_ptr<archive::Archive> opened(const std::string& place) {
    auto open = archive::open(place, {});
    INFO((open ? "" : open.error().what));
    REQUIRE(open);
    return std::move(*open);
}

const records::Instant evening = *records::instant_from("2026-10-20T20:00:00Z");

/// Imports a page for each day from the first: how many of its ten apps have a publisher.
std::vector<Outcome> import(archive::Archive& archive, const std::vector<int>& named,
                            int first_day = 10) {
    std::vector<Outcome> outcomes;
    const auto give = [&](const auto& take) {
        for (int day = first_day; const int each : named) REQUIRE(take(page(each, day++)));
    };
    REQUIRE(app::collect(give, archive, evening, [&](const Page&, const records::Reading& reading) {
        outcomes.push_back(reading.outcome);
    }));
    return outcomes;
}

constexpr auto rows = Outcome::rows;
constexpr auto drift = Outcome::drift;

}  // namespace

TEST_CASE("a page whose fields are filled far less than before is drift, though it can be read") {
    const Folder folder;
    const auto archive = opened(folder / "kept");
    CHECK(import(*archive, {10, 10, 10, 10, 10, 6, 10, 7}) ==
          std::vector{rows, rows, rows, rows, rows, drift, rows, rows});
    const auto reading = archive->reading(6, {});
    REQUIRE(reading);
    CHECK(reading->records.size() == 1);
    REQUIRE_FALSE(reading->issues.empty());
    CHECK(reading->issues[0].where == "chart.publisher");
    CHECK_THAT(reading->issues[0].what, Contains("filled in 6 of 10 rows (60%)") &&
                                            Contains("5 readings before had a median of 100%"));
    const auto market = archive->market(*records::week_from("2026-W42"), 3, {}, {});
    REQUIRE(market);
    CHECK(market->charts.size() == 7);
}

TEST_CASE("I10 a chart under half as long as the last is drift, and believed when it stays so") {
    const Folder folder;
    const auto run = [&](const std::vector<std::pair<int, int>>& rows_on) {
        std::vector<Outcome> outcomes;
        const auto give = [&](const auto& take) {
            for (const auto& [count, day] : rows_on) {
                Page it = page(10, day);
                it.url = "https://rss.applemarketingtools.com/api/v2/us/apps/top-free/10/apps.json";
                it.body = it.body.substr(0, it.body.find("\"results\":[") + 11);
                for (int app = 1; app <= count; ++app)
                    it.body +=
                        R"({"artistName":"S","id":")" + std::to_string(1000 + app) +
                        R"(","name":"A","kind":"apps","genres":[],"url":"https://apps.apple.com/us/app/a/id)" +
                        std::to_string(1000 + app) + "\"}" + (app < count ? "," : "");
                it.body += "]}}";
                REQUIRE(take(it));
            }
        };
        const auto archive = opened(folder / "kept");
        REQUIRE(app::collect(give, *archive, evening,
                             [&](const Page&, const records::Reading& reading) {
                                 outcomes.push_back(reading.outcome);
                                 if (reading.outcome == drift)
                                     CHECK_THAT(reading.issues[0].what,
                                                Contains("rows, where 10 were on 2026-10-02"));
                             }));
        return outcomes;
    };
    CHECK(run({{10, 1}, {5, 2}, {10, 2}, {4, 3}, {0, 4}}) ==
          std::vector{rows, rows, rows, drift, drift});
    CHECK(run({{4, 10}, {4, 11}, {3, 12}}) == std::vector{drift, rows, rows});
    const Ran ran = run_program({"reparse", "--archive", folder / "kept"});
    CHECK_THAT(ran.err, Contains("8 responses read again, 0 changed"));
}

TEST_CASE("a later run holds pages against what the archive has") {
    const Folder folder;
    import(*opened(folder / "kept"), {10, 10, 10, 10, 10});
    CHECK(import(*opened(folder / "kept"), {0, 10}, 15) == std::vector{drift, rows});
    CHECK(import(*opened(folder / "kept"), {0, 0}, 17) == std::vector{drift, drift});
}

TEST_CASE("a page that a killed run kept unread is held against those before, too") {
    const Folder folder;
    const auto archive = opened(folder / "kept");
    import(*archive, {10, 10, 10, 10, 10});
    const Page left = page(0, 15);
    REQUIRE(archive->keep({&left, 1}));
    CHECK(import(*archive, {}) == std::vector{drift});
}

TEST_CASE("reading an archive again judges as the first time, and changes nothing") {
    const Folder folder;
    import(*opened(folder / "kept"), {10, 10, 10, 10, 10, 6, 10, 7, 0, 0});
    const Ran ran = run_program({"reparse", "--archive", folder / "kept"});
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, Contains("10 responses read again, 0 changed"));
}

TEST_CASE("coverage shows how far fields are filled, and what they were before") {
    const Folder folder;
    import(*opened(folder / "kept"), {10, 10, 10, 10, 9, 10, 4});
    const Ran ran = run_program({"coverage", "--archive", folder / "kept", "--json"});
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out,
               Contains(R"("generation":"v2","field":"chart.publisher","filled":4,"of":10,)"
                        R"("now_percent":40,"baseline_percent":100,"baseline_readings":6})"));
    const Ran early =
        run_program({"coverage", "--archive", folder / "kept", "--json", "--week", "2026-W41"});
    CHECK_THAT(early.out, Contains(R"("filled":10,"of":10,"now_percent":100,)"
                                   R"("baseline_percent":null,"baseline_readings":null})"));
}

TEST_CASE("ratings are held against those of the same URL only, as not all apps are rated") {
    records::Reading reading{"itunes-lookup", "results", 1, Outcome::rows, {}, {}, {}, {}};
    const auto rated = [&](int count) {
        reading.outcome = Outcome::rows;
        reading.records.clear();
        for (int each = 0; each < 10; ++each) {
            records::AppListing app;
            app.name = "App";
            if (each < count) app.rating_count = 5;
            reading.records.emplace_back(app);
        }
        return &reading;
    };
    app::FieldWatch watch;
    for (int page = 0; page < 10; ++page) REQUIRE(watch.judge(*rated(10), "https://a.example"));
    for (int page = 0; page < 10; ++page) {
        REQUIRE(watch.judge(*rated(2), "https://b.example"));
        CHECK(reading.outcome == Outcome::rows);
        REQUIRE(watch.judge(*rated(2), ""));
        CHECK(reading.outcome == Outcome::rows);
    }
    REQUIRE(watch.judge(*rated(2), "https://a.example"));
    CHECK(reading.outcome == Outcome::drift);
}

TEST_CASE("copies that others published are not held against each other") {
    records::Reading reading{"chart-archives", "table", 1, Outcome::rows, {}, {}, {}, {}};
    records::ChartSnapshot chart;
    for (int rank = 1; rank <= 10; ++rank)
        chart.entries.push_back({rank, std::to_string(rank), "", "App", "Studio", {}});
    reading.records = {chart};
    app::FieldWatch watch;
    for (int page = 0; page < 10; ++page) REQUIRE(watch.judge(reading, ""));
    for (auto& entry : chart.entries) entry.publisher.clear();
    reading.records = {chart};
    REQUIRE(watch.judge(reading, ""));
    CHECK(reading.outcome == Outcome::rows);
    reading.source = "apple-rss";
    for (auto& entry : chart.entries) entry.publisher = "Studio";
    records::Reading other = reading;
    other.records = {chart};
    for (int page = 0; page < 10; ++page) REQUIRE(watch.judge(other, ""));
    REQUIRE(watch.judge(reading, ""));
    CHECK(reading.outcome == Outcome::drift);
}
