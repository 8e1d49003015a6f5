#pragma once

#include <vector>

#include "app/alerting.h"
#include "app/watching_status.h"

namespace app {

/// What is wrong, by the settings of [alerts]:
///   stale SOURCE STOREFRONT     there should be newer data, by the timetable
///   coverage SOURCE             its newest day brought much less than the days before
///   drift SOURCE, block SOURCE  its last run got pages of an unknown layout, or was refused
///   job NAME                    its newest slot failed or was missed
///   disk, configuration, history, clock
/// In order of their keys.
std::vector<Finding> findings(const Status&);

}  // namespace app
