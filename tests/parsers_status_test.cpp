// What the status of an answer makes of it: the table of parsers/status.h, row by row.

#include <catch2/catch.hpp>

#include "golden.h"
#include "parsers/read.h"
#include "parsers/sources.h"

using records::Outcome;

namespace {

const std::string play = "https://play.google.com/store/apps/details?id=com.example.lantern&gl=US";
const std::string chart = "https://itunes.apple.com/mx/rss/topfreeapplications/limit=100/json";

records::Page answer(int status, const std::string& url, std::string body) {
    records::Page page;
    page.url = url;
    page.status = status;
    page.body = std::move(body);
    page.fetched_at = records::instant_from("2026-10-05T14:00:00Z");
    return page;
}

records::Page redirect(const std::string& target) {
    auto page = answer(302, play, "");
    page.head = "HTTP/1.1 302 Found\r\nLocation: " + target + "\r\n";
    return page;
}

std::string readable() { return read_file(fixtures() / "gplay-details/us.html"); }

std::string first_issue(const records::Reading& reading) {
    return reading.issues.empty() ? "" : reading.issues[0].where + ": " + reading.issues[0].what;
}

struct Row {
    int status;
    Outcome of_app, of_chart;
};
constexpr Row rows[] = {
    {400, Outcome::unsupported, Outcome::unsupported},
    {401, Outcome::blocked, Outcome::blocked},
    {402, Outcome::blocked, Outcome::blocked},
    {403, Outcome::blocked, Outcome::blocked},
    {404, Outcome::empty, Outcome::unsupported},
    {406, Outcome::unsupported, Outcome::unsupported},
    {407, Outcome::blocked, Outcome::blocked},
    {408, Outcome::blocked, Outcome::blocked},
    {410, Outcome::empty, Outcome::unsupported},
    {425, Outcome::blocked, Outcome::blocked},
    {429, Outcome::blocked, Outcome::blocked},
    {451, Outcome::blocked, Outcome::blocked},
    {500, Outcome::blocked, Outcome::blocked},
    {501, Outcome::blocked, Outcome::blocked},
    {502, Outcome::blocked, Outcome::blocked},
    {503, Outcome::blocked, Outcome::blocked},
    {504, Outcome::blocked, Outcome::blocked},
    {599, Outcome::blocked, Outcome::blocked},
    {0, Outcome::unsupported, Outcome::unsupported},
    {101, Outcome::unsupported, Outcome::unsupported},
    {600, Outcome::unsupported, Outcome::unsupported},
    {999, Outcome::unsupported, Outcome::unsupported},
};

}  // namespace

TEST_CASE("an error is never rows, and one status is one outcome whatever the body is") {
    const std::string page = readable();
    for (const Row& row : rows)
        for (const std::string& body : {page, std::string("<p>oops</p>"), std::string()}) {
            INFO(row.status << ", " << body.size() << " bytes");
            const auto of_app = parsers::read(answer(row.status, play, body));
            const auto of_chart = parsers::read(answer(row.status, chart, body));
            CHECK((of_app.outcome == row.of_app));
            CHECK((of_chart.outcome == row.of_chart));
            CHECK(of_app.records.empty());
            CHECK(first_issue(of_app).starts_with("HTTP " + std::to_string(row.status) + ": "));
            CHECK(first_issue(of_chart).starts_with("HTTP " + std::to_string(row.status) + ": "));
        }
}

TEST_CASE("an answer of 2xx is read, and so is what a 304 confirms") {
    const std::string page = readable();
    for (const int status : {200, 203, 206, 304}) {
        INFO(status);
        CHECK((parsers::read(answer(status, play, page)).outcome == Outcome::rows));
        CHECK((parsers::read(answer(status, play, "")).outcome == Outcome::unsupported));
    }
}

TEST_CASE("a page of one app that is not there is an answer; a list that is not there is none") {
    const auto absent = parsers::read(answer(404, play, "<p>not found</p>"));
    CHECK(first_issue(absent) ==
          "HTTP 404: there is no such page: the app is not in this storefront, or not at all");
    const auto lookup =
        parsers::read(answer(404, "https://itunes.apple.com/lookup?id=1,2&country=mx", ""));
    CHECK((lookup.outcome == Outcome::unsupported));
    auto asked = answer(404, "", "<p>not found</p>");
    asked.asked.source = "appstore-page";
    CHECK((parsers::read(asked).outcome == Outcome::unsupported));
    asked.asked.app_id = "1636235979";
    CHECK((parsers::read(asked).outcome == Outcome::empty));
}

TEST_CASE("a refused page keeps the source and the storefront of its URL") {
    for (const int status : {200, 404, 429, 500})
        for (const char* body : {"", "<p>no page of ours</p>", "{}", "\x1F\x8B"}) {
            INFO(status << " \"" << body << '"');
            const auto reading = parsers::read(answer(status, chart, body));
            CHECK((reading.outcome != Outcome::rows));
            CHECK(reading.source == "apple-rss-legacy");
            CHECK(reading.parser_version == parsers::apple_rss_legacy.version);
            CHECK(reading.country == records::country_from("mx"));
        }
    const auto captcha = parsers::read(answer(
        200, play, "<html><form id=\"captcha-form\" action=\"/sorry/index\"></form></html>"));
    CHECK((captcha.outcome == Outcome::blocked));
    CHECK(captcha.country == records::country_from("us"));
}

TEST_CASE("a captcha is blocked, even if its status is one of nothing found") {
    const auto reading =
        parsers::read(answer(404, play, "<html><form id=\"captcha-form\"></form></html>"));
    CHECK((reading.outcome == Outcome::blocked));
}

TEST_CASE("a redirect to a consent form or a captcha is blocked, of the source of its URL") {
    for (const char* target :
         {"https://consent.google.com/ml?continue=https://play.google.com/store",
          "https://CONSENT.google.com", "https://consent.google.de/m?gl=DE",
          "https://consent.youtube.com/", "https://www.google.com/sorry/index?continue=x"}) {
        INFO(target);
        const auto reading = parsers::read(redirect(target));
        CHECK((reading.outcome == Outcome::blocked));
        CHECK(reading.source == "gplay-details");
        CHECK(reading.country == records::country_from("us"));
        CHECK(first_issue(reading).starts_with("HTTP 302: it points to Google's "));
    }
}

TEST_CASE("a redirect that only names a consent form in its query is none to it") {
    for (const char* target : {"https://play.google.com/?next=https://consent.google.com/",
                               "https://consent.example.com/", "/store/consent.google.com/"})
        CHECK((parsers::read(redirect(target)).outcome == Outcome::empty));
}

TEST_CASE("a redirect to a consent form that a crawl followed is on its way") {
    auto page = redirect("https://consent.google.com/ml");
    page.exchange = records::Exchange{};
    page.exchange->task = 7;
    CHECK((parsers::read(page).outcome == Outcome::empty));
    page.exchange->ending = "failed";
    CHECK((parsers::read(page).outcome == Outcome::blocked));
}

TEST_CASE("a text that looks like JSON and is none says where it fails") {
    const auto told = [](const std::string& url, const std::string& body) {
        return first_issue(parsers::read(answer(200, url, body)));
    };
    const std::string deep = "{\"a\":" + std::string(300, '[') + std::string(300, ']') + "}";
    CHECK(told("", deep) ==
          "body: it looks like JSON and cannot be read as such: nested deeper than 200 levels");
    CHECK(told(chart, deep).ends_with("cannot be read: nested deeper than 200 levels"));
    CHECK(told("", "{\"a\": [1, 2").find("cannot be read as such: byte ") != std::string::npos);
    CHECK(told("", "{\"a\": [1, 2]}").starts_with("body: no source knows this page"));
}
