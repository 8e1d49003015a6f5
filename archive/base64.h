#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace archive {

/// Reads base64 (RFC 4648, with or without "=" at its end, line breaks allowed), as HAR files hold
/// bodies. Empty when a character is none of base64's: unlike Poco's decoder, which stops at the
/// first such character and would give half a body as if it were whole.
std::optional<std::string> base64_decoded(std::string_view);

}  // namespace archive
