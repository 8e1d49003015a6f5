#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "parsers/source.h"

namespace parsers {

// Every source, one file each. To add one: write its file, name it here twice, and put pages of it
// under fixtures/ (a test demands them). Recognisers are asked in this order, so the most telling
// come first and the most general last.
extern const Source apple_rss_legacy;  // itunes.apple.com/{cc}/rss/...: JSON and Atom
extern const Source apple_rss;         // marketing tools, v2 and the dead v1
extern const Source itunes_lookup;     // lookup; answers of search are read, never asked for:
                                       // records::Asked names apps, it has no words to look for
extern const Source appstore_page;     // product page
extern const Source appstore_charts;   // charts page
extern const Source gplay_details;     // app details page
extern const Source gplay_charts;      // batchexecute vyAe2
extern const Source sensortower;       // public JSON
extern const Source fx_ecb;            // ECB daily and history XML
extern const Source fx_currency_api;   // currency-api JSON, and the error bodies of keyed APIs
extern const Source chart_archives;    // charts that others collected and published as files

inline constexpr std::array sources = {
    &apple_rss_legacy, &apple_rss,       &itunes_lookup,  &appstore_page,
    &appstore_charts,  &gplay_details,   &gplay_charts,   &sensortower,
    &fx_ecb,           &fx_currency_api, &chart_archives,
};

inline const Source* find_source(std::string_view name) {
    const auto source = std::ranges::find(sources, name, &Source::name);
    return source == sources.end() ? nullptr : *source;
}

}  // namespace parsers
