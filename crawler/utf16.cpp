#include "crawler/utf16.h"

#include <cstdint>

namespace crawler {
namespace {

constexpr char32_t replacement = 0xFFFD;

/// Takes 16-bit units off the front of a text.
class Units {
public:
    Units(std::string_view rest, bool big) : rest_(rest), big_(big) {}

    bool more() const { return rest_.size() >= 2; }
    char32_t next() const {
        const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(rest_[at]); };
        return big_ ? octet(0) * 256U + octet(1) : octet(1) * 256U + octet(0);
    }
    char32_t take() {
        const char32_t unit = next();
        rest_.remove_prefix(2);
        return unit;
    }

private:
    std::string_view rest_;
    bool big_;
};

bool is_first_half(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_second_half(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

char32_t take_character(Units& units) {
    const char32_t unit = units.take();
    if (is_second_half(unit)) return replacement;
    if (!is_first_half(unit)) return unit;
    if (!units.more() || !is_second_half(units.next())) return replacement;
    return 0x10000 + ((unit - 0xD800) << 10U) + (units.take() - 0xDC00);
}

void append(std::string& text, char32_t character) {
    const auto tail = [&](unsigned shift) {
        text += static_cast<char>(0x80 | ((character >> shift) & 0x3FU));
    };
    if (character < 0x80) {
        text += static_cast<char>(character);
        return;
    }
    if (character < 0x800) {
        text += static_cast<char>(0xC0 | (character >> 6U));
    } else {
        if (character < 0x10000) {
            text += static_cast<char>(0xE0 | (character >> 12U));
        } else {
            text += static_cast<char>(0xF0 | (character >> 18U));
            tail(12);
        }
        tail(6);
    }
    tail(0);
}

}  // namespace

std::optional<std::string> from_utf16(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const bool marked = text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE");
    const bool big = marked ? text[0] == '\xFE' : text[0] == '\0';
    if (!marked && (text[0] == '\0') == (text[1] == '\0')) return std::nullopt;
    Units units(text.substr(marked ? 2 : 0), big);
    std::string converted;
    converted.reserve(text.size() / 2);
    while (units.more()) append(converted, take_character(units));
    return converted;
}

}  // namespace crawler
