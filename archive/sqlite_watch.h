#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>

#include "archive/sqlite_database.h"
#include "archive/watch.h"

namespace archive {

/// A watched app in a chart.
struct WatchedRow {
    int rank = 0;
    std::size_t watched = 0;  // place in the watch-list
    std::int64_t app = 0;     // number in the table `app`
};
void insert_watched(Database&, const Watch&, std::int64_t chart, std::span<const WatchedRow>);

/// The watched apps by their numbers in the table `app`.
std::unordered_map<std::int64_t, std::size_t> watched_apps(Database&, const Watch&);

/// The watched apps by the numbers that charts have for them.
struct WatchedFace {
    std::size_t watched = 0;
    std::int64_t app = 0;
};
std::unordered_map<std::uint32_t, WatchedFace> watched_faces(Database&, const Watch&);

/// Makes the rows of watched apps again when they were made for another list.
void refresh_watched_ranks(Database&, const Watch&);

}  // namespace archive
