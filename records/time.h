#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace records {

/// A calendar day in UTC.
using Day = std::chrono::sys_days;
/// A moment, to the second, in UTC.
using Instant = std::chrono::sys_seconds;

inline Day day_of(Instant instant) { return std::chrono::floor<std::chrono::days>(instant); }

/// "2026-10-05".
std::string to_text(Day);
/// "2026-10-05T14:00:00Z".
std::string to_text(Instant);

/// Reads "2026-10-05"; nothing else, and no day that the calendar lacks.
std::optional<Day> day_from(std::string_view);

/// Reads ISO 8601 moments as the stores write them: "2026-10-05T14:00:00Z",
/// "2026-10-05T07:00:00-07:00", with or without a fraction of a second (dropped), "+0000" too.
/// A bare day is midnight UTC. A moment without a zone is refused: it would be a guess.
std::optional<Instant> instant_from(std::string_view iso8601);

/// Reads an RFC 822 date as feeds and HTTP write it: "Tue, 11 Aug 2026 13:55:38 +0000" (or GMT).
std::optional<Instant> instant_from_rfc822(std::string_view);

/// The days from first to last, both included.
struct Period {
    Day first;
    Day last;

    bool contains(Day day) const { return first <= day && day <= last; }
    int days() const { return static_cast<int>((last - first).count()) + 1; }
    friend auto operator<=>(const Period&, const Period&) = default;
};

/// An ISO 8601 week: Monday to Sunday, each day from 00:00:00 to 23:59:59 UTC. Written "2026-W40";
/// its year is the year of its Thursday.
class Week {
public:
    explicit Week(Day any_day_of_it);

    Day monday() const { return monday_; }
    Period period() const { return {monday_, monday_ + std::chrono::days{6}}; }
    bool contains(Instant instant) const { return period().contains(day_of(instant)); }
    Week plus(int weeks) const { return Week(monday_ + std::chrono::weeks{weeks}); }
    int year() const;
    int number() const;  // 1 to 53

    friend auto operator<=>(const Week&, const Week&) = default;

private:
    Day monday_;
};

std::string to_text(Week);
/// Reads "2026-W40"; refuses a week 53 in a year that has 52.
std::optional<Week> week_from(std::string_view);

}  // namespace records
