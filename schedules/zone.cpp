#include "schedules/zone.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "schedules/zone_rules.h"

namespace schedules {
namespace {

using records::Instant;
using std::chrono::seconds;

constexpr auto farthest = std::chrono::hours(27);  // that a wall clock is from UTC, and more

Instant as_if_utc(LocalTime wall) { return Instant(wall.time_since_epoch()); }

/// Names as the database has them: "America/Argentina/Buenos_Aires", "Etc/GMT+3".
bool is_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '_' || c == '-' || c == '+';
    };
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, fits) &&
           name.front() >= 'A' && name.front() <= 'z' && name.back() != '/' &&
           name.find("//") == name.npos;
}

/// "+05:30"; with seconds where there are some, as before 1900.
std::string offset_text(seconds ahead) {
    const auto size = std::chrono::abs(ahead);
    const std::chrono::hh_mm_ss parts(size);
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%c%02d:%02d", ahead < seconds(0) ? '-' : '+',
                  static_cast<int>(parts.hours().count()),
                  static_cast<int>(parts.minutes().count()));
    return text.data();
}

}  // namespace

Zone::Zone(std::string name, std::shared_ptr<const ZoneRules> rules)
    : name_(std::move(name)), rules_(std::move(rules)) {}

LocalTime Zone::local(Instant at) const {
    return LocalTime(at.time_since_epoch() + (rules_ ? rules_->ahead(at) : seconds(0)));
}

Zone::Instants Zone::instants(LocalTime wall) const {
    const Instant base = as_if_utc(wall);
    if (!rules_) return {base, {}, true};
    Instant begin = base - farthest;
    seconds ahead = rules_->ahead(begin);
    std::optional<Instant> first;
    std::optional<Instant> gap_ends;
    auto changes = rules_->between(begin, base + farthest);
    changes.push_back({base + farthest, ahead});  // the last piece ends there
    for (const auto& change : changes) {
        const Instant at = base - ahead;
        if (at >= begin && at < change.at) {
            if (first) return {*first, at, true};
            first = at;
        } else if (!gap_ends && at >= change.at && base - change.ahead < change.at) {
            gap_ends = change.at;
        }
        begin = change.at;
        ahead = change.ahead;
    }
    if (first) return {*first, {}, true};
    return {gap_ends.value_or(base), {}, false};
}

std::optional<seconds> Zone::ahead(Instant from, Instant to) const {
    if (!rules_) return seconds(0);
    if (!rules_->between(from, to).empty()) return std::nullopt;
    return rules_->ahead(from);
}

std::string Zone::text(Instant at) const {
    const LocalTime wall = local(at);
    std::string shown = records::to_text(as_if_utc(wall));  // 2026-10-05T03:00:00Z
    shown[10] = ' ';
    shown.resize(shown.ends_with(":00Z") ? 16 : 19);
    return shown + ' ' + offset_text(wall.time_since_epoch() - at.time_since_epoch()) + ' ' + name_;
}

records::Result<Zone> zone_named(std::string_view name, const ZoneFiles& files) {
    if (name == "UTC") return Zone();
    const std::string quoted = "'" + std::string(name.substr(0, 64)) + "'";
    const auto file = is_name(name) && files ? files(name) : std::nullopt;
    if (!file) {
        return records::fail("unknown time zone " + quoted +
                             ": expected \"UTC\" or a name of the zone database, spelled exactly, "
                             "as \"America/Sao_Paulo\" (package tzdata)");
    }
    auto rules = zone_rules_from(*file);
    if (!rules) {
        return records::fail("the zone database has no usable rules for " + quoted +
                             ": expected a TZif file of version 2 or later without leap seconds; "
                             "install the package tzdata again, or take another zone");
    }
    return Zone(std::string(name), std::make_shared<const ZoneRules>(std::move(*rules)));
}

}  // namespace schedules
