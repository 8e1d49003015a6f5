#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace records {

/// The parts of the world that reports speak of. Every other country is rest_of_world.
/// Latin America: MX BR AR CO CL PE EC GT CR PA DO UY PY BO VE SV HN NI.
/// Southeast Asia: ID TH VN PH MY SG KH LA MM BN, and TL where a store has it.
enum class Region : std::uint8_t { united_states, latin_america, southeast_asia, rest_of_world };

inline constexpr std::array report_regions = {Region::united_states, Region::latin_america,
                                              Region::southeast_asia};

std::string_view to_text(Region);  // "United States", "Latin America", "Southeast Asia", ...

struct CountryFacts {
    std::string_view code;             // ISO 3166-1 alpha-2
    std::string_view name;             // English short name
    Region region = Region::rest_of_world;
    int apple_storefront = 0;          // Apple's number of the storefront, 143441 for US; 0: none
    std::string_view apple_currency;   // what Apple bills there; empty: no storefront or unknown
    bool google = false;               // Google Play sells there
    std::string_view google_currency;  // what Google bills there; empty: none or unknown
};

/// Every country with a storefront, in order of code.
inline constexpr std::array country_table = {
    CountryFacts{"BR", "Brazil", Region::latin_america, 143503, "BRL", true, "BRL"},
    CountryFacts{"US", "United States", Region::united_states, 143441, "USD", true, "USD"},
};

}  // namespace records
