#include "crawler/lane.h"

#include <algorithm>
#include <cmath>

namespace crawler {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A number from 0 to below 1. Not by a distribution of the library: its numbers differ.
double share(std::mt19937_64& chance) { return static_cast<double>(chance() >> 11U) * 0x1p-53; }

/// `first` doubled for each failure behind the first one, and no more than `most`.
milliseconds doubled(milliseconds first, int failures, milliseconds most) {
    for (int i = 1; i < failures && first < most; ++i) first *= 2;
    return std::min(first, most);
}

milliseconds scaled(milliseconds time, double by) {
    return milliseconds(std::llround(static_cast<double>(time.count()) * by));
}

}  // namespace

Lane::Lane(Pace pace, const records::LaneMemory& memory, records::Instant wall, Tick now)
    : pace_(pace), name_(memory.lane), wait_until_(now), failures_(std::max(memory.failures, 0)) {
    if (memory.not_before && *memory.not_before > wall) {
        const milliseconds left = *memory.not_before - wall;
        wait_until_ = now + std::min(left, pace_.longest_wait);
        why_ = memory.why;
    }
    const records::Day today = records::day_of(wall);
    if (memory.budget_day && *memory.budget_day <= today + std::chrono::days(1)) {
        budget_day_ = memory.budget_day;
        sent_ = memory.sent;
    }
}

std::optional<Tick> Lane::next_start(Tick now) const {
    if (in_flight_ >= (open_breaker() ? 1 : pace_.connections)) return std::nullopt;
    return std::max({now, last_start_ + gap(), wait_until_});
}

bool Lane::spent(records::Day today) const {
    const bool new_day = !budget_day_ || today > *budget_day_;
    return (new_day ? 0 : sent_) >= pace_.budget;
}

void Lane::started(Tick now, records::Day today) {
    if (!budget_day_ || today > *budget_day_) {
        budget_day_ = today;
        sent_ = 0;
    }
    ++sent_;
    ++in_flight_;
    last_start_ = now;
}

void Lane::answered(Effect effect, Tick start, Tick now, std::optional<milliseconds> asked,
                    std::mt19937_64& chance, std::string_view why) {
    --in_flight_;
    learned(effect, start, now, asked, chance, why);
}

void Lane::learned(Effect effect, Tick start, Tick now, std::optional<milliseconds> asked,
                   std::mt19937_64& chance, std::string_view why) {
    if (effect == Effect::neutral) return;
    const bool old_news = start <= wait_began_;
    if (effect == Effect::good) {
        if (!old_news) failures_ = std::min(failures_ / 2, pace_.breaker_after - 1);
    } else if (!old_news) {
        ++failures_;
        why_ = why;
        back_off(now, asked, chance);
    } else if (asked) {
        wait_until_ = std::max(wait_until_, now + std::min(*asked, pace_.longest_wait));
    }
}

void Lane::back_off(Tick now, std::optional<milliseconds> asked, std::mt19937_64& chance) {
    const milliseconds most = doubled(pace_.first_wait, failures_, pace_.longest_wait);
    const milliseconds wait = asked ? *asked : scaled(most, share(chance));
    wait_began_ = now;
    wait_until_ = now + std::clamp(wait, std::min(gap(), pace_.longest_wait), pace_.longest_wait);
}

void Lane::on_wire(Tick tick) { last_start_ = std::max(last_start_, tick); }

void Lane::took(milliseconds latency) {
    constexpr double weight = 0.3;
    const auto newest = static_cast<double>(latency.count());
    const double before = latency_ms_.value_or(newest);
    latency_ms_ = before + weight * (newest - before);
}

void Lane::excuse() {
    failures_ = std::max(failures_ - 1, 0);
    wait_until_ = wait_began_;
    why_.clear();
}

void Lane::wish(milliseconds crawl_delay) { crawl_delay_ = crawl_delay; }

bool Lane::open_breaker() const { return failures_ >= pace_.breaker_after; }

milliseconds Lane::gap() const {
    const milliseconds latency(std::llround(latency_ms_.value_or(0) * pace_.latency_share));
    return std::max({pace_.gap, crawl_delay_, std::min(latency, pace_.longest_gap)});
}

records::LaneMemory Lane::memory(records::Instant wall, Tick now) const {
    records::LaneMemory memory;
    memory.lane = name_;
    memory.failures = failures_;
    memory.budget_day = budget_day_;
    memory.sent = sent_;
    const bool waits = wait_until_ > now;
    Tick until = waits ? wait_until_ : now;
    if (gap() >= seconds(1)) until = std::max(until, last_start_ + gap());
    // A moment of the wall has lost its fraction of a second: rather too late than too early.
    if (until > now)
        memory.not_before = wall + std::chrono::ceil<seconds>(until - now) + seconds(1);
    if (waits) memory.why = why_;
    return memory;
}

}  // namespace crawler
