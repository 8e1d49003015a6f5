#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "schedules/cron.h"
#include "schedules/zone.h"

namespace schedules {

/// An observation sees the world as it is now: it cannot be repeated for the past. A derivation
/// computes from the archive: it can always be done again.
enum class JobKind { observation, derivation };
inline constexpr std::array<std::string_view, 2> job_kind_names = {"observation", "derivation"};

/// What a job does, by the key that names it: fetch = "charts", report = "weekly", reparse = true.
enum class Action {
    fetch,    // a [schedule.NAME]; writes the archive
    weekly,   // report = "weekly": the workbook of the ISO week that had ended at the slot
    revise,   // report = "revisions": new revisions of the last 4 weeks, where facts arrived late
    reparse,  // reads kept responses again; writes the archive
};
inline constexpr std::array<std::string_view, 4> action_names = {"fetch", "report weekly",
                                                                 "report revisions", "reparse"};

constexpr JobKind kind_of(Action action) {
    return action == Action::fetch ? JobKind::observation : JobKind::derivation;
}
/// Jobs that write the archive run one at a time; so do those that write workbooks.
constexpr bool writes_archive(Action action) {
    return action == Action::fetch || action == Action::reparse;
}

/// What becomes of slots whose time passed while nothing could start them: the daemon was off, the
/// machine slept, the clock went forward.
enum class Misfire {
    skip,  // they are missed
    once,  // the newest is started, if its grace is not over; the others are missed
    all,   // each is started, oldest first, at most `cap`, within its grace; derivations only
};
inline constexpr std::array<std::string_view, 3> misfire_names = {"skip", "once", "all"};

/// What becomes of a slot whose time comes while one before it is still running.
enum class Overlap {
    forbid,     // it is skipped; with misfire = "all" it waits
    queue_one,  // it waits; a newer one takes its place
};
inline constexpr std::array<std::string_view, 2> overlap_names = {"forbid", "queue-one"};

/// Something that is done at certain times: a [job.NAME] of the configuration.
struct Job {
    std::string name;
    Action action = Action::fetch;
    std::string schedule;  // of fetch
    Cron cron;
    Zone zone;                              // UTC if the file does not say
    std::chrono::seconds jitter{0};         // each slot is due this much later: see spread()
    std::chrono::minutes jitter_within{0};  // as configured
    Misfire misfire = Misfire::once;
    std::chrono::minutes grace{12 * 60};  // after due, in which a slot may still start
    int cap = 4;                          // slots that misfire = "all" starts at most
    Overlap overlap = Overlap::forbid;
    std::chrono::minutes deadline{6 * 60};     // of an attempt; then it is stopped
    int attempts = 3;                          // of a slot
    std::chrono::minutes retry_after{15};      // a failed attempt
    std::vector<std::string> after;            // a slot waits for the slots of these jobs
    std::chrono::minutes wait_for_after{360};  // at most so long after due
    int line = 0;                              // of the file that it was read from

    JobKind kind() const { return kind_of(action); }
};

/// The offset of a job within its jitter: always the same for the same name, and different names
/// are spread evenly.
std::chrono::seconds spread(std::string_view job, std::chrono::minutes within);

}  // namespace schedules
