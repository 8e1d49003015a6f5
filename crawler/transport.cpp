#include "crawler/transport.h"

#include <array>

namespace crawler {

std::string_view to_text(Fault fault) {
    constexpr std::array<std::string_view, 10> names = {
        "none",    "name", "connect",  "tls",       "forbidden",
        "timeout", "cut",  "protocol", "too-large", "local"};
    return names.at(static_cast<std::size_t>(fault));
}

}  // namespace crawler
