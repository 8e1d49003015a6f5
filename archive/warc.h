#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "records/page.h"
#include "records/result.h"

namespace archive {

/// Writes pages into a WARC 1.1 file of its own (one gzip member per record), for `simulate` and
/// `export`. The same pages give the same bytes: record ids are derived from content, and the
/// warcinfo record carries no clock. Written to a temporary file, fsynced and renamed.
/// Every page needs a fetched_at. A page that is in the list twice is written once.
records::Result<void> write_warc(const std::string& file, const std::vector<records::Page>& pages);

}  // namespace archive
