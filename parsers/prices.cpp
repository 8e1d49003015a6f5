#include "parsers/prices.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "parsers/price_signs.h"

namespace parsers {
namespace {

using records::Currency;
using records::fail;
using records::Money;
using records::Result;

constexpr std::size_t most_text = 64;
constexpr std::size_t most_digits = 15;
constexpr char decimal_only = '\x1f';  // what the Arabic decimal separator is rewritten as

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(char c) { return c >= 0 && c < 0x20; }

/// What a character of a price text is written as here, by its UTF-8 bytes.
struct Rewritten {
    std::string_view from;
    std::string_view to;
};

constexpr std::array rewritten = {
    Rewritten{"\u00a0", " "}, Rewritten{"\u2007", " "}, Rewritten{"\u2009", " "},
    Rewritten{"\u202f", " "}, Rewritten{"\u3000", " "}, Rewritten{"\u200e", ""},
    Rewritten{"\u200f", ""},  Rewritten{"\u061c", ""},  Rewritten{"\u202a", ""},
    Rewritten{"\u202c", ""},  Rewritten{"\u2066", ""},  Rewritten{"\u2069", ""},
    Rewritten{"\uff04", "$"}, Rewritten{"\uffe1", "£"}, Rewritten{"\uffe5", "¥"},
    Rewritten{"\uffe6", "₩"}, Rewritten{"\uff0e", "."}, Rewritten{"\uff0c", ","},
    Rewritten{"\u2019", "'"}, Rewritten{"\uff10", "0"}, Rewritten{"\uff11", "1"},
    Rewritten{"\uff12", "2"}, Rewritten{"\uff13", "3"}, Rewritten{"\uff14", "4"},
    Rewritten{"\uff15", "5"}, Rewritten{"\uff16", "6"}, Rewritten{"\uff17", "7"},
    Rewritten{"\uff18", "8"}, Rewritten{"\uff19", "9"}, Rewritten{"\u0660", "0"},
    Rewritten{"\u0661", "1"}, Rewritten{"\u0662", "2"}, Rewritten{"\u0663", "3"},
    Rewritten{"\u0664", "4"}, Rewritten{"\u0665", "5"}, Rewritten{"\u0666", "6"},
    Rewritten{"\u0667", "7"}, Rewritten{"\u0668", "8"}, Rewritten{"\u0669", "9"},
    Rewritten{"\u06f0", "0"}, Rewritten{"\u06f1", "1"}, Rewritten{"\u06f2", "2"},
    Rewritten{"\u06f3", "3"}, Rewritten{"\u06f4", "4"}, Rewritten{"\u06f5", "5"},
    Rewritten{"\u06f6", "6"}, Rewritten{"\u06f7", "7"}, Rewritten{"\u06f8", "8"},
    Rewritten{"\u06f9", "9"}, Rewritten{"\u066c", "'"}, Rewritten{"\u066b", "\x1f"},
};

std::string plain(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto row = std::ranges::find_if(
            rewritten, [&](const Rewritten& one) { return text.starts_with(one.from); });
        if (row == rewritten.end()) {
            out += text.front();
            text.remove_prefix(1);
        } else {
            out += row->to;
            text.remove_prefix(row->from.size());
        }
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

bool names(std::string_view codes, std::string_view code) {
    return codes.find(code) != std::string_view::npos;
}

bool sign_fits(std::string_view sign, Currency currency) {
    if (sign.empty() || sign == currency->code) return true;
    const auto row = std::ranges::find(price_signs, sign, &PriceSign::sign);
    return row != price_signs.end() && names(row->currencies, currency->code);
}

/// A price text in its parts: "S$ 6.98" is {"S$", "6.98", ""}.
struct Parts {
    std::string_view before;
    std::string_view number;
    std::string_view behind;
};

std::optional<Parts> parts_of(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    const std::size_t first = text.find_first_of(digits);
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t last = text.find_last_of(digits);
    const std::string_view number = text.substr(first, last - first + 1);
    if (number.find_first_not_of("0123456789., '\x1f") != std::string_view::npos)
        return std::nullopt;
    return Parts{trimmed(text.substr(0, first)), number, trimmed(text.substr(last + 1))};
}

/// The digits of a number, and how many of them are decimals.
struct Digits {
    std::string digits;
    std::size_t decimals = 0;
};

std::vector<std::string_view> split(std::string_view text, std::string_view at) {
    std::vector<std::string_view> pieces;
    while (true) {
        const std::size_t end = text.find_first_of(at);
        pieces.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return pieces;
        text.remove_prefix(end + 1);
    }
}

/// The digits of "24.900" or, in India, "1,49,900"; empty when the groups are not of thousands.
std::optional<std::string> grouped(std::string_view whole, Currency currency) {
    const auto groups = split(whole, "., '");
    std::string digits(groups.front());
    const bool lakh = currency->code == "INR";
    for (std::size_t at = 1; at < groups.size(); ++at) {
        const bool last = at + 1 == groups.size();
        if (groups[at].size() != 3 && (last || !lakh || groups[at].size() != 2))
            return std::nullopt;
        digits += groups[at];
    }
    const bool fits =
        groups.size() == 1 ||
        (!groups.front().empty() && groups.front().size() <= 3 && groups.front().front() != '0');
    return fits ? std::optional(digits) : std::nullopt;
}

enum class Mark : std::uint8_t { decimal, thousands, unclear };

/// What a single dot or comma means that has `behind` digits behind it.
Mark meaning(std::size_t behind, Currency currency, bool multiplied) {
    if (behind != 3) return behind == 1 || behind == 2 ? Mark::decimal : Mark::unclear;
    if (multiplied || currency->decimals == 3) return Mark::unclear;
    const bool whole = currency->decimals == 0 || names(printed_whole, currency->code);
    return whole ? Mark::thousands : Mark::unclear;
}

/// Where the decimals of a number begin; its size when it has none, npos when that is unclear.
std::size_t decimals_at(std::string_view number, Currency currency, bool multiplied) {
    if (const std::size_t at = number.find(decimal_only); at != std::string_view::npos) return at;
    const std::size_t last = number.find_last_of(".,");
    if (last == std::string_view::npos) return number.size();
    const bool other_kind = number.find(number[last] == '.' ? ',' : '.') != std::string_view::npos;
    const bool only_one = number.find(number[last]) == last;
    const std::size_t behind = number.size() - last - 1;
    if (!only_one) return other_kind ? std::string_view::npos : number.size();
    if (other_kind) return last;
    const Mark mark = meaning(behind, currency, multiplied);
    if (mark == Mark::unclear) return std::string_view::npos;
    return mark == Mark::decimal ? last : number.size();
}

std::optional<Digits> digits_of(std::string_view number, Currency currency, bool multiplied) {
    const std::size_t at = decimals_at(number, currency, multiplied);
    if (at == std::string_view::npos) return std::nullopt;
    auto whole = grouped(number.substr(0, at), currency);
    if (!whole) return std::nullopt;
    if (at == number.size()) return Digits{*whole, 0};
    const std::string_view decimals = number.substr(at + 1);
    if (!std::ranges::all_of(decimals, is_digit)) return std::nullopt;
    return Digits{*whole + std::string(decimals), decimals.size()};
}

/// Digits as minor units. Decimals that the currency lacks must be zeros.
std::optional<std::int64_t> minor_units(Digits number, int zeros, Currency currency) {
    number.digits.append(static_cast<std::size_t>(zeros), '0');
    const auto wanted = static_cast<std::size_t>(currency->decimals);
    for (; number.decimals > wanted; --number.decimals) {
        if (number.digits.back() != '0') return std::nullopt;
        number.digits.pop_back();
    }
    number.digits.append(wanted - number.decimals, '0');
    number.digits.erase(0, number.digits.find_first_not_of('0'));
    if (number.digits.size() > most_digits) return std::nullopt;
    std::int64_t units = 0;
    for (const char digit : number.digits) units = units * 10 + (digit - '0');
    return units;
}

std::string quoted(std::string_view text) {
    return "\"" + std::string(text.substr(0, most_text)) + "\"";
}

/// In either case: "99RIBU".
bool same_word(std::string_view printed, std::string_view word) {
    return std::ranges::equal(printed, word, {}, [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
}

/// The word behind a number that multiplies it, taken off `behind`; 0 zeros without one.
int taken_zeros(std::string_view& behind, Currency currency) {
    for (const PriceWord& word : price_words) {
        if (word.currency != currency->code || !same_word(behind, word.word)) continue;
        behind = {};
        return word.zeros;
    }
    return 0;
}

}  // namespace

Result<Money> money_from(std::string_view text, Currency expected) {
    const auto unread = [&](const std::string& why) {
        return fail("the price " + quoted(text) + " " + why);
    };
    if (text.size() > most_text) return unread("is too long for a price");
    if (std::ranges::any_of(text, is_control)) return unread("holds a control character");
    const std::string readable = plain(text);
    auto parts = parts_of(readable);
    if (!parts) return unread("is not one number with a sign");
    const int zeros = taken_zeros(parts->behind, expected);
    for (const std::string_view sign : {parts->before, parts->behind})
        if (!sign_fits(sign, expected))
            return unread("has the sign " + quoted(sign) + ", which is not one of the expected " +
                          std::string(expected->code));
    const std::string can_be =
        "cannot be read as " + std::string(expected->code) + " in one way only";
    auto digits = digits_of(parts->number, expected, zeros > 0);
    if (!digits) return unread(can_be);
    const auto units = minor_units(std::move(*digits), zeros, expected);
    if (!units) return unread("is no amount of " + std::string(expected->code));
    return Money{*units, expected};
}

Result<Money> money_from_decimal(std::string_view amount, Currency currency) {
    const std::size_t dot = std::min(amount.find('.'), amount.size());
    const std::string_view whole = amount.substr(0, dot);
    const std::string_view decimals = amount.substr(std::min(dot + 1, amount.size()));
    const bool numeric = !whole.empty() && std::ranges::all_of(whole, is_digit) &&
                         std::ranges::all_of(decimals, is_digit) && amount.size() <= most_text;
    std::optional<std::int64_t> units;
    if (numeric)
        units =
            minor_units({std::string(whole) + std::string(decimals), decimals.size()}, 0, currency);
    if (!units)
        return fail("the amount " + quoted(amount) + " is not an amount of " +
                    std::string(currency->code) + " such as \"4.99\"");
    return Money{*units, currency};
}

Result<Money> money_from_number(double amount, Currency currency) {
    std::array<char, most_text> text{};
    if (!std::isfinite(amount)) return fail("the amount is not a number");
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
    const bool fits = end.ec == std::errc{};
    return money_from_decimal(
        fits ? std::string_view(text.data(), static_cast<std::size_t>(end.ptr - text.data())) : "",
        currency);
}

Result<Money> money_from_micros(std::int64_t micros, Currency currency) {
    std::int64_t per_unit = 1'000'000;
    for (int at = 0; at < currency->decimals; ++at) per_unit /= 10;
    if (micros < 0 || per_unit == 0 || micros % per_unit != 0)
        return fail(std::to_string(micros) + " millionths are no amount of " +
                    std::string(currency->code));
    return Money{micros / per_unit, currency};
}

}  // namespace parsers
