#pragma once

#include <string>
#include <string_view>

namespace app {

/// Any text as text of an HTML page, or as a quoted attribute: what has a meaning in HTML is
/// escaped; control characters and bytes that are not UTF-8 become "?"; it ends after 300 bytes.
std::string html(std::string_view text);

}  // namespace app
