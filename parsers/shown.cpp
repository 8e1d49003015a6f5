#include "parsers/shown.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace parsers {

std::string shown(double number) {
    std::array<char, 32> digits{};
    const bool whole = std::abs(number) < 1e15 && std::trunc(number) == number;
    const auto [end, error] =
        whole ? std::to_chars(digits.data(), digits.data() + digits.size(),
                              static_cast<std::int64_t>(number))
              : std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} ? std::string(digits.data(), end) : std::string("a number");
}

std::string shown(const Json& value) {
    if (const auto text = value.text()) return "\"" + std::string(text->substr(0, 40)) + "\"";
    if (const auto integer = value.integer()) return std::to_string(*integer);
    if (const auto number = value.number()) return shown(*number);
    if (const auto boolean = value.boolean()) return *boolean ? "true" : "false";
    return value.is_list()     ? "a list"
           : value.is_object() ? "an object"
           : value             ? "null"
                               : "nothing";
}

}  // namespace parsers
