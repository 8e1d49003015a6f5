#pragma once

#include <string>
#include <vector>

#include "app/terminal.h"
#include "records/reading.h"

/// The public output of `dramascope parse`: JSON Lines, described by docs/output.schema.json. Every
/// key is always there; what is not known is null. Lines end in a line feed.
namespace app {

/// {"kind":"page", ...}: what became of a page. `place` is where it came from.
std::string page_line(const std::string& place, const records::Reading&);

/// {"kind":"chart" | "app" | "figure" | "fx", ...}: a fact that the page told.
std::string record_line(const records::Record&);

/// One row of a table, as a JSON object; for `--json` of the commands that print tables. A count is
/// a number, an empty text is null.
std::string row_line(const std::vector<std::string>& keys, const std::vector<Cell>& cells);

}  // namespace app
