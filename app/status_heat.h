#pragma once

#include <string>

#include "app/watching_status.h"

namespace app {

/// A section of HTML: how complete the answers of each source were in each storefront on each of
/// the last days, in per cent; a table over the sources, and one per source over its storefronts.
std::string heat_map(const Status&);

}  // namespace app
