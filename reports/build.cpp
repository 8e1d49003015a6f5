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

/// The moment of which the archive speaks: what it learned later is not in the market.
std::optional<records::Instant> moment_of(const records::Market& market) {
    if (market.as_of) return market.as_of;
    std::optional<records::Instant> latest = market.last_recorded;
    for (const auto& facts : market.responses)
        latest = std::max(latest.value_or(facts.recorded), facts.recorded);
    return latest;
}

std::size_t changes_in(const Sheet& revisions) {
    std::size_t sum = 0;
    if (const Table* table = revisions.table("revisions_sheets"))
        for (const auto& row : table->rows)
            for (const std::size_t column : {1U, 2U, 3U})
                sum += static_cast<std::size_t>(std::get<double>(row[column]));
    return sum;
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

std::string revision(const View& view) {
    const int number = view.edition.revision;
    return number > 1 ? "; revision " + std::to_string(number) : "";
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
                                    " (Monday to Sunday, UTC), " + status(view) + revision(view) +
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
    const auto moment = moment_of(view.market);
    const records::Week week = view.market.week;
    if (!moment || *moment < week.plus(1).monday())
        return "provisional: the week is not over in the archive";
    if (*moment < week.plus(2).monday())
        return "provisional: late data may come until " + records::to_text(week.plus(2).monday());
    return "final";
}

Earlier earlier(const records::Market& market, int revision) {
    Earlier one{revision, market.as_of, build(market), {}};
    for (const auto& facts : market.responses)
        one.readings[facts.id] = {facts.recorded, facts.parser_version};
    return one;
}

bool is_due(const Workbook& workbook, Edition edition) {
    return !edition.before || workbook.changes > 0 ||
           workbook.is_final() != edition.before->workbook.is_final();
}

Workbook build(const records::Market& market) { return build(market, {}); }

Workbook build(const records::Market& market, Edition edition) {
    const View view(market, edition);
    Sheets done;
    for (const auto make : makers) done.push_back(make(view, done));
    const auto rows = rows_of_responses(sheet_of(done, "Provenance"));
    for (Sheet& sheet : done) resolve(sheet, rows);
    Workbook workbook{market.week,      headline(done), {},
                      edition.revision, status(view),   changes_in(sheet_of(done, "Revisions"))};
    std::ranges::sort(done, {}, [](const Sheet& sheet) {
        return std::ranges::find(titles, sheet.title()) - std::ranges::begin(titles);
    });
    workbook.sheets = std::move(done);
    return workbook;
}

}  // namespace reports
