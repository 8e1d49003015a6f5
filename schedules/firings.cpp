#include "schedules/firings.h"

#include <algorithm>

namespace schedules {
namespace {

using records::Day;
using records::Instant;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t minutes_of_a_day = 1440;
constexpr int horizon_days = 36'525;  // 100 years

bool has_day(const Cron& cron, std::chrono::year_month_day date) {
    if (cron.days.test(unsigned(date.day()))) return true;
    return cron.last_day && date.day() == (date.year() / date.month() / std::chrono::last).day();
}

bool has_weekday(const Cron& cron, Day day, std::chrono::year_month_day date) {
    const unsigned weekday = std::chrono::weekday(day).c_encoding();
    if (cron.weekdays.test(weekday)) return true;
    const bool is_last = (std::chrono::year_month_day(day + days(7))).month() != date.month();
    return std::ranges::any_of(cron.weekdays_of_month, [&](const WeekdayOfMonth& wanted) {
        const bool fits =
            wanted.nth == 0 ? is_last : (unsigned(date.day()) - 1) / 7 + 1 == wanted.nth;
        return wanted.weekday == weekday && fits;
    });
}

/// The wall times of a day at which an expression fires, ascending; from one on.
template <class Take>
void each_time(const Cron& cron, seconds from, Take take) {
    const auto begin = static_cast<std::size_t>(std::max<long>(0, from / minutes(1)));
    for (std::size_t minute = begin; minute < minutes_of_a_day; ++minute) {
        if (!cron.hours.test(minute / 60)) {
            minute += 59 - minute % 60;
        } else if (cron.minutes.test(minute % 60) && !take(seconds(minutes(minute)))) {
            return;
        }
    }
}

/// The first firing of a day after an instant, where clocks change around that day.
std::optional<Instant> first_on_uneven(const Cron& cron, const Zone& zone, Day day, Instant after) {
    std::optional<Instant> first;
    const auto offer = [&](Instant at) {
        if (at > after && (!first || at < *first)) first = at;
    };
    each_time(cron, seconds(0), [&](seconds time) {
        const auto at = zone.instants(LocalTime(day.time_since_epoch() + time));
        if (at.on_clock || !cron.real_time) offer(at.first);
        if (at.second && cron.real_time) offer(*at.second);
        return true;
    });
    return first;
}

/// The same where they do not.
std::optional<Instant> first_on_even(const Cron& cron, seconds ahead, Day day, Instant after) {
    const Instant midnight = Instant(day) - ahead;
    std::optional<Instant> first;
    each_time(cron, after + seconds(1) - midnight, [&](seconds time) {
        if (midnight + time > after) first = midnight + time;
        return !first;
    });
    return first;
}

struct Found {
    std::optional<Instant> at;
    bool even = false;
};

Found first_on(const Cron& cron, const Zone& zone, Day day, Instant after) {
    // A wall clock is less than two days from UTC; a day that is even has even neighbours, too.
    const auto ahead = zone.ahead(Instant(day) - days(3), Instant(day) + days(3));
    if (!fires_on(cron, day)) return {{}, ahead.has_value()};
    if (ahead) return {first_on_even(cron, *ahead, day, after), true};
    return {first_on_uneven(cron, zone, day, after), false};
}

Day wall_day(const Zone& zone, Instant at) {
    return Day(std::chrono::floor<days>(zone.local(at)).time_since_epoch());
}

}  // namespace

bool fires_on(const Cron& cron, Day day) {
    const std::chrono::year_month_day date(day);
    if (!cron.months.test(unsigned(date.month()))) return false;
    const bool both = cron.any_day || cron.any_weekday;
    const bool on_day = has_day(cron, date);
    const bool on_weekday = has_weekday(cron, day, date);
    return both ? on_day && on_weekday : on_day || on_weekday;
}

bool fires_ever(const Cron& cron) {
    const Day begin = std::chrono::year(2000) / std::chrono::January / 1;
    for (int day = 0; day < 146'097; ++day)
        if (fires_on(cron, begin + days(day))) return true;
    return false;
}

std::optional<Firing> next(const Cron& cron, const Zone& zone, Instant after) {
    const Day today = wall_day(zone, after);
    std::optional<Instant> best;
    for (int ahead = -1; ahead < horizon_days; ++ahead) {
        const auto found = first_on(cron, zone, today + days(ahead), after);
        const bool decided = best || found.even;
        if (found.at && (!best || *found.at < *best)) best = found.at;
        // Where clocks change at midnight, the day after may come first.
        if (best && decided) return Firing{*best, zone.text(*best)};
    }
    return std::nullopt;
}

std::optional<Firing> last(const Cron& cron, const Zone& zone, Instant until) {
    for (const int back : {1, 8, 33, 400, 9 * 366, horizon_days}) {
        std::optional<Firing> found;
        auto at = next(cron, zone, until - days(back));
        for (; at && at->at <= until; at = next(cron, zone, at->at)) found = at;
        if (found) return found;
    }
    return std::nullopt;
}

}  // namespace schedules
