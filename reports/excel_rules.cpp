#include "reports/excel_rules.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>

namespace reports {
namespace {

constexpr std::size_t most_units = 32'767;
constexpr char32_t broken = 0xFFFD;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

struct Lead {
    std::size_t length;
    char32_t bits;
    char32_t least;  // the smallest character that needs this length
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) return {1, byte, 0};
    if (byte >= 0xC2 && byte < 0xE0) return {2, static_cast<char32_t>(byte & 0x1F), 0x80};
    if (byte >= 0xE0 && byte < 0xF0) return {3, static_cast<char32_t>(byte & 0x0F), 0x800};
    if (byte >= 0xF0 && byte < 0xF5) return {4, static_cast<char32_t>(byte & 0x07), 0x10000};
    return {0, broken, 0};
}

/// Takes one character off the front; a byte that starts none is taken as U+FFFD.
char32_t take(std::string_view& text) {
    const Lead lead = lead_of(static_cast<unsigned char>(text.front()));
    char32_t character = lead.bits;
    std::size_t length = 1;
    while (length < lead.length && length < text.size() && is_continuation(text[length]))
        character = character << 6 | (static_cast<unsigned char>(text[length++]) & 0x3F);
    const bool whole = lead.length != 0 && length == lead.length && character >= lead.least &&
                       character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
    text.remove_prefix(lead.length == 0 ? 1 : length);
    return whole ? character : broken;
}

void put(char32_t character, std::string& out) {
    const auto byte = [&](char32_t bits) { out += static_cast<char>(bits); };
    if (character < 0x80) return byte(character);
    if (character < 0x800) {
        byte(0xC0 | character >> 6);
    } else if (character < 0x10000) {
        byte(0xE0 | character >> 12);
        byte(0x80 | (character >> 6 & 0x3F));
    } else {
        byte(0xF0 | character >> 18);
        byte(0x80 | (character >> 12 & 0x3F));
        byte(0x80 | (character >> 6 & 0x3F));
    }
    byte(0x80 | (character & 0x3F));
}

bool is_bidi_control(char32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

bool is_no_character(char32_t c) {
    return (c >= 0x80 && c < 0xA0) || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

void put_safely(char32_t c, std::string& out) {
    if (c == '\t' || c == '\n') return put(c, out);
    if (c < 0x20) return put(0x2400 + c, out);
    if (c == 0x7F) return put(0x2421, out);
    if (is_no_character(c)) return put(broken, out);
    if (!is_bidi_control(c)) return put(c, out);
    char text[16];
    std::snprintf(text, sizeof text, "<U+%04X>", static_cast<unsigned>(c));
    out += text;
}

std::size_t units(std::string_view safe) {
    const auto starts = [](char byte) { return is_continuation(byte) ? 0 : 1; };
    std::size_t count = 0;
    for (const char byte : safe)
        count += static_cast<std::size_t>(starts(byte) +
                                          ((static_cast<unsigned char>(byte) >= 0xF0) ? 1 : 0));
    return count;
}

std::string cut(const std::string& text, std::size_t all) {
    const std::string note = " [cut here: " + std::to_string(all) + " characters in all]";
    std::size_t count = 0;
    std::size_t end = 0;
    while (end < text.size() && count < most_units - note.size() - 1) {
        count += static_cast<unsigned char>(text[end]) >= 0xF0 ? 2U : 1U;
        do ++end;
        while (end < text.size() && is_continuation(text[end]));
    }
    return text.substr(0, end) + note;
}

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

/// "_x0041_" at the front: Excel would read it as one character.
bool is_escape(std::string_view text) {
    return text.size() >= 7 && text[0] == '_' && text[1] == 'x' && text[6] == '_' &&
           std::all_of(text.begin() + 2, text.begin() + 6, is_hex);
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// "A1", "XFD1048576", "R1C1", "R", "C3": anything that a reader of cells may take for a cell.
bool like_a_cell(std::string_view name) {
    const auto letters = std::ranges::find_if_not(name, is_letter);
    const auto digits = std::find_if_not(letters, name.end(), is_digit);
    const auto count = letters - name.begin();
    if (digits == name.end() && letters != name.end() && count >= 1 && count <= 3) return true;
    std::string upper(name);
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
    return upper.find_first_not_of("RC0123456789") == std::string::npos;
}

}  // namespace

std::string safe_text(std::string_view text) {
    std::string safe;
    if (is_plain(text)) {
        safe = text;
    } else {
        safe.reserve(text.size() + 8);
        while (!text.empty()) put_safely(take(text), safe);
    }
    if (safe.size() <= most_units) return safe;
    const std::size_t all = units(safe);
    return all <= most_units ? safe : cut(safe, all);
}

std::string cell_text(std::string_view text) {
    std::string safe = safe_text(text);
    if (safe.find("_x") == std::string::npos) return safe;
    std::string escaped;
    for (std::size_t place = 0; place < safe.size(); ++place) {
        if (is_escape(std::string_view(safe).substr(place))) escaped += "_x005F";
        escaped += safe[place];
    }
    return escaped.size() <= most_units ? escaped : safe_text(escaped);
}

std::string sheet_title_fault(std::string_view title) {
    if (title.empty()) return "a sheet needs a title";
    if (units(title) > 31) return "a sheet's title has at most 31 characters";
    if (title.find_first_of("[]:*?/\\") != std::string_view::npos)
        return "a sheet's title has none of []:*?/\\";
    if (title.front() == '\'' || title.back() == '\'')
        return "a sheet's title neither starts nor ends with an apostrophe";
    if (title == "History") return "Excel keeps the title History to itself";
    return safe_text(title) == title ? "" : "a sheet's title is valid UTF-8 without controls";
}

std::string defined_name_fault(std::string_view name) {
    if (name.empty() || name.size() > 255) return "a name has 1 to 255 characters";
    if (!is_letter(name.front()) && name.front() != '_')
        return "a name starts with a letter or an underscore";
    const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.'; };
    if (!std::ranges::all_of(name, fits))
        return "a name is made of letters, digits, underscores and dots";
    return like_a_cell(name) ? "a name must not look like a cell" : "";
}

std::string address(int row, int column) {
    std::string letters;
    for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters + std::to_string(row + 1);
}

std::string fixed_address(int row, int column) {
    const std::string plain = address(row, column);
    const std::size_t digits = plain.find_first_of("0123456789");
    return '$' + plain.substr(0, digits) + '$' + plain.substr(digits);
}

std::string fixed_range(const std::string& sheet, int column, int first_row, int last_row) {
    std::string quoted;
    for (const char c : sheet) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return '\'' + quoted + "'!" + fixed_address(first_row, column) + ':' +
           fixed_address(last_row, column);
}

}  // namespace reports
