#pragma once

#include <string_view>

namespace app {

/// What the program carries in itself, so that it needs no file to run.
extern const std::string_view version;                // "0.1.0"
extern const std::string_view builtin_watchlist;      // schedules/watchlist.toml as it was built
extern const std::string_view builtin_configuration;  // schedules/dramascope.toml

}  // namespace app
