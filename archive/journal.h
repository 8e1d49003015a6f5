#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "records/crawl.h"
#include "records/result.h"

namespace archive {

/// A crawl: what was planned, and when.
struct CrawlFacts {
    records::CrawlId id = 0;
    std::string name;  // what the plan was made for: "weekly", or the words of the command line
    records::Instant begun;
    std::optional<records::Instant> ended;  // when its last task ended; empty: it has open ones
    std::size_t planned = 0;
    std::size_t open = 0;
    bool closed = false;  // nothing of it is to be gone on with
};

/// A task and what became of it, for the table of `fetch` and the ledger.
struct TaskFacts {
    records::TaskId id = 0;
    records::Task task;
    std::optional<records::Ending> ending;  // empty: it is open
    std::string why;
    records::ResponseId response = 0;    // that it ended with; 0: none
    std::size_t requests = 0;            // responses archived for it: redirects and retries count
    std::optional<records::Instant> at;  // when it ended
};

/// The journal of crawls, in the archive's database: every planned request, and how it ended.
///
/// A task that ended with a response ends by that response being kept (Exchange::task and ::ending
/// of its page, which stand in the WARC record too): the two cannot come apart, whenever the
/// process dies, and a response that is archived is never asked for again. All others end by end().
class Journal {
public:
    virtual ~Journal() = default;

    virtual records::Result<records::CrawlId> begin(std::string_view name, records::Instant now,
                                                    std::span<const records::Task>) = 0;
    /// The newest crawl of a name that was not closed. It may have no open tasks: it was killed
    /// between its last response and its end.
    virtual records::Result<std::optional<CrawlFacts>> unfinished(std::string_view name) = 0;
    /// Its open tasks in the order of the plan, with the validators of the newest whole response
    /// (200) that the archive holds for the same request: its bytes are there, and it was no block.
    /// Their `tries` are the archived responses after which they went on, without redirects and
    /// throttling.
    virtual records::Result<std::vector<records::OpenTask>> open_tasks(records::CrawlId) = 0;
    /// Ends a task. One that ended with a response keeps its ending: it can only be told again,
    /// with a better `why`, or become blocked where it was fetched (its page says so). All else is
    /// an error.
    virtual records::Result<void> end(const records::TaskEnd&, records::Instant now) = 0;
    /// Closes a crawl: all of its tasks have ended.
    virtual records::Result<void> close(records::CrawlId, records::Instant now) = 0;
    /// Ends all open tasks of a crawl as missed, and closes it. How many they were.
    virtual records::Result<std::size_t> miss(records::CrawlId, records::Instant now) = 0;

    /// Crawls, newest first; the tasks of one, in the order of the plan.
    virtual records::Result<std::vector<CrawlFacts>> crawls() const = 0;
    virtual records::Result<std::vector<TaskFacts>> tasks(records::CrawlId) const = 0;

    /// What is remembered of lanes and of robots.txt files. Of an origin, the newest copy and the
    /// last that was served (2xx or 4xx) are kept.
    virtual records::Result<std::vector<records::LaneMemory>> lanes() const = 0;
    virtual records::Result<void> remember(const records::LaneMemory&) = 0;
    virtual records::Result<std::vector<records::RobotsCopy>> robots() const = 0;
    virtual records::Result<void> remember(const records::RobotsCopy&) = 0;
};

}  // namespace archive
