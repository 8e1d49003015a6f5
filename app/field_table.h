#pragma once

#include <vector>

#include "app/terminal.h"
#include "archive/archive.h"

namespace app {

/// How far the fields of each source and layout are filled by now, and what they were before: a row
/// for each field. Coverages are in order of their responses. "now" is the newest page, pages of
/// one app together with those before it.
Table field_table(const std::vector<archive::Archive::FieldCoverage>&);

}  // namespace app
