#include "archive/sqlite_journal.h"

#include <algorithm>

#include "archive/asked_text.h"
#include "archive/guarded.h"
#include "archive/http_message.h"
#include "archive/sqlite_facts.h"
#include "archive/sqlite_schema.h"
#include "archive/warc_exchange.h"

namespace archive {

using namespace records;

namespace {

constexpr std::size_t longest_validator = 1024;

void insert_task(Database& database, CrawlId crawl, std::int64_t place, const Task& task) {
    Query(database,
          "insert into task (crawl, place, method, url, content_type, body, asked) values (?, ?, "
          "?, ?, ?, ?, ?)")
        .with(crawl)
        .with(place)
        .with(task.request.method)
        .with(task.request.url)
        .with(task.request.content_type)
        .with(Blob{task.request.body})
        .with(asked_text(task.asked))
        .run();
}

/// Columns: method, url, content_type, body, asked.
Task task_at(const Query& row, int column) {
    Task task;
    task.request.method = row.text(column);
    task.request.url = row.text(column + 1);
    task.request.content_type = row.text(column + 2);
    task.request.body = row.text(column + 3);
    task.asked = asked_from(row.text(column + 4));
    return task;
}

/// Columns: id, name, begun, when the last task ended, planned, open, closed.
CrawlFacts crawl_at(const Query& row) {
    CrawlFacts facts;
    facts.id = row.number(0);
    facts.name = row.text(1);
    facts.begun = instant_at(row.number(2));
    facts.planned = static_cast<std::size_t>(row.number(4));
    facts.open = static_cast<std::size_t>(row.number(5));
    facts.closed = !row.is_null(6);
    if (facts.open == 0) facts.ended = instant_at(row.is_null(3) ? row.number(2) : row.number(3));
    return facts;
}

/// A validator as it came; empty where it must not be sent back.
std::string replayable(std::string_view value) {
    const bool harmless =
        value.size() <= longest_validator && std::ranges::none_of(value, [](char each) {
            return static_cast<unsigned char>(each) < ' ' || each == '\x7f';
        });
    return std::string(harmless ? value : std::string_view());
}

/// Changes the ending of a task where that may be; whether it did. A response is archived before it
/// is read: what it says then can only refine what it ended its task with.
bool end_open(Database& database, const TaskEnd& end, Instant now) {
    Query row(database,
              "update task set ending = ?1, why = ?2, ended = coalesce(ended, ?3) where id = ?4 "
              "and (ending is null or (response is not null and (ending = ?1 or (ending = "
              "'fetched' and ?1 = 'blocked')))) returning id");
    row.with(to_text(end.ending)).with(end.why).with(seconds(now)).with(end.id);
    const bool changed = row.next();
    row.run();
    return changed;
}

void close_crawl(Database& database, CrawlId crawl, Instant now) {
    Query(database, "update crawl set closed = ? where id = ?")
        .with(seconds(now))
        .with(crawl)
        .run();
}

[[noreturn]] void refuse_end(Database& database, const TaskEnd& end) {
    Query row(database, "select ending from task where id = ?");
    row.with(end.id);
    if (!row.next())
        throw DatabaseError("the journal has no task " + std::to_string(end.id) + " to end");
    throw DatabaseError("task " + std::to_string(end.id) + " has ended already (" +
                        std::string(row.text(0)) + ") and cannot end as " +
                        std::string(to_text(end.ending)));
}

}  // namespace

Result<CrawlId> SqliteJournal::begin(std::string_view name, Instant now,
                                     std::span<const Task> tasks) {
    return guarded([&] {
        Transaction transaction(database_);
        Query(database_, "insert into crawl (name, begun) values (?, ?)")
            .with(name)
            .with(seconds(now))
            .run();
        const CrawlId crawl = database_.last_id();
        std::int64_t place = 0;
        for (const Task& task : tasks) insert_task(database_, crawl, place++, task);
        transaction.commit();
        return crawl;
    });
}

Result<std::optional<CrawlFacts>> SqliteJournal::unfinished(std::string_view name) {
    return crawls().map([&](const auto& all) {
        const auto found = std::ranges::find_if(
            all, [&](const CrawlFacts& each) { return each.name == name && !each.closed; });
        return found == all.end() ? std::nullopt : std::optional(*found);
    });
}

/// A validator is only worth something while the bytes that it is of are there and whole.
Validators SqliteJournal::validators_for(const Request& request) {
    const Digest key = request_key(request);
    Query found(database_,
                "select e.response from exchange e where e.request_key = ? and e.status = 200 and "
                "e.cut = '' and not exists (select 1 from reading where response = e.response and "
                "outcome = 'blocked') order by e.response desc limit 1");
    found.with(Blob{{reinterpret_cast<const char*>(key.data()), key.size()}});
    if (!found.next()) return {};
    const auto page = guarded([&] { return pages_.page(found.number(0)); });
    if (!page || !page->fault.empty()) return {};
    Validators validators{replayable(line_in(page->head, "ETag")),
                          replayable(line_in(page->head, "Last-Modified")), 0};
    if (!validators.none()) validators.of = found.number(0);
    return validators;
}

Result<std::vector<OpenTask>> SqliteJournal::open_tasks(CrawlId crawl) {
    return guarded([&] {
        std::vector<OpenTask> open;
        Query rows(database_,
                   "select id, method, url, content_type, body, asked, (select count(*) from "
                   "exchange where task = t.id and ending = '' and (cut <> '' or (status >= 400 "
                   "and status not in (403, 429, 503)))) from task t where crawl = ? and ending is "
                   "null order by place");
        rows.with(crawl);
        while (rows.next())
            open.push_back(
                {rows.number(0), task_at(rows, 1), {}, static_cast<int>(rows.number(6))});
        for (OpenTask& each : open) each.validators = validators_for(each.task.request);
        return open;
    });
}

Result<void> SqliteJournal::end(const TaskEnd& end, Instant now) {
    return guarded([&] {
        Transaction transaction(database_);
        if (!end_open(database_, end, now)) refuse_end(database_, end);
        transaction.commit();
    });
}

Result<void> SqliteJournal::close(CrawlId crawl, Instant now) {
    return guarded([&] { close_crawl(database_, crawl, now); });
}

Result<std::size_t> SqliteJournal::miss(CrawlId crawl, Instant now) {
    return guarded([&] {
        Transaction transaction(database_);
        Query row(database_,
                  "update task set ending = 'missed', why = 'its crawl was not carried on within "
                  "its day', ended = ? where crawl = ? and ending is null returning id");
        row.with(seconds(now)).with(crawl);
        std::size_t missed = 0;
        while (row.next()) ++missed;
        close_crawl(database_, crawl, now);
        transaction.commit();
        return missed;
    });
}

Result<std::vector<CrawlFacts>> SqliteJournal::crawls() const {
    return guarded([&] {
        std::vector<CrawlFacts> all;
        if (!has_journal(database_)) return all;
        Query rows(database_,
                   "select c.id, c.name, c.begun, max(t.ended), count(t.id), count(t.id) - "
                   "count(t.ending), c.closed from crawl c left join task t on t.crawl = c.id "
                   "group by c.id "
                   "order by c.id desc");
        while (rows.next()) all.push_back(crawl_at(rows));
        return all;
    });
}

Result<std::vector<TaskFacts>> SqliteJournal::tasks(CrawlId crawl) const {
    return guarded([&] {
        std::vector<TaskFacts> all;
        if (!has_journal(database_)) return all;
        Query rows(database_,
                   "select id, method, url, content_type, body, asked, ending, why, response, "
                   "ended, (select count(*) from exchange where task = t.id) from task t where "
                   "crawl = ? order by place");
        rows.with(crawl);
        while (rows.next()) {
            TaskFacts facts{rows.number(0), task_at(rows, 1), {}, {}, 0, 0, {}};
            facts.ending = ending_from(rows.text(6));
            facts.why = rows.text(7);
            facts.response = rows.number(8);
            facts.at = instant_at(rows.maybe_number(9));
            facts.requests = static_cast<std::size_t>(rows.number(10));
            all.push_back(std::move(facts));
        }
        return all;
    });
}

}  // namespace archive
