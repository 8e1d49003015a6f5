#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "records/time.h"

/// The rules of a zone, as a TZif file has them (RFC 8536): a table of the changes that were and
/// that are planned, and a rule for the years after it. Debian's tables end in 2037; those of other
/// systems often end with the last change of a law.
namespace schedules {

/// From an instant on, the wall clock is so far ahead of UTC.
struct ZoneChange {
    records::Instant at;
    std::chrono::seconds ahead;
};

/// A day of every year and a time on it, as in TZ of POSIX: "M3.2.0/2", "J60", "59".
struct YearlyMoment {
    enum class Form { weekday, day_without_leap, day } form = Form::day;
    unsigned month = 1;            // of a weekday
    unsigned week = 1;             // 1 to 5; 5 is the last
    unsigned weekday = 0;          // 0 is Sunday
    int day = 0;                   // 1 to 365 without 29 February, or 0 to 365
    std::chrono::seconds time{0};  // on the wall clock before the change; -167 to 167 hours

    std::chrono::local_seconds in(std::chrono::year) const;
};

/// The rule for the years after the table.
struct ZoneFooter {
    std::chrono::seconds standard{0};
    struct Summer {
        std::chrono::seconds ahead;
        YearlyMoment begins;
        YearlyMoment ends;
    };
    std::optional<Summer> summer;
};

/// Reads "CET-1CEST,M3.5.0,M10.5.0/3"; nothing for what is not such a rule.
std::optional<ZoneFooter> zone_footer_from(std::string_view);

struct ZoneRules {
    std::chrono::seconds before{0};   // the first change
    std::vector<ZoneChange> changes;  // ascending
    std::optional<ZoneFooter> footer;

    /// How far the wall clock is ahead of UTC at an instant.
    std::chrono::seconds ahead(records::Instant) const;
    /// The changes after `from` and not after `to`, ascending.
    std::vector<ZoneChange> between(records::Instant from, records::Instant to) const;

private:
    std::vector<ZoneChange> of_footer(std::chrono::year first, std::chrono::year last) const;
};

/// Reads a TZif file of version 2 or later; nothing for one that is cut, has leap seconds ("right/"
/// zones), or is something else.
std::optional<ZoneRules> zone_rules_from(std::string_view tzif);

}  // namespace schedules
