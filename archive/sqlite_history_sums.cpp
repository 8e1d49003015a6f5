#include <algorithm>

#include "archive/guarded.h"
#include "archive/sqlite_history.h"

namespace archive {
namespace {

using namespace records;

std::size_t size_at(const Query& query, int column) {
    return static_cast<std::size_t>(query.number(column));
}

std::uint64_t count_at(const Query& query, int column) {
    return static_cast<std::uint64_t>(query.number(column));
}

Yield yield_at(const Query& query) {
    return {string_at(query, 0), string_at(query, 1), size_at(query, 2),
            size_at(query, 3),   size_at(query, 4),   size_at(query, 5),
            size_at(query, 6),   size_at(query, 7),   size_at(query, 8)};
}

std::vector<Yield> all_of(Query& query) {
    std::vector<Yield> all;
    while (query.next()) all.push_back(yield_at(query));
    return all;
}

constexpr std::array counts = {&Yield::asked, &Yield::fetched, &Yield::empty, &Yield::blocked,
                               &Yield::drift, &Yield::failed,  &Yield::rows};

/// What the newest attempt before this one told of its slot.
std::vector<Yield> told_before(Database& database, RunId run) {
    Query query(database,
                "select source, storefront, asked, fetched, empty, blocked, drift, failed, rows "
                "from yield where run = (select max(y.run) from yield y join run r on r.id = y.run "
                "where r.slot = (select slot from run where id = ?1) and y.run < ?1)");
    query.with(run);
    return all_of(query);
}

/// An attempt tells of its whole slot: what an earlier one told is not counted twice.
Yield beyond(Yield yield, const std::vector<Yield>& before) {
    for (const auto& one : before) {
        if (one.source != yield.source || one.storefront != yield.storefront) continue;
        for (const auto count : counts) yield.*count -= std::min(yield.*count, one.*count);
    }
    return yield;
}

void add_yield(Database& database, const Yield& more, std::optional<std::int64_t> nominal) {
    Query query(database,
                "insert into source_total values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) on "
                "conflict do update set asked = asked + ?3, fetched = fetched + ?4, empty = empty "
                "+ ?5, blocked = blocked + ?6, drift = drift + ?7, failed = failed + ?8, rows = "
                "rows + ?9, newest = max(coalesce(newest, ?10), coalesce(?10, newest))");
    query.with(more.source).with(more.storefront);
    for (const auto count : counts) query.with(static_cast<std::int64_t>(more.*count));
    query.with(nominal).run();
}

void add_run(Database& database, const RunFacts& run, const RunEnd& end) {
    const auto took = std::max<std::int64_t>(0, (end.ended - run.start.begun).count());
    Query(database,
          "insert into job_total (job, state, runs, requests, rows, bytes, seconds) values (?1, "
          "?2, 1, ?3, ?4, ?5, ?6) on conflict do update set runs = runs + 1, requests = requests + "
          "?3, rows = rows + ?4, bytes = bytes + ?5, seconds = seconds + ?6")
        .with(run.start.slot.job)
        .with(to_text(end.state))
        .with(static_cast<std::int64_t>(end.requests))
        .with(static_cast<std::int64_t>(end.rows))
        .with(static_cast<std::int64_t>(end.bytes))
        .with(took)
        .run();
}

/// Slots that may be forgotten: they ended long ago, are not among the newest of their job, not
/// its newest success, and nothing of them runs.
constexpr const char* mark_old = R"(
create temp table old as
    select s.id from slot s
    where s.ended < ?1 and s.state not in ('waiting', 'running')
      and (select count(*) from slot n where n.job = s.job and n.nominal > s.nominal) >= ?2
      and s.id not in (select slot from run where id in (
          select max(id) from run_facts where state = 'done' group by job))
)";

}  // namespace

void add_to_totals(Database& database, const RunFacts& run, const RunEnd& end,
                   std::span<const Yield> yields) {
    add_run(database, run, end);
    const auto before = told_before(database, run.id);
    for (const auto& yield : yields) {
        const bool got = yield.fetched + yield.empty > 0;
        add_yield(database, beyond(yield, before),
                  got ? std::optional(number_of(run.start.slot.nominal)) : std::nullopt);
    }
}

Result<std::vector<Yield>> History::yields(RunId id) const {
    return guarded([&] {
        Query query(*database_,
                    "select source, storefront, asked, fetched, empty, blocked, drift, failed, "
                    "rows from yield where run = ? order by source, storefront");
        query.with(id);
        return all_of(query);
    });
}

Result<std::vector<Output>> History::outputs(std::optional<Week> week, std::size_t at_most) const {
    return guarded([&] {
        Query query(*database_,
                    "select week, revision, as_of, previous, file, digest from output where (?1 is "
                    "null or week = ?1) order by id desc limit ?2");
        query
            .with(week ? std::optional(std::int64_t{week->monday().time_since_epoch().count()})
                       : std::nullopt)
            .with(limit_of(at_most));
        std::vector<Output> all;
        while (query.next())
            all.push_back({Week(Day(std::chrono::days(query.number(0)))),
                           static_cast<int>(query.number(1)), instant_of(query.number(2)),
                           instant_at(query, 3), string_at(query, 4), string_at(query, 5)});
        return all;
    });
}

Result<std::vector<History::Freshness>> History::freshness(Day since) const {
    return guarded([&] {
        Query query(*database_,
                    "select y.source, y.storefront, s.nominal / 86400, sum(y.asked), sum(y.fetched "
                    "+ y.empty), sum(y.rows) from slot s join yield y on y.run = (select "
                    "max(y2.run) from yield y2 join run r on r.id = y2.run where r.slot = s.id) "
                    "where s.nominal >= ? group by 1, 2, 3 order by 1, 2, 3");
        query.with(number_of(Instant(since)));
        std::vector<Freshness> all;
        while (query.next())
            all.push_back({string_at(query, 0), string_at(query, 1),
                           Day(std::chrono::days(query.number(2))), size_at(query, 3),
                           size_at(query, 4), size_at(query, 5)});
        return all;
    });
}

Result<History::Newest> History::newest() const {
    return guarded([&] {
        Query query(*database_,
                    "select source, storefront, newest from source_total where newest is not null");
        Newest all;
        while (query.next())
            all[{string_at(query, 0), string_at(query, 1)}] = instant_of(query.number(2));
        return all;
    });
}

Result<History::Totals> History::totals() const {
    return guarded([&] {
        Totals totals;
        Query jobs(*database_,
                   "select job, state, runs, slots, requests, rows, bytes, seconds from job_total");
        while (jobs.next()) {
            const auto state = static_cast<std::size_t>(state_at(jobs, 1));
            JobTotals& job = totals.jobs[string_at(jobs, 0)];
            job.runs.at(state) += count_at(jobs, 2);
            totals.slots[string_at(jobs, 0)].at(state) += count_at(jobs, 3);
            job.requests += count_at(jobs, 4);
            job.rows += count_at(jobs, 5);
            job.bytes += count_at(jobs, 6);
            job.seconds += count_at(jobs, 7);
        }
        Query sources(*database_,
                      "select source, storefront, asked, fetched, empty, blocked, drift, failed, "
                      "rows from source_total order by source, storefront");
        totals.sources = all_of(sources);
        return totals;
    });
}

Result<std::size_t> History::forget(Instant before, std::size_t keep) {
    return guarded([&] {
        Transaction transaction(*database_);
        database_->run("drop table if exists temp.old");
        Query(*database_, mark_old)
            .with(number_of(before))
            .with(static_cast<std::int64_t>(keep))
            .run();
        database_->run(
            "delete from yield where run in (select id from run where slot in old);"
            "delete from run where slot in old; delete from slot where id in old");
        Query count(*database_, "select count(*) from temp.old");
        const std::size_t forgotten = count.next() ? size_at(count, 0) : 0;
        transaction.commit();
        return forgotten;
    });
}

Result<void> History::require_writable() {
    return guarded([&] { Transaction(*database_).commit(); });
}

}  // namespace archive
