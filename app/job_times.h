#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "schedules/job.h"

namespace app {

/// A firing of a job that is to come.
struct Coming {
    const schedules::Job* job = nullptr;
    schedules::Firing firing;
    records::Instant due;  // and its jitter
};

/// The next firings of all jobs together, the earliest first; at most `count`.
std::vector<Coming> coming(std::span<const schedules::Job>, records::Instant after,
                           std::size_t count);

/// What a job does, for people: "fetch charts", "report weekly".
std::string action_words(const schedules::Job&);

}  // namespace app
