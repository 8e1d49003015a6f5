#pragma once

#include <optional>

#include "archive/sqlite_database.h"
#include "archive/sqlite_faces.h"
#include "archive/watch.h"
#include "records/market.h"

namespace archive {

/// Adds a reading of a response, with its records and issues.
void add_reading(Database&, Faces&, const Watch&, records::ResponseId, const records::Reading&,
                 records::Instant recorded);

/// The number of the latest reading of a response that was recorded up to a moment.
std::optional<std::int64_t> latest_reading(Database&, records::ResponseId,
                                           std::optional<records::Instant> as_of);

/// A reading as it was added.
records::Reading reading_at(Database&, Faces&, std::int64_t reading);

/// Whether two readings say the same.
bool same(const records::Reading&, const records::Reading&);

std::vector<records::Issue> issues_of(Database&, std::int64_t reading);

inline std::int64_t seconds(records::Instant instant) { return instant.time_since_epoch().count(); }
inline std::optional<std::int64_t> seconds(std::optional<records::Instant> instant) {
    return instant ? std::optional(seconds(*instant)) : std::nullopt;
}
inline records::Instant instant_at(std::int64_t count) {
    return records::Instant(std::chrono::seconds(count));
}
inline std::optional<records::Instant> instant_at(std::optional<std::int64_t> count) {
    return count ? std::optional(instant_at(*count)) : std::nullopt;
}

/// For "recorded <= ?": all of the archive when no moment is given.
std::int64_t up_to(std::optional<records::Instant> as_of);

}  // namespace archive
