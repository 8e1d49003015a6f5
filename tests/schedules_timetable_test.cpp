// What is to be done now: the timetable with its clock, its gaps and its collisions.

#include <catch2/catch.hpp>

#include "schedules_history.h"

using namespace std::chrono_literals;
using Catch::Contains;
using records::SlotState;
using schedules::Action;
using schedules::Job;
using schedules::Misfire;
using schedules::Overlap;
using zones::at;

namespace {

/// "02:15 done", … of a job: what became of each slot.
std::string told(const World& world, const std::string& job) {
    std::string text;
    for (const auto& [slot, facts] : world.slots)
        if (slot.job == job)
            text += records::to_text(slot.nominal).substr(5, 11) + " " +
                    std::string(records::to_text(facts.state)) + "\n";
    return text;
}

const records::SlotFacts& slot(const World& world, const std::string& job,
                               std::string_view nominal) {
    const auto found = world.slots.find({job, at(nominal)});
    if (found == world.slots.end()) FAIL("no slot of " << job << " at " << nominal);
    return found->second;
}

}  // namespace

TEST_CASE("A job without history begins now, and says so in its last slot") {
    World world({job_of("charts", "15 2 * * *")}, at("2026-10-05T12:00:00Z"));
    world.step();
    CHECK(told(world, "charts") == "10-05T02:15 skipped\n");
    CHECK_THAT(slot(world, "charts", "2026-10-05T02:15:00Z").why, Contains("nothing is caught up"));
    world.run_until(at("2026-10-07T12:00:00Z"));
    CHECK(told(world, "charts") == "10-05T02:15 skipped\n10-06T02:15 done\n10-07T02:15 done\n");
}

TEST_CASE("K05 the clock steps an hour, a day or a year, forward or back, without a storm") {
    const auto jobs = std::vector{job_of("charts", "15 2 * * *"), job_of("often", "*/10 * * * *")};
    for (const auto step : {1h, -1h, 24h, -24h, 8760h, -8760h}) {
        INFO("a step of " << step.count() << " hours");
        World world(jobs, at("2026-10-05T12:00:00Z"));
        world.run_until(at("2026-10-06T12:05:00Z"));
        const auto before = world.starts.size();
        world.step_clock(step);
        const auto decisions = world.step();
        CHECK(decisions.start.size() <= 2);      // of each job the newest at most
        CHECK(decisions.arrived.size() <= 800);  // what is listed of each
        const auto stepped = world.starts.size();
        world.step_clock(-step);  // and back: the mistake is mended
        world.run_until(at("2026-10-08T12:05:00Z"));
        CHECK(stepped - before <= 2);
        for (const char* day : {"2026-10-07", "2026-10-08"}) {
            const auto found = world.slots.find({"charts", at(std::string(day) + "T02:15:00Z")});
            REQUIRE(found != world.slots.end());
            CHECK(records::to_text(found->second.state) == "done");
        }
        CHECK(world.started_twice().empty());
    }
}

TEST_CASE("K05 slots that a wrong clock passed over are still to come when it goes back") {
    World world({job_of("charts", "15 2 * * *")}, at("2026-10-05T12:00:00Z"));
    world.step();
    world.now = at("2027-10-05T12:00:00Z");
    world.run_until(at("2027-10-05T12:05:00Z"));
    CHECK(slot(world, "charts", "2026-10-06T02:15:00Z").state == SlotState::missed);
    world.now = at("2026-10-05T12:10:00Z");
    world.step();
    CHECK(slot(world, "charts", "2026-10-06T02:15:00Z").state == SlotState::waiting);
    CHECK_THAT(slot(world, "charts", "2026-10-06T02:15:00Z").why, Contains("the clock went back"));
    world.run_until(at("2026-10-06T12:00:00Z"));
    CHECK(slot(world, "charts", "2026-10-06T02:15:00Z").state == SlotState::done);
}

TEST_CASE("K06 after a sleep of 8 hours one slot catches up, and the others are missed") {
    World world({job_of("hourly", "0 * * * *")}, at("2026-10-05T12:30:00Z"));
    world.run_until(at("2026-10-05T14:30:00Z"));
    world.now += 8h;
    const auto decisions = world.step();
    REQUIRE(decisions.start.size() == 1);
    CHECK(decisions.start[0].slot.nominal == at("2026-10-05T22:00:00Z"));
    CHECK(decisions.start[0].cause == "misfire");
    CHECK(decisions.settle.size() == 7);
    CHECK_THAT(slot(world, "hourly", "2026-10-05T15:00:00Z").why,
               Contains("a newer slot took its place"));
    CHECK(slot(world, "hourly", "2026-10-05T15:00:00Z").state == SlotState::missed);
}

TEST_CASE("K07 after 3 days off, an observation is made once and never for the past") {
    World world({job_of("charts", "15 2 * * *")}, at("2026-10-05T00:00:00Z"));
    world.run_until(at("2026-10-05T12:00:00Z"));
    world.now = at("2026-10-08T12:00:00Z");
    world.run_until(at("2026-10-08T12:30:00Z"));
    CHECK(told(world, "charts") ==
          "10-04T02:15 skipped\n10-05T02:15 done\n10-06T02:15 missed\n10-07T02:15 missed\n"
          "10-08T02:15 done\n");
    CHECK_THAT(slot(world, "charts", "2026-10-06T02:15:00Z").why,
               Contains("not started within its grace of 12 h"));
    // Later than its grace, not even the newest is made.
    world.now = at("2026-10-11T18:00:00Z");
    world.run_until(at("2026-10-11T18:30:00Z"));
    CHECK(slot(world, "charts", "2026-10-11T02:15:00Z").state == SlotState::missed);
}

TEST_CASE(
    "K07 a derivation with misfire = all is made for each slot, oldest first, up to its cap") {
    Job job = job_of("workbook", "0 6 * * mon", Action::weekly);
    job.misfire = Misfire::all;
    job.grace = 60 * 24h;
    job.cap = 3;
    World world({job}, at("2026-10-05T12:00:00Z"));
    world.step();
    world.now = at("2026-11-10T00:00:00Z");
    world.run_until(at("2026-11-10T06:00:00Z"));
    CHECK(told(world, "workbook") ==
          "10-05T06:00 skipped\n10-12T06:00 missed\n10-19T06:00 missed\n10-26T06:00 done\n"
          "11-02T06:00 done\n11-09T06:00 done\n");
    CHECK(world.starts[0].slot.nominal == at("2026-10-26T06:00:00Z"));
    CHECK_THAT(slot(world, "workbook", "2026-10-12T06:00:00Z").why, Contains("cap"));
}

TEST_CASE("K07 a job with misfire = skip does not catch up") {
    Job job = job_of("charts", "15 2 * * *");
    job.misfire = Misfire::skip;
    World world({job}, at("2026-10-05T00:00:00Z"));
    world.run_until(at("2026-10-05T12:00:00Z"));
    world.now = at("2026-10-06T02:30:00Z");
    world.run_until(at("2026-10-06T12:00:00Z"));
    CHECK(slot(world, "charts", "2026-10-06T02:15:00Z").state == SlotState::missed);
    CHECK_THAT(slot(world, "charts", "2026-10-06T02:15:00Z").why, Contains("misfire = \"skip\""));
}

TEST_CASE("K07 years off are settled in one go, and the slots that are not listed are counted") {
    World world({job_of("daily", "0 3 * * *"), job_of("minutely", "* * * * *")},
                at("2020-01-01T00:00:00Z"));
    world.step();
    world.now = at("2026-01-01T00:00:30Z");
    const auto decisions = world.step();
    CHECK(decisions.arrived.size() == 800);
    CHECK(decisions.start.size() == 1);  // of minutely: daily is beyond its grace
    const std::string first_daily = slot(world, "daily", "2024-11-27T03:00:00Z").why;
    CHECK_THAT(first_daily, Contains("so are 1792 slots before it, since 2019-12-31T03:00:00Z"));
    std::string of_minutely;
    for (const auto& one : decisions.settle)
        if (one.why.find("more than 100000 slots") != std::string::npos) of_minutely = one.slot.job;
    CHECK(of_minutely == "minutely");
}

TEST_CASE("K08 a slot whose time comes while the one before runs is skipped, or waits, by rule") {
    Job job = job_of("hourly", "0 * * * *");
    job.overlap = GENERATE(Overlap::forbid, Overlap::queue_one);
    World world({job}, at("2026-10-05T11:30:00Z"));
    world.duration = 150min;
    world.run_until(at("2026-10-05T14:40:00Z"));
    if (job.overlap == Overlap::forbid) {
        CHECK(told(world, "hourly") ==
              "10-05T11:00 skipped\n10-05T12:00 done\n10-05T13:00 skipped\n10-05T14:00 skipped\n");
        CHECK_THAT(slot(world, "hourly", "2026-10-05T13:00:00Z").why,
                   Contains("was still going (overlap = \"forbid\")"));
    } else {
        CHECK(told(world, "hourly") ==
              "10-05T11:00 skipped\n10-05T12:00 done\n10-05T13:00 missed\n10-05T14:00 running\n");
        CHECK_THAT(slot(world, "hourly", "2026-10-05T13:00:00Z").why,
                   Contains("a newer slot took its place"));
    }
}

TEST_CASE("Writers of the archive run one at a time, observations first; reports run beside") {
    World world({job_of("reparse", "0 * * * *", Action::reparse), job_of("fx", "0 * * * *"),
                 job_of("charts", "0 * * * *"), job_of("workbook", "0 * * * *", Action::weekly)},
                at("2026-10-05T11:30:00Z"));
    world.step();
    world.now = at("2026-10-05T12:00:00Z");
    const auto decisions = world.step();
    REQUIRE(decisions.start.size() == 2);
    CHECK(decisions.start[0].slot.job == "fx");
    CHECK(decisions.start[1].slot.job == "workbook");
    world.run_until(at("2026-10-05T12:59:00Z"));
    REQUIRE(world.starts.size() == 4);
    CHECK(world.starts[2].slot.job == "charts");
    CHECK(world.starts[3].slot.job == "reparse");
}

TEST_CASE("A slot waits for the slots of the jobs before it, but not for ever") {
    Job workbook = job_of("workbook", "0 6 * * *", Action::weekly);
    workbook.after = {"charts"};
    workbook.wait_for_after = 60min;
    World world({job_of("charts", "30 5 * * *"), workbook}, at("2026-10-05T12:00:00Z"));
    world.duration = 45min;
    world.run_until(at("2026-10-06T12:00:00Z"));
    REQUIRE(world.starts.size() == 2);
    CHECK(world.begun[1] == at("2026-10-06T06:15:00Z"));
    CHECK(world.starts[1].remark.empty());
    world.duration = 5h;
    world.run_until(at("2026-10-07T12:30:00Z"));
    REQUIRE(world.starts.size() == 4);
    CHECK(world.begun[3] == at("2026-10-07T07:00:00Z"));
    CHECK(world.starts[3].remark == "did not wait longer for charts");
}

TEST_CASE("A failed attempt is repeated when its time comes, until the grace or the next slot") {
    Job job = job_of("charts", "15 2 * * *");
    job.grace = 60min;
    World world({job}, at("2026-10-05T00:00:00Z"));
    world.fails = [](const records::Slot&) { return true; };
    world.run_until(at("2026-10-05T12:00:00Z"));
    REQUIRE(world.starts.size() == 3);
    CHECK(world.starts[0].cause == "schedule");
    CHECK(world.starts[1].cause == "retry");
    CHECK(slot(world, "charts", "2026-10-05T02:15:00Z").state == SlotState::failed);
    job.retry_after = 40min;
    World slow({job}, at("2026-10-05T00:00:00Z"));
    slow.fails = world.fails;
    slow.run_until(at("2026-10-05T12:00:00Z"));
    CHECK(slow.starts.size() == 2);
    CHECK(slot(slow, "charts", "2026-10-05T02:15:00Z").state == SlotState::failed);
    CHECK_THAT(slot(slow, "charts", "2026-10-05T02:15:00Z").why, Contains("it failed before"));
}

TEST_CASE("Jitter delays the start, not the slot") {
    Job job = job_of("charts", "15 2 * * *");
    job.jitter = 7min;
    World world({job}, at("2026-10-05T00:00:00Z"));
    world.run_until(at("2026-10-05T12:00:00Z"));
    REQUIRE(world.starts.size() == 1);
    CHECK(world.begun[0] == at("2026-10-05T02:22:00Z"));
    CHECK(world.starts[0].slot.nominal == at("2026-10-05T02:15:00Z"));
}

TEST_CASE("What waits of a job that the configuration lost is skipped") {
    World world({job_of("fx", "0 2 * * *"), job_of("charts", "0 2 * * *")},
                at("2026-10-05T01:00:00Z"));
    world.run_until(at("2026-10-05T02:01:00Z"));
    CHECK(slot(world, "charts", "2026-10-05T02:00:00Z").state == SlotState::waiting);
    world.jobs.pop_back();
    world.step();
    CHECK(slot(world, "charts", "2026-10-05T02:00:00Z").state == SlotState::skipped);
    CHECK_THAT(slot(world, "charts", "2026-10-05T02:00:00Z").why,
               Contains("not in the configuration any more"));
}

TEST_CASE("Asking again changes nothing, and the next moment of interest is the next firing") {
    World world({job_of("charts", "15 2 * * *")}, at("2026-10-05T00:00:00Z"));
    world.step();
    const auto decisions = world.step();
    CHECK(decisions.arrived.empty());
    CHECK(decisions.settle.empty());
    CHECK(decisions.start.empty());
    CHECK(decisions.wake == at("2026-10-05T02:15:00Z"));
}
