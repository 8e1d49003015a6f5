#pragma once

#include <string>

#include "app/watching_status.h"

namespace app {

/// The status in Prometheus' text format, version 0.0.4; docs/watching.md has a table of them.
/// Labels are job names, source names, storefronts and states: never anything that was fetched.
std::string metrics_text(const Status&, std::size_t open_alerts);

}  // namespace app
