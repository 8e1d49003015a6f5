#pragma once

#include <string>

#include "records/reading.h"

/// All of a reading, a line per thing, for goldens and for messages of tests. Whatever is not set
/// is not shown; strings are quoted, with control characters escaped.
std::string to_text(const records::Reading&);
