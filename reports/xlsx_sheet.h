#pragma once

#include <xlsxwriter.h>

#include "reports/workbook.h"
#include "reports/xlsx_faults.h"
#include "reports/xlsx_formats.h"

namespace reports {

/// Writes one sheet, from top to bottom: the library lets go of each row as the next one starts.
void write_sheet(lxw_workbook*, lxw_worksheet*, const Sheet&, Formats&, Faults&);

}  // namespace reports
