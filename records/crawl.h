#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/page.h"
#include "records/time.h"

namespace records {

/// One request of a plan: what to send, and what the answer should be about.
struct Task {
    Request request;
    Asked asked;
};

/// The names of a crawl and of a task in its journal. 0: none yet.
using CrawlId = std::int64_t;
using TaskId = std::int64_t;

/// How a planned request ended. Every one ends, and ends once.
enum class Ending : std::uint8_t {
    fetched,            // a response came and is archived, whatever its content says
    not_modified,       // 304: what the archive holds is still what the host serves
    refused_by_robots,  // robots.txt forbids it, or could not be read (RFC 9309 §2.3.1.4)
    blocked,            // the host refuses us: consent, captcha, 403
    failed,             // for another reason, given in words
    skipped_by_budget,  // the host's requests of the day are used up
    missed,             // its crawl was not carried on within its day; never back-dated
};
inline constexpr std::array<std::string_view, 7> ending_names = {
    "fetched",           "not-modified", "refused-by-robots", "blocked", "failed",
    "skipped-by-budget", "missed"};
constexpr std::string_view to_text(Ending ending) {
    return ending_names.at(static_cast<std::size_t>(ending));
}
std::optional<Ending> ending_from(std::string_view);

/// What a host gave us to ask with next time (RFC 9110 §8.8), replayed as it came.
struct Validators {
    std::string etag;           // empty: none, or one that cannot be sent back safely
    std::string last_modified;  // empty: none
    ResponseId of = 0;          // the response that they came with: what a 304 means

    bool none() const { return etag.empty() && last_modified.empty(); }
};

/// A task of a journal that has not ended.
struct OpenTask {
    TaskId id = 0;
    Task task;
    Validators validators;
    int tries = 0;  // that failed before, in earlier runs
};

/// A task that ended without a response, or whose response says no more than this.
struct TaskEnd {
    TaskId id = 0;
    Ending ending = Ending::failed;
    std::string why;  // a sentence for people; empty for fetched and not_modified
};

/// How a host is treated; from the configuration. A host without a rule is never asked.
struct HostRule {
    std::string host;                     // lower case, without a trailing dot
    std::string lane;                     // hosts of one lane share its pace; empty: the host's own
    std::chrono::milliseconds gap{6000};  // between the starts of two requests of a lane
    int budget = 2000;                    // requests of a day (UTC), a hard stop
    int connections = 1;                  // at once; more than 1 only for a host of one's own
    bool plain = false;                   // http:// is allowed
    int port = 0;                         // one more port that is allowed, beside 443 (80: plain)
    bool throttles_by_403 = false;        // 403 means "too fast", as iTunes lookup answers
    /// The reference of a written permission: robots.txt is still fetched and shown, not applied.
    std::string permission;
    std::string terms;  // a remark on the host's terms, for the ledger
};

/// What is remembered of a lane from one run to the next.
struct LaneMemory {
    std::string lane;
    std::optional<Instant> not_before;  // no request until then: Retry-After, back-off, breaker
    std::string why;                    // it waits, for people
    int failures = 0;                   // in a row; 0: the host is well
    std::optional<Day> budget_day;
    int sent = 0;  // on that day
};

/// A robots.txt as it was fetched. status 0: it could not be fetched, `body` says why.
struct RobotsCopy {
    std::string origin;  // "https://itunes.apple.com", with ":port" where it is not the scheme's
    Instant fetched_at;
    int status = 0;
    std::string body;                             // at most the first 500 KiB; empty unless 2xx
    std::optional<std::chrono::seconds> max_age;  // of Cache-Control, if it names one
};

}  // namespace records
