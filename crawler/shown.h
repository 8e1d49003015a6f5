#pragma once

#include <string>
#include <string_view>

namespace crawler {

/// Text from outside as it may stand in a message: at most 200 bytes of it, then "...". An octet
/// that is no printable ASCII character is written as "\x0d", so that it cannot forge a line or
/// command a terminal.
std::string shown(std::string_view);

}  // namespace crawler
