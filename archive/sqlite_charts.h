#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "archive/sqlite_database.h"
#include "archive/sqlite_faces.h"
#include "archive/sqlite_watch.h"
#include "records/market.h"

namespace archive {

/// The readings that a market is made of, and what it has to say about them.
struct Needed {
    std::map<records::ResponseId, std::int64_t> readings;
    std::map<std::int64_t, std::vector<records::Issue>> issues;  // by reading

    /// Notes on a reading that its page claims what another page claimed before, and differs.
    void contradict(std::int64_t reading, records::ResponseId used, const std::string& claim);
};

/// Seconds since 1970: facts seen from `first` up to before `end`, recorded up to `as_of`.
struct Window {
    std::int64_t first;
    std::int64_t end;
    std::int64_t as_of;
};

/// Reads the charts of a window into a market, and the ranks of watched apps in them. Where pages
/// claim the same storefront, chart, genre and moment, one is used: the deepest of those that agree
/// with the first recorded.
void read_charts(Database&, Faces&, const std::unordered_map<std::uint32_t, WatchedFace>&,
                 const Window&, records::Market&, Needed&);

}  // namespace archive
