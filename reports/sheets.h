#pragma once

#include <vector>

#include "reports/view.h"
#include "reports/workbook.h"

namespace reports {

using Sheets = std::vector<Sheet>;

// Each sheet is made from the view, and from the sheets made before it where it points at them.
// To add one: write its file under sheets/, name it here, and add it to the two lists.
Sheet trends(const View&, const Sheets& done);
Sheet united_states(const View&, const Sheets& done);
Sheet latin_america(const View&, const Sheets& done);
Sheet southeast_asia(const View&, const Sheets& done);
Sheet countries(const View&, const Sheets& done);
Sheet publishers(const View&, const Sheets& done);
Sheet ranks(const View&, const Sheets& done);
Sheet published(const View&, const Sheets& done);
Sheet coverage(const View&, const Sheets& done);
Sheet summary_sheet(const View&, const Sheets& done);
Sheet revisions(const View&, const Sheets& done);
Sheet provenance(const View&, const Sheets& done);
Sheet method(const View&, const Sheets& done);
Sheet checks(const View&, const Sheets& done);
Sheet cover(const View&, const Sheets& done);

/// In the order of making.
inline constexpr Sheet (*makers[])(const View&, const Sheets&) = {
    trends,   united_states, latin_america, southeast_asia, countries, publishers, ranks, published,
    coverage, summary_sheet, revisions,     provenance,     method,    checks,     cover,
};

/// In the order of reading.
inline constexpr std::string_view titles[] = {
    "Cover",     "Summary",    "United States", "Latin America", "Southeast Asia",
    "Countries", "Publishers", "Ranks",         "Published",     "Trends",
    "Revisions", "Coverage",   "Provenance",    "Method",        "Checks",
};

/// A sheet made before; throws nothing: the order of `makers` sees to it.
const Sheet& sheet_of(const Sheets& done, std::string_view title);

/// What the lines at the top of Cover and Summary say where responses are our simulator's; empty:
/// none is.
std::string simulated_banner(const View&);

/// The lines at the top of every sheet: its title, and the week.
void head(Sheet&, const View&, const std::string& title);

/// The company that rows are added up by: the parent, or else the publisher, or else a text that
/// says that neither is known.
std::string company_of(const records::WatchedApp&);

/// Whether the week's figures may still change, in words: "final" or "provisional: ...".
std::string status(const View&);

/// Charts that were due in the week and of those collected; of one region, or of all report
/// regions.
struct CoverageCount {
    int collected = 0;
    int due = 0;
    double share() const { return due > 0 ? double(collected) / due : 0; }
};
CoverageCount coverage_of(const View&, std::optional<records::Region> only = {});

}  // namespace reports
