#include "parsers/find_back.h"

#include <cstring>

namespace parsers {

namespace {

/// Bytes of marks, the rarest first, as counted in the last 150 KB of Play's pages (data in which
/// "[" is everywhere) and in the JSON of Apple's. Only speed depends on it.
constexpr std::string_view rarest_first =
    "+('QZXJKVWYqjzHUGxkB@#{};|~^<>FNOPLMRIDESATC_vwy=bgfpu[]";

std::size_t place_of_rarest(std::string_view mark) {
    for (const char c : rarest_first)
        if (const std::size_t place = mark.find(c); place != mark.npos) return place;
    return 0;
}

}  // namespace

std::size_t find_back(std::string_view text, std::string_view mark) {
    if (mark.empty() || mark.size() > text.size()) return text.npos;
    const std::size_t rarest = place_of_rarest(mark);
    const char* const first = text.data() + rarest;  // where the rarest byte can be at the earliest
    std::size_t left = text.size() - mark.size() + 1;
    while (left > 0) {
        const auto* found = static_cast<const char*>(memrchr(first, mark[rarest], left));
        if (!found) return text.npos;
        left = static_cast<std::size_t>(found - first);
        const bool may_be =
            text[left] == mark.front() && text[left + mark.size() - 1] == mark.back();
        if (may_be && std::memcmp(text.data() + left, mark.data(), mark.size()) == 0) return left;
    }
    return text.npos;
}

}  // namespace parsers
