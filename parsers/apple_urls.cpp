#include "parsers/apple_urls.h"

#include <algorithm>

namespace parsers {

UrlParts parts_of_url(std::string_view url) {
    constexpr std::string_view behind_scheme = "://";
    const std::size_t scheme = url.find(behind_scheme);
    if (!url.starts_with("http") || scheme == std::string_view::npos || scheme > 5) return {};
    url.remove_prefix(scheme + behind_scheme.size());
    url = url.substr(0, url.find('#'));
    const std::size_t host_end = std::min(url.find_first_of("/?"), url.size());
    const std::size_t path_end = std::min(url.find('?', host_end), url.size());
    return {url.substr(0, host_end), url.substr(host_end, path_end - host_end),
            url.substr(std::min(path_end + 1, url.size()))};
}

std::string_view step_of(std::string_view path, std::size_t place) {
    for (; path.starts_with('/'); --place) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        if (place == 0) return path.substr(0, end);
        path.remove_prefix(end);
    }
    return {};
}

std::string_view query_value(std::string_view query, std::string_view field) {
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.starts_with(field) && pair.substr(field.size()).starts_with('='))
            return pair.substr(field.size() + 1);
    }
    return {};
}

std::optional<records::Country> storefront_in_url(std::string_view url) {
    const UrlParts parts = parts_of_url(url);
    if (parts.host != "apps.apple.com" && parts.host != "itunes.apple.com") return std::nullopt;
    const std::string_view step = step_of(parts.path, 0);
    return step.size() == 2 ? records::country_from(step) : std::nullopt;
}

std::string_view app_id_in_url(std::string_view url) {
    const std::string_view path = parts_of_url(url).path;
    const std::string_view last = path.substr(std::min(path.rfind('/') + 1, path.size()));
    const bool numbered = last.starts_with("id") && is_number(last.substr(2));
    return numbered ? last.substr(2) : std::string_view{};
}

std::optional<records::Country> storefront_from_code(std::string_view code) {
    if (code.size() == 2) return records::country_from(code);
    const std::string_view digits = code.substr(0, code.find_first_of("-, "));
    if (digits.size() != 6 || !is_number(digits)) return std::nullopt;
    int number = 0;
    for (const char digit : digits) number = number * 10 + (digit - '0');
    const auto& table = records::country_table;
    const auto row = std::ranges::find(table, number, &records::CountryFacts::apple_storefront);
    return row == table.end() ? std::nullopt : records::Country::find(row->code);
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 20 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace parsers
