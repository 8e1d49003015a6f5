#include "app/supervisor_past.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>

namespace app {
namespace {

using records::Instant;
using records::Result;
using records::SlotFacts;
using records::SlotState;

constexpr std::chrono::seconds instant_after{1};

/// Of each job whose timetable was followed beyond now: the newest slot up to now.
Result<void> add_settled(const archive::History& history, schedules::Past& past, Instant now) {
    for (const auto& [job, reached] : past.reached) {
        if (reached <= now) continue;
        archive::History::SlotFilter filter;
        filter.job = job;
        filter.until = now + instant_after;
        filter.at_most = 1;
        const auto slots = history.slots(filter);
        if (!slots) return tl::unexpected(slots.error());
        past.settled.insert(past.settled.end(), slots->begin(), slots->end());
    }
    return {};
}

Result<void> add_ahead(const archive::History& history, schedules::Past& past, Instant now) {
    archive::History::SlotFilter filter;
    filter.states = {SlotState::missed, SlotState::skipped};
    filter.since = now + instant_after;
    const auto slots = history.slots(filter);
    if (!slots) return tl::unexpected(slots.error());
    std::ranges::copy_if(*slots, std::back_inserter(past.ahead),
                         [](const SlotFacts& facts) { return facts.attempts == 0; });
    return {};
}

void add_started(schedules::Past& past, std::span<const SlotFacts> started) {
    for (SlotFacts facts : started) {
        std::erase_if(past.open, [&](const SlotFacts& open) { return open.slot == facts.slot; });
        facts.state = SlotState::running;
        past.open.push_back(std::move(facts));
    }
}

/// The slots that arrive and end at once: hundreds of them after a clock that was wrong, all added
/// in one transaction.
using Ends = std::map<records::Slot, const schedules::Settlement*>;

Ends arrived_ends(const schedules::Decisions& decisions) {
    std::set<records::Slot> arrived;
    for (const auto& facts : decisions.arrived) arrived.insert(facts.slot);
    Ends ends;
    for (const auto& one : decisions.settle)
        if (is_settled(one.state) && arrived.contains(one.slot)) ends[one.slot] = &one;
    return ends;
}

}  // namespace

Result<schedules::Past> past_of(const archive::History& history, std::span<const SlotFacts> started,
                                Instant now) {
    schedules::Past past;
    auto reached = history.reached();
    if (!reached) return tl::unexpected(reached.error());
    past.reached = *std::move(reached);
    archive::History::SlotFilter open;
    open.states = {SlotState::waiting, SlotState::running};
    auto slots = history.slots(open);
    if (!slots) return tl::unexpected(slots.error());
    past.open = *std::move(slots);
    add_started(past, started);
    return add_settled(history, past, now)
        .and_then([&] { return add_ahead(history, past, now); })
        .map([&] { return std::move(past); });
}

Result<void> note(archive::History& history, const schedules::Decisions& decisions, Instant now) {
    const auto ends = arrived_ends(decisions);
    auto arrived = decisions.arrived;
    for (auto& facts : arrived) {
        const auto end = ends.find(facts.slot);
        if (end == ends.end()) continue;
        facts.state = end->second->state;
        facts.why = end->second->why;
        facts.ended = now;
    }
    if (!arrived.empty())
        if (auto added = history.add(arrived); !added) return added;
    for (const auto& [slot, state, why] : decisions.settle) {
        if (ends.contains(slot)) continue;
        if (auto settled = history.settle(slot, state, why, now); !settled) return settled;
    }
    return {};
}

}  // namespace app
