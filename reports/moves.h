#pragma once

#include "reports/view.h"
#include "reports/workbook.h"

namespace reports {

/// Adds the largest rises and falls on single charts since the week before, entries and exits
/// among them: an app that entered rose at least from below the chart's depth.
void add_moves(const View&, Sheet&);

}  // namespace reports
