#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "records/reading.h"

namespace parsers {

/// What a product page says in JSON-LD, in its block of type SoftwareApplication: in all
/// generations the only place that names the currency of the storefront beside its price.
struct ProductLd {
    std::string name, publisher;
    std::string currency;  // empty: not named
    std::optional<records::Money> price;
    std::optional<double> rating;
    std::optional<std::int64_t> rating_count;
    std::optional<records::Day> released;
};

ProductLd product_ld(const std::string& page, std::vector<records::Issue>&);

/// A day as pages write it for people: "2026-09-10", "10 Sep 2026", "Sep 10, 2026". English only.
std::optional<records::Day> day_in_words(std::string_view text);

}  // namespace parsers
