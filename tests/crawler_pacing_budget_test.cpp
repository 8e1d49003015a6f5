// The budget of a day, and clocks that step.

#include <catch2/catch.hpp>

#include "crawler_scripted.h"

namespace {

using namespace scripted;

TEST_CASE("The budget of a day is a hard stop for everything that goes to a host") {
    World world;
    world.host("a.example").budget = 5;
    world.tasks_of("https://a.example/", 10);
    world.serve("https://a.example/1",
                [](const Seen& seen) { return seen.nth == 1 ? status(500) : Reply{}; });
    world.serve("https://a.example/2",
                [](const Seen& seen) { return seen.nth == 1 ? redirect("/moved") : Reply{}; });
    const auto outcome = world.run();  // robots.txt, 1, 1, 2, /moved
    CHECK(outcome.requests == 5);
    CHECK(outcome.ended.at(Ending::fetched) == 2);
    CHECK(outcome.ended.at(Ending::skipped_by_budget) == 8);
    CHECK(world.why("https://a.example/3") ==
          "the requests of the day to a.example are used up; go on tomorrow, or raise its budget "
          "if the host agrees");
    CHECK(outcome.memory.lanes.at(0).sent == 5);
}

TEST_CASE("What was sent on a day counts in the next run of that day, even after a kill") {
    World world = one_host(10);
    world.policy.hosts[0].budget = 6;
    world.stop = [&] { return world.seen.size() >= 4; };
    CHECK(world.run().requests == 4);
    CHECK(world.lane_notes.back().sent == 4);  // told before it was sent: a kill does not lose it
    CHECK(world.lane_notes.back().not_before.has_value());
    world.memory.lanes = {world.lane_notes.back()};
    world.stop = [] { return false; };
    const auto outcome = world.run();
    CHECK(outcome.requests == 2);
    CHECK(outcome.ended.at(Ending::skipped_by_budget) == 4);
}

TEST_CASE("K05 steps of the wall's clock do not move the pace") {
    for (const auto step : {3600s, -3600s, 86400s * 365, -86400s, -86400s * 365}) {
        World world = one_host(20);
        world.policy.hosts[0].budget = 100;
        world.serve("https://a.example/", [&](const Seen&) {
            if (world.seen.size() == 5) world.wall_shift = step;
            if (world.seen.size() == 10) world.wall_shift = 0s;
            return Reply{};
        });
        const Tick begin = world.now;
        CHECK(world.run().ended.at(Ending::fetched) == 20);
        CHECK(world.smallest_gap("a.example") == 6s);
        CHECK(world.now - begin < 3min);
    }
}

}  // namespace
