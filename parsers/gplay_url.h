#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "records/page.h"

namespace parsers {

/// Whether a URL is of play.google.com and its path starts so. The scheme may be http or https.
bool is_play_url(std::string_view url, std::string_view path);

/// The value of a parameter in a URL's query, with %XX and + resolved; empty when it is absent.
std::string query_value(std::string_view url, std::string_view name);

/// A text as it stands in a query or a form: everything but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);

/// What Play's two parameters of every URL tell: the storefront is `gl`, in either case.
std::optional<records::Country> country_in(std::string_view url);

/// The storefront of a page of Play. No page names it, so it is what was asked for, or gl= of the
/// URL.
std::optional<records::Country> play_country(const records::Page&);

}  // namespace parsers
