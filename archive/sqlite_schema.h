#pragma once

#include "archive/sqlite_database.h"
#include "records/result.h"

namespace archive {

/// Brings a database to the schema of this version, step by step, each in its transaction. Refuses
/// one that a newer version wrote. A new file is made by the same steps.
void migrate(Database&, const std::string& name);

/// Refuses what this version cannot read: a newer schema, or a file that is no archive.
void require_readable(Database&, const std::string& name);

/// Whether the schema has the tables of crawls: an older archive that is only read has none.
bool has_journal(Database&);

/// Whether the schema has the table of filled fields.
bool has_field_coverage(Database&);

}  // namespace archive
