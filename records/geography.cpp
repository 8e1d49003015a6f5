#include "records/geography.h"

#include "records/names.h"

namespace records {
namespace {

constexpr std::array<std::string_view, 4> regions = {"United States", "Latin America",
                                                     "Southeast Asia", "Rest of world"};

// The rules of the tables, held by the compiler.

constexpr bool known_currency(std::string_view code) {
    return code.empty() || Currency::find(code).has_value();
}

constexpr bool members_are(Region region, std::string_view codes) {
    return std::ranges::all_of(country_table, [&](const CountryFacts& country) {
        return (country.region == region) == (codes.find(country.code) != codes.npos);
    });
}

template <class Table>
constexpr bool sorted_and_unique(const Table& table) {
    return std::ranges::adjacent_find(table, [](const auto& one, const auto& next) {
               return one.code >= next.code;
           }) == table.end();
}

static_assert(sorted_and_unique(country_table) && sorted_and_unique(currency_table));
static_assert(members_are(Region::united_states, "US"));
static_assert(members_are(Region::latin_america,
                          "MX BR AR CO CL PE EC GT CR PA DO UY PY BO VE SV HN NI"));
static_assert(members_are(Region::southeast_asia, "ID TH VN PH MY SG KH LA MM BN TL"));
static_assert(std::ranges::all_of(country_table, [](const CountryFacts& country) {
    return known_currency(country.apple_currency) && known_currency(country.google_currency);
}));
static_assert(std::ranges::all_of(country_table, [](const CountryFacts& country) {
    return country.google || country.google_currency.empty();
}));
// Prices of a report region can always be read, and Timor-Leste has no storefront.
static_assert(std::ranges::all_of(country_table, [](const CountryFacts& country) {
    return country.region == Region::rest_of_world || country.code == "TL" ||
           (country.apple_storefront != 0 && !country.apple_currency.empty() && country.google);
}));

constexpr char upper(char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

bool has_storefront(Country country) { return !country->apple_currency.empty() || country->google; }

}  // namespace

std::string_view to_text(Region region) { return name_of(regions, region); }

std::optional<Country> country_from(std::string_view code) {
    if (code.size() != 2) return std::nullopt;
    const char capitals[] = {upper(code[0]), upper(code[1])};
    return Country::find({capitals, 2});
}

std::string storefront_code(Country country) {
    std::string code(country->code);
    for (char& letter : code) letter = static_cast<char>(letter - 'A' + 'a');
    return code;
}

std::optional<Currency> billing_currency(Marketplace marketplace, Country country) {
    return Currency::find(marketplace == Marketplace::apple ? country->apple_currency
                                                            : country->google_currency);
}

std::vector<Country> countries_of(Region region) {
    std::vector<Country> members;
    for (std::size_t place = 0; place < country_table.size(); ++place) {
        const Country country = Country::at(place);
        if (country->region == region && has_storefront(country)) members.push_back(country);
    }
    return members;
}

std::string to_text(const Storefront& storefront) {
    return std::string(to_text(storefront.marketplace)) + "/" + storefront_code(storefront.country);
}

std::optional<Storefront> storefront_from(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos) return std::nullopt;
    const auto marketplace = marketplace_from(text.substr(0, slash));
    const auto country = country_from(text.substr(slash + 1));
    if (!marketplace || !country) return std::nullopt;
    return Storefront{*marketplace, *country};
}

}  // namespace records
