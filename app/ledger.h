#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archive/journal.h"
#include "records/crawl.h"
#include "schedules/configuration.h"

namespace app {

/// How a host was treated, and how it treated us: over all crawls of an archive.
struct HostLedger {
    std::optional<records::RobotsCopy> robots;  // the newest; empty: it was never asked
    const records::HostRule* rule = nullptr;    // of the configuration of now; null: it has none
    std::size_t allowed = 0;                    // planned requests that were asked
    std::size_t refused = 0;                    // and that robots.txt forbade
    std::size_t requests = 0;  // answers that were archived for them: redirects and retries too
    std::size_t repeats = 0;   // of those, beyond the first
    std::map<records::Day, std::size_t> days;  // requests by the day on which their task ended
    std::size_t blocked = 0;
    std::size_t failed = 0;
    std::size_t over_budget = 0;
    std::optional<records::LaneMemory> lane;  // its waits and its budget of the last day

    /// The day with the most requests; empty: there were none.
    std::optional<records::Day> busiest() const;
};

/// By host. Pure. The ledgers refer to the rules of the configuration.
using Ledger = std::map<std::string, HostLedger>;
Ledger ledger_of(std::span<const archive::TaskFacts>, const std::vector<records::RobotsCopy>&,
                 const std::vector<records::LaneMemory>&, const schedules::Configuration&);

}  // namespace app
