#pragma once

#include <xlsxwriter.h>

#include "reports/workbook.h"
#include "reports/xlsx_formats.h"

namespace reports {

/// Colours a column of a table by its rule, in Excel itself. Totals stay as they are.
lxw_error colour_column(lxw_worksheet*, Formats&, const Table&, int column);

}  // namespace reports
