#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/command_line.h"
#include "app/daemon_notify.h"
#include "app/daemon_process.h"
#include "app/daemon_wakeups.h"
#include "app/log.h"
#include "app/supervisor_runs.h"
#include "app/watching.h"
#include "archive/history.h"
#include "records/result.h"
#include "schedules/configuration.h"

namespace app {

/// A configuration that was read and found right, with its text as the runs will read it.
struct Settings {
    std::shared_ptr<const schedules::Configuration> configuration;
    std::optional<SharedText> text;  // none: the built-in configuration alone
};

/// Reads what --config and --watchlist name, and checks all of it: jobs, addresses, files with
/// secrets. The error says what to mend, with line and column.
records::Result<Settings> read_settings(const Arguments&);

/// The heart of `dramascope daemon`: asks the timetable what is to be done, starts each run as a
/// process of its own, and sleeps until something happens. It never opens the archive itself, and
/// parses nothing but its configuration.
class Supervisor {
public:
    using Clock = std::function<records::Instant()>;
    /// `machine`: the machine's clock. `program`: what runs are started from.
    Supervisor(const Arguments&, Settings, Clock machine, archive::History, Wakeups, Log&,
               std::string program = "/proc/self/exe");

    /// Works until it is told to stop by a signal. The exit code.
    int run();

private:
    using Steady = std::chrono::steady_clock;

    records::Result<void> begin();
    records::Result<void> watch();
    void attend();
    records::Result<void> decide();
    void tell(const schedules::Decisions&);
    void start(const schedules::Start&);
    void forget_old_runs(records::Instant now);
    void sleep();
    std::optional<std::chrono::system_clock::time_point> next_decision() const;
    std::optional<std::chrono::milliseconds> longest_sleep() const;
    void take(const Wakeups::Woken&);
    void reload();
    void put_in_force(Settings);
    void refuse(const std::string& why);
    void stop();
    void note_fault(const records::Result<void>&);
    void tell_systemd() const;
    void stay_alive();
    bool is_over() const { return stopping_ && runs_.empty(); }
    std::chrono::milliseconds stop_within() const;
    DaemonFacts facts() const;

    const Arguments& arguments_;
    Settings settings_;
    Clock machine_, clock_;
    archive::History history_;
    Wakeups wakeups_;
    Log& log_;
    std::string program_;
    Runs runs_;
    Notify notify_;
    std::unique_ptr<Watching> watching_;

    std::optional<records::Instant> wake_;         // of the timetable
    std::optional<Steady::time_point> try_again_;  // after a fault of the history
    std::optional<Steady::time_point> alive_at_;   // when systemd's watchdog wants to hear of us
    records::Instant forgot_{};                    // when old runs were last forgotten
    bool foreign_ = false;                         // a run of somebody else is under way
    bool stopping_ = false;

    mutable std::mutex facts_mutex_;  // of what facts() tells to other threads
    DaemonFacts facts_;
};

/// Takes away what killed runs left in a folder of workbooks: files "NAME.partial". Their names.
std::vector<std::string> remove_leftovers(const std::string& folder);

/// Why a clock cannot be right: it is before this program was made. Empty: it can be.
std::string clock_fault(records::Instant now);

}  // namespace app
