#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/daemon_process.h"
#include "app/log.h"
#include "archive/history.h"
#include "records/result.h"
#include "schedules/timetable.h"

namespace app {

/// The runs that the daemon has started and that have not ended: each a child process. A run tells
/// the history itself of its beginning and its end; what it could not tell is told here.
class Runs {
public:
    using Steady = std::chrono::steady_clock;

    Runs(archive::History& history, Log& log) : history_(history), log_(log) {}

    struct Order {
        schedules::Start start;
        std::vector<std::string> words;  // of the command line
        int shared = -1;                 // see ChildProcess
        std::string program;
        std::chrono::milliseconds deadline{0};     // then it is asked to stop
        std::chrono::milliseconds stop_within{0};  // and killed so long after
    };
    records::Result<void> start(const Order&);

    bool empty() const { return running_.empty(); }
    std::vector<records::SlotFacts> slots() const;
    std::vector<int> outputs() const;

    /// Writes what they told since into the log.
    void hear();
    /// Tells the history of those whose process has ended, and forgets them. Whether there were.
    bool end_over(records::Instant now, const std::string& version);
    /// Asks those whose deadline has passed to stop, and kills those that did not in time.
    void hold_to_deadlines(Steady::time_point now);
    /// When hold_to_deadlines() has something to do next.
    std::optional<Steady::time_point> next_deadline() const;

    /// SIGTERM to all: the daemon stops.
    void stop(Steady::time_point now);
    /// SIGKILL to all.
    void kill();

private:
    enum class Stage { running, asked, killed };
    struct Run {
        records::Slot slot;
        std::string cause;
        ChildProcess process;
        Steady::time_point limit;  // of its stage
        std::chrono::milliseconds stop_within;
        Stage stage = Stage::running;
        bool late = false;      // stopped by its deadline
        bool stopped = false;   // by the daemon's end
        records::RunId id = 0;  // 0: not known yet
        std::string last_line;
    };
    void ask(Run&, Steady::time_point now);
    void tell(Run&, const std::vector<std::string>& lines);
    void identify(Run&);
    std::optional<records::RunFacts> facts_of(const Run&) const;
    void conclude(Run&, const std::string& how, records::Instant now, const std::string& version);
    void end_abandoned(const std::map<long, std::string>& how, records::Instant now);
    void log_end(const Run&, const std::string& how) const;
    records::Result<void> end_unbegun(const Run&, const std::string& how, records::Instant now,
                                      const std::string& version);
    Log::Fields fields_of(const Run&) const;

    archive::History& history_;
    Log& log_;
    std::vector<Run> running_;
};

}  // namespace app
