#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "records/result.h"
#include "records/run.h"

namespace archive {

class Database;

/// What became of every slot of every job: a second SQLite file in the archive's folder,
/// runs.sqlite. The daemon, the runs that it starts and a person's commands write it at the same
/// time, each in short transactions; why it is no part of archive.sqlite is in
/// docs/decisions/0009-run-history.md. An error names the file, and leaves it as it was.
class History {
public:
    /// `file` is the path of runs.sqlite: see open_history().
    explicit History(std::unique_ptr<Database>);
    History(History&&) noexcept;
    History& operator=(History&&) noexcept;
    ~History();

    // --- Slots ---

    /// Remembers slots that arrived, as waiting unless their facts say else (missed, skipped). One
    /// that is known stays as it is. What was reached of their jobs moves forward, never back.
    records::Result<void> add(std::span<const records::SlotFacts>);
    /// Moves forward what was reached of a job without naming the slots in between: a gap of years.
    records::Result<void> reach(const std::string& job, records::Instant nominal);
    /// Ends a slot that is not running as missed, skipped, failed or incomplete. One that has ended
    /// keeps its end. With `waiting`, a slot that is missed or skipped without an attempt is open
    /// again: the clock was wrong when it ended.
    records::Result<void> settle(const records::Slot&, records::SlotState, const std::string& why,
                                 records::Instant now);
    /// Keeps a waiting slot waiting, and says why: for people.
    records::Result<void> explain(const records::Slot&, const std::string& why);

    struct SlotFilter {
        std::string job{};                         // empty: all
        std::vector<records::SlotState> states{};  // empty: all
        std::optional<records::Instant> since{};   // nominal, included
        std::optional<records::Instant> until{};   // nominal, excluded
        std::size_t at_most = 0;                   // 0: all
    };
    /// Newest nominal instant first.
    records::Result<std::vector<records::SlotFacts>> slots(const SlotFilter&) const;
    records::Result<std::optional<records::SlotFacts>> slot(const records::Slot&) const;
    /// The newest nominal instant of each job that was decided upon, whatever became of it.
    records::Result<std::map<std::string, records::Instant>> reached() const;
    /// The newest slot of each job that has ended.
    records::Result<std::map<std::string, records::SlotFacts>> newest_settled() const;

    // --- Runs: attempts on a slot ---

    /// How often a slot is tried, and how long after a failure.
    struct Attempts {
        int most = 3;
        std::chrono::seconds retry_after{600};
    };
    /// A run begins, in this process or another: its slot is running. A slot that nobody added
    /// (`run --now`) is made. An error when the slot is running in a process that lives, which the
    /// error names; a run that died is ended first.
    records::Result<records::RunId> begin(const records::RunStart&, const Attempts&);
    /// A run ends, once. Its slot takes the state, but
    ///   failed:  it waits for its next attempt, until those that failed are `most`;
    ///   waiting: what hindered the run was none of its own (the archive is locked, the daemon
    ///            stops): it waits for its next attempt, and none is used up.
    records::Result<void> end(records::RunId, const records::RunEnd&,
                              std::span<const records::Yield> yields,
                              std::span<const records::Output> outputs = {});
    /// Ends the runs whose process is gone without having told its end, as failed. `how` tells what
    /// the caller knows of the end of a process ("killed by signal 9"; empty: nothing). Those runs,
    /// as they ended.
    records::Result<std::vector<records::RunFacts>> end_abandoned(
        records::Instant now, const std::function<std::string(long pid)>& how = {});

    struct RunFilter {
        std::string job{};                          // empty: all
        std::optional<records::Instant> nominal{};  // of its slot; empty: all
        std::optional<records::Instant> since{};    // begun then or later
        bool running = false;                       // only those that have not ended
        std::size_t at_most = 0;                    // 0: all
    };
    /// Newest first.
    records::Result<std::vector<records::RunFacts>> runs(const RunFilter&) const;
    /// Per source and storefront, in their order.
    records::Result<std::vector<records::Yield>> yields(records::RunId) const;
    /// The newest successful run (done) of each job; it outlives retention.
    records::Result<std::map<std::string, records::RunFacts>> last_success() const;
    /// The workbooks that were written, newest first; of one week, or of all.
    records::Result<std::vector<records::Output>> outputs(std::optional<records::Week> week,
                                                          std::size_t at_most = 0) const;

    // --- Over all runs ---

    /// What the runs of the slots of a day (UTC, nominal) brought of a source in a storefront. A
    /// day is as fresh as its slots, whenever they were carried out.
    struct Freshness {
        std::string source;
        std::string storefront;  // empty: of none
        records::Day day;
        std::size_t asked = 0;
        std::size_t got = 0;  // answers that tell something, be it that there is nothing
        std::size_t rows = 0;
    };
    /// Of the nominal days from `since` on, in order of source, storefront, day.
    records::Result<std::vector<Freshness>> freshness(records::Day since) const;
    /// The newest nominal instant whose run got something, per source and storefront.
    using Newest = std::map<std::pair<std::string, std::string>, records::Instant>;
    records::Result<Newest> newest() const;

    /// Sums over all runs that ever ended; retention does not make them fall.
    struct JobTotals {
        std::array<std::uint64_t, records::slot_state_names.size()> runs{};  // by RunEnd::state
        std::uint64_t requests = 0;
        std::uint64_t rows = 0;
        std::uint64_t bytes = 0;
        std::uint64_t seconds = 0;  // that they took
    };
    struct Totals {
        std::map<std::string, JobTotals> jobs;
        std::map<std::string, std::array<std::uint64_t, records::slot_state_names.size()>> slots;
        std::vector<records::Yield> sources;  // in order of source and storefront
    };
    records::Result<Totals> totals() const;

    /// Forgets what ended before a moment, with its runs; but the newest `keep` slots of each job
    /// stay, the newest success of each job, and the newest output of each week. How many slots
    /// were forgotten.
    records::Result<std::size_t> forget(records::Instant before, std::size_t keep);

    /// Whether the file can be written: for /readyz and `doctor`.
    records::Result<void> require_writable();

private:
    std::unique_ptr<Database> database_;
};

/// Opens the history of an archive, made if it does not exist (and its folder too).
records::Result<History> open_history(const std::string& place);

/// To read only. Nothing: there is none yet. An error: it is damaged, or a newer version wrote it.
records::Result<std::optional<History>> open_history_to_read(const std::string& place);

}  // namespace archive
