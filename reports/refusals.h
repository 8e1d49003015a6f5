#pragma once

#include <vector>

#include "reports/view.h"

namespace reports {

/// Kept and not used: blocked, drift, unsupported.
bool is_refused(const records::ResponseFacts&);

/// The refused pages of charts, each with the charts that it was asked for as far as its source and
/// URL tell. The feeds of Apple name one chart and genre, Google's URL none: a request to it asks
/// for several charts of a storefront, so the page speaks for all of them. A page of another source
/// (a listing, a figure) is no chart's.
class Refusals {
public:
    explicit Refusals(const records::Market&);

    /// The first such page of a chart on a day; nullptr: none.
    const records::ResponseFacts* find(const Expected&, records::Day) const;

private:
    struct Page {
        records::Storefront storefront;
        std::optional<records::Chart> chart;  // empty: all of them
        std::string genre;                    // empty: all of them
        records::Day day;
        const records::ResponseFacts* facts;
    };
    std::vector<Page> pages_;
};

}  // namespace reports
