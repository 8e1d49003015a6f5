#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "records/result.h"
#include "records/time.h"

namespace date {
class time_zone;
}

namespace schedules {

/// A moment on a wall clock, to the second, without a zone.
using LocalTime = std::chrono::local_seconds;

/// An IANA time zone of the system's database ("America/Sao_Paulo"): its rules are those that are
/// installed when the process starts, or when reload_zones() was last called. A copy is cheap.
class Zone {
public:
    /// UTC.
    Zone() = default;

    const std::string& name() const { return name_; }

    /// What the wall clock shows at an instant.
    LocalTime local(records::Instant) const;

    /// The instants at which the wall clock shows a time. `first`: of the first pass if the time is
    /// repeated; of the first instant after the gap if it is skipped (`exists` is false then).
    /// `second`: of the second pass.
    struct Instants {
        records::Instant first;
        std::optional<records::Instant> second;
        bool exists = true;
    };
    Instants instants(LocalTime) const;

    /// How far the wall clock is ahead of UTC, if that is the same in all of a period.
    std::optional<std::chrono::seconds> ahead(records::Instant from, records::Instant to) const;

    /// "2026-10-05 03:00 -03:00 America/Sao_Paulo", with seconds where there are some.
    std::string text(records::Instant) const;

private:
    friend records::Result<Zone> zone_named(std::string_view);
    std::string name_ = "UTC";
    const date::time_zone* zone_ = nullptr;  // none: UTC, which asks no database
};

/// The zone of that name. An error for a name that the database lacks, with names like it; so for a
/// machine without a database. "UTC" is always known.
records::Result<Zone> zone_named(std::string_view);

/// Reads the database again: zones that were found before keep their rules, new ones have those
/// that are installed now.
void reload_zones();

}  // namespace schedules
