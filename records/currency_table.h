#pragma once

#include <array>
#include <string_view>

namespace records {

struct CurrencyFacts {
    std::string_view code;  // ISO 4217
    int decimals;           // digits of the minor unit, ISO 4217
};

/// Every currency that a store bills in or a rate is quoted for, in order of code.
inline constexpr std::array currency_table = {
    CurrencyFacts{"BRL", 2},
    CurrencyFacts{"EUR", 2},
    CurrencyFacts{"USD", 2},
};

}  // namespace records
