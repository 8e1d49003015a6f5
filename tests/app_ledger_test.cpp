// What `dramascope compliance` counts.

#include <catch2/catch.hpp>

#include "app/ledger.h"

namespace {

using namespace std::chrono_literals;
using records::Ending;

const records::Instant noon = *records::instant_from("2026-10-05T12:00:00Z");

archive::TaskFacts task(const std::string& url, Ending ending, std::size_t requests,
                        records::Instant at = noon) {
    archive::TaskFacts facts;
    facts.task.request.url = url;
    facts.ending = ending;
    facts.requests = requests;
    facts.at = at;
    return facts;
}

}  // namespace

TEST_CASE("the ledger counts decisions, repeats and blocks by host, and requests by day") {
    const std::vector tasks = {
        task("https://a.example/1", Ending::fetched, 1),
        task("https://a.example/2", Ending::fetched, 3, noon + 24h),
        task("https://a.example/3", Ending::refused_by_robots, 0),
        task("https://a.example/4", Ending::blocked, 1, noon + 24h),
        task("https://a.example/5", Ending::skipped_by_budget, 0),
        task("https://b.example/1", Ending::failed, 2),
    };
    const auto ledger = app::ledger_of(tasks, {}, {}, {});
    REQUIRE(ledger.size() == 2);
    const auto& a = ledger.at("a.example");
    CHECK(a.allowed == 3);
    CHECK(a.refused == 1);
    CHECK(a.requests == 5);
    CHECK(a.repeats == 2);
    CHECK(a.of(Ending::blocked) == 1);
    CHECK(a.of(Ending::skipped_by_budget) == 1);
    CHECK(a.busiest() == records::day_of(noon + 24h));
    CHECK(a.days.at(*a.busiest()) == 4);
    CHECK(a.of(Ending::fetched) == 2);
    CHECK(a.last == noon + 24h);
    CHECK(a.last_ending == "blocked");
    CHECK(ledger.at("b.example").of(Ending::failed) == 1);
    CHECK(ledger.at("b.example").last_ending == "failed");
}

TEST_CASE(
    "the ledger has each host of the configuration, with its newest robots.txt and its lane") {
    schedules::Configuration from;
    from.hosts.resize(2);
    from.hosts[0].host = "a.example";
    from.hosts[0].permission = "letter 4711";
    from.hosts[1].host = "b.example";
    from.hosts[1].lane = "shared";
    const std::vector<records::RobotsCopy> robots = {{"https://a.example", noon, 200, "x", {}},
                                                     {"https://a.example", noon + 1h, 503, "", {}}};
    const auto ledger =
        app::ledger_of({}, robots, {{"shared", noon, "429", 1, records::day_of(noon), 12}}, from);
    CHECK(ledger.at("a.example").rule->permission == "letter 4711");
    CHECK(ledger.at("a.example").robots->status == 503);
    CHECK_FALSE(ledger.at("a.example").busiest().has_value());
    CHECK_FALSE(ledger.at("b.example").robots.has_value());
    CHECK(ledger.at("b.example").lane->why == "429");
    CHECK(ledger.at("b.example").sent_on(records::day_of(noon)) == 12);
    CHECK(ledger.at("b.example").sent_on(records::day_of(noon + 24h)) == 0);
}
