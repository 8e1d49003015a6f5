#include <catch2/catch.hpp>

#include "reports/workbook.h"
#include "tests/golden.h"
#include "tests/reports_cells.h"
#include "tests/reports_markets.h"

using namespace reports;
using cells::cell_at;

namespace {

/// A market of one App Store chart of the United States, collected at noon of these days, counted
/// from the Monday of the report's week.
records::Market collected_on(const std::vector<int>& days) {
    records::Market market = markets::empty(12);
    for (const int day : days)
        market.charts.push_back(
            {{records::Marketplace::apple, "US"},
             records::Chart::top_free,
             "6016",
             100,
             market.week.monday() + std::chrono::days{day} + std::chrono::hours{12},
             static_cast<records::ResponseId>(market.charts.size()) + 1});
    return market;
}

/// The cells of the days, Monday first, and those of due and collected after them.
std::string days_of(const records::Market& market) {
    std::string text;
    const Workbook workbook = build(market);
    static const char* const columns[] = {"Mon 09-28", "Tue 09-29", "Wed 09-30", "Thu 10-01",
                                          "Fri 10-02", "Sat 10-03", "Sun 10-04", "days due"};
    for (const char* column : columns)
        text += cell_at(workbook, "Coverage", "coverage_rows", 0, column) + "; ";
    return text;
}

}  // namespace

TEST_CASE("A chart is due on the weekdays on which half of the weeks before have it") {
    // Mondays of four weeks, Thursdays of two of them, a Friday of one.
    const auto market = collected_on({-28, -21, -14, -7, -25, -18, -3, 0, 6});
    REQUIRE(days_of(market) == "100; not due; not due; not collected; not due; not due; 100; 3; ");
    REQUIRE(
        to_text(build(market)).find("provisional: 2 of 3 due charts were collected, under 90%") !=
        std::string::npos);
}

TEST_CASE("A chart's rhythm begins with its first week") {
    REQUIRE(days_of(collected_on({-7, -3, 0})) ==
            "100; not due; not due; not due; not yet; not due; not due; 2; ");
}

TEST_CASE("A day that is over in the archive is not collected; only one to come is not yet") {
    auto market = collected_on({-7, -3, 0});
    const std::string over = "100; not due; not due; not due; not collected; not due; not due; 2; ";
    records::ResponseFacts facts;
    facts.id = 5;
    facts.recorded = market.week.monday() + std::chrono::hours{30};
    market.responses.push_back(facts);
    CHECK(days_of(market) == "100; not due; not due; not due; not yet; not due; not due; 2; ");
    market.responses.back().recorded += std::chrono::days{4};
    CHECK(days_of(market) == over);
    market.responses.clear();
    market.as_of = market.week.monday() + std::chrono::days{5};
    CHECK(days_of(market) == over);
    market.as_of.reset();
    market.last_recorded = market.week.monday() + std::chrono::days{5};
    CHECK(days_of(market) == over);
}

TEST_CASE("A rhythm of more than four weeks ago is forgotten") {
    REQUIRE(days_of(collected_on({-35, -42, -5, 2, 6})) ==
            "not due; not due; 100; not due; not due; not due; 100; 2; ");
}

TEST_CASE("Without an earlier week a chart is due on the days of its marketplace") {
    records::Market market = collected_on({0, 3, 6});
    market.charts[1].storefront.country = "BR";
    REQUIRE(days_of(market) == "100; not due; not due; not collected; not due; not due; 100; 3; ");
    const std::string text = to_text(build(market));
    REQUIRE(text.find("never collected") != std::string::npos);
    REQUIRE(text.find("due charts were collected, under 90%") != std::string::npos);
}

TEST_CASE("A week whose due charts were collected is final once it has been over for seven days") {
    records::Market market = collected_on({-28, -21, -14, -7, 0});
    REQUIRE(to_text(build(market)).find("provisional: the week is not over") != std::string::npos);
    records::ResponseFacts facts;
    facts.id = 5;
    facts.recorded = market.week.plus(1).monday() + std::chrono::hours{6};
    market.responses.push_back(facts);
    REQUIRE(build(market).status == "provisional: late data may come until 2026-10-12");
    market.last_recorded = market.week.plus(2).monday() - std::chrono::seconds{1};
    REQUIRE_FALSE(build(market).is_final());
    market.last_recorded = market.week.plus(2).monday();
    REQUIRE(build(market).status == "final");
    REQUIRE(to_text(build(market)).find("Status | final\n") != std::string::npos);
    REQUIRE(to_text(build(market)).find("1 of 1 charts that were due") != std::string::npos);
}

TEST_CASE("With a cut-off, it is the cut-off that decides whether a week is final") {
    records::Market market = collected_on({-28, -21, -14, -7, 0});
    market.last_recorded = market.week.plus(5).monday();
    market.as_of = market.week.plus(1).monday() + std::chrono::hours{6};
    REQUIRE(build(market).status == "provisional: late data may come until 2026-10-12");
    market.as_of = market.week.plus(2).monday();
    REQUIRE(build(market).status == "final");
}
