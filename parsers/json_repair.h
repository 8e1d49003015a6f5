#pragma once

#include <string>
#include <string_view>

namespace parsers {

/// A JSON text with what no JSON reader takes made harmless: bytes that are not UTF-8, escapes of
/// half a surrogate pair, and raw control characters inside texts each become U+FFFD.
/// Its structure stays as it is.
std::string repaired_json(std::string_view text);

/// Where and in what a JSON text ends early: "byte 4711: the text ends inside a list". Empty when
/// its brackets and quotes close.
std::string early_end(std::string_view text);

}  // namespace parsers
