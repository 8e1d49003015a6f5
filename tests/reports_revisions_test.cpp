#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <sstream>

#include "reports/cell_words.h"
#include "reports/differences.h"
#include "reports/revision.h"
#include "tests/golden.h"
#include "tests/reports_cells.h"
#include "tests/reports_markets.h"

using namespace reports;
using cells::table_of;

namespace {

const records::Week week_40 = *records::week_from("2026-W40");

/// A market as it was known on the Monday after the week.
records::Market on_monday(records::Market market) {
    market.as_of = week_40.plus(1).monday() + std::chrono::hours{6};
    market.last_recorded.reset();
    return market;
}

/// The same a day later, without anything new.
records::Market on_tuesday(records::Market market) {
    market.as_of = week_40.plus(1).monday() + std::chrono::hours{30};
    market.last_recorded.reset();
    return market;
}

Workbook second(const records::Market& before, const records::Market& now) {
    const Earlier first = earlier(before, 1);
    return build(now, {2, &first});
}

const Sheet& revisions_of(const Workbook& workbook) {
    return *std::ranges::find(workbook.sheets, std::string("Revisions"), &Sheet::title);
}

/// The rows of the table of changes on a sheet, as their golden would read.
std::vector<std::string> changes(const Workbook& workbook, const std::string& sheet) {
    std::vector<std::string> lines;
    const std::string text = to_text(revisions_of(workbook));
    std::istringstream stream(text.substr(std::min(text.find("revisions_rows"), text.size())));
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with(sheet + " | ")) lines.push_back(line.substr(sheet.size() + 3));
    return lines;
}

bool any(const std::vector<std::string>& lines, const std::string& part) {
    return std::ranges::any_of(
        lines, [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

records::Market with_late_chart() {
    records::Market market = markets::small();
    markets::add_late_chart(market);
    return market;
}

}  // namespace

TEST_CASE("A revision after late data reads as its golden does") {
    const Workbook workbook = second(on_monday(markets::small()), on_tuesday(with_late_chart()));
    require_golden(fixtures() / "reports" / "second-revision.golden",
                   to_text(workbook.sheets.front()) + to_text(revisions_of(workbook)));
}

TEST_CASE("Late data is named as the cause, with its response and the difference in numbers") {
    const Workbook workbook = second(on_monday(markets::small()), on_tuesday(with_late_chart()));
    REQUIRE(workbook.revision == 2);
    const auto ranks = changes(workbook, "Ranks");
    REQUIRE(
        any(ranks,
            "ReelShort, United States, App Store, Top free, Entertainment | Rank: best of week | "
            "changed | 2 | 1 | -1 | late data"));
    REQUIRE(any(changes(workbook, "Countries"),
                "App Store top free | ReelShort | US | changed | 2 | 1 | -1 | late data "
                "(apple-rss) | r11"));
    REQUIRE(workbook.changes >= ranks.size());
}

TEST_CASE(
    "Halves are rounded as Excel does, so that no difference is shown between equal figures") {
    REQUIRE(shown(Cell(172.5), Kind::score) == "173");
    REQUIRE(shown(Cell(173.4), Kind::score) == "173");
    REQUIRE(shown(Cell(-0.5), Kind::signed_count) == "-1");
    REQUIRE(shown(Cell(0.0625), Kind::percent) == "6.3%");
    REQUIRE(rounded(1e300, 2) == 1e300);
}

TEST_CASE("Nothing new is no difference, and no revision is due") {
    const records::Market before = on_monday(markets::small());
    const Earlier first = earlier(before, 1);
    const Workbook again = build(on_tuesday(markets::small()), {2, &first});
    REQUIRE(again.changes == 0);
    REQUIRE_FALSE(is_due(again, {2, &first}));
    REQUIRE(to_text(revisions_of(again)).find("No value reads differently") != std::string::npos);
    REQUIRE(is_due(again, {1, nullptr}));  // the first issue always is
}

TEST_CASE("A week that becomes final is issued again, although no value has changed") {
    records::Market later = markets::small();
    later.as_of = week_40.plus(2).monday();
    const Earlier first = earlier(on_monday(markets::small()), 1);
    const Workbook workbook = build(later, {2, &first});
    REQUIRE(first.workbook.status == "provisional: late data may come until 2026-10-12");
    REQUIRE(workbook.is_final());
    REQUIRE(workbook.changes == 0);
    REQUIRE(is_due(workbook, {2, &first}));
    REQUIRE(to_text(revisions_of(workbook)).find("Now: final.") != std::string::npos);
}

TEST_CASE("A page that a newer parser read again is named as the cause, with both versions") {
    records::Market now = on_tuesday(markets::small());
    const auto seen =
        std::ranges::find_if(now.ranks, [](const auto& rank) { return rank.rank == 2; });
    seen->rank = 4;
    for (auto& facts : now.responses)
        if (facts.id == seen->response) {
            facts.parser_version = 2;
            facts.recorded = *now.as_of - std::chrono::hours{1};
        }
    const Workbook workbook = second(on_monday(markets::small()), now);
    REQUIRE(any(changes(workbook, "Ranks"),
                "Rank: now | changed | 2 | 4 | +2 | read again (apple-rss), parser version 2 after "
                "1 | r"));
}

TEST_CASE("A change that nothing explains has another cause, and no source") {
    records::Market now = on_tuesday(markets::small());
    now.ranks.back().rank = 3;
    REQUIRE(any(changes(second(on_monday(markets::small()), now), "Ranks"), "| other | none"));
}

TEST_CASE("Rows that only one issue has are told with one of their values") {
    records::Market without = markets::small();
    std::erase_if(without.ranks, [](const auto& rank) { return rank.app == 1; });
    const auto came = changes(second(on_monday(without), on_tuesday(markets::small())), "Ranks");
    REQUIRE(came.size() == 1);
    REQUIRE(any(came, "DramaBox, United States, App Store, Top free, Entertainment | "));
    REQUIRE(any(came, "| new row | no such row | "));
    const auto went = changes(second(on_monday(markets::small()), on_tuesday(without)), "Ranks");
    REQUIRE(went.size() == 1);
    REQUIRE(any(went, "| row is gone | "));
    REQUIRE(any(went, "| row is gone | not numbers | "));
}

TEST_CASE("A hostile name is quoted as text, never as a formula") {
    records::Market now = on_tuesday(markets::small());
    for (auto& rank : now.ranks)
        if (rank.app == 2) rank.rank = 8;
    const Workbook workbook = second(on_monday(markets::small()), now);
    REQUIRE(any(changes(workbook, "Ranks"), "=HYPERLINK(\"http://x\"), Brazil"));
    const Table& table = table_of(workbook, "Revisions", "revisions_rows");
    for (const auto& row : table.rows)
        for (const Cell& cell : row) REQUIRE_FALSE(std::holds_alternative<Formula>(cell));
}

TEST_CASE("Of a sheet no more than 200 changes are listed, and all are counted") {
    records::Market now = on_tuesday(markets::large(2));
    for (auto& rank : now.ranks) rank.rank = rank.depth + 1 - rank.rank;
    const Workbook workbook = second(on_monday(markets::large(2)), now);
    const Table& counts = table_of(workbook, "Revisions", "revisions_sheets");
    std::size_t sum = 0;
    bool cut = false;
    for (const auto& row : counts.rows) {
        const double all =
            std::get<double>(row[1]) + std::get<double>(row[2]) + std::get<double>(row[3]);
        REQUIRE(std::get<double>(row[4]) == std::min(all, 200.0));
        cut = cut || all > 200;
        sum += static_cast<std::size_t>(all);
    }
    REQUIRE(cut);
    REQUIRE(workbook.changes == sum);
    REQUIRE(table_of(workbook, "Revisions", "revisions_rows").rows.size() <=
            200 * counts.rows.size());
    REQUIRE(to_text(revisions_of(workbook)).find("Of each sheet the first 200 are listed") !=
            std::string::npos);
}

TEST_CASE("A change leads to the row where the value stands") {
    const Workbook workbook = second(on_monday(markets::small()), on_tuesday(with_late_chart()));
    const Table& rows = table_of(workbook, "Revisions", "revisions_rows");
    const auto row = std::ranges::find_if(
        rows.rows, [](const auto& cells) { return std::get<Link>(cells[0]).sheet == "Countries"; });
    REQUIRE(row != rows.rows.end());
    REQUIRE(std::get<Link>((*row)[0]).row ==
            table_of(workbook, "Countries", "countries_1").first());
}

TEST_CASE("The order of a market's lists does not change what a revision lists") {
    records::Market now = on_tuesday(with_late_chart());
    const std::string text = to_text(second(on_monday(markets::small()), now));
    std::ranges::reverse(now.charts);
    std::ranges::reverse(now.ranks);
    REQUIRE(to_text(second(on_monday(markets::small()), now)) == text);
}

TEST_CASE("Every table with a name is compared, or known not to be") {
    const std::set<std::string> apart = {
        "cover_facts",         "cover_contents",   "cover_guide",      "us_not_charting",
        "latam_not_charting",  "sea_not_charting", "coverage_regions", "coverage_rows",
        "coverage_quarantine", "provenance_rows",  "method_rows",      "checks_result",
        "checks_rows"};
    for (const Workbook& workbook : {build(markets::large(2)), build(markets::small())})
        for (const Sheet& sheet : workbook.sheets)
            for (const Block& block : sheet.blocks())
                if (const auto* table = std::get_if<Table>(&block); table && !table->name.empty()) {
                    INFO(table->name << ": name its key columns in reports/differences.cpp");
                    REQUIRE((keys_of(table->name) != nullptr) != apart.contains(table->name));
                }
}

TEST_CASE("The key columns of a table name each of its rows, and they are its columns") {
    const Workbook workbook = build(markets::large(2));
    for (const Sheet& sheet : workbook.sheets)
        for (const Block& block : sheet.blocks()) {
            const auto* table = std::get_if<Table>(&block);
            if (!table || !keys_of(table->name)) continue;
            for (const std::string& key : *keys_of(table->name)) {
                INFO(table->name << " has no column " << key);
                REQUIRE(std::ranges::count(table->columns, key, &Column::title) == 1);
            }
        }
    REQUIRE(differences(workbook.sheets, workbook.sheets).size() > 5);
    for (const SheetDifferences& one : differences(workbook.sheets, workbook.sheets))
        REQUIRE(one.all.empty());
}
