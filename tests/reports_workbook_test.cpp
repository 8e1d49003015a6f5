#include <catch2/catch.hpp>

#include "reports/workbook.h"
#include "tests/golden.h"
#include "tests/reports_cells.h"
#include "tests/reports_markets.h"

using namespace reports;
using cells::cell_at;
using cells::table_of;

TEST_CASE("The workbook of a small market reads as its golden does") {
    require_golden(fixtures() / "reports" / "small-market.golden",
                   to_text(build(markets::small())));
}

TEST_CASE("The workbook of an empty market says that there is nothing, sheet by sheet") {
    require_golden(fixtures() / "reports" / "empty-market.golden",
                   to_text(build(markets::empty(0))));
}

TEST_CASE("The sheets stand in the order that readers expect") {
    std::vector<std::string> titles;
    for (const Sheet& sheet : build(markets::small()).sheets) titles.push_back(sheet.title());
    REQUIRE(titles == std::vector<std::string>{"Cover", "Summary", "United States", "Latin America",
                                               "Southeast Asia", "Countries", "Publishers", "Ranks",
                                               "Published", "Trends", "Revisions", "Coverage",
                                               "Provenance", "Method", "Checks"});
}

TEST_CASE("An app that left a chart collected in both weeks has exited") {
    const Workbook workbook = build(markets::small());
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "App") == "DramaBox");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "now") == "not in top 100");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "Entered or exited") == "exited");
}

TEST_CASE("A chart that was not collected in the week before gives no entry") {
    const Workbook workbook = build(markets::small());
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 2, "Store") == "Google Play");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 2, "week before") == "not collected");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 2, "Entered or exited") ==
            "not known: week before not collected");
}

TEST_CASE("A chart that was not collected in the week gives no exit") {
    records::Market market = markets::small();
    std::erase_if(market.ranks,
                  [&](const auto& seen) { return market.week.contains(seen.observed); });
    std::erase_if(market.charts,
                  [&](const auto& seen) { return market.week.contains(seen.observed); });
    const Workbook workbook = build(market);
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 0, "now") == "not collected");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 0, "Entered or exited") ==
            "not known: week not collected");
}

TEST_CASE("A first week says that there is no earlier week") {
    records::Market market = markets::small();
    std::erase_if(market.ranks,
                  [&](const auto& seen) { return !market.week.contains(seen.observed); });
    std::erase_if(market.charts,
                  [&](const auto& seen) { return !market.week.contains(seen.observed); });
    const Workbook workbook = build(market);
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 0, "week before") == "no earlier week");
    REQUIRE(cell_at(workbook, "United States", "us_apps", 0, "week before") == "no earlier week");
}

TEST_CASE("A watched app without an id is listed with the reason, in every region") {
    const Workbook workbook = build(markets::small());
    const Table& table = table_of(workbook, "United States", "us_not_charting");
    REQUIRE(std::get<std::string>(table.rows.back()[1]) == "UniReel");
    REQUIRE(std::get<Missing>(table.rows.back()[4]).why == "no App Store id");
    REQUIRE(std::get<Missing>(table.rows.back()[5]).why == "no Google Play id");
}

TEST_CASE("Every response that a cell cites has a row on Provenance") {
    const Workbook workbook = build(markets::large(3));
    int references = 0;
    for (const Sheet& sheet : workbook.sheets)
        for (const Block& block : sheet.blocks())
            if (const auto* table = std::get_if<Table>(&block))
                for (const auto& row : table->rows)
                    for (const Cell& cell : row)
                        if (const auto* reference = std::get_if<Reference>(&cell)) {
                            ++references;
                            REQUIRE(reference->row > 0);
                        }
    REQUIRE(references > 1000);
}

TEST_CASE("A response that is cited and not listed fails the checks, and the cover says so") {
    records::Market market = markets::small();
    market.responses.clear();
    const Workbook workbook = build(market);
    const auto& result =
        std::get<Formula>(table_of(workbook, "Checks", "checks_result").rows[0][0]);
    REQUIRE(std::get<std::string>(result.value) == "FAIL");
    REQUIRE(to_text(workbook.sheets.front()).find("Checks | FAIL") != std::string::npos);
}

TEST_CASE("Two apps on one rank of one chart fail the checks") {
    records::Market market = markets::small();
    market.ranks[1].rank = market.ranks[0].rank;
    REQUIRE(to_text(build(market)).find("Checks | FAIL") != std::string::npos);
}

TEST_CASE("A rank beyond the depth of its chart fails the checks") {
    records::Market market = markets::small();
    market.ranks.back().rank = 101;
    REQUIRE(to_text(build(market)).find("Checks | FAIL") != std::string::npos);
}

TEST_CASE("A refused response is why its day has no chart") {
    const std::string text = to_text(build(markets::small()));
    REQUIRE(text.find("blocked, r8") != std::string::npos);
}

TEST_CASE("A figure in another currency is shown in dollars with the day of the rate") {
    const Workbook workbook = build(markets::small());
    const Table& table = table_of(workbook, "Published", "published_rows");
    const auto row = std::find_if(table.rows.begin(), table.rows.end(), [](const auto& cells) {
        const auto* unit = std::get_if<std::string>(&cells[9]);
        return unit && *unit == "BRL";
    });
    REQUIRE(row != table.rows.end());
    REQUIRE(std::get<double>((*row)[8]) == Approx(10'000));
    REQUIRE(std::get<double>((*row)[10]) == Approx(2'000));
    REQUIRE(std::get<records::Day>((*row)[11]) == *records::day_from("2026-09-25"));
}

TEST_CASE("A figure without a rate in the archive is not converted") {
    records::Market market = markets::small();
    market.fx.clear();
    REQUIRE(to_text(build(market)).find("no rate in the archive") != std::string::npos);
}

TEST_CASE("The order of a market's lists does not change the workbook") {
    records::Market market = markets::small();
    std::reverse(market.charts.begin(), market.charts.end());
    std::reverse(market.ranks.begin(), market.ranks.end());
    std::reverse(market.figures.begin(), market.figures.end());
    REQUIRE(to_text(build(market)) == to_text(build(markets::small())));
}

TEST_CASE("A shallower chart gives no entry and no exit below its depth") {
    records::Market market = markets::small();
    for (auto& chart : market.charts)
        if (chart.response == 7)
            chart.depth = 30;  // the last of the week: DramaBox was 40th before
    for (auto& seen : market.ranks)
        if (seen.response == 7) seen.depth = 30;
    const Workbook workbook = build(market);
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "App") == "DramaBox");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "now") == "not in top 30");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "Entered or exited") ==
            "not known: other chart shallower");
    REQUIRE(cell_at(workbook, "United States", "us_apps", 1, "exits") == "not known");
}

TEST_CASE("A fault in the data is counted by the formula as we counted it") {
    records::Market market = markets::small();
    market.ranks.back().rank = 101;
    const Workbook workbook = build(market);
    const Table& table = table_of(workbook, "Checks", "checks_rows");
    const auto row = std::find_if(table.rows.begin(), table.rows.end(), [](const auto& cells) {
        return std::get<std::string>(cells[0]) == "Ranks lie within the chart";
    });
    REQUIRE(std::get<double>(std::get<Formula>((*row)[3]).value) == 1);
}

namespace {

/// The small market with entries of the chart of a response that ids do not find.
records::Market without_ids(records::ResponseId response, int by_name, int by_bundle = 0) {
    records::Market market = markets::small();
    for (auto& chart : market.charts)
        if (chart.response == response) {
            chart.by_name = by_name;
            chart.by_bundle = by_bundle;
        }
    return market;
}

constexpr records::ResponseId before_it = 1;
constexpr records::ResponseId last_of_it = 7;

}  // namespace

TEST_CASE("An app without a rank on a chart whose entries have no ids has not exited") {
    const Workbook workbook = build(without_ids(last_of_it, 100));
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "App") == "DramaBox");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "now") ==
            "not known: 100 of 100 entries without ids");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "change") == "not known");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 1, "Entered or exited") ==
            "not known: entries without ids");
    REQUIRE(cell_at(workbook, "United States", "us_apps", 1, "exits") == "not known");
    REQUIRE(summary(workbook).find("0 entered and 0 left a chart, not known of 1, as charts have "
                                   "entries without ids") != std::string::npos);
}

TEST_CASE("An app that may have been an unnamed entry of the earlier chart has not entered") {
    records::Market market = without_ids(before_it, 1);
    std::erase_if(market.ranks,
                  [](const auto& seen) { return seen.response == before_it && seen.app == 0; });
    const Workbook workbook = build(market);
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 0, "App") == "ReelShort");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 0, "week before") ==
            "not known: 1 of 100 entries without ids");
    REQUIRE(cell_at(workbook, "Ranks", "ranks_rows", 0, "Entered or exited") ==
            "not known: entries without ids");
    REQUIRE(cell_at(workbook, "United States", "us_apps", 0, "entries") == "not known");
}

TEST_CASE("An entry with a bundle id only may be an app whose bundle id is not known") {
    records::Market market = without_ids(last_of_it, 0, 3);
    REQUIRE(cell_at(build(market), "Ranks", "ranks_rows", 1, "now") ==
            "not known: 3 of 100 entries without ids");
    market.apps[1].bundle_id = "com.storymatrix.drama";
    REQUIRE(cell_at(build(market), "Ranks", "ranks_rows", 1, "now") == "not in top 100");
    REQUIRE(cell_at(build(market), "Ranks", "ranks_rows", 1, "Entered or exited") == "exited");
}

TEST_CASE("A chart without any id is no day of presence") {
    records::Market market = without_ids(last_of_it, 100);
    std::erase_if(market.ranks, [](const auto& seen) { return seen.response == last_of_it; });
    REQUIRE(cell_at(build(market), "United States", "us_apps", 0, "top free") == "98");
}

TEST_CASE("A page that was read only by a later version says since when") {
    records::Market market = without_ids(last_of_it, 0);
    market.responses.at(0).recovered =
        records::Recovery{*records::instant_from("2026-10-20T00:00:00Z"), 4};
    const Workbook workbook = build(market);
    REQUIRE(cell_at(workbook, "Provenance", "provenance_rows", 0, "Recovered") ==
            "recovered on 2026-10-20 by version 4");
    REQUIRE(cell_at(workbook, "Provenance", "provenance_rows", 1, "Recovered") == "no");
}

TEST_CASE("Coverage names the pages that are not used, with the first reason of each") {
    records::Market market = without_ids(last_of_it, 0);
    auto& facts = market.responses.back();
    facts.outcome = records::Outcome::drift;
    facts.issues = {{"chart.publisher", "filled too seldom"}, {"", "another"}};
    const Workbook workbook = build(market);
    REQUIRE(cell_at(workbook, "Coverage", "coverage_quarantine", 1, "Reason") ==
            "chart.publisher: filled too seldom");
    REQUIRE(cell_at(workbook, "Coverage", "coverage_quarantine", 1, "Outcome") == "drift");
}

TEST_CASE("Coverage counts the entries that no id finds") {
    const Workbook workbook = build(without_ids(last_of_it, 25, 2));
    REQUIRE(cell_at(workbook, "Coverage", "coverage_rows", 0, "without ids") == "25");
    REQUIRE(cell_at(workbook, "Coverage", "coverage_rows", 0, "bundle id only") == "2");
}

TEST_CASE("The summary of a week with nothing on its charts ends with its regions") {
    const std::string text = summary(build(markets::empty(0)));
    REQUIRE(text.ends_with("Southeast Asia: no chart was collected in this week.\n"));
}

TEST_CASE("A workbook of simulated responses says on its first sheets that nothing is real") {
    records::Market market = markets::small();
    for (auto& facts : market.responses) facts.place = "simulated: " + facts.place;
    const Workbook workbook = build(market);
    const std::string banner =
        "Simulated market: 10 of 10 responses come from dramascope's simulator; no number here is "
        "real\n";
    REQUIRE(to_text(workbook.sheets[0]).find("# " + banner) != std::string::npos);
    REQUIRE(to_text(workbook.sheets[1]).find("# " + banner) != std::string::npos);
    REQUIRE(summary(workbook).find(banner) != std::string::npos);
    for (std::size_t sheet = 1; sheet < workbook.sheets.size(); ++sheet)
        REQUIRE(to_text(workbook.sheets[sheet]).find("; simulated market\n") != std::string::npos);
}

TEST_CASE("One simulated response among real ones is told, and none is not") {
    records::Market market = markets::small();
    REQUIRE(to_text(build(market)).find("imulated") == std::string::npos);
    market.responses[2].place = "simulated";
    REQUIRE(summary(build(market))
                .find("1 of 10 responses come from dramascope's simulator; no "
                      "number that rests on them is real") != std::string::npos);
}

TEST_CASE("Published lists dated figures of watched apps in the regions, and counts the others") {
    records::Market market = markets::small();
    const auto before = table_of(build(market), "Published", "published_rows").rows.size();
    const auto add = [&](const auto& change) {
        records::FigureSeen seen = market.figures.front();
        change(seen);
        market.figures.push_back(seen);
    };
    add([](auto& seen) { seen.figure.subject = "Some Other App"; });
    add([](auto& seen) { seen.figure.app = {records::Marketplace::apple, "1"}; });
    add([](auto& seen) { seen.figure.region = "DE"; });
    add([](auto& seen) { seen.figure.region = "BR"; });
    add([](auto& seen) {
        seen.figure.observed_at = std::nullopt;
        seen.response = 12345;
    });
    const Workbook workbook = build(market);
    CHECK(table_of(workbook, "Published", "published_rows").rows.size() == before + 1);
    CHECK(to_text(workbook).find("Not listed: 2 of apps and companies that are not watched, 1 of "
                                 "other countries, 1 that nobody dates.") != std::string::npos);
}
