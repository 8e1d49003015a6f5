#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/country_table.h"
#include "records/marketplace.h"
#include "records/money.h"
#include "records/row.h"

namespace records {

/// A country, named by its ISO 3166-1 alpha-2 code; see country_table.h.
using Country = Row<country_table>;

/// The country of a code in either case ("us", "US"). Empty for one we do not know: there is no
/// default country anywhere.
std::optional<Country> country_from(std::string_view code);

/// "us": how storefronts write a country, and how our public output does.
std::string storefront_code(Country);

/// The currency in which a marketplace bills a country, from country_table.h. Empty where the
/// marketplace has no storefront there, or where we hold no evidence of what it bills.
std::optional<Currency> billing_currency(Marketplace, Country);

/// The countries of a report region that have a storefront, in the order of the table of regions.
std::vector<Country> countries_of(Region);

/// One marketplace as one country sees it, written "apple/us".
struct Storefront {
    Marketplace marketplace;
    Country country;

    friend auto operator<=>(const Storefront&, const Storefront&) = default;
};

std::string to_text(const Storefront&);
std::optional<Storefront> storefront_from(std::string_view text);

}  // namespace records
