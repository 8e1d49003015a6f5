// What becomes of the tasks of a crawl, and of their responses.

#include <catch2/catch.hpp>

#include "crawler_scripted.h"

namespace {

using namespace scripted;
using Kind = crawler::Event::Kind;

constexpr auto first = "https://a.example/1";

/// The page of the first task has this payload under this Content-Encoding.
World coded(const std::string& payload, const std::string& encoding = "gzip") {
    World world = one_host(1);
    world.serve(first, [=](const Seen& seen) {
        return seen.identity ? text("plain") : Reply{200, "Content-Encoding: " + encoding, payload};
    });
    return world;
}

TEST_CASE("Tasks are asked in their order, and each ends once") {
    World world = one_host(20);
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == 20);
    CHECK(outcome.waiting == 0);
    CHECK(outcome.requests == 20);
    for (std::size_t i = 0; i < 20; ++i)
        CHECK(world.seen[i].url == world.tasks[i].task.request.url);
    CHECK(world.smallest_gap("a.example") == 6s);
}

TEST_CASE("A page holds what came, what was asked, and how its task ended") {
    World world = one_host(0);
    world.task(first).task.asked.source = "itunes-lookup";
    world.serve(first, Reply{200, "Content-Type: text/javascript", "{\"results\":[]}"});
    world.run();
    const records::Page* page = world.page(first);
    REQUIRE(page != nullptr);
    CHECK(page->place == "fetched: https://a.example/1");
    CHECK(page->status == 200);
    CHECK(page->content_type == "text/javascript");
    CHECK(page->body == "{\"results\":[]}");
    CHECK(page->payload.empty());
    CHECK(page->asked.source == "itunes-lookup");
    CHECK(page->fetched_at == world.begin + 1s);
    CHECK(page->exchange->task == 1);
    CHECK(page->exchange->ending == "fetched");
    CHECK(page->head.starts_with("HTTP/1.1 200 "));
}

TEST_CASE("At a polite pace each response is durable before its lane asks again, slow or not") {
    for (const Tick latency : {Tick(100), Tick(9000)}) {
        World world = one_host(10);
        Reply reply;
        reply.latency = latency;
        world.serve("https://a.example/", reply);
        std::size_t kept = 0;
        world.before_keep = [&](const std::vector<records::Page>& batch) {
            CHECK(world.seen.size() == kept + batch.size());
            kept += batch.size();
            return records::Result<void>();
        };
        world.run();
        CHECK(kept == 10);
    }
}

TEST_CASE("Responses of many connections are kept in batches of 64 at most, and of 8 MB") {
    for (const std::size_t bytes : {std::size_t{10}, std::size_t{1} << 20U}) {
        World world = one_host(500, 0s);
        world.policy.hosts[0].connections = 200;
        world.serve("https://a.example/", text(std::string(bytes, 'x')));
        CHECK(world.run().ended.at(Ending::fetched) == 500);
        const auto largest = *std::ranges::max_element(world.batches);
        CHECK(largest >= (bytes == 10 ? 64U : 8U));
        CHECK(largest <= (bytes == 10 ? 64U : 8U));
    }
}

TEST_CASE("B08 D09 D11 what is odd about an answer that is believed is told, and it is fetched") {
    World world = one_host(3);
    world.serve("https://a.example/1",
                {200, "Content-Length: 9\nTransfer-Encoding: chunked", "coded:{}"});
    world.serve("https://a.example/2", {200, "Date: Thu, 01 Jan 2099 00:00:00 GMT"});
    world.serve("https://a.example/3", {200, "Content-Type: text/html", "{}"});
    world.run();
    const auto told = world.told(crawler::Event::Kind::odd);
    REQUIRE(told.size() == 3);
    CHECK_THAT(told[0], Catch::StartsWith("a.example: Content-Length beside Transfer-Encoding"));
    CHECK_THAT(told[1], Catch::Contains("h ahead of our clock"));
    CHECK_THAT(told[2], Catch::Contains("its Content-Type is text/html, its body JSON"));
    for (const char* url : {"https://a.example/1", "https://a.example/2", "https://a.example/3"})
        CHECK(world.ending(url) == "fetched");
}

TEST_CASE("C01 a body that is coded is decoded, and archived as it came") {
    World world = coded("coded:{}");
    world.run();
    CHECK(world.page(first)->body == "{}");
    CHECK(world.page(first)->payload == "coded:{}");
    CHECK(world.page(first)->as_received() == "coded:{}");
}

TEST_CASE("C02 C03 C04 a gzip that is cut, damaged or none: once more without coding") {
    for (const char* why : {"the gzip data is cut short", "its checksum is wrong", "no gzip"}) {
        World world = coded(why);
        world.run();
        CHECK(world.ending(first) == "fetched");
        REQUIRE(world.seen.size() == 2);
        CHECK_FALSE(world.seen[0].identity);
        CHECK(world.seen[1].identity);
        CHECK(world.pages.at(0).fault == why);  // kept, and never parsed
        CHECK(world.pages.at(0).body.empty());
        CHECK(world.pages.at(0).exchange->ending.empty());
        CHECK(world.pages.at(1).body == "plain");
    }
}

TEST_CASE("C02 a host that sends a cut gzip even without coding: failed, with the reason") {
    World world = one_host(1);
    world.serve(first, Reply{200, "Content-Encoding: gzip", "the gzip data is cut short"});
    world.run();
    CHECK(world.seen.size() == 2);
    CHECK(world.why(first) ==
          "the body from a.example cannot be decoded: the gzip data is cut short");
    CHECK(world.pages.at(1).exchange->ending == "failed");
}

TEST_CASE("C05 C06 junk behind the data and a second member are for the decoder to say") {
    World world = coded("coded:both members");
    world.run();
    CHECK(world.page(first)->body == "both members");
    CHECK(world.seen.size() == 1);
}

TEST_CASE("C09 C10 codings that are refused or unknown: once more without, then failed") {
    for (const char* encoding : {"gzip, gzip, gzip, gzip, gzip", "zork"}) {
        World world = coded("this coding is not understood", encoding);
        world.run();
        CHECK(world.seen.at(1).identity);
        CHECK(world.ending(first) == "fetched");
    }
}

TEST_CASE("A page that breaks off is kept with what came, marked, and asked again") {
    World world = one_host(1);
    world.serve(first, [](const Seen& seen) {
        Reply reply = text("half of a pa");
        if (seen.nth == 1) reply.fault = Fault::cut, reply.why = "a.example hung up";
        return reply;
    });
    world.run();
    CHECK(world.ending(first) == "fetched");
    REQUIRE(world.pages.size() == 2);
    CHECK(world.pages[0].exchange->cut == "disconnect");
    CHECK(world.pages[0].payload == "half of a pa");
    CHECK(world.pages[0].body.empty());
    CHECK(world.pages[0].fault == "a.example hung up");
}

TEST_CASE("A page beyond the cap has failed, and what came of it is kept") {
    World world = one_host(1);
    world.serve(first, [](const Seen&) {
        Reply reply = text("too much");
        reply.fault = Fault::too_large;
        reply.why = "a.example sent more than 32 MB";
        return reply;
    });
    world.run();
    CHECK(world.why(first) == "a.example sent more than 32 MB");
    CHECK(world.pages.at(0).exchange->cut == "length");
    CHECK(world.pages.at(0).exchange->ending == "failed");
    CHECK(world.seen.size() == 1);
}

TEST_CASE("E08 E09 E10 E11 an address that is not public: failed at once, nothing was sent") {
    World world = one_host(2);
    world.serve(first,
                broken(Fault::forbidden, "a.example leads to 127.0.0.2, a loopback address"));
    world.run();
    CHECK(world.why(first) == "a.example leads to 127.0.0.2, a loopback address");
    CHECK(world.ending("https://a.example/2") == "fetched");
    CHECK(world.pages.size() == 1);
}

TEST_CASE("J01 validators are sent back verbatim, and 304 says what it confirms") {
    World world = one_host(0);
    world.task(first).validators = {"W/\"x y\"", "Mon, 05 Oct 2026 00:00:00 GMT", 17};
    world.serve(first, status(304, "ETag: W/\"x y\""));
    const auto outcome = world.run();
    CHECK(world.seen.at(0).headers ==
          std::vector<std::string>{"If-None-Match: W/\"x y\"",
                                   "If-Modified-Since: Mon, 05 Oct 2026 00:00:00 GMT"});
    CHECK(outcome.ended.at(Ending::not_modified) == 1);
    CHECK(world.page(first)->exchange->not_modified_since == 17);
    CHECK(world.page(first)->exchange->ending == "not-modified");
    CHECK(world.page(first)->body.empty());
}

TEST_CASE("J01 with one validator only that one is sent") {
    World world = one_host(0);
    world.task(first).validators = {"", "Mon, 05 Oct 2026 00:00:00 GMT", 17};
    world.task("https://a.example/2").validators = {"\"y\"", "", 18};
    world.run();
    CHECK(world.seen.at(0).headers.at(0).starts_with("If-Modified-Since: "));
    CHECK(world.seen.at(1).headers == std::vector<std::string>{"If-None-Match: \"y\""});
}

TEST_CASE("J05 without a stored body there are no validators, and a 304 is an error") {
    World world = one_host(0);
    world.task(first).validators = {"\"x\"", "", 0};
    world.serve(first, status(304));
    world.run();
    CHECK(world.seen.at(0).headers.empty());
    CHECK(world.why(first) == "a.example answered 304: \"not modified\", which nobody asked");
}

TEST_CASE("J06 no request carries a header that a host could vary its pages by") {
    World world = one_host(2);
    world.tasks[0].task.asked.country = records::country_from("mx");
    world.tasks[1].task.asked.country = records::country_from("id");
    world.policy.proxies["mx"] = "http://proxy.example:3128";
    world.run();
    CHECK(world.seen.at(0).headers.empty());
    CHECK(world.seen.at(1).headers.empty());
    CHECK(world.seen.at(0).proxy == "http://proxy.example:3128");
    CHECK(world.seen.at(1).proxy.empty());
}

TEST_CASE("E23 a host outside the list, another scheme, another port: failed, never asked") {
    World world = one_host(1);
    for (const char* url : {"https://other.example/", "http://a.example/", "ftp://a.example/",
                            "https://a.example:444/", "https://user@a.example/", "no URL"}) {
        world.task(url);
        world.serve(url, Reply{});
    }
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::failed) == 6);
    CHECK(world.seen.size() == 1);
    CHECK(world.why("https://other.example/") ==
          "host \"other.example\" is not in the configuration; add it there if it may be asked");
}

TEST_CASE("L18 a run that is stopped keeps what came, and leaves the rest for the next one") {
    World world = one_host(10);
    world.stop = [&] { return world.seen.size() >= 4; };
    const auto outcome = world.run();
    CHECK(outcome.ended.at(Ending::fetched) == world.pages.size());
    CHECK(outcome.waiting == 10 - world.pages.size());
    world.stop = [] { return false; };
    CHECK(world.run().waiting == 0);
    for (const auto& task : world.tasks) CHECK(world.asked(task.task.request.url) == 1);
}

TEST_CASE("L04 L05 when a response cannot be kept, the crawl stops at once") {
    World world = one_host(10);
    world.before_keep = [&](const std::vector<records::Page>&) -> records::Result<void> {
        if (world.seen.size() == 3) return records::fail("the disk is full");
        return {};
    };
    const auto outcome = world.try_run();
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().what == "the disk is full");
    CHECK(world.seen.size() == 3);
    CHECK(world.ends.size() == 2);
    world.before_keep = nullptr;  // there is space again
    world.memory.lanes = {world.lane_notes.back()};
    world.run();
    CHECK(world.ends.size() == 10);
    CHECK(world.asked("https://a.example/3") == 2);  // it was never durable
    CHECK(world.asked("https://a.example/2") == 1);
}

TEST_CASE("When an ending cannot be written down, the crawl stops at once") {
    World world = one_host(5);
    world.serve("https://a.example/2", status(400));
    world.before_end = [](const records::TaskEnd&) -> records::Result<void> {
        return records::fail("the disk is full");
    };
    const auto outcome = world.try_run();
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().what == "the disk is full");
    CHECK(world.seen.size() == 2);
}

TEST_CASE("Tries of earlier runs count, but one is always left") {
    World world = one_host(1);
    world.tasks[0].tries = 9;
    world.serve(first, status(500));
    world.run();
    CHECK(world.asked(first) == 1);
    CHECK(world.ending(first) == "failed");
}

TEST_CASE("A crawl of nothing ends at once") {
    World world;
    const auto outcome = world.run();
    CHECK(outcome.requests == 0);
    CHECK(outcome.waiting == 0);
}

TEST_CASE("What is remembered of lanes that had no task stays") {
    World world = one_host(1);
    world.memory.lanes.push_back({"b.example", world.wall() + 5h, "it asked to", 3, {}, 0});
    const auto outcome = world.run();
    CHECK(outcome.memory.lanes.size() == 2);
    CHECK(world.memory.lanes.at(1).failures == 3);
}

}  // namespace
