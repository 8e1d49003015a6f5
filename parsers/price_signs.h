#pragma once

#include <array>
#include <string_view>

namespace parsers {

/// How a currency is written beside its ISO code, which always stands for itself. One sign may
/// stand for several currencies: the storefront decides, the sign only must not contradict it.
struct PriceSign {
    std::string_view sign;
    std::string_view currencies;  // codes, with one space between
};

/// From the price texts of 72 App Store storefronts and Google Play pages, plus the full signs that
/// national banks give for the currencies of Latin America and Southeast Asia.
inline constexpr std::array price_signs = {
    PriceSign{"$", "USD MXN CLP COP CAD AUD NZD TWD HKD SGD ARS UYU DOP BND"},
    PriceSign{"US$", "USD"},
    PriceSign{"$US", "USD"},
    PriceSign{"MX$", "MXN"},
    PriceSign{"CA$", "CAD"},
    PriceSign{"A$", "AUD"},
    PriceSign{"AU$", "AUD"},
    PriceSign{"NZ$", "NZD"},
    PriceSign{"HK$", "HKD"},
    PriceSign{"NT$", "TWD"},
    PriceSign{"S$", "SGD"},
    PriceSign{"RD$", "DOP"},
    PriceSign{"$U", "UYU"},
    PriceSign{"R$", "BRL"},
    PriceSign{"S/", "PEN"},
    PriceSign{"S/.", "PEN"},
    PriceSign{"Bs", "BOB"},
    PriceSign{"Bs.", "BOB"},
    PriceSign{"₡", "CRC"},
    PriceSign{"₲", "PYG"},
    PriceSign{"Q", "GTQ"},
    PriceSign{"L", "HNL"},
    PriceSign{"C$", "NIO CAD"},
    PriceSign{"B/.", "PAB"},
    PriceSign{"Rp", "IDR"},
    PriceSign{"Rp.", "IDR"},
    PriceSign{"RM", "MYR"},
    PriceSign{"฿", "THB"},
    PriceSign{"đ", "VND"},
    PriceSign{"₫", "VND"},
    PriceSign{"₱", "PHP"},
    PriceSign{"៛", "KHR"},
    PriceSign{"₭", "LAK"},
    PriceSign{"€", "EUR"},
    PriceSign{"£", "GBP"},
    PriceSign{"¥", "JPY CNY"},
    PriceSign{"元", "CNY TWD"},
    PriceSign{"円", "JPY"},
    PriceSign{"₩", "KRW"},
    PriceSign{"원", "KRW"},
    PriceSign{"₹", "INR"},
    PriceSign{"Rs", "INR PKR LKR"},
    PriceSign{"Rs.", "INR PKR LKR"},
    PriceSign{"₨", "INR PKR LKR"},
    PriceSign{"kr", "SEK NOK DKK ISK"},
    PriceSign{"kr.", "SEK NOK DKK ISK"},
    PriceSign{"zł", "PLN"},
    PriceSign{"Kč", "CZK"},
    PriceSign{"Ft", "HUF"},
    PriceSign{"lei", "RON"},
    PriceSign{"₺", "TRY"},
    PriceSign{"TL", "TRY"},
    PriceSign{"₽", "RUB"},
    PriceSign{"₴", "UAH"},
    PriceSign{"₸", "KZT"},
    PriceSign{"₪", "ILS"},
    PriceSign{"₦", "NGN"},
    PriceSign{"R", "ZAR"},
    PriceSign{"ج.م.", "EGP"},
    PriceSign{"ر.س.", "SAR"},
    PriceSign{"د.إ.", "AED"},
};

/// Currencies that ISO 4217 gives decimals and stores print without them ("$ 24.900" in Colombia).
inline constexpr std::string_view printed_whole = "COP CRC HUF IDR INR KZT LKR MMK NGN PKR TWD TZS";

/// Words behind a number that multiply it, in lower case, and the currency in which they do.
struct PriceWord {
    std::string_view word;
    std::string_view currency;
    int zeros;
};

inline constexpr std::array price_words = {
    PriceWord{"ribu", "IDR", 3}, PriceWord{"rb", "IDR", 3},   PriceWord{"k", "IDR", 3},
    PriceWord{"jt", "IDR", 6},   PriceWord{"juta", "IDR", 6},
};

}  // namespace parsers
