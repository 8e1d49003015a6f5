// The pace of one host, as a value: time and chance come in.

#include <catch2/catch.hpp>

#include "crawler/lane.h"

namespace {

using namespace std::chrono_literals;
using crawler::Effect;
using crawler::Lane;
using crawler::Pace;
using crawler::Tick;

const records::Instant wall{std::chrono::sys_days{std::chrono::year(2026) / 10 / 5} + 12h};
const records::Day today = records::day_of(wall);

Lane lane_of(Pace pace = {}, records::LaneMemory memory = {}) {
    memory.lane = "example.com";
    return Lane(pace, memory, wall, Tick(0));
}

/// One request and its answer; when the next may start.
struct Asked {
    Lane& lane;
    std::mt19937_64 chance{1};

    Tick answer(Effect effect, Tick at, std::optional<std::chrono::milliseconds> wait = {}) {
        lane.started(at, today);
        lane.answered(effect, at, at + 100ms, wait, chance, "it was asked to wait");
        return lane.next_start(at + 100ms).value();
    }
};

TEST_CASE("Two requests of a lane start no closer than its gap") {
    Lane lane = lane_of({.gap = 6s});
    CHECK(lane.next_start(Tick(0)) == Tick(0));
    Asked asked{lane};
    CHECK(asked.answer(Effect::good, 5s) == 11s);
    CHECK(lane.next_start(20s) == 20s);
}

TEST_CASE("A lane has no more in flight than its connections") {
    Lane lane = lane_of({.gap = 0s, .connections = 2});
    lane.started(Tick(1), today);
    CHECK(lane.next_start(Tick(2)).has_value());
    lane.started(Tick(2), today);
    CHECK_FALSE(lane.next_start(Tick(3)).has_value());
}

TEST_CASE("A08 the back-off doubles with each failure, by chance between the gap and its bound") {
    double total = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        Lane lane = lane_of({.gap = 1s, .first_wait = 10s});
        Asked asked{lane, std::mt19937_64(seed)};
        Tick bound = 10s;
        Tick at = 10s;
        for (int failure = 1; failure <= 4; ++failure, bound *= 2) {
            const Tick next = asked.answer(Effect::throttled, at);
            CHECK(next - (at + 100ms) >= 1s);
            CHECK(next - (at + 100ms) <= bound);
            if (failure == 4) total += static_cast<double>((next - at).count());
            at = next;
        }
    }
    CHECK(total / 200 == Approx(40'000).epsilon(0.15));  // full jitter: half of 80 s
}

TEST_CASE("A wait of a host is kept to the millisecond, and capped") {
    Lane lane = lane_of({.gap = 6s, .longest_wait = 1h});
    Asked asked{lane};
    CHECK(asked.answer(Effect::throttled, 10s, 120s) == 10s + 100ms + 120s);
    CHECK(asked.answer(Effect::throttled, 200s, 48h) == 200s + 100ms + 1h);
}

TEST_CASE("A back-off is never longer than the longest wait") {
    Lane lane = lane_of({.gap = 0s, .first_wait = 10s, .longest_wait = 30s});
    Asked asked{lane};
    Tick at = 1s;
    for (int i = 0; i < 100; ++i) {
        const Tick next = asked.answer(Effect::trouble, at);
        CHECK(next - (at + 100ms) <= 30s);
        at = std::max(next, at + 1ms);
    }
}

TEST_CASE("A09 twenty failures of one burst make one back-off; a longer wish of the host counts") {
    Lane lane = lane_of({.gap = 0s, .connections = 20});
    std::mt19937_64 chance(3);
    for (int i = 0; i < 20; ++i) lane.started(Tick(i), today);
    for (int i = 0; i < 20; ++i)
        lane.answered(Effect::throttled, Tick(i), 500ms + Tick(i), 120s, chance);
    CHECK(lane.failures() == 1);
    CHECK(lane.next_start(1s).value() == 500ms + Tick(19) + 120s);
}

TEST_CASE("A09 a good answer to a request from before the back-off does not shorten what follows") {
    Lane lane = lane_of({.gap = 0s, .connections = 3});
    std::mt19937_64 chance(3);
    for (int i = 0; i < 3; ++i) lane.started(Tick(i), today);
    lane.answered(Effect::throttled, Tick(0), 500ms, 60s, chance);
    lane.answered(Effect::good, Tick(1), 600ms, {}, chance);
    lane.learned(Effect::good, Tick(2), 700ms, {}, chance);
    CHECK(lane.failures() == 1);
    CHECK(lane.next_start(1s) == 60s + 500ms);
}

TEST_CASE("A10 good answers bring the back-off down to where it began") {
    Lane lane = lane_of({.gap = 1s, .breaker_after = 5});
    Asked asked{lane};
    Tick at = 1s;
    for (int i = 0; i < 20; ++i) at = asked.answer(Effect::throttled, at);
    CHECK(lane.open_breaker());
    std::vector<int> failures;
    for (int i = 0; i < 4; ++i) {
        at = asked.answer(Effect::good, at);
        failures.push_back(lane.failures());
    }
    CHECK(failures == std::vector{4, 2, 1, 0});
}

TEST_CASE("A13 an open breaker lets one probe through, and a good answer closes it") {
    Lane lane = lane_of({.gap = 0s, .connections = 8, .breaker_after = 3});
    Asked asked{lane};
    Tick at = 1s;
    for (int i = 0; i < 3; ++i) at = asked.answer(Effect::trouble, at + 1ms);
    REQUIRE(lane.open_breaker());
    lane.started(at, today);
    CHECK_FALSE(lane.next_start(at + 1ms).has_value());
    lane.answered(Effect::good, at, at + 2ms, {}, asked.chance);
    CHECK_FALSE(lane.open_breaker());
    lane.started(at + 3ms, today);
    CHECK(lane.next_start(at + 4ms).has_value());
}

TEST_CASE("A12 of a Crawl-delay and a back-off the longer one wins") {
    Lane lane = lane_of({.gap = 1s});
    lane.wish(60s);
    Asked asked{lane};
    CHECK(asked.answer(Effect::throttled, 10s, 5s) == 10s + 100ms + 60s);
    CHECK(asked.answer(Effect::throttled, 100s, 300s) == 100s + 100ms + 300s);
}

TEST_CASE("A26 the gap follows the host's usual latency, up to its cap") {
    Lane lane = lane_of({.gap = 1s, .longest_gap = 60s});
    lane.took(500ms);
    CHECK(lane.gap() == 1s);
    for (int i = 0; i < 20; ++i) lane.took(5s);
    CHECK(lane.gap() > 4900ms);
    CHECK(lane.gap() <= 5s);
    for (int i = 0; i < 20; ++i) lane.took(10min);
    CHECK(lane.gap() == 60s);
    for (int i = 0; i < 40; ++i) lane.took(500ms);
    CHECK(lane.gap() == 1s);
}

TEST_CASE("The gap counts from when a request was on the wire") {
    Lane lane = lane_of({.gap = 6s});
    std::mt19937_64 chance(1);
    lane.started(10s, today);
    lane.on_wire(10s + 300ms);
    lane.answered(Effect::good, 10s, 11s, {}, chance);
    CHECK(lane.next_start(11s) == 16s + 300ms);
}

TEST_CASE("What says nothing about the host leaves the pace as it is") {
    Lane lane = lane_of({.gap = 1s});
    Asked asked{lane};
    CHECK(asked.answer(Effect::neutral, 10s, 500s) == 11s);
    CHECK(lane.failures() == 0);
}

TEST_CASE("A failure that was not the host's is taken back with its wait") {
    Lane lane = lane_of({.gap = 1s});
    Asked asked{lane};
    asked.answer(Effect::trouble, 10s, 500s);
    lane.excuse();
    CHECK(lane.failures() == 0);
    CHECK(lane.next_start(20s) == 20s);
    CHECK(lane.why_waiting().empty());
}

TEST_CASE("The budget of a day ends with it, and does not come back when a clock is set back") {
    Lane lane = lane_of({.gap = 0s, .connections = 100, .budget = 2});
    lane.started(Tick(1), today);
    CHECK_FALSE(lane.spent(today));
    lane.started(Tick(2), today);
    CHECK(lane.spent(today));
    CHECK(lane.spent(today - std::chrono::days(1)));
    CHECK_FALSE(lane.spent(today + std::chrono::days(1)));
}

TEST_CASE("A lane goes on as it remembers: its wait, its failures, its budget") {
    Lane before = lane_of({.gap = 6s, .budget = 10});
    Asked asked{before};
    asked.answer(Effect::throttled, 10s, 120s);
    const records::LaneMemory memory = before.memory(wall, 20s);
    CHECK(memory.why == "it was asked to wait");
    CHECK(memory.not_before == wall + 112s);  // 110.1 s, and a second for what a moment loses
    CHECK(memory.failures == 1);
    CHECK(memory.sent == 1);
    const Lane after(Pace{.gap = 6s, .budget = 1}, memory, wall + 12s, Tick(0));
    CHECK(after.next_start(Tick(0)) == 100s);
    CHECK(after.failures() == 1);
    CHECK(after.spent(today));
}

TEST_CASE("The rest of a gap is a wait for the next run") {
    Lane lane = lane_of({.gap = 6s});
    lane.started(10s, today);
    CHECK(lane.memory(wall, 11s).not_before == wall + 6s);
    CHECK(lane.memory(wall, 11s).why.empty());
    CHECK_FALSE(lane.memory(wall, 30s).not_before.has_value());
}

TEST_CASE("K05 what a wrong clock left in the memory is bounded") {
    records::LaneMemory memory;
    memory.not_before = wall + std::chrono::days(400);
    memory.budget_day = today + std::chrono::days(365);
    memory.sent = 5000;
    const Lane lane = lane_of({.budget = 2000}, memory);
    CHECK(lane.next_start(Tick(0)) == 24h);
    CHECK_FALSE(lane.spent(today));
}

}  // namespace
