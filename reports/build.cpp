#include <algorithm>
#include <map>

#include "reports/cell_words.h"
#include "reports/sheets.h"

namespace reports {
namespace {

/// The row of each response on the Provenance sheet, whose first column names them.
std::map<records::ResponseId, int> rows_of_responses(const Sheet& sheet) {
    std::map<records::ResponseId, int> rows;
    if (const Table* table = sheet.table("provenance_rows"))
        for (std::size_t row = 0; row < table->rows.size(); ++row)
            if (const auto* reference = std::get_if<Reference>(&table->rows[row].front()))
                rows[reference->response] = table->first() + static_cast<int>(row);
    return rows;
}

void resolve(Sheet& sheet, const std::map<records::ResponseId, int>& rows) {
    for (Block& block : sheet.blocks())
        if (Table* table = std::get_if<Table>(&block))
            for (auto& row : table->rows)
                for (Cell& cell : row)
                    if (auto* reference = std::get_if<Reference>(&cell))
                        if (const auto found = rows.find(reference->response); found != rows.end())
                            reference->row = found->second;
}

/// Something was observed on its last day, or recorded after it.
bool is_over(const View& view) {
    const records::Day last = view.market.week.period().last;
    return (view.latest && records::day_of(*view.latest) >= last) ||
           std::ranges::any_of(view.market.responses, [&](const records::ResponseFacts& facts) {
               return records::day_of(facts.recorded) > last;
           });
}

/// The lines above the first table of the summary.
std::string headline(const Sheets& done) {
    std::string text;
    for (const Block& block : sheet_of(done, "Summary").blocks()) {
        const auto* line = std::get_if<Line>(&block);
        if (!line) break;
        text += shown(line->cell, Kind::text) + '\n';
    }
    return text;
}

}  // namespace

const Sheet& sheet_of(const Sheets& done, std::string_view title) {
    static const Sheet none("None");
    const auto found = std::ranges::find(done, title, &Sheet::title);
    return found == done.end() ? none : *found;
}

std::string simulated_banner(const View& view) {
    const auto& responses = view.market.responses;
    const auto made_up = std::ranges::count_if(responses, is_simulated);
    if (made_up == 0) return "";
    const bool all = made_up == std::ssize(responses);
    return "Simulated market: " + grouped(double(made_up)) + " of " +
           grouped(double(responses.size())) + " responses come from dramascope's simulator; " +
           (all ? "no number here is real" : "no number that rests on them is real");
}

void head(Sheet& sheet, const View& view, const std::string& title) {
    sheet.line(Style::title, title);
    sheet.line(Style::subtitle, "Week " + to_text(view.market.week) + ", " +
                                    in_words(view.market.week.period()) +
                                    " (Monday to Sunday, UTC), " + status(view) +
                                    (simulated_banner(view).empty() ? "" : "; simulated market"));
}

std::string company_of(const records::WatchedApp& app) {
    if (!app.parent.empty()) return app.parent;
    return app.publisher.empty() ? "company not known" : app.publisher;
}

CoverageCount coverage_of(const View& view, std::optional<records::Region> only) {
    CoverageCount count;
    for (const Expected& row : view.expected)
        if (!only || row.storefront.country->region == *only) {
            count.collected += row.collected();
            count.due += row.due_days();
        }
    return count;
}

std::string status(const View& view) {
    const CoverageCount count = coverage_of(view);
    if (count.collected == 0) return "provisional: no chart was collected in this week";
    if (count.collected * 10 < count.due * 9)
        return "provisional: " + grouped(count.collected) + " of " + grouped(count.due) +
               " due charts were collected, under 90%";
    if (!is_over(view)) return "provisional: the week is not over in the archive";
    return "final";
}

Workbook build(const records::Market& market) {
    const View view(market);
    Sheets done;
    for (const auto make : makers) done.push_back(make(view, done));
    const auto rows = rows_of_responses(sheet_of(done, "Provenance"));
    for (Sheet& sheet : done) resolve(sheet, rows);
    Workbook workbook{market.week, headline(done), {}};
    std::ranges::sort(done, {}, [](const Sheet& sheet) {
        return std::ranges::find(titles, sheet.title()) - std::ranges::begin(titles);
    });
    workbook.sheets = std::move(done);
    return workbook;
}

}  // namespace reports
