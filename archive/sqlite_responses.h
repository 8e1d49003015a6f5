#pragma once

#include <vector>

#include "archive/archive.h"
#include "archive/sqlite_database.h"

namespace archive {

/// What is known of the response of a reading, as that reading tells it.
records::ResponseFacts response_facts(Database&, std::int64_t reading);

/// The latest readings that fit a filter, in order of their responses.
std::vector<std::int64_t> readings_of(Database&, const Archive::Filter&);

}  // namespace archive
