#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "app/commands.h"
#include "archive/history.h"
#include "records/app.h"
#include "records/run.h"
#include "schedules/configuration.h"

/// A run of a job: by hand, or because the daemon started it. It tells the history itself when it
/// begins and how it ended; whoever started it needs to look there only.
namespace app {

/// An attempt on a slot, and with what it works.
struct JobRun {
    Session& session;  // its clock is that of the configuration
    const schedules::Configuration& from;
    const schedules::Job& job;
    records::Slot slot;
    records::Instant begun;
    bool last_attempt = false;   // the slot is not tried again
    std::function<bool()> stop;  // a signal came: end soon, to be gone on with
};

/// What came of it. It has ended when the history has been told.
struct JobDone {
    records::RunEnd end;
    std::vector<records::Yield> yields{};
    std::vector<records::Output> outputs{};
};

/// An end in which nothing was got, as the state says.
JobDone ended_as(records::SlotState, const std::string& why);

/// Nothing, or that another process writes to the archive: the slot waits until that has ended.
std::optional<JobDone> locked_out(const std::string& archive);

/// What a job does, by its action. Each in its own file.
JobDone fetch_job(const JobRun&);
JobDone report_job(const JobRun&, const archive::History&);
JobDone reparse_job(const JobRun&);

/// Begins a run of a slot, does what its job does, tells the history. The exit code: fine (done),
/// some_input_troubled (incomplete, or to be tried again), failed.
int run_slot(Session&, const schedules::Configuration&, const schedules::Job&, const records::Slot&,
             const std::string& cause);

/// The job of that name, or an error that names those that there are.
records::Result<const schedules::Job*> job_named(const schedules::Configuration&,
                                                 const std::string& name);

/// A session whose time is that of the configuration.
Session timed(const Session&, const schedules::Configuration&);

}  // namespace app
