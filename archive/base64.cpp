#include "archive/base64.h"

#include <array>
#include <cstdint>

namespace archive {
namespace {

constexpr std::uint8_t none = 255;

constexpr std::array<std::uint8_t, 256> values = [] {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<std::uint8_t, 256> table{};
    table.fill(none);
    for (std::size_t i = 0; i < digits.size(); ++i)
        table[static_cast<std::uint8_t>(digits[i])] = static_cast<std::uint8_t>(i);
    return table;
}();

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text) {
    while (text.ends_with('=') || text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char digit : text) {
        if (digit == '\n' || digit == '\r') continue;
        const std::uint8_t value = values[static_cast<std::uint8_t>(digit)];
        if (value == none) return std::nullopt;
        bits = (bits << 6U | value) & 0x3FFFU;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 255U);
    }
    return count == 6 ? std::nullopt : std::optional(std::move(bytes));
}

}  // namespace archive
