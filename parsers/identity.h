#pragma once

#include "parsers/source.h"

namespace parsers {

/// Holds a reading against what was asked: by the one who brought the page, and by its URL. Where
/// they differ it becomes drift without records, with an issue that names both. Of a lookup and of
/// Play's charts, which answer several calls at once, only what was asked for is kept; the rest is
/// left out with an issue that names it.
void check_identity(const records::Page&, const Source&, records::Reading&);

/// Makes a reading drift when all its prices are in USD, although the marketplace bills its country
/// in another currency, and the country is only what was asked for: stores answer with the page of
/// the US where they have none.
void check_billed(const records::Page&, const Generation&, records::Reading&);

/// Reports charts and listings of which nobody knows when they were seen.
void check_dated(records::Reading&);

/// Reports those that are more than 36 hours older than their fetch.
void check_fresh(const records::Page&, records::Reading&);

}  // namespace parsers
