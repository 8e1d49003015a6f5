#pragma once

#include <string>
#include <vector>

#include "reports/view.h"
#include "reports/workbook.h"

namespace reports {

/// What the stores' pages of an app say: Google's worldwide counter of installs, and the ratings
/// of a region's storefronts.
std::vector<Column> listing_columns();

/// The row of an app, under `listing_columns`; `where` names the part of the market.
std::vector<Cell> listing_row(const View&, std::size_t app, records::Region, std::size_t number,
                              const std::string& where);

}  // namespace reports
