// How a crawl keeps its pace whatever the hosts answer. Time is virtual: hours pass in no time.

#include <catch2/catch.hpp>

#include "crawler_scripted.h"

namespace {

using namespace scripted;
using Kind = crawler::Event::Kind;

/// The first answer of the first task is this one; all else is well.
Tick wait_after(Reply first) {
    World world = one_host(3);
    world.serve("https://a.example/1",
                [&](const Seen& seen) { return seen.nth == 1 ? first : Reply{}; });
    world.run();
    for (const char* url : {"https://a.example/1", "https://a.example/2", "https://a.example/3"})
        CHECK(world.ending(url) == "fetched");
    CHECK(world.seen[1].url == "https://a.example/1");  // the order stays
    return world.seen[1].at - world.seen[0].at - first.latency;
}

TEST_CASE("A01 429 with Retry-After: 120 defers the whole host for 120 s, and costs no try") {
    World world = one_host(2);
    world.policy.tries = 1;
    world.serve("https://a.example/1", [](const Seen& seen) {
        return seen.nth <= 2 ? status(429, "Retry-After: 120") : Reply{};
    });
    world.run();
    const auto at = world.starts("a.example");
    REQUIRE(at.size() == 4);
    CHECK(at[1] - at[0] >= 120s);
    CHECK(at[2] - at[1] >= 120s);
    CHECK(world.ending("https://a.example/1") == "fetched");
    CHECK(world.ending("https://a.example/2") == "fetched");
    CHECK(world.told(Kind::waiting).front() ==
          "a.example waits 120 s: a.example answered 429: we asked too fast, it asks us to wait "
          "120 s");
}

TEST_CASE("A02 429 with a date 90 s ahead waits until then") {
    const Tick wait = wait_after(status(429, "Retry-After: Mon, 05 Oct 2026 00:01:31 GMT"));
    CHECK(wait >= 89s);
    CHECK(wait <= 91s);
}

TEST_CASE("A03 429 with a date in the past backs off as usual") {
    const Tick wait = wait_after(status(429, "Retry-After: Sun, 04 Oct 2026 00:00:00 GMT"));
    CHECK(wait >= 5900ms);
    CHECK(wait <= 10s);
}

TEST_CASE("A04 429 with Retry-After: -5 backs off as usual") {
    CHECK(wait_after(status(429, "Retry-After: -5")) <= 10s);
}

TEST_CASE("A05 429 with Retry-After: soon backs off as usual") {
    CHECK(wait_after(status(429, "Retry-After: soon")) <= 10s);
}

TEST_CASE("A06 a Retry-After of ages is cut to 24 h, and its tasks are left for a later run") {
    World world = one_host(2);
    world.serve("https://a.example/1", status(429, "Retry-After: 99999999999999"));
    const auto outcome = world.run();
    CHECK(outcome.waiting == 2);
    CHECK(outcome.memory.lanes.at(0).not_before <= world.wall() + 24h + 2s);
    CHECK(world.asked("https://a.example/1") == 1);
    CHECK(world.told(Kind::gave_up).at(0) ==
          "a.example waits longer than this run does: 86400 s. a.example answered 429: we asked "
          "too fast, it asks us to wait 86400 s (or more: that is our longest wait) Its requests "
          "are left for a later run");
}

TEST_CASE("A07 a Retry-After of 1.5 is two seconds, and the gap holds too") {
    CHECK(wait_after(status(429, "Retry-After: 1.5")) >= 2s);
}

TEST_CASE("A08 429 for ever without Retry-After: the waits grow, by chance, host by host") {
    World world = one_host(1, 1s);
    known_host(world, "b.example", 1s);
    world.task("https://b.example/1");
    world.serve("https://a.example/", status(429));
    world.serve("https://b.example/", status(429));
    world.policy.give_up_after = 7;
    world.run();
    const auto a = world.starts("a.example");
    const auto b = world.starts("b.example");
    REQUIRE(a.size() == 7);
    CHECK(a[6] - a[3] > a[3] - a[0]);
    CHECK(a[3] - a[0] != b[3] - b[0]);
}

TEST_CASE("A09 a burst of 429s on twenty connections backs off once") {
    World world = one_host(40, 0s);
    world.policy.hosts[0].connections = 20;
    const Tick begin = world.now;
    world.serve("https://a.example/", [&](const Seen& seen) {
        return seen.at == begin ? status(429, "Retry-After: 60") : Reply{};
    });
    const auto outcome = world.run();
    CHECK(world.seen.size() == 60);
    CHECK(world.seen[20].at - world.seen[19].at >= 60s);
    CHECK(world.told(Kind::waiting).size() == 1);
    CHECK(outcome.ended.at(Ending::fetched) == 40);
}

TEST_CASE("A10 a host that recovers is soon asked at its usual pace, and remembered as well") {
    World world = one_host(30);
    world.serve("https://a.example/",
                [&](const Seen&) { return world.seen.size() <= 4 ? status(429) : Reply{}; });
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == 30);
    CHECK(world.smallest_gap("a.example", 10) == 6s);
    CHECK(outcome.memory.lanes.at(0).failures == 0);
}

TEST_CASE("A11 429 for ever: one word to the user, no busy loop, all tasks are left for later") {
    World world = one_host(50);
    world.serve("https://a.example/", status(429, "Retry-After: 10"));
    const auto outcome = world.run();
    CHECK(outcome.waiting == 50);
    CHECK(outcome.requests == 8);
    CHECK(world.waits < 1000);
    CHECK(world.told(Kind::gave_up) ==
          std::vector<std::string>{
              "a.example failed 8 times in a row: a.example answered 429: we asked too fast, it "
              "asks us to wait 10 s. Its requests are left for a later run"});
    // The next run asks once, sees that nothing has changed, and leaves it again.
    world.now += 1h;
    CHECK(world.run().requests == 1);
    CHECK(world.told(Kind::gave_up).size() == 2);
    // And when the host is well, everything is done.
    world.now += 1h;
    world.serve("https://a.example/", Reply{});
    CHECK(world.run().ended.at(Ending::fetched) == 50);
}

TEST_CASE("A11 a page that alone answers 429 for ever goes behind the others of its host") {
    World world = one_host(20);
    world.serve("https://a.example/1", [](const Seen& seen) {
        return seen.url == "https://a.example/1" ? status(429) : Reply{};
    });
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == 19);
    CHECK(outcome.waiting == 1);
    CHECK(world.told(Kind::gave_up).size() == 1);
}

TEST_CASE("A12 of a Crawl-delay and a Retry-After the longer wins, and the other still holds") {
    World world;
    world.host("a.example");
    world.serve("https://a.example/robots.txt", text("User-agent: *\nCrawl-delay: 60\n"));
    world.tasks_of("https://a.example/", 3);
    world.serve("https://a.example/1", [](const Seen& seen) {
        return seen.nth == 1 ? status(429, "Retry-After: 20") : Reply{};
    });
    world.serve("https://a.example/2", [](const Seen& seen) {
        return seen.nth == 1 ? status(429, "Retry-After: 200") : Reply{};
    });
    world.run();
    const auto at = world.starts("a.example");  // robots.txt, 1, 1, 2, 2, 3
    REQUIRE(at.size() == 6);
    CHECK(at[2] - at[1] >= 60s);
    CHECK(at[2] - at[1] < 61s);
    CHECK(at[4] - at[3] >= 200s);
    CHECK(at[5] - at[4] == 60s);
}

TEST_CASE("A13 ten minutes of 503: few probes, then it goes on by itself") {
    World world = one_host(20, 1s);
    const Tick end = world.now + 10min;
    world.policy.tries = 100;
    world.policy.give_up_after = 100;
    world.serve("https://a.example/",
                [&](const Seen& seen) { return seen.at < end ? status(503) : Reply{}; });
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == 20);
    const auto probes =
        std::ranges::count_if(world.seen, [&](const Seen& seen) { return seen.at < end; });
    CHECK(probes <= 15);
}

TEST_CASE("A14 503 with Retry-After on one URL defers its host, not only that URL") {
    CHECK(wait_after(status(503, "Retry-After: 30")) >= 30s);
}

TEST_CASE("A15 403 as a throttle defers the host where its rule says so") {
    World world = one_host(3);
    world.policy.hosts[0].throttles_by_403 = true;
    world.serve("https://a.example/1",
                [](const Seen& seen) { return seen.nth <= 3 ? status(403) : Reply{}; });
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == 3);
    CHECK(world.told(Kind::waiting).size() == 3);
    CHECK(world.seen[3].url == "https://a.example/1");
}

TEST_CASE("A16 a page with a captcha: kept, its task is blocked, the host is left alone a while") {
    World world = one_host(2);
    world.serve("https://a.example/1", text("<p>please solve this captcha</p>"));
    const auto outcome = world.run();
    CHECK(world.why("https://a.example/1") ==
          "a.example served a page that blocks us (consent, captcha or bot check); it is kept");
    CHECK(world.ending("https://a.example/1") == "blocked");
    CHECK(world.page("https://a.example/1") != nullptr);
    CHECK(world.asked("https://a.example/1") == 1);
    CHECK(world.ending("https://a.example/2") == "fetched");
    CHECK(outcome.ended.at(Ending::blocked) == 1);
    CHECK(world.told(Kind::waiting).size() == 1);
}

TEST_CASE("A16 captcha pages for ever: the waits grow, and the host is given up") {
    World world = one_host(50);
    world.serve("https://a.example/", text("captcha"));
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::blocked) == 8);
    CHECK(outcome.waiting == 42);
}

TEST_CASE("A17 404 and 410 are asked once") {
    World world = one_host(2);
    world.serve("https://a.example/1", status(404));
    world.serve("https://a.example/2", status(410));
    CHECK(world.run().ended.at(Ending::fetched) == 2);
    CHECK(world.seen.size() == 2);
}

TEST_CASE("A18 500 once and then 200: one retry, one response that ends the task") {
    World world = one_host(1);
    world.serve("https://a.example/1",
                [](const Seen& seen) { return seen.nth == 1 ? status(500) : Reply{}; });
    world.run();
    CHECK(world.ending("https://a.example/1") == "fetched");
    REQUIRE(world.pages.size() == 2);  // both are kept
    CHECK(world.pages[0].exchange->ending.empty());
    CHECK(world.pages[0].exchange->task == 1);
    CHECK(world.pages[1].exchange->ending == "fetched");
}

TEST_CASE("A19 a host that always fails costs three tries, and its last answer says why") {
    World world = one_host(1);
    world.serve("https://a.example/1", status(502));
    world.run();
    CHECK(world.asked("https://a.example/1") == 3);
    CHECK(world.why("https://a.example/1") ==
          "a.example answered 502: the host has trouble (3 tries)");
    REQUIRE(world.pages.size() == 3);
    CHECK(world.pages[2].exchange->ending == "failed");
}

TEST_CASE("A20 401 and 451 end their tasks as blocked at once, and are told") {
    World world = one_host(2);
    world.serve("https://a.example/1", status(401));
    world.serve("https://a.example/2", status(451));
    CHECK(world.run().ended.at(Ending::blocked) == 2);
    CHECK(world.seen.size() == 2);
    CHECK(world.why("https://a.example/2") ==
          "a.example answered 451: the page is withheld for legal reasons");
    CHECK(world.told(Kind::ended).size() == 2);
}

TEST_CASE("A21 A22 A23 A24 odd answers fail at once, with their reason, and are kept") {
    for (const int code : {999, 206, 304, 204, 202}) {
        World world = one_host(1);
        world.serve("https://a.example/1", status(code));
        world.run();
        INFO(code);
        CHECK(world.ending("https://a.example/1") == "failed");
        CHECK(world.asked("https://a.example/1") == 1);
        CHECK(world.why("https://a.example/1").starts_with("a.example answered "));
        CHECK(world.pages.size() == 1);
    }
}

TEST_CASE("A24 an empty 200 is kept as what it is, for the reader to classify") {
    World world = one_host(1);
    world.serve("https://a.example/1", text(""));
    world.run();
    CHECK(world.ending("https://a.example/1") == "fetched");
    CHECK(world.page("https://a.example/1")->body.empty());
}

TEST_CASE("A25 a Crawl-delay above the cap is cut to 300 s, and shown") {
    World world;
    world.host("a.example");
    world.serve("https://a.example/robots.txt", text("User-agent: *\nCrawl-delay: 9999\n"));
    world.tasks_of("https://a.example/", 2);
    world.run();
    CHECK(world.smallest_gap("a.example") == 300s);
    CHECK(world.told(Kind::ended).front() ==
          "https://a.example/robots.txt: 200, it wishes 300000 ms between requests");
}

TEST_CASE("A26 when a host gets ten times slower, it is asked less often, up to a cap") {
    World world = one_host(60, 1s);
    world.serve("https://a.example/", [&](const Seen&) {
        Reply reply;
        reply.latency = world.seen.size() <= 10 ? 900ms : 9s;
        return reply;
    });
    world.run();
    const auto at = world.starts("a.example");
    CHECK(at[9] - at[8] == 1s);
    CHECK(at[59] - at[58] >= 9s);
    CHECK(at[59] - at[58] <= 60s);
}

TEST_CASE("A27 two host names of one lane share its pace, and the strictest rule of theirs") {
    World world;
    known_host(world, "a.example", 2s).lane = "site";
    known_host(world, "b.example", 10s).lane = "site";
    for (int i = 1; i <= 5; ++i) {
        world.task("https://a.example/" + std::to_string(i));
        world.task("https://b.example/" + std::to_string(i));
    }
    world.run();
    REQUIRE(world.seen.size() == 10);
    for (std::size_t i = 0; i < 10; ++i) {
        if (i > 0) CHECK(world.seen[i].at - world.seen[i - 1].at == 10s);
        CHECK(world.seen[i].url == world.tasks[i].task.request.url);  // the order of the plan
    }
}

TEST_CASE("A28 one slow host among a hundred does not hold back the others") {
    World world;
    for (int i = 0; i < 100; ++i) {
        const std::string name = "h" + std::to_string(i) + ".example";
        known_host(world, name);
        world.tasks_of("https://" + name + "/", 10);
    }
    Reply slow;
    slow.latency = 119s;
    world.serve("https://h50.example/", slow);
    CHECK(world.run().ended.at(Ending::fetched) == 1000);
    for (int i = 0; i < 100; ++i) {
        const auto at = world.starts("h" + std::to_string(i) + ".example");
        if (i != 50) CHECK(at.back() - at.front() == 54s);
    }
}

TEST_CASE("A28 a host that cannot be reached leaves its tasks open, the others go on") {
    World world;
    world.host("dead.example");
    world.host("well.example");
    world.tasks_of("https://dead.example/", 5);
    world.tasks_of("https://well.example/", 50);
    for (const char* url : {"https://dead.example/", "https://dead.example/robots.txt"})
        world.serve(url, broken(Fault::connect, "dead.example refused the connection"));
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == 50);
    CHECK(outcome.waiting == 5);
    const std::string told = world.told(Kind::gave_up).at(0);
    CHECK(told.starts_with("nothing is asked of https://dead.example before 2026-10-05T01:0"));
    CHECK(
        told.ends_with("robots.txt: unreachable, dead.example refused the connection. "
                       "Its requests are left for a later run"));
}

}  // namespace
