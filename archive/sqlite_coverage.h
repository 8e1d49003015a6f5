#pragma once

#include <vector>

#include "archive/archive.h"
#include "archive/sqlite_database.h"
#include "archive/sqlite_faces.h"

namespace archive {

/// Writes how far the fields of a reading are filled; nothing of one without records.
void insert_field_coverage(Database&, std::int64_t reading, const records::Reading&);

/// Counts the fields of what was read before they were kept, once in the life of an archive.
void complete_field_coverage(Database&, Faces&);

/// See Archive::field_coverage.
std::vector<Archive::FieldCoverage> field_coverage_of(Database&, const Archive::FieldFilter&);

}  // namespace archive
