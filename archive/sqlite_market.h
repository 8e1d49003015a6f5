#pragma once

#include <optional>

#include "archive/sqlite_database.h"
#include "archive/sqlite_faces.h"
#include "archive/watch.h"
#include "records/market.h"

namespace archive {

/// See Archive::market.
records::Market market_of(Database&, Faces&, const Watch&, records::Week, int weeks_back,
                          std::optional<records::Instant> as_of);

}  // namespace archive
