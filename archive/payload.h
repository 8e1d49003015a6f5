#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "records/record.h"

namespace archive {

// Facts whose fields need no query are kept as text: a version, then the fields in the order of
// their struct, each as "<bytes>:<text>", or "-" where there is none. Numbers are decimal (doubles
// the shortest that reads back as the same), currencies, countries and kinds their codes, moments
// seconds since 1970, days days since 1970. A list is its length and then its items.
// Reading gives back exactly what was written; a text that is none throws DatabaseError.

std::string payload(const records::AppListing&);
std::string payload(const records::PublishedFigure&);
std::string payload(const records::FxRates&);

records::AppListing listing_from(std::string_view payload);
records::PublishedFigure figure_from(std::string_view payload);
records::FxRates fx_from(std::string_view payload);

/// The entries of a chart: each a number of the table `face`, and its rank.
struct RankedFace {
    std::uint32_t face = 0;
    int rank = 0;
};

/// A byte that says whether ranks follow (they do not when they are 1, 2, 3 ...), then a face per
/// entry, then a rank per entry, all 32 bits, little-endian.
std::string entries_blob(std::span<const RankedFace>);
std::vector<RankedFace> entries_from(std::string_view blob);

}  // namespace archive
