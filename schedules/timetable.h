#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "records/run.h"
#include "records/time.h"
#include "schedules/job.h"

/// What is to be done now: a pure function of the jobs, of what has happened so far, and of the
/// time.
///
/// A slot arrives at its nominal instant and is due a little later (jitter). It starts when it is
/// due, no slot before it of a job that it comes `after` is open, nothing else writes the archive
/// (or workbooks, for a report), and none of its own job runs. What cannot start within its grace
/// is missed, and says why. Of several slots of a job that wait, the newest counts, since it can do
/// what the others were for (with misfire = "all", each counts).
///
/// The caller adds `arrived` to the history, settles `settle`, starts `start`, and asks again when
/// a run ends, and at `wake` at the latest. Asking more often changes nothing. Where the clock went
/// backward, slots that are known stay as they are: nothing runs twice.
namespace schedules {

/// What the history knows.
struct Past {
    /// The newest nominal instant of each job that came by its timetable (not by hand).
    std::map<std::string, records::Instant> reached;
    /// All slots that wait or run.
    std::vector<records::SlotFacts> open;
    /// Where `reached` is after now (the clock went back): the newest slot of that job that is not
    /// after now. May hold more.
    std::vector<records::SlotFacts> settled;
    /// Slots after now that are missed or skipped without an attempt: the clock was wrong then.
    std::vector<records::SlotFacts> ahead;
};

struct Start {
    records::Slot slot;
    std::string cause;   // of RunStart: "schedule", "misfire", "retry"
    std::string remark;  // for people: "did not wait longer for fx"; mostly empty
};

struct Settlement {
    records::Slot slot;
    records::SlotState state;  // waiting: a slot of `ahead` is still to come
    std::string why;
};

struct Decisions {
    std::vector<records::SlotFacts> arrived;  // to be added, as waiting; by job, oldest first
    std::vector<Settlement> settle;           // of arrived and of open ones, before any start
    std::vector<Start> start;                 // in this order
    std::optional<records::Instant> wake;     // when something may change without a run's end
};

/// A job that has no history begins now: its last slot is skipped, so that its next one is known
/// to be the first. `jobs` is in the order of the configuration.
Decisions decide(std::span<const Job> jobs, const Past&, records::Instant now);

}  // namespace schedules
