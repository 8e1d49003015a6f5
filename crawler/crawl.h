#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crawler/lane.h"
#include "crawler/transport.h"
#include "records/crawl.h"
#include "records/page.h"
#include "records/result.h"

namespace crawler {

/// How to crawl; from the configuration.
struct Policy {
    std::vector<records::HostRule> hosts;  // the allow-list: no other host is ever asked
    std::map<std::string, std::string>
        proxies;                         // by country, "mx" -> "http://…"; an operator's own
    std::string product = "dramascope";  // our name in robots.txt
    int tries = 3;                       // of a task that fails
    int redirects = 5;
    std::size_t page_bytes = std::size_t{32} << 20U;  // as received
    /// A lane that must wait longer than this leaves its tasks for a later run.
    std::chrono::milliseconds patience{30 * 60 * 1000};
    /// How many failures in a row, each after its back-off, make a lane give up for this run.
    int give_up_after = 8;
    std::chrono::seconds longest_wait{86'400};
    bool polite = true;  // false, for benchmarks on loopback: no gap and no robots.txt
};

/// The clocks: one of the wall, to stamp and to remember; one that only goes forward, to pace.
struct Clock {
    std::function<records::Instant()> wall;
    std::function<Tick()> tick;
};

/// What happened, for the progress bars and the log. `task` 0: a robots.txt.
struct Event {
    /// odd: of an answer that is believed, what is odd about it.
    enum class Kind : std::uint8_t { sent, answered, odd, ended, waiting, gave_up };
    Kind kind;
    std::string lane;
    std::string url;
    records::TaskId task = 0;
    std::string what;  // for people
    std::size_t bytes = 0;
};

/// A body without its Content-Encoding and Transfer-Encoding, or why there is none.
struct Decoded {
    std::string body;
    std::string fault;
};

/// What the crawl needs of whoever runs it. An error of keep() or end() (the disk is full) stops
/// the crawl at once; what was in flight is left to the next run.
struct Hooks {
    std::function<Decoded(std::string_view head, std::string_view payload)> decode;
    /// Makes responses durable (they hold their task and its ending), then reads them. Says of each
    /// whether its content blocks us.
    std::function<records::Result<std::vector<bool>>(std::vector<records::Page>)> keep;
    /// A task ended without a response; or, after its response was kept, otherwise than fetched or
    /// not modified: with the reason, and as blocked if keep() said that its content is.
    std::function<records::Result<void>(const records::TaskEnd&)> end;
    /// A new copy. One that a page brought is remembered with that page (Exchange::rules_of); one
    /// of status 0, since nothing came, only by this.
    std::function<void(const records::RobotsCopy&)> robots;
    /// What a lane must remember, told before each of its requests is sent and whenever it has to
    /// wait: a run that is killed then neither hurries nor forgets what it used up. May be empty.
    std::function<void(const records::LaneMemory&)> lane;
    std::function<void(const Event&)> tell;
    std::function<bool()> stop;  // asked between events: SIGTERM
};

/// What is known from earlier runs, and what is to be remembered after this one.
struct Memory {
    std::vector<records::LaneMemory> lanes;
    std::vector<records::RobotsCopy> robots;  // the newest of each origin, and the last served
};

/// What a crawl came to.
struct Outcome {
    std::map<records::Ending, std::size_t> ended;
    std::size_t waiting = 0;   // tasks left open for a later run
    std::size_t requests = 0;  // that went out, robots.txt and redirects too
    Memory memory;
};

/// Carries out tasks: a lane per host, lanes in parallel, one limiter for every way to the network.
/// Before a task is sent, its URL is checked against the rules, its origin's robots.txt is fetched
/// (archived as well) and asked, at the moment of sending. An answer is judged (verdict.h),
/// decoded, archived in batches (`keep`; at the latest when nothing else is to be done, so that a
/// lane never waits for it), and ends its task or goes on. Redirects, retries and robots.txt take
/// the same way. The order within a lane is the order of the tasks; only one that its host defers
/// again and again goes behind the others.
records::Result<Outcome> crawl(std::vector<records::OpenTask>, const Policy&, const Memory&,
                               Transport&, const Clock&, std::uint64_t seed, const Hooks&);

}  // namespace crawler
