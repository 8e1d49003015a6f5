#include <algorithm>
#include <set>

#include "reports/sheets.h"

namespace reports {
namespace {

using records::ResponseFacts;
using records::ResponseId;

/// Every response that some cell of the workbook points at.
std::set<ResponseId> cited(const Sheets& done) {
    std::set<ResponseId> ids;
    for (const Sheet& sheet : done)
        for (const Block& block : sheet.blocks())
            if (const Table* table = std::get_if<Table>(&block))
                for (const auto& row : table->rows)
                    for (const Cell& cell : row)
                        if (const auto* reference = std::get_if<Reference>(&cell))
                            ids.insert(reference->response);
    return ids;
}

bool of_the_week(const View& view, const ResponseFacts& facts) {
    return view.market.week.contains(facts.observed.value_or(facts.recorded));
}

std::string issues_of(const ResponseFacts& facts) {
    std::string text;
    for (std::size_t at = 0; at < std::min<std::size_t>(facts.issues.size(), 3); ++at) {
        const auto& issue = facts.issues[at];
        text += (at ? "; " : "") + (issue.where.empty() ? "" : issue.where + ": ") + issue.what;
    }
    if (facts.issues.size() > 3)
        text += "; and " + std::to_string(facts.issues.size() - 3) + " more";
    return text;
}

std::vector<Column> columns() {
    return {{"Response", Kind::reference},
            {"Observed", Kind::moment},
            {"Recorded", Kind::moment},
            {"Source", Kind::text},
            {"Generation", Kind::text},
            {"parser version", Kind::count},
            {"Outcome", Kind::code},
            {"Country", Kind::code},
            {"Cited", Kind::code},
            {"Bytes", Kind::count},
            {"URL, or the place it was imported from", Kind::fine, Rule::none, "", 50},
            {"Digest of the bytes received", Kind::fine, Rule::none, "", 54},
            {"segment", Kind::fine, Rule::none, "WARC", 24},
            {"offset", Kind::count},
            {"Contradicted", Kind::count},
            {"Recovered", Kind::fine, Rule::none, "", 28},
            {"Issues", Kind::fine, Rule::none, "", 40}};
}

std::string recovery_of(const ResponseFacts& facts) {
    if (!facts.recovered) return "";
    return "recovered on " + records::to_text(records::day_of(facts.recovered->on)) +
           " by version " + std::to_string(facts.recovered->parser_version);
}

std::vector<Cell> row_of(const ResponseFacts& facts, bool is_cited) {
    const auto words = [](const std::string& text, const char* why) {
        return text.empty() ? Cell(Missing{why}) : Cell(text);
    };
    return {Reference{facts.id},
            facts.observed ? Cell(*facts.observed) : Cell(Missing{"not known"}),
            facts.recorded,
            words(facts.source, "none knows it"),
            words(facts.generation, "not recognised"),
            double(facts.parser_version),
            std::string(to_text(facts.outcome)),
            facts.country ? Cell(std::string((*facts.country)->code)) : Cell(Missing{"not known"}),
            std::string(is_cited ? "yes" : "no"),
            double(facts.bytes),
            words(facts.url.empty() ? facts.place : facts.url, "not stated"),
            words(facts.digest, "not recorded"),
            words(facts.segment, "not recorded"),
            double(facts.offset),
            double(facts.contradicted),
            words(recovery_of(facts), "no"),
            facts.issues.empty() ? Cell(Missing{"none"}) : Cell(issues_of(facts))};
}

/// A response that a row cites and the market does not list: said, so that a check can fail.
std::vector<Cell> unlisted(ResponseId id) {
    std::vector<Cell> cells(columns().size(), Cell(Missing{"not listed"}));
    cells.front() = "r" + std::to_string(id) + " is cited, but the market does not list it";
    return cells;
}

}  // namespace

Sheet provenance(const View& view, const Sheets& done) {
    Sheet sheet("Provenance");
    head(sheet, view, "Provenance");
    sheet.line(
        Style::note,
        "Every response used or refused in this week, and every other one that a cell cites. A "
        "response is found again by its WARC segment and offset, and known by its digest. "
        "Contradicted: its charts and listings that are not used, because another response claims "
        "the same of the same moment and differs. Recovered: it was refused at first, and read "
        "after all by a later version of the parser.");
    const std::set<ResponseId> ids = cited(done);
    std::vector<const ResponseFacts*> listed;
    for (const auto& facts : view.market.responses)
        if (of_the_week(view, facts) || ids.contains(facts.id)) listed.push_back(&facts);
    std::ranges::sort(listed, {}, &ResponseFacts::id);
    Table table{"provenance_rows", columns()};
    table.filter = table.freeze = true;
    for (const auto* facts : listed) table.rows.push_back(row_of(*facts, ids.contains(facts->id)));
    for (const ResponseId id : ids)
        if (!view.responses.contains(id)) table.rows.push_back(unlisted(id));
    if (table.rows.empty())
        sheet.line(Style::note, "The archive holds no response of this week.");
    else
        sheet.add(std::move(table));
    return sheet;
}

}  // namespace reports
