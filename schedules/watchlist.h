#pragma once

#include <string_view>
#include <vector>

#include "records/app.h"
#include "records/result.h"

namespace schedules {

/// Something wrong in a watch-list file, with its line.
struct WatchlistIssue {
    int line = 0;
    std::string what;
    bool fatal = false;  // an error that `check` fails on; otherwise a remark ("no Google id yet")
};

struct Watchlist {
    std::vector<records::WatchedApp> apps;  // in the order of the file
    std::vector<WatchlistIssue> issues;
};

/// Reads the watch-list (TOML, see schedules/watchlist.toml). `name` is for messages. Unknown keys,
/// unknown countries, an id that two apps claim, an id of the wrong shape: each is a fatal issue
/// with its line. A text that is not TOML is an error with its line and column.
records::Result<Watchlist> read_watchlist(std::string_view text, std::string_view name);

}  // namespace schedules
