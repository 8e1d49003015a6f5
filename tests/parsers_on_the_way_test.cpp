#include <catch2/catch.hpp>

#include "parsers/read.h"

using records::Outcome;

namespace {

records::Page answer(int status, const std::string& lines, const std::string& body) {
    records::Page page;
    page.url = "https://itunes.apple.com/us/rss/topfreeapplications/limit=100/json";
    page.status = status;
    page.head = "HTTP/1.1 " + std::to_string(status) + " x\r\n" + lines;
    page.body = body;
    page.fetched_at = records::instant_from("2026-10-05T14:00:00Z");
    return page;
}

void check_on_the_way(const records::Page& page, const std::string& where,
                      const std::string& what) {
    const auto reading = parsers::read(page);
    CHECK((reading.outcome == Outcome::empty));
    CHECK(reading.records.empty());
    CHECK((reading.observed_at == page.fetched_at));
    REQUIRE(reading.issues.size() == 1);
    CHECK(reading.issues[0].where == where);
    CHECK(reading.issues[0].what == what);
}

}  // namespace

TEST_CASE("a redirect is no trouble, and says where it points, in 200 bytes") {
    check_on_the_way(answer(302, "location:  /us/other\r\nX: y\r\n", "<p>moved</p>"), "HTTP 302",
                     "it points to /us/other");
    check_on_the_way(answer(301, "", ""), "HTTP 301", "it points to ");
    check_on_the_way(answer(307, "Location: " + std::string(5000, 'x') + "\r\n", ""), "HTTP 307",
                     "it points to " + std::string(200, 'x'));
}

TEST_CASE("a robots.txt is no page, whatever its status and whatever it looks like") {
    auto page = answer(200, "", "<html>consent</html>");
    page.asked.source = "robots";
    check_on_the_way(page, "robots.txt", "HTTP 200: the host's rules for crawlers");
    page.status = 503;
    check_on_the_way(page, "robots.txt", "HTTP 503: the host's rules for crawlers");
}

TEST_CASE("an answer after which the crawl asked again is no trouble; the last one is") {
    auto page = answer(503, "", "busy");
    page.exchange = records::Exchange{};
    page.exchange->task = 7;
    check_on_the_way(page, "HTTP 503", "the crawl asked again after it");
    page.exchange->ending = "failed";
    CHECK((parsers::read(page).outcome != Outcome::empty));
    page.exchange.reset();
    CHECK((parsers::read(page).outcome != Outcome::empty));
}

TEST_CASE("304 with nothing that it could mean is not empty") {
    CHECK((parsers::read(answer(304, "", "")).outcome == Outcome::unsupported));
}
