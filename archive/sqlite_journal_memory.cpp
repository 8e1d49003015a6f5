#include "archive/guarded.h"
#include "archive/sqlite_exchanges.h"
#include "archive/sqlite_facts.h"
#include "archive/sqlite_journal.h"
#include "archive/sqlite_schema.h"

namespace archive {

using namespace records;

namespace {

std::optional<std::int64_t> days(const std::optional<Day>& day) {
    if (!day) return std::nullopt;
    return day->time_since_epoch().count();
}

std::optional<Day> day_at(std::optional<std::int64_t> count) {
    if (!count) return std::nullopt;
    return Day(std::chrono::days(*count));
}

/// No more of a robots.txt counts (RFC 9309 §2.5).
constexpr std::size_t most_rules_bytes = std::size_t{500} << 10U;

/// Whether a host could serve its robots.txt, be it by saying that there is none.
bool was_served(const RobotsCopy& copy) {
    return copy.status >= 200 && copy.status < 500 && copy.status / 100 != 3 && copy.status != 429;
}

std::optional<std::int64_t> count_of(const std::optional<std::chrono::seconds>& age) {
    if (!age) return std::nullopt;
    return age->count();
}

RobotsCopy copy_at(const Query& row) {
    RobotsCopy copy;
    copy.origin = row.text(0);
    copy.fetched_at = instant_at(row.number(1));
    copy.status = static_cast<int>(row.number(2));
    copy.body = row.text(3);
    if (!row.is_null(4)) copy.max_age = std::chrono::seconds(row.number(4));
    return copy;
}

}  // namespace

Result<std::vector<LaneMemory>> SqliteJournal::lanes() const {
    return guarded([&] {
        std::vector<LaneMemory> all;
        if (!has_journal(database_)) return all;
        Query rows(database_,
                   "select name, not_before, why, failures, budget_day, sent from lane order by "
                   "name");
        while (rows.next())
            all.push_back({std::string(rows.text(0)), instant_at(rows.maybe_number(1)),
                           std::string(rows.text(2)), static_cast<int>(rows.number(3)),
                           day_at(rows.maybe_number(4)), static_cast<int>(rows.number(5))});
        return all;
    });
}

Result<void> SqliteJournal::remember(const LaneMemory& lane) {
    return guarded([&] {
        Query(database_,
              "insert or replace into lane (name, not_before, why, failures, budget_day, sent) "
              "values (?, ?, ?, ?, ?, ?)")
            .with(lane.lane)
            .with(seconds(lane.not_before))
            .with(lane.why)
            .with(std::int64_t{lane.failures})
            .with(days(lane.budget_day))
            .with(std::int64_t{lane.sent})
            .run();
    });
}

Result<std::vector<RobotsCopy>> SqliteJournal::robots() const {
    return guarded([&] {
        std::vector<RobotsCopy> all;
        if (!has_journal(database_)) return all;
        Query rows(database_,
                   "select origin, fetched, status, body, max_age from robots order by origin, "
                   "served desc");
        while (rows.next()) all.push_back(copy_at(rows));
        return all;
    });
}

Result<void> SqliteJournal::remember(const RobotsCopy& copy) {
    return guarded([&] {
        Transaction transaction(database_);
        remember_rules(database_, copy);
        transaction.commit();
    });
}

/// A copy that was served is the newest as well: what came before it is of no use any more.
void remember_rules(Database& database, const RobotsCopy& copy) {
    const bool served = was_served(copy);
    if (served) Query(database, "delete from robots where origin = ?").with(copy.origin).run();
    Query(database,
          "insert or replace into robots (origin, served, fetched, status, body, max_age) "
          "values (?, ?, ?, ?, ?, ?)")
        .with(copy.origin)
        .with(std::int64_t{served})
        .with(seconds(copy.fetched_at))
        .with(std::int64_t{copy.status})
        .with(Blob{copy.body})
        .with(count_of(copy.max_age))
        .run();
}

void remember_rules(Database& database, const Page& page) {
    if (!page.exchange || page.exchange->rules_of.empty() || !page.fetched_at) return;
    RobotsCopy copy;
    copy.origin = page.exchange->rules_of;
    copy.fetched_at = *page.fetched_at;
    copy.status = page.status;
    copy.max_age = page.exchange->rules_age;
    const std::string& text = page.exchange->cut == "length" ? page.as_received() : page.body;
    if (page.status >= 200 && page.status < 300) copy.body = text.substr(0, most_rules_bytes);
    remember_rules(database, copy);
}

}  // namespace archive
