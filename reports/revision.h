#pragma once

#include <map>
#include <optional>

#include "reports/workbook.h"

/// Issues of the workbook of one week: the first, and the revisions that late data and better
/// parsers bring about. A revision lists what differs from the one before.
namespace reports {

/// Which reading of a response was known.
struct KnownReading {
    records::Instant recorded;
    int parser_version = 0;
};

/// A workbook that was given out, as far as the next one is compared with it. It is made again from
/// what the archive knew then, so by today's program and with today's watch-list.
struct Earlier {
    int revision = 1;
    std::optional<records::Instant> as_of;
    Workbook workbook;
    std::map<records::ResponseId, KnownReading> readings;  // of all responses of its market
};
Earlier earlier(const records::Market&, int revision);

/// The number of an issue, and what it is compared with.
struct Edition {
    int revision = 1;
    const Earlier* before = nullptr;  // nullptr: the first
};

/// A revision of the weekly workbook.
Workbook build(const records::Market&, Edition);

/// Whether an issue tells its readers anything: it is the first, a value reads differently than in
/// the one before, or the week has become final (or is so no more).
bool is_due(const Workbook&, Edition);

}  // namespace reports
