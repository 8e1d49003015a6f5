#include "archive/sqlite_exchanges.h"

#include "archive/http_message.h"
#include "archive/sqlite_facts.h"
#include "archive/sqlite_schema.h"

namespace archive {

using namespace records;

namespace {

std::optional<Blob> blob_of(const std::optional<Digest>& digest) {
    if (!digest) return std::nullopt;
    return Blob{{reinterpret_cast<const char*>(digest->data()), digest->size()}};
}

/// What a response says of an ending that is no success.
std::string why(const TaskMark& mark, const Page& page) {
    const auto ending = ending_from(mark.ending);
    if (ending == Ending::fetched || ending == Ending::not_modified) return {};
    return "HTTP " + std::to_string(status_in(page.head));
}

}  // namespace

void add_exchange_row(Database& database, ResponseId response, const Page& page,
                      const TaskMark& mark, const std::optional<Digest>& key,
                      std::uint64_t request_length) {
    Query(database,
          "insert into exchange (response, task, ending, status, cut, request, request_key) values "
          "(?, (select id from task where id = ?), ?, ?, ?, ?, ?)")
        .with(response)
        .with(mark.id)
        .with(mark.ending)
        .with(std::int64_t{status_in(page.head)})
        .with(page.exchange->cut)
        .with(static_cast<std::int64_t>(request_length))
        .with(blob_of(key))
        .run();
}

void end_task(Database& database, const TaskMark& mark, ResponseId response, const Page& page) {
    if (!ending_from(mark.ending)) return;
    Query(database,
          "update task set ending = ?, why = ?, response = ?, ended = ? where id = ? and ending is "
          "null")
        .with(mark.ending)
        .with(why(mark, page))
        .with(response)
        .with(seconds(page.fetched_at))
        .with(mark.id)
        .run();
}

void require_task(Database& database, const TaskMark& mark) {
    if (mark.id == 0) return;
    Query found(database, "select 1 from task where id = ?");
    found.with(mark.id);
    if (!found.next())
        throw DatabaseError("the journal has no task " + std::to_string(mark.id) +
                            " for a page that was fetched for it");
    if (!mark.ending.empty() && !ending_from(mark.ending))
        throw DatabaseError("task " + std::to_string(mark.id) + ": \"" + mark.ending +
                            "\" is no ending");
}

std::uint64_t request_length(Database& database, ResponseId response) {
    if (!has_journal(database)) return 0;
    Query found(database, "select request from exchange where response = ?");
    found.with(response);
    return found.next() ? static_cast<std::uint64_t>(found.number(0)) : 0;
}

}  // namespace archive
