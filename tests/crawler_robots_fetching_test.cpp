// When a robots.txt is fetched, what its answer means, and for whom it counts (RFC 9309 §2.3, 2.4).

#include <catch2/catch.hpp>

#include <sstream>

#include "crawler/robots.h"
#include "crawler_scripted.h"

namespace {

using namespace scripted;
using Kind = crawler::Event::Kind;

constexpr auto rules = "https://a.example/robots.txt";
constexpr auto page = "https://a.example/page";

/// One page of a.example, whose robots.txt answers so.
World world_of(World::Script script) {
    World world;
    world.host("a.example");
    world.serve(rules, std::move(script));
    world.task(page);
    return world;
}
World world_of(const Reply& reply) {
    return world_of([reply](const Seen&) { return reply; });
}

TEST_CASE("robots.txt is fetched before anything else, archived, and obeyed") {
    World world = world_of(text("User-agent: *\nDisallow: /private\n"));
    world.task("https://a.example/private/1");
    const auto outcome = world.run();
    CHECK(world.seen.at(0).url == rules);
    CHECK(world.seen.at(0).identity);
    CHECK(world.ending(page) == "fetched");
    CHECK(world.why("https://a.example/private/1") ==
          "https://a.example/robots.txt forbids it: Disallow: /private (line 2)");
    CHECK(world.ending("https://a.example/private/1") == "refused-by-robots");
    CHECK(world.asked("https://a.example/private/1") == 0);
    REQUIRE(world.page(rules) != nullptr);
    CHECK(world.page(rules)->asked.source == "robots");
    CHECK(world.page(rules)->exchange->task == 0);
    CHECK(world.page(rules)->exchange->ending.empty());
    CHECK(outcome.memory.robots.at(0).status == 200);
    CHECK(world.copies.size() == 1);
}

TEST_CASE("H02 404, 410, 401 and 403 on robots.txt: there are no rules, all may be asked") {
    for (const int code : {404, 410, 401, 403, 400, 451, 408}) {
        INFO(code);
        World world = world_of(status(code));
        world.run();
        CHECK(world.ending(page) == "fetched");
        CHECK(world.asked(rules) == 1);
        CHECK(world.seen.at(1).at - world.seen.at(0).at == 6s);  // and that is no trouble
    }
}

TEST_CASE("H03 500, 503 and 504 on robots.txt: nothing is asked, and it is tried again later") {
    for (const int code : {500, 503, 504, 501}) {
        INFO(code);
        World world = world_of(
            [code](const Seen& seen) { return seen.nth <= 3 ? status(code) : status(404); });
        const auto outcome = world.run();
        CHECK(outcome.waiting == 1);
        CHECK(world.asked(page) == 0);
        CHECK(world.copies.at(0).status == code);
        const std::string told = world.told(Kind::gave_up).at(0);
        CHECK(told.ends_with(": robots.txt: " + std::to_string(code) +
                             ". Its requests are left for a later run"));
        const auto before = world.seen.size();
        world.run();  // too soon
        CHECK(world.seen.size() == before);
        world.now += 1h;
        if (code == 501) world.serve(rules, status(404));
        world.run();
        CHECK(world.ending(page) == "fetched");
    }
}

TEST_CASE("H03 a run with more patience waits for the robots.txt itself") {
    World world =
        world_of([](const Seen& seen) { return seen.nth <= 3 ? status(500) : status(404); });
    world.policy.patience = 2h;
    world.run();
    CHECK(world.ending(page) == "fetched");
    CHECK(world.asked(rules) == 4);
    CHECK(world.seen.back().at >= 1h);
}

TEST_CASE("H03 a robots.txt that fails once is asked again, with back-off") {
    World world =
        world_of([](const Seen& seen) { return seen.nth == 1 ? status(500) : status(404); });
    world.run();
    CHECK(world.ending(page) == "fetched");
    CHECK(world.asked(rules) == 2);
}

TEST_CASE("H04 timeout, reset or an unknown name on robots.txt: nothing is asked") {
    for (const Fault fault :
         {Fault::timeout, Fault::connect, Fault::name, Fault::tls, Fault::protocol}) {
        World world = world_of(broken(fault, "a.example did not answer"));
        const auto outcome = world.run();
        CHECK(outcome.waiting == 1);
        CHECK(world.asked(page) == 0);
        REQUIRE(world.copies.size() == 1);
        CHECK(world.copies[0].status == 0);
        const std::string& why = world.copies[0].body;
        CHECK(why == "a.example did not answer");
    }
}

TEST_CASE("H05 429 on robots.txt is as 5xx: nothing is asked; its Retry-After is heard") {
    World world = world_of(status(429, "Retry-After: 100"));
    const auto outcome = world.run();
    CHECK(outcome.waiting == 1);
    CHECK(world.asked(page) == 0);
    CHECK(world.asked(rules) == 3);
    CHECK(world.smallest_gap("a.example") >= 100s);
    CHECK(world.copies.at(0).status == 429);
}

/// robots.txt redirects so many times, over two hosts in turn, and forbids /page in the end.
World redirecting(int hops) {
    World world = world_of(redirect("https://b.example/r1"));
    world.host("b.example");
    for (int i = 1; i < hops; ++i)
        world.serve(
            "https://" + std::string(i % 2 == 1 ? "b" : "a") + ".example/r" + std::to_string(i),
            redirect("https://" + std::string(i % 2 == 1 ? "a" : "b") + ".example/r" +
                     std::to_string(i + 1)));
    world.serve(
        "https://" + std::string(hops % 2 == 1 ? "b" : "a") + ".example/r" + std::to_string(hops),
        text("User-agent: dramascope\nDisallow: /page\n"));
    world.task("https://b.example/page");
    return world;
}

TEST_CASE("H06 1 to 5 redirects of robots.txt are followed, also to another host") {
    for (int hops = 1; hops <= 5; ++hops) {
        INFO(hops);
        World world = redirecting(hops);
        world.run();
        CHECK(world.ending(page) == "refused-by-robots");
        CHECK(world.ending("https://b.example/page") == "fetched");  // they count for a.example
        CHECK(world.asked("https://b.example/robots.txt") == 1);
    }
}

TEST_CASE("H07 a sixth redirect of robots.txt: as if there were none") {
    World world = redirecting(6);
    world.run();
    CHECK(world.ending(page) == "fetched");
    const auto copy =
        std::ranges::find(world.copies, "https://a.example", &records::RobotsCopy::origin);
    CHECK(copy->status == 302);
}

TEST_CASE("H07 a robots.txt that redirects in a circle: as if there were none") {
    World world = world_of(redirect("/robots.txt"));
    world.run();
    CHECK(world.ending(page) == "fetched");
    CHECK(world.asked(rules) == 1);
}

TEST_CASE("A robots.txt that redirects to where we may not ask cannot be read: nothing is asked") {
    for (const char* to : {"https://elsewhere.example/robots.txt", "http://a.example/robots.txt",
                           "ftp://a.example/robots.txt"}) {
        INFO(to);
        World world = world_of(redirect(to));
        const auto outcome = world.run();
        CHECK(outcome.waiting == 1);
        CHECK(world.seen.size() == 1);
        CHECK(world.copies.at(0).status == 0);
    }
}

TEST_CASE("H08 of 10 MB only the first 500 KiB count, and no more is kept") {
    const std::string filler(std::size_t{500} << 10U, '#');
    World world = world_of([&](const Seen&) {
        Reply reply = text("User-agent: *\nDisallow: /private\n" + filler + "\nDisallow: /page\n");
        reply.fault = Fault::too_large;  // as the transport stops it at its cap
        return reply;
    });
    world.task("https://a.example/private");
    world.run();
    CHECK(world.ending(page) == "fetched");
    CHECK(world.ending("https://a.example/private") == "refused-by-robots");
    CHECK(world.copies.at(0).body.size() == std::size_t{500} << 10U);
}

/// A robots.txt of more than the cap, in chunks of odd sizes, cut where the transport stops.
Reply cut_in_chunks(const std::string& file, const std::string& headers) {
    std::ostringstream payload;
    for (std::size_t at = 0; at < file.size(); at += 37)
        payload << std::hex << file.substr(at, 37).size() << "\r\n"
                << file.substr(at, 37) << "\r\n";
    Reply reply{200, headers, payload.str().substr(0, 2 * crawler::most_robots_bytes)};
    reply.fault = Fault::too_large;
    return reply;
}

TEST_CASE("H08 of a robots.txt in chunks that is beyond the cap, the rules count, not the chunks") {
    const std::string filler(std::size_t{1'100} << 10U, '#');
    const std::string file = "User-agent: *\nCrawl-delay: 7\nDisallow: /private/of/all/of/us\n" +
                             filler + "\nDisallow: /page\n";
    World world = world_of(cut_in_chunks(file, "Transfer-Encoding: chunked"));
    world.task("https://a.example/private/of/all/of/us");
    world.run();
    CHECK(world.ending(page) == "fetched");
    CHECK(world.why("https://a.example/private/of/all/of/us") ==
          "https://a.example/robots.txt forbids it: Disallow: /private/of/all/of/us (line 3)");
    CHECK(world.copies.at(0).body.size() == std::size_t{500} << 10U);
}

TEST_CASE("H08 H21 a robots.txt that is beyond the cap and compressed allows nothing") {
    World world = world_of(cut_in_chunks(std::string(2'000'000, 'x'), "Content-Encoding: gzip"));
    const auto outcome = world.run();
    CHECK(outcome.waiting == 1);
    CHECK(world.asked(page) == 0);
    CHECK(world.copies.at(0).status == 0);
}

TEST_CASE("H09 200 with a page of HTML has no rules") {
    World world = world_of(text("<!doctype html><html><body>Disallow me</body></html>"));
    world.run();
    CHECK(world.ending(page) == "fetched");
}

TEST_CASE("H16 a copy is used for a day, and not longer") {
    World world = world_of(status(404));
    world.memory.robots = {copy_of("https://a.example", world.wall() - 23h - 59min)};
    world.run();
    CHECK(world.asked(rules) == 0);
    World later = world_of(status(404));
    later.memory.robots = {copy_of("https://a.example", later.wall() - 24h - 1min)};
    later.run();
    CHECK(later.asked(rules) == 1);
}

TEST_CASE("H16 max-age of robots.txt shortens its time") {
    World world = world_of([](const Seen&) {
        return Reply{200, "Cache-Control: max-age=3600", "User-agent: *\nDisallow: /x\n"};
    });
    world.run();
    CHECK(world.copies.at(0).max_age == 3600s);
    world.task("https://a.example/two");
    world.now += 30min;
    world.run();
    CHECK(world.asked(rules) == 1);
    world.task("https://a.example/three");
    world.now += 31min;
    world.run();
    CHECK(world.asked(rules) == 2);
}

TEST_CASE("H17 while robots.txt is unreachable the last good copy counts, for 30 days") {
    for (const int days : {2, 31}) {
        World world = world_of(status(500));
        world.task("https://a.example/private");
        world.memory.robots = {copy_of("https://a.example", world.wall() - std::chrono::days(days),
                                       200, "User-agent: *\nDisallow: /private\n")};
        const auto outcome = world.run();
        INFO(days);
        CHECK(world.ending(page) == (days == 2 ? "fetched" : "open"));
        CHECK(world.ending("https://a.example/private") ==
              (days == 2 ? "refused-by-robots" : "open"));
        CHECK(outcome.memory.robots.size() == 2);  // both are remembered
    }
}

TEST_CASE("H17 also within one run: rules that cannot be fetched again still count") {
    World world = world_of([](const Seen& seen) {
        if (seen.nth > 1) return status(503);
        return Reply{200, "Cache-Control: max-age=600", "User-agent: *\nDisallow: /late\n"};
    });
    world.tasks_of("https://a.example/early", 120);
    world.task("https://a.example/late");
    world.run();
    CHECK(world.asked(rules) > 1);
    CHECK(world.ending("https://a.example/early120") == "fetched");
    CHECK(world.ending("https://a.example/late") == "refused-by-robots");
}

TEST_CASE("H18 ten tasks on ten connections need the same robots.txt: one fetch") {
    World world = world_of(status(404));
    world.policy.hosts[0].gap = 0s;
    world.policy.hosts[0].connections = 10;
    world.tasks_of("https://a.example/", 50);
    CHECK(world.run().ended.at(Ending::fetched) == 51);
    CHECK(world.asked(rules) == 1);
    CHECK(world.most_in_flight == 10);
}

TEST_CASE("H19 https, http and a port have each their own robots.txt") {
    World world = world_of(status(404));
    world.policy.hosts[0].plain = true;
    world.policy.hosts[0].port = 8443;
    world.task("http://a.example/plain");
    world.task("https://a.example:8443/port");
    world.serve("http://a.example/robots.txt", text("User-agent: *\nDisallow: /\n"));
    world.run();
    CHECK(world.ending(page) == "fetched");
    CHECK(world.ending("http://a.example/plain") == "refused-by-robots");
    CHECK(world.ending("https://a.example:8443/port") == "fetched");
    CHECK(world.asked("https://a.example:8443/robots.txt") == 1);
}

TEST_CASE("H20 rules that change while tasks wait count at the moment of sending") {
    World world = world_of([](const Seen& seen) {
        return Reply{200, "Cache-Control: max-age=600",
                     seen.nth == 1 ? "" : "User-agent: *\nDisallow: /late\n"};
    });
    world.tasks_of("https://a.example/early", 99);  // ten minutes
    world.task("https://a.example/late");
    world.run();
    CHECK(world.asked(rules) == 2);
    CHECK(world.ending("https://a.example/late") == "refused-by-robots");
    CHECK(world.ending("https://a.example/early99") == "fetched");
}

TEST_CASE("H21 a robots.txt that breaks off is as unreachable") {
    World world = world_of([](const Seen&) {
        Reply reply = text("User-agent: *\nAllow: /\n");
        reply.fault = Fault::cut;
        reply.why = "a.example closed the connection in the middle of its answer";
        return reply;
    });
    const auto outcome = world.run();
    CHECK(outcome.waiting == 1);
    CHECK(world.copies.at(0).status == 0);
    const std::string& why = world.copies.at(0).body;
    CHECK(why == "a.example closed the connection in the middle of its answer");
}

TEST_CASE("H21 a robots.txt that cannot be decoded is as unreachable") {
    World world = world_of([](const Seen&) {
        return Reply{200, "Content-Encoding: gzip", "the gzip data is cut short"};
    });
    CHECK(world.run().waiting == 1);
    CHECK(world.copies.at(0).status == 0);
}

TEST_CASE("robots.txt obeys the pace, and counts against the budget") {
    World world = world_of(status(404));
    world.policy.hosts[0].budget = 1;
    const auto outcome = world.run();
    CHECK(outcome.requests == 1);
    CHECK(outcome.ended.at(Ending::skipped_by_budget) == 1);
}

TEST_CASE("A written permission: robots.txt is fetched and told, but does not hold us back") {
    World world = world_of(text("User-agent: *\nDisallow: /\n"));
    world.policy.hosts[0].permission = "letter of 2026-09-01";
    world.run();
    CHECK(world.asked(rules) == 1);
    CHECK(world.ending(page) == "fetched");
    const auto told = world.told(Kind::sent);
    CHECK(told.at(1) ==
          "https://a.example/robots.txt forbids it: Disallow: / (line 2); asked by written "
          "permission letter of 2026-09-01");
}

TEST_CASE(
    "What was planned for a host without a rule is never asked, not even for its robots.txt") {
    World world = world_of(status(404));
    world.task("https://other.example/1");
    world.run();
    CHECK(world.ending("https://other.example/1") == "failed");
    CHECK(world.starts("other.example").empty());
}

TEST_CASE("Without politeness, on a host of one's own, no robots.txt is asked") {
    World world = world_of(text("User-agent: *\nDisallow: /\n"));
    world.policy.polite = false;
    world.run();
    CHECK(world.asked(rules) == 0);
    CHECK(world.ending(page) == "fetched");
}

}  // namespace
