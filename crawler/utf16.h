#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crawler {

/// A text in UTF-16 as UTF-8: one that begins with a byte order mark of UTF-16 (it goes), or with a
/// letter of ASCII in two octets. Half surrogates become U+FFFD, a single octet at the end is left
/// out. Empty: the text is no UTF-16.
std::optional<std::string> from_utf16(std::string_view text);

}  // namespace crawler
