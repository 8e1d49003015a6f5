#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/watching.h"
#include "archive/history.h"
#include "records/run.h"
#include "schedules/cron.h"

namespace app {

/// A job of the configuration, and how it does.
struct JobStatus {
    std::string name;
    std::string action;  // "fetch charts", "report weekly"
    std::string cron;    // "15 2 * * *"
    std::string zone;    // "UTC"
    std::optional<schedules::Firing> next;
    std::optional<records::SlotFacts> running;
    std::vector<records::SlotFacts> waiting;    // newest first
    std::optional<records::SlotFacts> newest;   // the newest that has ended
    std::optional<records::RunFacts> success;   // the newest that was done
    std::optional<records::RunFacts> last_run;  // the newest that has ended
    std::vector<records::Yield> yields;         // of the last run, per source and storefront
};

/// What a schedule asks of a source in a storefront, and of which slot at the latest there should
/// be data now. It is stale when the newest slot with data is an earlier one.
struct Expected {
    std::string source;
    std::string storefront;  // empty: of none
    records::Instant slot;
};

struct Disk {
    std::uint64_t free = 0;
    std::uint64_t size = 0;
};

/// All that the pages, the metrics and the alerts show, at one moment.
struct Status {
    DaemonFacts daemon;
    std::string version;
    std::string history_fault;  // why the history could not be read; empty: it could
    std::optional<Disk> disk;   // of the archive's folder
    std::vector<JobStatus> jobs;
    std::vector<archive::History::Freshness> freshness;  // of the last 14 days
    archive::History::Newest newest;
    std::vector<Expected> expected;  // in order of source and storefront
    archive::History::Totals totals;
    std::vector<records::RunFacts> runs;     // newest first, at most 20
    std::vector<records::Output> workbooks;  // newest first, at most 8
};

/// How many days of freshness are shown, the day of `now` among them.
inline constexpr int freshness_days = 14;

/// Reads the history of the archive, for what the daemon knows. Where it cannot be read, the status
/// says so and lacks the rest.
Status read_status(const DaemonFacts&, const std::string& archive);

/// How long the oldest slot of a job that waits is overdue; 0: none is.
std::chrono::seconds late(const JobStatus&, records::Instant now);

/// Whether there should be newer data.
bool is_stale(const Status&, const Expected&);

/// Whether the archive can be written, the history read, and the clock is sane. An error says what
/// is not.
records::Result<void> require_ready(const DaemonFacts&, const std::string& archive);

}  // namespace app
