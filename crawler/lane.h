#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

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
    neutral,    // says nothing about the host (a fault of ours), or not yet
};

/// The pace of one host, or of several that share one: gap, back-off with full jitter, Retry-After,
/// breaker with half-open probe, budget of the day. A pure value: time and chance come in.
///
/// A request may start when the gap since the last start is over, no wait is running, the budget is
/// not used up and fewer than `connections` are in flight (one, while the breaker is open).
///
/// A failure makes the lane wait: as long as the host asks, otherwise by chance between the gap and
/// `first_wait`, which doubles with each failure in a row. A good answer halves the count of
/// failures (and closes the breaker), so that a host that recovers is soon asked at its usual pace,
/// and one that fails every other time is not. Failures among requests that started before the last
/// wait began do not count: a burst of 429s counts once, and only a longer wait that the host asks
/// for itself is respected still.
class Lane {
public:
    /// Goes on as the memory says. What a wrong clock left there is bounded: no wait is longer than
    /// `longest_wait`, and a budget of a day to come is none.
    Lane(Pace, const records::LaneMemory&, records::Instant wall, Tick now);

    /// When the next request may start, from `now` on. Empty: not before an answer comes.
    std::optional<Tick> next_start(Tick now) const;
    /// Whether the budget of the day is used up. A day that is over does not come back when the
    /// clock of the wall is set back.
    bool spent(records::Day today) const;
    void started(Tick now, records::Day today);
    /// An answer came to a request that started at `start`. `asked`: the host's own Retry-After.
    /// `why`: of a wait, for people.
    void answered(Effect, Tick start, Tick now, std::optional<std::chrono::milliseconds> asked,
                  std::mt19937_64& chance, std::string_view why = {});
    /// The same for what is known only after an answer was read. It came as `neutral` then.
    void learned(Effect, Tick start, Tick now, std::optional<std::chrono::milliseconds> asked,
                 std::mt19937_64& chance, std::string_view why = {});
    /// A request was on the wire only then (its connection had to be made): the gap counts from
    /// there, since it is the host that must see it.
    void on_wire(Tick);
    /// A whole answer took so long.
    void took(std::chrono::milliseconds latency);
    /// The last failure was not the host's: it is taken back, and the wait for it.
    void excuse();
    /// robots.txt wishes so much between requests: the longer of it and the gap counts.
    void wish(std::chrono::milliseconds crawl_delay);

    bool open_breaker() const;
    int failures() const { return failures_; }
    int in_flight() const { return in_flight_; }
    const std::string& why_waiting() const { return why_; }
    /// The gap that holds now: of the rule, of Crawl-delay, of the latency.
    std::chrono::milliseconds gap() const;
    /// What the next run must know. The rest of a gap of a second or more is a wait in it.
    records::LaneMemory memory(records::Instant wall, Tick now) const;

private:
    void back_off(Tick now, std::optional<std::chrono::milliseconds> asked,
                  std::mt19937_64& chance);

    Pace pace_;
    std::string name_;
    Tick last_start_{-1'000'000'000};
    Tick wait_until_{0};
    Tick wait_began_{-1};
    std::string why_;
    int failures_ = 0;
    int in_flight_ = 0;
    std::chrono::milliseconds crawl_delay_{0};
    std::optional<double> latency_ms_;  // usual: a moving average
    std::optional<records::Day> budget_day_;
    int sent_ = 0;
};

}  // namespace crawler
