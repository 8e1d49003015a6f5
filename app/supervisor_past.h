#pragma once

#include <span>
#include <vector>

#include "archive/history.h"
#include "records/result.h"
#include "schedules/timetable.h"

namespace app {

/// What the history knows that a decision needs. `started` are slots whose runs this daemon has
/// begun and that have not ended: they run, be it that they have not told the history yet.
records::Result<schedules::Past> past_of(const archive::History&,
                                         std::span<const records::SlotFacts> started,
                                         records::Instant now);

/// Writes down what was decided, all but the starts.
records::Result<void> note(archive::History&, const schedules::Decisions&, records::Instant now);

}  // namespace app
