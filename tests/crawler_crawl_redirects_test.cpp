// Redirects are followed by us: each hop is a request of its own, with rules, robots.txt and pace.

#include <catch2/catch.hpp>

#include "crawler_scripted.h"

namespace {

using namespace scripted;

constexpr auto first = "https://a.example/1";

World redirected_to(const std::string& location, int code = 302) {
    World world = one_host(1);
    world.serve(first, redirect(location, code));
    return world;
}

/// The first task is redirected so many times before its page comes.
World chain(int hops) {
    World world = redirected_to("/hop1");
    for (int i = 1; i < hops; ++i)
        world.serve("https://a.example/hop" + std::to_string(i),
                    redirect("/hop" + std::to_string(i + 1)));
    world.serve("https://a.example/hop" + std::to_string(hops), text("the page"));
    return world;
}

TEST_CASE("E01 a circle of redirects stops where it closes") {
    World world = redirected_to("/b");
    world.serve("https://a.example/b", redirect("/1"));
    world.run();
    CHECK(world.seen.size() == 2);
    CHECK(world.why(first) == "a.example redirects to /1, in a circle");
}

TEST_CASE("E02 a redirect to itself with a cookie stops at once; no cookie is kept") {
    World world = one_host(2);
    world.serve(first, Reply{302, "Location: /1\nSet-Cookie: seen=1", ""});
    world.run();
    CHECK(world.asked(first) == 1);
    CHECK(world.why(first) == "a.example redirects to /1, in a circle");
    for (const Seen& seen : world.seen) CHECK(seen.headers.empty());
}

TEST_CASE("E02 the same URL in another spelling is the same circle") {
    World world = redirected_to("https://A.EXAMPLE:443/%31#top");
    world.run();
    CHECK(world.seen.size() == 1);
    CHECK(world.ending(first) == "failed");
}

TEST_CASE("E03 five redirects are followed, a sixth is not") {
    for (const int hops : {1, 4, 5, 6, 21}) {
        INFO(hops);
        World world = chain(hops);
        world.run();
        CHECK(world.ending(first) == (hops <= 5 ? "fetched" : "failed"));
        CHECK(world.seen.size() == static_cast<std::size_t>(std::min(hops, 5)) + 1);
    }
    World world = chain(6);
    world.run();
    CHECK(world.why(first) ==
          "a.example redirects to /hop6 after 5 redirects; more are not followed");
}

TEST_CASE("Each hop is archived under its own URL, and only the last ends the task") {
    World world = chain(2);
    world.tasks[0].task.asked.source = "appstore-page";
    world.run();
    REQUIRE(world.pages.size() == 3);
    CHECK(world.pages[0].exchange->ending.empty());
    CHECK(world.pages[1].url == "https://a.example/hop1");
    CHECK(world.pages[1].exchange->task == 1);
    CHECK(world.pages[2].url == "https://a.example/hop2");
    CHECK(world.pages[2].exchange->ending == "fetched");
    CHECK(world.pages[2].asked.source == "appstore-page");
}

TEST_CASE("Hops keep the pace and the order of their lane") {
    World world = chain(3);
    world.task("https://a.example/2");
    world.run();
    CHECK(world.smallest_gap("a.example") == 6s);
    CHECK(world.seen.back().url == "https://a.example/2");
}

TEST_CASE("E04 302 without a Location has failed") {
    World world = one_host(1);
    world.serve(first, status(302));
    world.run();
    CHECK(world.why(first) == "a.example answered 302: a redirect that does not say where to");
}

TEST_CASE("E05 a Location that is no URL has failed") {
    for (const char* location : {"https://a.example:port/", "https://[::1/", "http://"}) {
        INFO(location);
        World world = redirected_to(location);
        world.run();
        CHECK(world.ending(first) == "failed");
        const std::string why = world.why(first);
        CHECK(why.starts_with("a.example redirects to what is no URL: "));
        CHECK(world.seen.size() == 1);
    }
}

TEST_CASE("E06 E07 a redirect to another scheme has failed") {
    for (const char* location : {"file:///etc/passwd", "gopher://a.example/", "ftp://a.example/",
                                 "javascript:alert(1)", "data:text/plain,x"}) {
        INFO(location);
        World world = redirected_to(location);
        world.run();
        CHECK(world.ending(first) == "failed");
        CHECK(world.seen.size() == 1);
    }
}

TEST_CASE("E16 a redirect from https to http is not followed, not even to a host that is plain") {
    World world = redirected_to("http://a.example/x");
    world.run();
    CHECK(world.ending(first) == "failed");
    CHECK(world.seen.size() == 1);
    World plain = redirected_to("http://a.example/x");
    plain.policy.hosts[0].plain = true;
    plain.run();
    CHECK(plain.why(first) ==
          "a.example redirects to http://a.example/x: from https to http is not followed");
    CHECK(plain.seen.size() == 1);
}

TEST_CASE("E17 a redirect to another host passes its rules, robots.txt and pace first") {
    World world = redirected_to("https://b.example/x");
    world.host("b.example", 20s);
    world.task("https://b.example/own");
    world.run();
    CHECK(world.asked("https://b.example/robots.txt") == 1);
    CHECK(world.asked("https://b.example/x") == 1);
    CHECK(world.smallest_gap("b.example") == 20s);
    CHECK(world.ending(first) == "fetched");
    World forbids = redirected_to("https://b.example/x");
    forbids.host("b.example");
    forbids.serve("https://b.example/robots.txt", text("User-agent: *\nDisallow: /x\n"));
    forbids.run();
    CHECK(forbids.ending(first) == "refused-by-robots");
    CHECK(forbids.why(first) == "https://b.example/robots.txt forbids it: Disallow: /x (line 2)");
}

TEST_CASE("E17 E23 a redirect to a host outside the list is not followed, nor asked for robots") {
    World world = redirected_to("https://elsewhere.example/x");
    world.run();
    CHECK(world.starts("elsewhere.example").empty());
    CHECK(world.why(first) ==
          "a.example redirects to https://elsewhere.example/x, which may not be asked: host "
          "\"elsewhere.example\" is not in the configuration; add it there if it may be asked");
}

TEST_CASE("E08 a redirect to an address in digits is refused before anything is sent") {
    for (const char* location : {"https://127.0.0.2/", "https://2130706434/", "https://[::1]/",
                                 "https://169.254.169.254/latest/meta-data/"}) {
        World world = redirected_to(location);
        world.run();
        CHECK(world.ending(first) == "failed");
        CHECK(world.seen.size() == 1);
    }
}

TEST_CASE("E18 nothing that was meant for one host goes to another") {
    World world = redirected_to("https://b.example/x");
    world.host("b.example");
    world.tasks[0].validators = {"\"secret of a\"", "Mon, 05 Oct 2026 00:00:00 GMT", 3};
    world.run();
    CHECK(world.seen.at(0).headers.size() == 2);
    for (std::size_t i = 1; i < world.seen.size(); ++i) CHECK(world.seen[i].headers.empty());
}

TEST_CASE("E24 a meta refresh is not followed: the page is what was fetched") {
    World world = one_host(1);
    world.serve(first, text("<meta http-equiv=refresh content='0;url=/other'>"
                            "<script>location='/other'</script>"));
    world.run();
    CHECK(world.ending(first) == "fetched");
    CHECK(world.seen.size() == 1);
}

TEST_CASE("A POST stays one at 307 and 308, and becomes a GET at 301, 302 and 303") {
    for (const int code : {301, 302, 303, 307, 308}) {
        World world = redirected_to("/moved", code);
        world.tasks[0].task.request.method = "POST";
        world.tasks[0].task.request.body = "f.req=1";
        world.run();
        INFO(code);
        CHECK(world.seen.at(1).method == (code >= 307 ? "POST" : "GET"));
    }
}

TEST_CASE("What a redirect says is shown, cut and harmless") {
    World world = redirected_to("https://x.example/\x1b[31m" + std::string(5000, 'x'));
    world.run();
    const std::string why = world.why(first);
    CHECK(why.size() < 1000);
    CHECK(why.find('\x1b') == why.npos);
}

}  // namespace
