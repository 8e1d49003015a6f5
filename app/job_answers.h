#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "records/crawl.h"

namespace app {

/// Under which name the crawl of a slot stands in the journal: "charts for 2026-10-05T02:15:00Z". A
/// run that was stopped goes on with it.
std::string crawl_name(const std::string& job, records::Instant nominal);

/// How long an answer serves other jobs that ask for the same.
inline constexpr std::chrono::minutes answer_serves{60};

/// What of a plan need not be asked, since a crawl of another job got an answer to the same request
/// after `since`: one fetch serves both. The tasks are those of the plan, each with the ending and
/// the response that it has by that. Blocks and drift serve nobody.
records::Result<std::vector<archive::TaskFacts>> answered_elsewhere(
    const archive::Archive&, const archive::Journal&, const std::string& job,
    std::span<const records::Task> plan, records::Instant since);

/// A plan without those tasks.
std::vector<records::Task> without(std::span<const records::Task> plan,
                                   std::span<const archive::TaskFacts>);

/// Ends the unfinished crawls of other slots of a job: their time is over. How many requests are
/// missed by that.
records::Result<std::size_t> miss_other_slots(archive::Journal&, const std::string& job,
                                              const std::string& name, records::Instant now);

}  // namespace app
