#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "records/result.h"
#include "records/time.h"

namespace schedules {

struct ZoneRules;  // zone_rules.h

/// A moment on a wall clock, to the second, without a zone.
using LocalTime = std::chrono::local_seconds;

/// A time zone: what the wall clock shows, as the rules of an IANA zone say, for all years. A copy
/// is cheap, and keeps the rules that it was made with.
class Zone {
public:
    /// UTC.
    Zone() = default;
    Zone(std::string name, std::shared_ptr<const ZoneRules> rules);

    const std::string& name() const { return name_; }

    /// What the wall clock shows at an instant.
    LocalTime local(records::Instant) const;

    /// The instants at which the wall clock shows a time. `first`: of the first pass if the time is
    /// repeated; the first instant after the gap if it is skipped (`on_clock` is false then).
    /// `second`: of the second pass.
    struct Instants {
        records::Instant first;
        std::optional<records::Instant> second;
        bool on_clock = true;
    };
    Instants instants(LocalTime) const;

    /// How far the wall clock is ahead of UTC, if that does not change in a period.
    std::optional<std::chrono::seconds> ahead(records::Instant from, records::Instant to) const;

    /// "2026-10-05 03:00 -03:00 America/Sao_Paulo"; with seconds where there are some.
    std::string text(records::Instant) const;

private:
    std::string name_ = "UTC";
    std::shared_ptr<const ZoneRules> rules_;  // none: UTC
};

/// Where zones come from: the bytes of the file of that name in the system's zone database
/// ("America/Sao_Paulo" in /usr/share/zoneinfo), nothing where there is none. Names are checked
/// before: they have no "..", and begin with a letter.
using ZoneFiles = std::function<std::optional<std::string>(std::string_view name)>;

/// The zone of that name. "UTC" needs no file. An error: the name is not one, there is no such
/// file, or it is not a TZif file (RFC 8536) of version 2 or later, without leap seconds.
records::Result<Zone> zone_named(std::string_view name, const ZoneFiles&);

}  // namespace schedules
