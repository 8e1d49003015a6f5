#pragma once

#include <string>
#include <string_view>

namespace app {

/// A text as a cell of a CSV file that a spreadsheet may open: quoted where RFC 4180 wants it, and
/// with an apostrophe before what a spreadsheet would take for a formula (= + - @, tab, return).
std::string csv_cell(std::string_view text);

}  // namespace app
