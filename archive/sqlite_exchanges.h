#pragma once

#include <cstdint>
#include <optional>

#include "archive/digest.h"
#include "archive/sqlite_database.h"
#include "archive/warc_exchange.h"
#include "records/crawl.h"
#include "records/page.h"

namespace archive {

/// How a response came over the network, beside its row in `response`. `key` is that of its
/// request, `request_length` that of the request's record.
void add_exchange_row(Database&, records::ResponseId, const records::Page&, const TaskMark&,
                      const std::optional<Digest>& key, std::uint64_t request_length);

/// Ends a task with a response, unless it has ended. Nothing for a mark without an ending.
void end_task(Database&, const TaskMark&, records::ResponseId, const records::Page&);

/// Remembers a robots.txt, in the transaction that is open; what came before is of no use then.
void remember_rules(Database&, const records::RobotsCopy&);
/// The same of a page that settles the rules of an origin; nothing of any other.
void remember_rules(Database&, const records::Page&);

/// Refuses a mark of a task that the journal does not have, and an ending that is none.
void require_task(Database&, const TaskMark&);

/// The length of the record of a response's request, which lies before it; 0: there is none.
std::uint64_t request_length(Database&, records::ResponseId);

}  // namespace archive
