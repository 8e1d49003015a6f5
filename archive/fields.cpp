#include "archive/fields.h"

#include <algorithm>
#include <charconv>

namespace archive {
namespace {

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

bool is_alphanumeric(char letter) {
    return (letter >= '0' && letter <= '9') || (lower(letter) >= 'a' && lower(letter) <= 'z');
}

std::string encoded(std::string_view text, std::string_view harmless) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    result.reserve(text.size());
    for (const char letter : text) {
        if (is_alphanumeric(letter) || harmless.find(letter) != std::string_view::npos) {
            result += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        result += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return result;
}

}  // namespace

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char letter) { return lower(letter); });
    return result;
}

bool same_letters(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right,
                              [](char one, char other) { return lower(one) == lower(other); });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view white = " \t\r\n";
    const std::size_t first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::string_view field(const Fields& fields, std::string_view name) {
    const auto found = std::ranges::find_if(
        fields, [&](const auto& each) { return same_letters(each.first, name); });
    return found == fields.end() ? std::string_view() : found->second;
}

bool add_field_line(Fields& fields, std::string_view line) {
    if (line.starts_with(' ') || line.starts_with('\t')) {
        if (fields.empty()) return false;
        fields.back().second.append(" ").append(trimmed(line));
        return true;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    fields.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    return true;
}

std::string percent_encoded(std::string_view text) { return encoded(text, "-._~:/?#[]@!$'()*,+"); }

std::string percent_encoded_url(std::string_view url) {
    return encoded(url, "-._~:/?#[]@!$'()*,+&=;%");
}

std::string percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = text[i] == '%' && i + 2 < text.size()
                              ? whole_number(text.substr(i + 1, 2), 16)
                              : std::nullopt;
        result += byte ? static_cast<char>(*byte) : text[i];
        if (byte) i += 2;
    }
    return result;
}

std::optional<std::size_t> whole_number(std::string_view digits, int base) {
    std::size_t number = 0;
    if (digits.empty() || digits.size() > (base == 16 ? 15 : 18)) return std::nullopt;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    return whole ? std::optional(number) : std::nullopt;
}

}  // namespace archive
