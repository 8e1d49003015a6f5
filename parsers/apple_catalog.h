#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/json.h"
#include "records/reading.h"

namespace parsers {

// Rows of Apple's catalogue service, as the pages of 2019-2025 kept them in their "shoebox":
// {"id":"1","type":"apps","href":"/v1/catalog/us/apps/1?l=en-US","attributes":{...},
// "relationships":{...}}.

/// All that a row says of its app.
records::AppListing listing_of_row(const Json& row, const std::string& where,
                                   std::vector<records::Issue>&);

/// Name, publisher and price of a row, for a chart; the rank is not of the row.
records::ChartEntry entry_of_row(const Json& row, const std::string& where,
                                 std::vector<records::Issue>&);

/// The chart that a row says it is in, and its rank there.
struct ChartPlace {
    std::optional<records::Chart> chart;
    std::string genre;
    int position = 0;  // 0: the row does not say
};
ChartPlace place_of_row(const Json& row);

/// The country of a row's href.
std::optional<records::Country> country_of_row(const Json& row);

/// What a key of the shoebox says: ".v1.catalog.us.charts.types.apps.platform.iphone.genre.6007.
/// chart.top-free.limit.100" or ".v1.catalog.vn.apps.1193542964.l.en-gb".
struct ShoeboxKey {
    std::string_view country;
    std::string_view kind;  // "apps" (a product) or "charts"; empty: neither
    std::string_view app_id, genre, chart;
};
ShoeboxKey shoebox_key(std::string_view key);

/// Whether a shoebox has a key of a kind; without parsing it.
bool shoebox_has(std::string_view shoebox, std::string_view kind);

/// A histogram of five counts, 1 star first. Empty with an issue when its average contradicts the
/// rating: then the order of the page is not what we know.
std::optional<std::array<std::int64_t, 5>> histogram_of(const Json& counts, bool five_stars_first,
                                                        std::optional<double> rating,
                                                        const std::string& where,
                                                        std::vector<records::Issue>&);

}  // namespace parsers
