#include "parsers/gplay_url.h"

#include <charconv>

namespace parsers {

namespace {

std::string_view without_scheme(std::string_view url) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (url.starts_with(scheme)) return url.substr(scheme.size());
    return {};
}

/// The byte that "%41" at the start of a text stands for.
std::optional<char> escaped_byte(std::string_view text) {
    if (text.size() < 3 || text[0] != '%') return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, value, 16);
    if (error != std::errc{} || end != text.data() + 3) return std::nullopt;
    return static_cast<char>(value);
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = escaped_byte(text.substr(i));
        out += byte ? *byte : text[i] == '+' ? ' ' : text[i];
        if (byte) i += 2;
    }
    return out;
}

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

}  // namespace

bool is_play_url(std::string_view url, std::string_view path) {
    const std::string_view host = "play.google.com";
    const std::string_view rest = without_scheme(url);
    return rest.starts_with(host) && rest.substr(host.size()).starts_with(path);
}

std::string query_value(std::string_view url, std::string_view name) {
    const std::size_t mark = url.find('?');
    if (mark == std::string_view::npos) return "";
    std::string_view query = url.substr(mark + 1);
    query = query.substr(0, query.find('#'));
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
            return decoded(pair.substr(name.size() + 1));
    }
    return "";
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_plain(c))
            out += c;
        else
            (out += '%').append({digits[byte / 16], digits[byte % 16]});
    }
    return out;
}

std::optional<records::Country> country_in(std::string_view url) {
    return records::country_from(query_value(url, "gl"));
}

std::optional<records::Country> play_country(const records::Page& page) {
    return page.asked.country ? page.asked.country : country_in(page.url);
}

}  // namespace parsers
