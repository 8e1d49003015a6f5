// What a crawl does when nobody answers, or all answer with the same foreign page.

#include <catch2/catch.hpp>

#include "crawler_scripted.h"

namespace {

using namespace scripted;
using Kind = crawler::Event::Kind;

TEST_CASE("F13 a name that cannot be resolved: again after a long wait, then its task has failed") {
    World world = one_host(2);
    known_host(world, "b.example");
    world.tasks_of("https://b.example/", 200);
    world.serve("https://a.example/1", broken(Fault::name, "a.example has no address"));
    world.run();
    CHECK(world.asked("https://a.example/1") == 3);
    CHECK(world.smallest_gap("a.example") >= 2min);
    CHECK(world.why("https://a.example/1") == "a.example has no address (3 tries)");
    CHECK(world.ending("https://a.example/2") == "fetched");
}

TEST_CASE("F14 a resolver that does not answer holds up its host only") {
    World world = one_host(3);
    known_host(world, "b.example");
    world.tasks_of("https://b.example/", 30);
    Reply silence = broken(Fault::name, "the name of a.example was not resolved within 15 s");
    silence.latency = 15s;
    world.serve("https://a.example/", silence);
    world.run();
    CHECK(world.starts("b.example").back() - world.starts("b.example").front() == 6s * 29);
    CHECK(world.why("https://a.example/2") ==
          "the name of a.example was not resolved within 15 s (3 tries)");
    CHECK(world.starts("a.example").size() == 8);  // then it is given up
    CHECK(world.ending("https://a.example/3") == "open");
}

TEST_CASE("F16 the whole network is down: all wait, no try is burnt, then all goes on") {
    World world;
    for (const char* name : {"a.example", "b.example", "c.example"}) {
        known_host(world, name);
        world.tasks_of("https://" + std::string(name) + "/", 5);
    }
    const Tick back = world.now + 20min;
    for (const char* name : {"a", "b", "c"})
        world.serve("https://" + std::string(name) + ".example/", [&](const Seen& seen) {
            return seen.at < back ? broken(Fault::connect) : Reply{};
        });
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == 15);
    CHECK(world.told(Kind::waiting).at(3) ==
          "no host can be reached, so the network seems to be down: all wait 15 s");
    CHECK(world.told(Kind::gave_up).empty());
    const auto in_vain =
        std::ranges::count_if(world.seen, [&](const Seen& seen) { return seen.at < back; });
    CHECK(in_vain <= 40);  // of three hosts in twenty minutes
    for (const auto& lane : outcome.memory.lanes) CHECK(lane.failures == 0);
}

TEST_CASE("F16 a network that stays down ends the run with all tasks open") {
    World world;
    for (const char* name : {"a.example", "b.example"}) {
        world.host(name);
        world.task("https://" + std::string(name) + "/1");
        world.serve("https://" + std::string(name) + "/robots.txt", broken(Fault::name));
    }
    const auto outcome = world.run();
    CHECK(outcome.waiting == 2);
    CHECK(outcome.memory.robots.empty());  // nothing is held against the hosts
    CHECK(world.told(Kind::gave_up) ==
          std::vector<std::string>{"No host can be reached for 30 minutes. Look at the network, "
                                   "then run again: nothing is lost"});
}

TEST_CASE("F17 when this machine cannot go on, all wait a little before the next try") {
    World world = one_host(3, 0s);
    world.serve("https://a.example/1", [](const Seen& seen) {
        return seen.nth == 1 ? broken(Fault::local, "no file descriptor is left") : Reply{};
    });
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == 3);
    CHECK(world.seen[1].at - world.seen[0].at >= 5s);
    CHECK(outcome.memory.lanes.at(0).failures == 0);
}

TEST_CASE(
    "F18 every host points to one foreign host: told once, the crawl stops, nothing is lost") {
    World world;
    for (const char* name : {"a.example", "b.example", "c.example"}) {
        known_host(world, name);
        world.tasks_of("https://" + std::string(name) + "/", 5);
        world.serve("https://" + std::string(name) + "/", redirect("https://login.hotel.example/"));
    }
    const auto outcome = world.run();
    CHECK(outcome.waiting == 15);
    CHECK(outcome.requests <= 3);
    CHECK(world.told(Kind::gave_up) ==
          std::vector<std::string>{
              "Every host redirects to login.hotel.example, as the login page of a network does. "
              "Log in there, then run again: nothing is lost"});
    CHECK(world.starts("login.hotel.example").empty());
    for (const char* name : {"a", "b", "c"})
        world.serve("https://" + std::string(name) + ".example/", Reply{});
    CHECK(world.run().ended.at(Ending::fetched) == 15);
}

TEST_CASE("F18 also where robots.txt is what is redirected: no rules are taken from there") {
    World world;
    for (const char* name : {"a.example", "b.example"}) {
        world.host(name);
        world.task("https://" + std::string(name) + "/1");
        world.serve("https://" + std::string(name) + "/robots.txt",
                    redirect("https://login.hotel.example/"));
    }
    const auto outcome = world.run();
    CHECK(outcome.waiting == 2);
    CHECK(outcome.memory.robots.empty());
    CHECK(world.told(Kind::gave_up).size() == 1);
}

TEST_CASE("F18 one host that points elsewhere while others answer is no portal") {
    World world = one_host(3);
    known_host(world, "b.example");
    world.tasks_of("https://b.example/", 3);
    world.serve("https://a.example/", redirect("https://consent.example/"));
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::failed) == 3);
    CHECK(outcome.ended.at(Ending::fetched) == 3);
    CHECK(world.why("https://a.example/1") ==
          "a.example redirects to https://consent.example/, which may not be asked: host "
          "\"consent.example\" is not in the configuration; add it there if it may be asked");
}

}  // namespace
