#pragma once

#include <string>
#include <string_view>

#include "parsers/source.h"

namespace parsers {

/// The address of a charts page: ".../us/iphone/charts/6016?chart=top-free" since 2025-11, and
/// ".../us/charts/iphone/entertainment-apps/6016?chart=top-free" before.
struct ChartAddress {
    bool ours = false;
    std::optional<records::Country> country;
    std::optional<records::Chart> chart;
    std::string genre;
};
ChartAddress chart_address(std::string_view url);

/// The charts page since 2025-11, by its markup: in each <li>, ".ordinal" is the rank, <h3> the
/// title, a link to "/id123" the app. The markup has no developer.
records::Reading read_charts_markup(const records::Page&, const records::Asked&);

/// The charts page until 2025-11, by its shoebox of JSON texts; the rank is the position.
records::Reading read_charts_shoebox(const records::Page&, const records::Asked&);

/// Rows of such a shoebox, saved as a JSON list of their own. Each names its chart and its rank.
records::Reading read_chart_rows(const records::Page&, const records::Asked&);

}  // namespace parsers
