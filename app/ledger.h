#pragma once

#include <array>
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
    std::array<std::size_t, records::ending_names.size()> endings{};  // by records::Ending
    std::optional<records::Instant> last;     // when its last request with an answer ended
    std::string last_ending;                  // and how: "fetched", "failed: …"
    std::optional<records::LaneMemory> lane;  // its waits and its budget of the last day

    std::size_t of(records::Ending ending) const {
        return endings[static_cast<std::size_t>(ending)];
    }
    /// Requests of its lane on a day, as far as they are remembered: those of the budget's last
    /// day.
    std::size_t sent_on(records::Day) const;
    /// The day with the most requests; empty: there were none.
    std::optional<records::Day> busiest() const;
};

/// By host. Pure. The ledgers refer to the rules of the configuration.
using Ledger = std::map<std::string, HostLedger>;
Ledger ledger_of(std::span<const archive::TaskFacts>, const std::vector<records::RobotsCopy>&,
                 const std::vector<records::LaneMemory>&, const schedules::Configuration&);

}  // namespace app
