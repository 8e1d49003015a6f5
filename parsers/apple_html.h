#pragma once

#include <string>
#include <string_view>

#include "parsers/json.h"

namespace parsers {

/// Whether a body is HTML of apps.apple.com, or a part of it: it has Apple's marks within its first
/// 64 KB. Says no to every other page after a look at its beginning.
bool is_appstore_html(std::string_view body);

/// The page's own address: its canonical link, else its og:url. Empty without one.
std::string_view own_url(std::string_view page);

/// A JSON text that is a part of a page: all of it, or the members with wanted names alone.
JsonText json_within(const std::string& page, std::string_view part);
JsonText json_within(const std::string& page, std::string_view part, const JsonNames& wanted);

}  // namespace parsers
