#pragma once

#include "schedules/cron.h"

namespace schedules {

/// Whether an expression fires on a day of the calendar.
bool fires_on(const Cron&, records::Day);
/// Whether there is such a day: the calendar repeats itself after 400 years.
bool fires_ever(const Cron&);

}  // namespace schedules
