#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/result.h"
#include "records/time.h"
#include "schedules/zone.h"

/// Cron expressions, as crontab(5) of Debian has them: when a job fires, on the wall clock of a
/// zone.
///
///     minute hour day-of-month month day-of-week          "15 2 * * *": each day at 02:15
///
/// A field is `*` or a list of numbers, ranges and steps: "0", "1,15", "9-17", "*/10", "8-20/4".
/// Months and weekdays have names, too: "jan", "mon-fri"; 0 and 7 are Sunday. "L" is the last day
/// of a month, "friL" (or "5L") its last Friday, "mon#1" its first Monday. Instead of five fields:
/// "@hourly", "@daily" (or "@midnight"), "@weekly" (Sunday), "@monthly", "@yearly" (or
/// "@annually").
///
/// If both the day of the month and the weekday are restricted, one of them has to fit; a field
/// that begins with `*` is not restricted, and then both have to fit: "0 6 */2 * mon" fires on the
/// Mondays whose day is odd.
///
/// When clocks change:
/// - An hour that is skipped: what would have fired in it fires once, at the first instant after
/// it.
/// - An hour that is repeated: fires once, at its first pass.
/// - Where the hour begins with `*` ("*/10 * * * *"), the spacing is that of real time: it fires at
///   each instant whose wall time fits, so nothing stands in for a skipped hour, and a repeated one
///   fires in both passes.
namespace schedules {

/// The nth weekday of a month: 1 to 5, or last.
struct WeekdayOfMonth {
    unsigned weekday = 0;  // 0 is Sunday
    unsigned nth = 0;      // 0: the last
};

/// An expression that was read. It fires sometime.
struct Cron {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<32> days;    // 1 to 31
    std::bitset<13> months;  // 1 to 12
    std::bitset<7> weekdays;
    bool last_day = false;
    std::vector<WeekdayOfMonth> weekdays_of_month;
    bool any_day = false;      // the field of the days begins with *
    bool any_weekday = false;  // that of the weekdays does
    bool real_time = false;    // the hour begins with *
    std::string text;          // as it was written
};

/// Reads an expression. The error names the place in it: "field 2 (hour): 25 is above 23". One that
/// never fires ("0 0 30 2 *") is refused.
records::Result<Cron> read_cron(std::string_view);

/// When a job fires, and what the wall clock shows then: "2026-10-05 03:00 -03:00
/// America/Sao_Paulo".
struct Firing {
    records::Instant at;
    std::string local;
};

/// The first firing after an instant; none within 100 years.
std::optional<Firing> next(const Cron&, const Zone&, records::Instant after);
/// The last firing at or before an instant; none within 100 years.
std::optional<Firing> last(const Cron&, const Zone&, records::Instant until);

}  // namespace schedules
