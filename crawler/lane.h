#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "records/crawl.h"

namespace crawler {

/// A moment of a clock that only goes forward, in milliseconds from the beginning of the run.
using Tick = std::chrono::milliseconds;

/// How a lane paces. From the rule of its host (the strictest of them, where they share it).
struct Pace {
    std::chrono::milliseconds gap{6000};
    int connections = 1;
    int budget = 2000;                                   // a day
    std::chrono::milliseconds first_wait{10'000};        // the first back-off; it doubles
    std::chrono::milliseconds longest_wait{86'400'000};  // cap of every wait, Retry-After too
    int breaker_after = 5;       // failures in a row open the breaker: then one probe at a time
    double latency_share = 1.0;  // a gap is at least so many times the host's usual latency …
    std::chrono::milliseconds longest_gap{60'000};  // … but no more than this
};

/// What an answer meant for the pace of its lane.
enum class Effect : std::uint8_t {
    good,       // the host is well: waits decay
    throttled,  // 429, or 503 with Retry-After, or a block: wait; the task keeps its tries
    trouble,    // 5xx, timeout, refused connection: back off
    neutral,    // says nothing about the host (a fault of ours)
};

/// The pace of one host, or of several that share one: gap, back-off with full jitter, Retry-After,
/// breaker with half-open probe, budget of the day. A pure value: time and chance come in.
///
/// A request may start when the gap since the last start is over, no wait is running, the budget is
/// not used up and fewer than `connections` are in flight (one, while the breaker is open).
/// Failures among requests that started before the running wait began do not lengthen it: a burst
/// of 429s counts once.
class Lane {
public:
    Lane(Pace, const records::LaneMemory&, records::Instant wall, Tick now);

    /// When the next request may start, from `now` on. Empty: not before an answer comes.
    std::optional<Tick> next_start(Tick now) const;
    /// Whether the budget of the day is used up.
    bool spent(records::Day today) const;
    void started(Tick now, records::Day today);
    /// An answer came to a request that started at `start`. `asked`: the host's own Retry-After.
    void answered(Effect, Tick start, Tick now, std::optional<std::chrono::milliseconds> asked,
                  std::mt19937_64& chance);
    /// robots.txt wishes so much between requests: the longer of it and the gap counts.
    void wish(std::chrono::milliseconds crawl_delay);

    bool open_breaker() const;
    int in_flight() const { return in_flight_; }
    const std::string& why_waiting() const { return why_; }
    /// The gap that holds now: of the rule, of Crawl-delay, of the latency.
    std::chrono::milliseconds gap() const;
    records::LaneMemory memory(records::Instant wall, Tick now) const;

private:
    Pace pace_;
    std::string name_;
    Tick last_start_{-1'000'000'000};
    Tick wait_until_{0};
    Tick wait_began_{-1};
    std::string why_;
    int failures_ = 0;
    int in_flight_ = 0;
    std::chrono::milliseconds crawl_delay_{0};
    double latency_ms_ = 0;  // usual: a moving average
    std::optional<records::Day> budget_day_;
    int sent_ = 0;
};

}  // namespace crawler
