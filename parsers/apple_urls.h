#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "records/geography.h"

namespace parsers {

/// The parts of a URL, as they stand in it: "https://itunes.apple.com/us/rss/x?limit=1" is
/// {"itunes.apple.com", "/us/rss/x", "limit=1"}. Not http(s): all empty.
struct UrlParts {
    std::string_view host;
    std::string_view path;
    std::string_view query;
};
UrlParts parts_of_url(std::string_view url);

/// The step of a path at a place: step_of("/us/rss/x", 1) is "rss". Empty beyond its end.
std::string_view step_of(std::string_view path, std::size_t place);

/// The value of a query's field, not decoded; empty when it has none.
std::string_view query_value(std::string_view query, std::string_view field);

/// The country whose storefront a URL of Apple's is of: the first step of its path on
/// apps.apple.com and itunes.apple.com. Empty when there is none, or none that we know.
std::optional<records::Country> storefront_in_url(std::string_view url);

/// The number behind "/id" that ends a path of Apple's: "1636235979" of
/// "https://apps.apple.com/no/app/reelshort/id1636235979?uo=4". Empty without one.
std::string_view app_id_in_url(std::string_view url);

/// The country of a storefront as pages write it: "us", "143441", "143441-1,29".
std::optional<records::Country> storefront_from_code(std::string_view code);

/// Whether a text is 1 to 20 digits, as Apple's ids are.
bool is_number(std::string_view text);

}  // namespace parsers
