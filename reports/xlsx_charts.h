#pragma once

#include <xlsxwriter.h>

#include "reports/workbook.h"

namespace reports {

/// In pixels.
inline constexpr int chart_width = 560;
inline constexpr int chart_height = 320;

/// A native chart of the cells that the view names; nullptr: the library has no room for it.
lxw_chart* make_chart(lxw_workbook*, const ChartView&);

}  // namespace reports
