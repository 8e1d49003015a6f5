#pragma once

#include "reports/workbook.h"

namespace reports {

/// A sum over charts or apps, some of which say nothing: presence, entries, apps charting. One rule
/// for every sheet says whether it is shown:
/// - more than nothing was found: the number;
/// - nothing was found, and some chart may hide it (entries without ids; for entries and exits also
///   a chart too shallow): "not known";
/// - nothing was found on charts that would have shown it: 0;
/// - no chart was collected: "not collected"; some were, of stores where the app has no id: "no
/// id".
struct Tally {
    double value = 0;
    bool collected = false;  // a chart was
    bool known = false;      // a chart with ids was, of a store where the app has an id
    bool unsure = false;     // on a chart it was not found and may be

    Tally& operator+=(const Tally&);
    bool shown() const { return value != 0 || (known && !unsure); }
    /// Why there is no number; empty: there is one.
    std::string why_not() const;
    Cell cell() const;
    /// The number, whole and never "-0", or else other words.
    Cell cell_or(const Cell& otherwise) const;
};

}  // namespace reports
