#include <catch2/catch.hpp>

#include <algorithm>

#include "golden.h"
#include "parsers/read.h"
#include "parsers/sources.h"

using namespace parsers;
using records::Outcome;

namespace {

records::Page page_of(const char* fixture) {
    records::Page page;
    page.body = read_file(fixtures() / fixture);
    return page;
}

bool mentions(const records::Reading& reading, const std::string& text) {
    return std::ranges::any_of(reading.issues, [&](const records::Issue& issue) {
        return (issue.where + ": " + issue.what).find(text) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("a source is chosen by what was asked, then by the URL, then by the content") {
    auto page = page_of("fx-ecb/daily.xml");
    CHECK(recognise(page).source == &fx_ecb);
    page.url = "https://play.google.com/store/apps/details?id=com.example&gl=US";
    CHECK(recognise(page).source == &gplay_details);
    CHECK(read(page).outcome == Outcome::drift);
    page.asked.source = "fx-ecb";
    CHECK(recognise(page).source == &fx_ecb);
    CHECK(read(page).outcome == Outcome::rows);
}

TEST_CASE("every reading tells its source, generation and parser version") {
    const auto reading = read(page_of("fx-ecb/daily.xml"));
    CHECK(reading.source == "fx-ecb");
    CHECK(reading.generation == "eurofxref");
    CHECK(reading.parser_version == fx_ecb.version);
}

TEST_CASE("a page of another storefront gives no rows and an issue that names both") {
    auto page = page_of("sensortower/category-rankings.json");
    page.asked.country = records::Country("BR");
    const auto reading = read(page);
    CHECK(reading.outcome == Outcome::drift);
    CHECK(reading.records.empty());
    CHECK(mentions(reading, "asked for BR, the page is of US"));
}

TEST_CASE("a URL that contradicts what was told is found out") {
    auto page = page_of("gplay-details/us.html");
    page.asked.country = records::Country("BR");
    page.url = "https://play.google.com/store/apps/details?id=com.example.lantern&gl=US";
    CHECK(read(page).outcome == Outcome::drift);
    page.asked.country = records::Country("US");
    CHECK(read(page).outcome == Outcome::rows);
}

TEST_CASE("one of the ids of a call is enough, none of them is another page") {
    auto page = page_of("gplay-details/us.html");
    page.asked.app_id = "com.example.other,com.example.lantern";
    CHECK(read(page).outcome == Outcome::rows);
    page.asked.app_id = "com.example.other";
    CHECK(read(page).outcome == Outcome::drift);
}

TEST_CASE("a chart older than 36 hours is reported and keeps its own time") {
    auto page = page_of("sensortower/category-rankings.json");
    page.fetched_at = records::instant_from("2026-04-17T12:00:00Z");
    CHECK_FALSE(mentions(read(page), "stale"));
    page.fetched_at = records::instant_from("2026-04-17T12:00:01Z");
    const auto reading = read(page);
    CHECK(mentions(reading, "stale: of 2026-04-16T00:00:00Z"));
    CHECK(reading.outcome == Outcome::rows);
    CHECK(reading.observed_at == records::instant_from("2026-04-16"));
}

TEST_CASE("a copy that others published is old by its nature") {
    auto page = page_of("chart-archives/daily-two-stores.json");
    page.fetched_at = records::instant_from("2026-10-05T12:00:00Z");
    CHECK_FALSE(mentions(read(page), "stale"));
}

TEST_CASE("words in a description block nothing") {
    auto page = page_of("gplay-details/us.html");
    REQUIRE(page.body.find("unusual traffic") != std::string::npos);
    CHECK(read(page).outcome == Outcome::rows);
}

TEST_CASE("a body beyond the cap is not read") {
    records::Page page;
    page.body.assign(max_body_bytes + 1, ' ');
    const auto reading = read(page);
    CHECK(reading.outcome == Outcome::unsupported);
    CHECK(mentions(reading, std::to_string(max_body_bytes)));
}

TEST_CASE("one line of many megabytes, and nesting without end, are answered") {
    records::Page page;
    page.body = "{\"feed\":\"" + std::string(8U << 20U, 'x');
    CHECK(read(page).outcome != Outcome::rows);
    page.body = ")]}'\n\n" + std::string(1U << 20U, '[');
    CHECK(read(page).outcome != Outcome::rows);
    page.body = "<!doctype html>" + std::string(1U << 20U, '<');
    CHECK(read(page).outcome != Outcome::rows);
}

TEST_CASE("what a source asks for is understood as its own, with the same storefront") {
    records::Asked asked;
    asked.country = records::Country("MX");
    asked.chart = records::Chart::top_free;
    for (const Source* source : sources)
        for (const char* genre : {"6016", "ENTERTAINMENT", ""}) {
            asked.genre = genre;
            asked.app_id = "1636235979";
            const auto request = source->request(asked);
            if (!request) continue;
            INFO(source->name << ' ' << request->url);
            const auto understood = source->asked_by(request->url);
            REQUIRE(understood);
            if (understood->country) CHECK(understood->country == asked.country);
        }
}
