#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "records/crawl.h"
#include "schedules/configuration.h"

namespace app {

/// What is known before a run.
struct Known {
    std::vector<records::LaneMemory> lanes;
    std::vector<records::RobotsCopy> robots;
    std::map<std::string, std::int64_t> usual_bytes;  // by source: the median of earlier answers
    records::Instant now;
};

/// What will be done about a request.
struct PlannedRequest {
    const records::Task* task = nullptr;
    std::string host;
    std::string lane;
    std::string robots;  // "allowed", "refused", "permitted" (by a written permission) or "not yet
                         // known", which a run finds out first
    std::string rule;    // of robots.txt, or why the request cannot be sent
    std::string permission;
    bool sent = false;       // whether it will be, as far as it is known
    std::int64_t bytes = 0;  // expected, as received
    std::chrono::milliseconds gap{0};
    std::optional<records::Instant> earliest;  // empty: not in this run
};

/// What a lane, the hosts that share a pace, has to do.
struct PlannedLane {
    std::string lane;
    std::size_t requests = 0;  // that will be sent, with those for robots.txt
    std::size_t refused = 0;   // by robots.txt, or without a rule for their host
    std::size_t put_off = 0;   // beyond the budget of the day
    std::int64_t bytes = 0;
    std::chrono::milliseconds gap{0};
    std::chrono::seconds wall{0};  // from now to its last request
    std::string waits;             // why it does not begin at once; empty: it does
};

struct Forecast {
    std::vector<PlannedRequest> requests;  // in the order of the plan
    std::vector<PlannedLane> lanes;        // in the order of their first requests
    std::chrono::seconds wall{0};          // of the longest, since lanes run side by side
};

/// What carrying out a plan would come to. Pure; it holds on to the tasks. It takes every host to
/// answer at once and well: retries and redirects come on top.
Forecast forecast(std::span<const records::Task>, const schedules::Configuration&, const Known&);

}  // namespace app
