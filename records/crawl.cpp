#include "records/crawl.h"

#include <algorithm>

namespace records {

std::optional<Ending> ending_from(std::string_view name) {
    const auto found = std::ranges::find(ending_names, name);
    if (found == ending_names.end()) return std::nullopt;
    return static_cast<Ending>(found - ending_names.begin());
}

}  // namespace records
