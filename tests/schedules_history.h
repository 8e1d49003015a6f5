#pragma once

// A history in memory and a clock that jumps: what a daemon does with decide(), in a few lines.

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "schedules/timetable.h"
#include "schedules_zones.h"

inline schedules::Job job_of(const std::string& name, const std::string& cron,
                             schedules::Action action = schedules::Action::fetch) {
    schedules::Job job;
    job.name = name;
    job.action = action;
    const auto read = schedules::read_cron(cron);
    if (!read) FAIL(read.error().what);
    job.cron = *read;
    return job;
}

struct World {
    World(std::vector<schedules::Job> of, records::Instant begins)
        : jobs(std::move(of)), now(begins) {}

    std::vector<schedules::Job> jobs;
    records::Instant now;
    std::chrono::seconds duration = std::chrono::minutes(5);  // of each run
    std::function<bool(const records::Slot&)> fails = [](const auto&) { return false; };

    std::map<records::Slot, records::SlotFacts> slots;
    std::set<records::Slot> open;  // those that wait or run
    std::map<std::string, records::Instant> reached;
    std::map<records::Slot, records::Instant> running;  // and when it ends
    std::vector<schedules::Start> starts;
    std::vector<records::Instant> begun;   // of each start
    std::map<records::Slot, int> settled;  // how often

    schedules::Past past() const {
        schedules::Past past;
        past.reached = reached;
        for (const auto& slot : open) past.open.push_back(slots.at(slot));
        const bool back =
            std::ranges::any_of(reached, [&](const auto& one) { return one.second > now; });
        if (!back) return past;
        for (const auto& [slot, facts] : slots) {
            if (!is_settled(facts.state)) continue;
            if (slot.nominal <= now) {
                past.settled.push_back(facts);
            } else if (facts.attempts == 0) {
                past.ahead.push_back(facts);
            }
        }
        return past;
    }

    /// Decides once, and does what was decided.
    schedules::Decisions step() {
        auto decisions = schedules::decide(jobs, past(), now);
        for (const auto& facts : decisions.arrived) {
            INFO(facts.slot.job << " " << records::to_text(facts.slot.nominal));
            CHECK(slots.try_emplace(facts.slot, facts).second);
            open.insert(facts.slot);
            auto& newest = reached.try_emplace(facts.slot.job, facts.slot.nominal).first->second;
            newest = std::max(newest, facts.slot.nominal);
        }
        for (const auto& one : decisions.settle) settle(one);
        for (const auto& one : decisions.start) begin(one);
        return decisions;
    }

    void settle(const schedules::Settlement& one) {
        auto& facts = slots.at(one.slot);
        if (one.state == records::SlotState::waiting) {
            settled.erase(one.slot);
            open.insert(one.slot);
        } else {
            ++settled[one.slot];
            open.erase(one.slot);
            CHECK(facts.state == records::SlotState::waiting);
        }
        facts.state = one.state;
        facts.why = one.why;
    }

    void begin(const schedules::Start& one) {
        auto& facts = slots.at(one.slot);
        CHECK(facts.state == records::SlotState::waiting);
        facts.state = records::SlotState::running;
        ++facts.attempts;
        running[one.slot] = now + duration;
        starts.push_back(one);
        begun.push_back(now);
    }

    const schedules::Job& job(const records::Slot& slot) const {
        return *std::ranges::find(jobs, slot.job, &schedules::Job::name);
    }

    void end(const records::Slot& slot, bool failed) {
        auto& facts = slots.at(slot);
        facts.state = records::SlotState::done;
        facts.ended = now;
        running.erase(slot);
        if (failed) {
            const bool again = facts.attempts < job(slot).attempts;
            facts.state = again ? records::SlotState::waiting : records::SlotState::failed;
            facts.why = "exit 1";
            if (again) facts.retry_at = now + job(slot).retry_after;
        }
        if (facts.state == records::SlotState::waiting) return;
        ++settled[slot];
        open.erase(slot);
    }

    /// The clock on the wall is set; what runs goes on.
    void step_clock(std::chrono::seconds by) {
        now += by;
        for (auto& [slot, ends] : running) ends += by;
    }

    void end_those_that_are_over() {
        const auto over = running;
        for (const auto& [slot, ends] : over)
            if (ends <= now) end(slot, fails(slot));
    }

    /// Goes from one moment of interest to the next.
    void run_until(records::Instant until) {
        while (true) {
            end_those_that_are_over();
            const auto wake = step().wake;
            records::Instant to = wake ? std::min(*wake, until) : until;
            for (const auto& [slot, ends] : running) to = std::min(to, ends);
            if (now >= until) return;
            now = std::max(to, now);
        }
    }

    /// The slots that were done twice.
    std::vector<std::string> started_twice() const {
        std::vector<std::string> found;
        for (const auto& [slot, count] : settled)
            if (count > 1) found.push_back(slot.job + " " + records::to_text(slot.nominal));
        return found;
    }
};
