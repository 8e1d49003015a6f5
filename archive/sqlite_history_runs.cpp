#include "archive/guarded.h"
#include "archive/process.h"
#include "archive/sqlite_history.h"

namespace archive {
namespace {

using namespace records;

/// A run that has not ended, and what its end has to know.
struct OpenRun {
    RunId id = 0;
    std::int64_t slot = 0;
    long pid = 0;
    std::string mark;
    int most = 0;
    std::int64_t retry_after = 0;
};

constexpr const char* open_of_slot =
    "select id, slot, pid, mark, most, retry_after from run where ended is null and slot = ? order "
    "by id";
constexpr const char* open_of_all =
    "select id, slot, pid, mark, most, retry_after from run where ended is null and ? = 0 order by "
    "id";
constexpr const char* open_of_run =
    "select id, slot, pid, mark, most, retry_after from run where ended is null and id = ?";

std::vector<OpenRun> open_runs(Database& database, const char* statement, std::int64_t key) {
    Query query(database, statement);
    query.with(key);
    std::vector<OpenRun> runs;
    while (query.next())
        runs.push_back({query.number(0), query.number(1), static_cast<long>(query.number(2)),
                        string_at(query, 3), static_cast<int>(query.number(4)), query.number(5)});
    return runs;
}

RunEnd end_at(const Query& query) {
    RunEnd end;
    end.ended = instant_of(query.number(9));
    end.state = state_at(query, 10);
    end.why = string_at(query, 11);
    end.requests = static_cast<std::size_t>(query.number(12));
    end.rows = static_cast<std::size_t>(query.number(13));
    end.bytes = static_cast<std::uint64_t>(query.number(14));
    end.output = string_at(query, 15);
    end.output_digest = string_at(query, 16);
    end.revision = static_cast<int>(query.number(17));
    return end;
}

RunFacts run_at(const Query& query) {
    RunFacts facts;
    facts.id = query.number(0);
    facts.start.slot = {string_at(query, 1), instant_of(query.number(2))};
    facts.start.begun = instant_of(query.number(3));
    facts.start.pid = static_cast<long>(query.number(4));
    facts.start.version = string_at(query, 5);
    facts.start.configuration = string_at(query, 6);
    facts.start.cause = string_at(query, 7);
    facts.attempt = static_cast<int>(query.number(8));
    if (!query.is_null(9)) facts.end = end_at(query);
    return facts;
}

RunFacts run_of(Database& database, RunId id) {
    Query query(database, "select * from run_facts where id = ?");
    query.with(id);
    if (!query.next()) throw DatabaseError("there is no run " + std::to_string(id));
    return run_at(query);
}

void write_end(Database& database, RunId id, const RunEnd& end) {
    Query(database,
          "update run set ended = ?, state = ?, why = ?, requests = ?, rows = ?, bytes = ?, output "
          "= ?, output_digest = ?, revision = ? where id = ?")
        .with(number_of(end.ended))
        .with(to_text(end.state))
        .with(end.why)
        .with(static_cast<std::int64_t>(end.requests))
        .with(static_cast<std::int64_t>(end.rows))
        .with(static_cast<std::int64_t>(end.bytes))
        .with(end.output)
        .with(end.output_digest)
        .with(std::int64_t{end.revision})
        .with(id)
        .run();
}

void write_yields(Database& database, RunId id, std::span<const Yield> yields) {
    for (const auto& yield : yields) {
        Query row(database, "insert into yield values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        row.with(id).with(yield.source).with(yield.storefront);
        for (const std::size_t count : {yield.asked, yield.fetched, yield.empty, yield.blocked,
                                        yield.drift, yield.failed, yield.rows})
            row.with(static_cast<std::int64_t>(count));
        row.run();
    }
}

void write_outputs(Database& database, RunId id, std::span<const Output> outputs) {
    for (const auto& output : outputs)
        Query(database,
              "insert into output (run, week, revision, as_of, previous, file, digest) "
              "values (?, ?, ?, ?, ?, ?, ?)")
            .with(id)
            .with(std::int64_t{output.week.monday().time_since_epoch().count()})
            .with(std::int64_t{output.revision})
            .with(number_of(output.as_of))
            .with(number_of(output.previous))
            .with(output.file)
            .with(output.digest)
            .run();
}

/// The failures of a slot, this one counted.
int fail_slot(Database& database, std::int64_t slot) {
    Query query(database,
                "update slot set failures = failures + 1 where id = ? returning failures");
    query.with(slot);
    int failures = 0;
    while (query.next()) failures = static_cast<int>(query.number(0));
    return failures;
}

void wait_again(Database& database, const OpenRun& run, const RunEnd& end) {
    Query(database, "update slot set state = 'waiting', why = ?, retry_at = ? where id = ?")
        .with(end.why)
        .with(number_of(end.ended) + run.retry_after)
        .with(run.slot)
        .run();
}

/// What the end of its run makes of a slot.
void move_slot(Database& database, const OpenRun& run, const RunEnd& end) {
    const bool failed = end.state == SlotState::failed;
    const bool again =
        end.state == SlotState::waiting || (failed && fail_slot(database, run.slot) < run.most);
    if (again)
        wait_again(database, run, end);
    else
        settle_row(database, run.slot, end.state, end.why, end.ended);
}

void end_run(Database& database, const OpenRun& run, const RunEnd& end,
             std::span<const Yield> yields, std::span<const Output> outputs) {
    write_end(database, run.id, end);
    add_to_totals(database, run_of(database, run.id), end, yields);
    write_yields(database, run.id, yields);
    write_outputs(database, run.id, outputs);
    move_slot(database, run, end);
}

RunEnd death(Instant now, const std::string& how) {
    RunEnd end;
    end.ended = now;
    end.state = SlotState::failed;
    end.why = how.empty() ? "its process is gone without a word: killed, or the machine stopped"
                          : "its process was gone: " + how;
    return end;
}

/// The slot's row, made if it is not known.
std::int64_t row_for(Database& database, const Slot& slot, Instant due) {
    if (const auto row = slot_row(database, slot); row != 0) return row;
    Query(database,
          "insert into slot (job, nominal, due, local, state, why) values (?, ?, ?, '', 'waiting', "
          "'')")
        .with(slot.job)
        .with(number_of(slot.nominal))
        .with(number_of(due))
        .run();
    return database.last_id();
}

/// Ends the runs of a slot that died; throws if one lives.
void make_way(Database& database, std::int64_t slot, const RunStart& start) {
    for (const auto& run : open_runs(database, open_of_slot, slot)) {
        if (process_lives(run.pid, run.mark))
            throw DatabaseError(start.slot.job + " at " + to_text(start.slot.nominal) +
                                " is running already, in process " + std::to_string(run.pid) +
                                "; wait until it has ended, or end it");
        end_run(database, run, death(start.begun, ""), {}, {});
    }
}

/// The number of the attempt. A slot that had ended begins anew.
int start_slot(Database& database, std::int64_t slot) {
    Query query(database,
                "update slot set failures = case when state = 'waiting' then failures else 0 end, "
                "state = 'running', why = '', ended = null, retry_at = null, attempts = attempts + "
                "1 where id = ? returning attempts");
    query.with(slot);
    int attempt = 0;
    while (query.next()) attempt = static_cast<int>(query.number(0));
    return attempt;
}

RunId insert_run(Database& database, std::int64_t slot, int attempt, const RunStart& start,
                 const History::Attempts& attempts) {
    Query(database,
          "insert into run (slot, attempt, begun, pid, mark, version, configuration, cause, most, "
          "retry_after) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(slot)
        .with(std::int64_t{attempt})
        .with(number_of(start.begun))
        .with(std::int64_t{start.pid})
        .with(process_mark(start.pid))
        .with(start.version)
        .with(start.configuration)
        .with(start.cause)
        .with(std::int64_t{attempts.most})
        .with(attempts.retry_after.count())
        .run();
    return database.last_id();
}

}  // namespace

Result<RunId> History::begin(const RunStart& start, const Attempts& attempts) {
    return guarded([&] {
        Transaction transaction(*database_);
        const auto slot = row_for(*database_, start.slot, start.begun);
        make_way(*database_, slot, start);
        const int attempt = start_slot(*database_, slot);
        const RunId id = insert_run(*database_, slot, attempt, start, attempts);
        transaction.commit();
        return id;
    });
}

Result<void> History::end(RunId id, const RunEnd& end, std::span<const Yield> yields,
                          std::span<const Output> outputs) {
    if (end.state == SlotState::running) return fail("end: running is no end of a run");
    return guarded([&] {
        Transaction transaction(*database_);
        const auto open = open_runs(*database_, open_of_run, id);
        if (open.empty())
            throw DatabaseError("run " + std::to_string(id) + " is not running: it has ended");
        end_run(*database_, open.front(), end, yields, outputs);
        transaction.commit();
    });
}

Result<std::vector<RunFacts>> History::end_abandoned(
    Instant now, const std::function<std::string(long pid)>& how) {
    return guarded([&] {
        std::vector<RunFacts> ended;
        if (open_runs(*database_, open_of_all, 0).empty()) return ended;
        Transaction transaction(*database_);
        for (const auto& run : open_runs(*database_, open_of_all, 0)) {
            if (process_lives(run.pid, run.mark)) continue;
            end_run(*database_, run, death(now, how ? how(run.pid) : ""), {}, {});
            ended.push_back(run_of(*database_, run.id));
        }
        transaction.commit();
        return ended;
    });
}

Result<std::vector<RunFacts>> History::runs(const RunFilter& filter) const {
    return guarded([&] {
        Query query(*database_,
                    "select * from run_facts where (?1 = '' or job = ?1) and (?2 is null or "
                    "nominal = ?2) and (?3 is null or begun >= ?3) and (?4 = 0 or ended is null) "
                    "order by id desc limit ?5");
        query.with(filter.job)
            .with(number_of(filter.nominal))
            .with(number_of(filter.since))
            .with(std::int64_t{filter.running})
            .with(limit_of(filter.at_most));
        std::vector<RunFacts> all;
        while (query.next()) all.push_back(run_at(query));
        return all;
    });
}

Result<std::map<std::string, RunFacts>> History::last_success() const {
    return guarded([&] {
        Query query(*database_,
                    "select * from run_facts where id in "
                    "(select max(id) from run_facts where state = 'done' group by job)");
        std::map<std::string, RunFacts> all;
        while (query.next()) all[string_at(query, 1)] = run_at(query);
        return all;
    });
}

}  // namespace archive
