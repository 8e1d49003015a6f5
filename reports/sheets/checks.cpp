#include <algorithm>
#include <cmath>
#include <set>

#include "reports/excel_rules.h"
#include "reports/sheets.h"

namespace reports {
namespace {

/// One thing that must hold. `found` counts what breaks it: a formula where a reader can follow.
struct Check {
    std::string name;
    std::string meaning;
    Cell found;
    bool fatal = true;  // false: worth a look, and may be right
};

/// The cells of a column of a table, by its title; empty without such a table.
std::string cells_of(const Sheets& done, const char* sheet_title, const char* table_name,
                     const std::string& column_title) {
    const Sheet& sheet = sheet_of(done, sheet_title);
    const Table* table = sheet.table(table_name);
    if (!table) return "";
    const int last = table->total ? table->last() - 1 : table->last();
    for (std::size_t column = 0; column < table->columns.size(); ++column)
        if (table->columns[column].title == column_title)
            return fixed_range(sheet.title(), int(column), table->first(), last);
    return "";
}

/// The rows of a table, read by the titles of its columns; none without such a table.
class Rows {
public:
    Rows(const Sheets& done, const char* sheet, const char* name)
        : table_(sheet_of(done, sheet).table(name)) {}

    std::size_t count() const { return table_ ? table_->rows.size() - (table_->total ? 1 : 0) : 0; }
    /// The number in a cell; empty: it holds none.
    std::optional<double> number(std::size_t row, const std::string& title) const {
        const Cell& cell = table_->rows[row][column(title)];
        if (const auto* formula = std::get_if<Formula>(&cell)) {
            const auto* value = std::get_if<double>(&formula->value);
            return value ? std::optional(*value) : std::nullopt;
        }
        const auto* value = std::get_if<double>(&cell);
        return value ? std::optional(*value) : std::nullopt;
    }
    std::string text(std::size_t row, const std::string& title) const {
        const auto* text = std::get_if<std::string>(&table_->rows[row][column(title)]);
        return text ? *text : "";
    }
    double sum(const std::string& title) const {
        double all = 0;
        for (std::size_t row = 0; row < count(); ++row) all += number(row, title).value_or(0);
        return all;
    }
    template <class Breaks>
    double count_of(const Breaks& breaks) const {
        double found = 0;
        for (std::size_t row = 0; row < count(); ++row) found += breaks(row) ? 1 : 0;
        return found;
    }

private:
    std::size_t column(const std::string& title) const {
        const auto found = std::ranges::find(table_->columns, title, &Column::title);
        return static_cast<std::size_t>(found - table_->columns.begin());
    }

    const Table* table_;
};

struct Seen {
    int outside = 0;  // ranks below 1 or beyond the depth
    int twice = 0;    // ranks that two apps hold on one chart
    int shallow = 0;  // charts under half as deep as in the week before
    int late = 0;     // charts observed after the week
};

void count_snapshot(const Snapshot& snapshot, Seen& seen) {
    std::set<int> ranks;
    for (const auto& [app, rank] : snapshot.places) {
        if (rank < 1 || rank > snapshot.depth) ++seen.outside;
        if (!ranks.insert(rank).second) ++seen.twice;
    }
}

void count_board(const View& view, const Board& board, Seen& seen) {
    for (const Snapshot& snapshot : board.snapshots) {
        count_snapshot(snapshot, seen);
        if (weeks_before(view.market, snapshot.observed) < 0) ++seen.late;
    }
    if (board.weeks.size() < 2 || !board.weeks[0].last || !board.weeks[1].last) return;
    const int now = board.snapshots[*board.weeks[0].last].depth;
    if (now * 2 < board.snapshots[*board.weeks[1].last].depth) ++seen.shallow;
}

Seen look_at(const View& view) {
    Seen seen;
    for (const Board& board : view.boards) count_board(view, board, seen);
    return seen;
}

void add_ranks(const Sheets& done, std::vector<Check>& checks) {
    const auto cells = [&](const char* title) {
        return cells_of(done, "Ranks", "ranks_rows", title);
    };
    const Rows rows(done, "Ranks", "ranks_rows");
    if (rows.count() == 0) return;
    const auto number = [&](std::size_t row, const char* title) { return rows.number(row, title); };
    const std::string now = cells("now");
    const auto add = [&](const char* name, const char* meaning, const std::string& formula,
                         const auto& breaks) {
        checks.push_back({name, meaning, Formula{formula, rows.count_of(breaks)}});
    };
    add("Ranks lie within the chart", "On Ranks: 1 <= now <= depth now.",
        "=SUMPRODUCT(ISNUMBER(" + now + ")*((" + now + ">" + cells("depth now") + ")+(" + now +
            "<1)))",
        [&](std::size_t row) {
            const auto rank = number(row, "now");
            return rank && (*rank > number(row, "depth now").value_or(0) || *rank < 1);
        });
    add("Days charted tie", "On Ranks: days charted never exceed days collected.",
        "=SUMPRODUCT(--(" + cells("charted") + ">" + cells("collected") + "))",
        [&](std::size_t row) { return *number(row, "charted") > *number(row, "collected"); });
    add("Entries are entries", "On Ranks: a row that entered has no rank in the week before.",
        "=COUNTIFS(" + cells("Entered or exited") + ",\"entered\"," + cells("week before") +
            ",\">0\")",
        [&](std::size_t row) {
            return rows.text(row, "Entered or exited") == "entered" && number(row, "week before");
        });
    add("Exits are exits", "On Ranks: a row that exited has no rank now.",
        "=COUNTIFS(" + cells("Entered or exited") + ",\"exited\"," + now + ",\">0\")",
        [&](std::size_t row) {
            return rows.text(row, "Entered or exited") == "exited" && number(row, "now");
        });
    const std::string best = cells("best of week");
    add("The best rank is the best",
        "On Ranks: no rank of the week is better than the best of 13 weeks.",
        "=SUMPRODUCT(ISNUMBER(" + best + ")*(" + best + "<" + cells("best of 13 weeks") + "))",
        [&](std::size_t row) {
            const auto rank = number(row, "best of week");
            return rank && *rank < number(row, "best of 13 weeks").value_or(1e9);
        });
}

void add_regions(const Sheets& done, std::vector<Check>& checks) {
    std::string formula;
    double regions = 0;
    for (const auto& [sheet, table] :
         {std::pair{"United States", "us_apps"}, std::pair{"Latin America", "latam_apps"},
          std::pair{"Southeast Asia", "sea_apps"}}) {
        const std::string cells = cells_of(done, sheet, table, "top free");
        if (!cells.empty()) formula += (formula.empty() ? "SUM(" : "+SUM(") + cells + ")";
        regions += Rows(done, sheet, table).sum("top free");
    }
    const std::string companies = cells_of(done, "Publishers", "publishers_rows", "all");
    if (companies.empty()) return;
    const double all = Rows(done, "Publishers", "publishers_rows").sum("all");
    checks.push_back({"Totals tie",
                      "Presence on top free: the companies add up to the three region sheets.",
                      Formula{"=IF(ABS(SUM(" + companies + ")-(" +
                                  (formula.empty() ? "0" : formula) + "))<0.01,0,1)",
                              std::abs(all - regions) < 0.01 ? 0.0 : 1.0}});
}

void add_shares(const Sheets& done, std::vector<Check>& checks) {
    const std::string shares = cells_of(done, "Publishers", "publishers_rows", "share of all");
    const Rows companies(done, "Publishers", "publishers_rows");
    if (!shares.empty()) {
        const bool any = companies.count_of([&](std::size_t row) {
            return companies.number(row, "share of all").has_value();
        }) > 0;
        const bool whole = std::abs(companies.sum("share of all") - 1) < 0.000001;
        checks.push_back(
            {"Shares add up", "The companies' shares of presence add up to 100%.",
             Formula{"=IF(COUNT(" + shares + ")=0,0,IF(ABS(SUM(" + shares + ")-1)<0.000001,0,1))",
                     any && !whole ? 1.0 : 0.0}});
    }
    const std::string coverage = cells_of(done, "Coverage", "coverage_rows", "share");
    const Rows charts(done, "Coverage", "coverage_rows");
    if (!coverage.empty())
        checks.push_back(
            {"Coverage lies within bounds", "On Coverage: every share is from 0% to 100%.",
             Formula{"=COUNTIF(" + coverage + ",\">1\")+COUNTIF(" + coverage + ",\"<0\")",
                     charts.count_of([&](std::size_t row) {
                         const double share = charts.number(row, "share").value_or(0);
                         return share > 1 || share < 0;
                     })}});
}

int unlisted(const Sheets& done) {
    int count = 0;
    if (const Table* table = sheet_of(done, "Provenance").table("provenance_rows"))
        for (const auto& row : table->rows)
            count += std::holds_alternative<std::string>(row.front()) ? 1 : 0;
    return count;
}

void add_sources(const Sheets& done, std::vector<Check>& checks) {
    const std::string responses = cells_of(done, "Provenance", "provenance_rows", "Response");
    if (responses.empty()) return;
    const std::string contradicted =
        cells_of(done, "Provenance", "provenance_rows", "Contradicted");
    checks.push_back(
        {"One answer for one moment",
         "On Provenance, column Contradicted: no two responses of the week give the same chart, or "
         "the same listing, of one moment and differ. Where they do, the first recorded is used.",
         Formula{"=SUM(" + contradicted + ")",
                 Rows(done, "Provenance", "provenance_rows").sum("Contradicted")},
         false});
    checks.push_back(
        {"Every source is listed",
         "On Provenance: no response is cited that the archive does not list.",
         Formula{"=COUNTIF(" + responses + ",\"*is cited*\")", double(unlisted(done))}});
    const std::string figures = cells_of(done, "Published", "published_rows", "Source");
    if (figures.empty() || unlisted(done) > 0) return;
    checks.push_back(
        {"Published figures have a source", "On Published: every source has a row on Provenance.",
         Formula{"=SUMPRODUCT(--(COUNTIF(" + responses + "," + figures + ")=0))", 0.0}});
}

std::vector<Check> all_checks(const View& view, const Sheets& done) {
    std::vector<Check> checks;
    const Seen seen = look_at(view);
    const auto count = [](int value) { return Cell(double(value)); };
    checks.push_back({"Ranks of all weeks lie within their charts",
                      "Every rank is from 1 to the depth of its chart.", count(seen.outside)});
    checks.push_back(
        {"No rank twice", "No two watched apps hold one rank of one chart.", count(seen.twice)});
    checks.push_back({"Nothing from after the week", "No chart was observed after the week ended.",
                      count(seen.late)});
    add_ranks(done, checks);
    add_regions(done, checks);
    add_shares(done, checks);
    add_sources(done, checks);
    checks.push_back({"Charts keep their depth",
                      "No chart is under half as deep as in the week before.", count(seen.shallow),
                      false});
    return checks;
}

double number_of(const Cell& cell) {
    const auto* formula = std::get_if<Formula>(&cell);
    return formula ? std::get<double>(formula->value) : std::get<double>(cell);
}

std::string result_of(const Check& check) {
    return number_of(check.found) == 0 ? "PASS" : check.fatal ? "FAIL" : "LOOK";
}

}  // namespace

Sheet checks(const View& view, const Sheets& done) {
    Sheet sheet("Checks");
    head(sheet, view, "Checks");
    sheet.line(
        Style::note,
        "PASS: nothing was found that breaks the rule. FAIL: do not use the workbook before it is "
        "explained. LOOK: it may be right, look at it.");
    const std::vector<Check> list = all_checks(view, done);
    Table all{"checks_result", {{"All checks", Kind::code, Rule::status, "", 44}}};
    all.strip = true;
    const int first = sheet.row_of_next_table() + 2 + 1 + 1;
    const std::string results =
        fixed_address(first, 2) + ":" + fixed_address(first + int(list.size()) - 1, 2);
    bool failed = false;
    for (const Check& check : list) failed = failed || result_of(check) == "FAIL";
    all.rows.push_back({Formula{"=IF(COUNTIF(" + results + ",\"FAIL\")=0,\"PASS\",\"FAIL\")",
                                failed ? "FAIL" : "PASS"}});
    sheet.add(std::move(all));
    Table table{"checks_rows",
                {{"Check", Kind::text, Rule::none, "", 44},
                 {"What must hold", Kind::prose, Rule::none, "", 80},
                 {"Result", Kind::code, Rule::status},
                 {"Found", Kind::count},
                 {"How", Kind::text, Rule::none, "", 34}}};
    for (const Check& check : list) {
        const std::string found = address(first + int(table.rows.size()), 3);
        table.rows.push_back(
            {check.name, check.meaning,
             Formula{"=IF(" + found + "=0,\"PASS\",\"" + (check.fatal ? "FAIL" : "LOOK") + "\")",
                     result_of(check)},
             check.found,
             std::string(std::holds_alternative<Formula>(check.found)
                             ? "recounted by its formula"
                             : "counted when this was made")});
    }
    sheet.add(std::move(table));
    return sheet;
}

}  // namespace reports
