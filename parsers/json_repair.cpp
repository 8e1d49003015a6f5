#include "parsers/json_repair.h"

#include <charconv>
#include <cstddef>

namespace parsers {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

constexpr unsigned char byte_at(std::string_view text, std::size_t place) {
    return place < text.size() ? static_cast<unsigned char>(text[place]) : 0;
}

constexpr bool continues(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

/// The length of the UTF-8 character at a place, 0 when there is none (Unicode 15, table 3-7).
std::size_t character_length(std::string_view text, std::size_t place) {
    const unsigned char a = byte_at(text, place);
    const unsigned char b = byte_at(text, place + 1);
    const unsigned char c = byte_at(text, place + 2);
    const unsigned char d = byte_at(text, place + 3);
    if (a < 0x80) return 1;
    if (a >= 0xC2 && a <= 0xDF) return continues(b) ? 2 : 0;
    if (a >= 0xE0 && a <= 0xEF) {
        const bool overlong = a == 0xE0 && b < 0xA0;
        const bool surrogate = a == 0xED && b > 0x9F;
        return continues(b) && continues(c) && !overlong && !surrogate ? 3 : 0;
    }
    if (a >= 0xF0 && a <= 0xF4) {
        const bool overlong = a == 0xF0 && b < 0x90;
        const bool beyond = a == 0xF4 && b > 0x8F;
        return continues(b) && continues(c) && continues(d) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

/// The code unit of a \uXXXX escape at a place, -1 when there is none.
int escaped_unit(std::string_view text, std::size_t place) {
    if (place + 6 > text.size() || text[place] != '\\' || text[place + 1] != 'u') return -1;
    int unit = 0;
    const char* first = text.data() + place + 2;
    const auto [end, error] = std::from_chars(first, first + 4, unit, 16);
    return error == std::errc{} && end == first + 4 ? unit : -1;
}

constexpr bool is_high(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// Copies the escape at a place, and says how long it is.
std::size_t copy_escape(std::string_view text, std::size_t place, std::string& out) {
    const int unit = escaped_unit(text, place);
    const bool pair = is_high(unit) && is_low(escaped_unit(text, place + 6));
    if ((is_high(unit) || is_low(unit)) && !pair) {
        out += replacement;
        return 6;
    }
    const std::size_t length = pair ? 12 : unit >= 0 ? 6 : 2;
    out += text.substr(place, length);
    return length;
}

}  // namespace

std::string repaired_json(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 64);
    bool in_text = false;
    for (std::size_t place = 0; place < text.size();) {
        const char symbol = text[place];
        if (symbol == '"') in_text = !in_text;
        if (in_text && symbol == '\\') {
            place += copy_escape(text, place, out);
            continue;
        }
        const std::size_t length = character_length(text, place);
        const bool control = in_text && byte_at(text, place) < 0x20;
        out += length == 0 || control ? replacement : text.substr(place, length);
        place += length == 0 ? 1 : length;
    }
    return out;
}

std::string early_end(std::string_view text) {
    std::string open;  // the brackets that are not closed yet
    bool in_text = false;
    for (std::size_t place = 0; place < text.size(); ++place) {
        const char symbol = text[place];
        if (in_text && symbol == '\\')
            ++place;
        else if (symbol == '"')
            in_text = !in_text;
        else if (!in_text && (symbol == '[' || symbol == '{'))
            open += symbol;
        else if (!in_text && (symbol == ']' || symbol == '}') && !open.empty())
            open.pop_back();
    }
    if (!in_text && open.empty()) return {};
    const char* inside = in_text ? "a text" : open.back() == '[' ? "a list" : "an object";
    return "byte " + std::to_string(text.size()) + ": the text ends inside " + inside;
}

}  // namespace parsers
