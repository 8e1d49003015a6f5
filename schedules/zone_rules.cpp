#include "schedules/zone_rules.h"

#include <algorithm>

namespace schedules {
namespace {

using records::Instant;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::year;

constexpr auto year_long = days(366);

year year_of(Instant at) { return std::chrono::year_month_day(records::day_of(at)).year(); }

Instant instant_of(local_seconds wall, std::chrono::seconds ahead) {
    return Instant(wall.time_since_epoch() - ahead);
}

}  // namespace

local_seconds YearlyMoment::in(year y) const {
    if (form == Form::weekday) {
        const auto of_month = y / std::chrono::month(month);
        const std::chrono::weekday wanted(weekday);
        if (week == 5) return local_days(of_month / wanted[std::chrono::last]) + time;
        return local_days(of_month / wanted[week]) + time;
    }
    const bool past_february = form == Form::day_without_leap && y.is_leap() && day >= 60;
    const int offset = form == Form::day ? day : day - 1 + (past_february ? 1 : 0);
    return local_days(y / std::chrono::January / 1) + days(offset) + time;
}

std::vector<ZoneChange> ZoneRules::of_footer(year first, year last) const {
    std::vector<ZoneChange> found;
    if (!footer || !footer->summer) return found;
    const auto& summer = *footer->summer;
    for (year y = first; y <= last; ++y) {
        found.push_back({instant_of(summer.begins.in(y), footer->standard), summer.ahead});
        found.push_back({instant_of(summer.ends.in(y), summer.ahead), footer->standard});
    }
    std::ranges::sort(found, {}, &ZoneChange::at);
    return found;
}

std::chrono::seconds ZoneRules::ahead(Instant at) const {
    const auto later = std::ranges::upper_bound(changes, at, {}, &ZoneChange::at);
    if (later != changes.end() || !footer) {
        return later == changes.begin() ? before : std::prev(later)->ahead;
    }
    auto ahead_then = footer->standard;
    const year now = year_of(at);
    for (const auto& change : of_footer(now - std::chrono::years(1), now + std::chrono::years(1)))
        if (change.at <= at) ahead_then = change.ahead;
    return ahead_then;
}

std::vector<ZoneChange> ZoneRules::between(Instant from, Instant to) const {
    const auto begin = std::ranges::upper_bound(changes, from, {}, &ZoneChange::at);
    const auto end = std::ranges::upper_bound(changes, to, {}, &ZoneChange::at);
    std::vector<ZoneChange> found(begin, std::max(begin, end));
    if (end != changes.end()) return found;
    const Instant table_ends = changes.empty() ? from : std::max(from, changes.back().at);
    for (const auto& change : of_footer(year_of(from - year_long), year_of(to + year_long)))
        if (change.at > table_ends && change.at <= to) found.push_back(change);
    return found;
}

}  // namespace schedules
