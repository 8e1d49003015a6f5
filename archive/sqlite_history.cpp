#include "archive/sqlite_history.h"

#include "archive/guarded.h"

namespace archive {

using namespace records;

std::int64_t number_of(Instant instant) { return instant.time_since_epoch().count(); }

std::optional<std::int64_t> number_of(const std::optional<Instant>& instant) {
    return instant ? std::optional(number_of(*instant)) : std::nullopt;
}

Instant instant_of(std::int64_t number) { return Instant(std::chrono::seconds(number)); }

std::optional<Instant> instant_at(const Query& query, int column) {
    const auto number = query.maybe_number(column);
    return number ? std::optional(instant_of(*number)) : std::nullopt;
}

std::string string_at(const Query& query, int column) { return std::string(query.text(column)); }

SlotState state_at(const Query& query, int column) {
    const auto state = slot_state_from(query.text(column));
    if (!state)
        throw DatabaseError("runs.sqlite: there is no state of slots \"" +
                            string_at(query, column) + "\"; was the file changed by hand?");
    return *state;
}

std::int64_t limit_of(std::size_t at_most) {
    return at_most == 0 ? -1 : static_cast<std::int64_t>(at_most);
}

SlotFacts slot_at(const Query& query) {
    SlotFacts facts;
    facts.slot = {string_at(query, 1), instant_of(query.number(2))};
    facts.due = instant_of(query.number(3));
    facts.local = string_at(query, 4);
    facts.state = state_at(query, 5);
    facts.why = string_at(query, 6);
    facts.attempts = static_cast<int>(query.number(7));
    facts.ended = instant_at(query, 8);
    facts.retry_at = instant_at(query, 9);
    return facts;
}

std::int64_t slot_row(Database& database, const Slot& slot) {
    Query query(database, "select id from slot where job = ? and nominal = ?");
    query.with(slot.job).with(number_of(slot.nominal));
    return query.next() ? query.number(0) : 0;
}

namespace {

void reach_row(Database& database, const Slot& slot) {
    Query(database,
          "insert into job (name, reached) values (?, ?) on conflict (name) do update set "
          "reached = max(reached, excluded.reached)")
        .with(slot.job)
        .with(number_of(slot.nominal))
        .run();
}

void count_slot(Database& database, const std::string& job, SlotState state) {
    Query(database,
          "insert into job_total (job, state, slots) values (?, ?, 1) on conflict (job, state) do "
          "update set slots = slots + 1")
        .with(job)
        .with(to_text(state))
        .run();
}

}  // namespace

void settle_row(Database& database, std::int64_t row, SlotState state, const std::string& why,
                Instant now) {
    Query query(database,
                "update slot set state = ?, why = ?, ended = ?, retry_at = null where id = ? "
                "returning job");
    query.with(to_text(state)).with(why).with(number_of(now)).with(row);
    std::string job;
    while (query.next()) job = string_at(query, 0);
    count_slot(database, job, state);
}

namespace {

/// Whether it was not known before.
bool add_row(Database& database, const SlotFacts& facts) {
    Query query(database,
                "insert into slot (job, nominal, due, local, state, why, ended) "
                "values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id");
    query.with(facts.slot.job)
        .with(number_of(facts.slot.nominal))
        .with(number_of(facts.due))
        .with(facts.local)
        .with(to_text(facts.state))
        .with(facts.why)
        .with(number_of(facts.ended));
    bool added = false;
    while (query.next()) added = true;
    return added;
}

void add_one(Database& database, const SlotFacts& facts) {
    if (facts.state == SlotState::running)
        throw DatabaseError("a slot of " + facts.slot.job +
                            " cannot arrive as running: begin() says that");
    if (add_row(database, facts) && is_settled(facts.state))
        count_slot(database, facts.slot.job, facts.state);
    reach_row(database, facts.slot);
}

/// What ended without an attempt may come again: the clock was wrong.
void reopen(Database& database, std::int64_t row) {
    Query(database,
          "update slot set state = 'waiting', why = '', ended = null where id = ? and attempts = 0 "
          "and state in ('missed', 'skipped')")
        .with(row)
        .run();
}

void settle_one(Database& database, const Slot& slot, SlotState state, const std::string& why,
                Instant now) {
    Query query(database, "select id, state from slot where job = ? and nominal = ?");
    query.with(slot.job).with(number_of(slot.nominal));
    if (!query.next())
        throw DatabaseError("no slot of " + slot.job + " at " + to_text(slot.nominal) +
                            " is known; add it first");
    const SlotState before = state_at(query, 1);
    if (before == SlotState::running)
        throw DatabaseError("the slot of " + slot.job + " at " + to_text(slot.nominal) +
                            " is running; its run ends it");
    if (state == SlotState::waiting)
        reopen(database, query.number(0));
    else if (!is_settled(before))
        settle_row(database, query.number(0), state, why, now);
}

/// ",waiting,running,": to be searched for ",state,". Empty: all.
std::string list_of(const std::vector<SlotState>& states) {
    if (states.empty()) return {};
    std::string list = ",";
    for (const SlotState state : states) list += std::string(to_text(state)) + ",";
    return list;
}

}  // namespace

History::History(std::unique_ptr<Database> database) : database_(std::move(database)) {}
History::History(History&&) noexcept = default;
History& History::operator=(History&&) noexcept = default;
History::~History() = default;

Result<void> History::add(std::span<const SlotFacts> slots) {
    return guarded([&] {
        Transaction transaction(*database_);
        for (const auto& facts : slots) add_one(*database_, facts);
        transaction.commit();
    });
}

Result<void> History::reach(const std::string& job, Instant nominal) {
    return guarded([&] { reach_row(*database_, {job, nominal}); });
}

Result<void> History::settle(const Slot& slot, SlotState state, const std::string& why,
                             Instant now) {
    if (state == SlotState::running) return fail("settle: running is no end of a slot");
    return guarded([&] {
        Transaction transaction(*database_);
        settle_one(*database_, slot, state, why, now);
        transaction.commit();
    });
}

Result<void> History::explain(const Slot& slot, const std::string& why) {
    return guarded([&] {
        Query(*database_,
              "update slot set why = ? where job = ? and nominal = ? and state = 'waiting'")
            .with(why)
            .with(slot.job)
            .with(number_of(slot.nominal))
            .run();
    });
}

Result<std::vector<SlotFacts>> History::slots(const SlotFilter& filter) const {
    return guarded([&] {
        Query query(*database_,
                    "select id, job, nominal, due, local, state, why, attempts, ended, retry_at "
                    "from slot where (?1 = '' or job = ?1) and (?2 = '' or instr(?2, ',' || state "
                    "|| ',') > 0) and (?3 is null or nominal >= ?3) and (?4 is null or nominal < "
                    "?4) order by nominal desc, job limit ?5");
        query.with(filter.job)
            .with(list_of(filter.states))
            .with(number_of(filter.since))
            .with(number_of(filter.until))
            .with(limit_of(filter.at_most));
        std::vector<SlotFacts> all;
        while (query.next()) all.push_back(slot_at(query));
        return all;
    });
}

Result<std::optional<SlotFacts>> History::slot(const Slot& slot) const {
    return guarded([&] {
        Query query(*database_,
                    "select id, job, nominal, due, local, state, why, attempts, ended, retry_at "
                    "from slot where job = ? and nominal = ?");
        query.with(slot.job).with(number_of(slot.nominal));
        return query.next() ? std::optional(slot_at(query)) : std::nullopt;
    });
}

Result<std::map<std::string, Instant>> History::reached() const {
    return guarded([&] {
        Query query(*database_, "select name, reached from job");
        std::map<std::string, Instant> all;
        while (query.next()) all[string_at(query, 0)] = instant_of(query.number(1));
        return all;
    });
}

Result<std::map<std::string, SlotFacts>> History::newest_settled() const {
    return guarded([&] {
        Query query(*database_,
                    "select id, job, max(nominal), due, local, state, why, attempts, ended, "
                    "retry_at from slot where state not in ('waiting', 'running') group by job");
        std::map<std::string, SlotFacts> all;
        while (query.next()) all[string_at(query, 1)] = slot_at(query);
        return all;
    });
}

}  // namespace archive
