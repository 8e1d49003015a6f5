#include "schedules/timetable.h"

#include <algorithm>
#include <deque>
#include <set>

namespace schedules {
namespace {

using records::Instant;
using records::Slot;
using records::SlotFacts;
using records::SlotState;
using std::chrono::minutes;

constexpr auto on_time = minutes(5);           // a slot that arrives so long after due is not late
constexpr std::size_t most_listed = 400;       // late slots of a job that are listed one by one
constexpr std::size_t most_counted = 100'000;  // and those that are counted

/// The slots of a job that have come since the last one that is known.
struct Arrivals {
    std::deque<SlotFacts> slots;  // the newest of them, oldest first
    std::size_t unlisted = 0;     // older ones
    bool beyond_count = false;    // there are more of those
};

SlotFacts slot_of(const Job& job, const Firing& firing) {
    SlotFacts facts;
    facts.slot = {job.name, firing.at};
    facts.due = firing.at + job.jitter;
    facts.local = firing.local;
    return facts;
}

Arrivals arrivals_of(const Job& job, Instant after, Instant now) {
    Arrivals found;
    auto firing = next(job.cron, job.zone, after);
    for (; firing && firing->at <= now; firing = next(job.cron, job.zone, firing->at)) {
        found.slots.push_back(slot_of(job, *firing));
        if (found.slots.size() <= most_listed) continue;
        found.slots.pop_front();
        if (++found.unlisted < most_counted || found.beyond_count) continue;
        found.beyond_count = true;  // and the newest day is looked at, which has at most 1440
        firing = Firing{std::max(firing->at, now - std::chrono::days(1)), {}};
    }
    return found;
}

std::string in_minutes(std::chrono::seconds time) {
    using namespace std::chrono;
    if (time < hours(2)) return std::to_string(floor<minutes>(time).count()) + " min";
    if (time < days(2)) return std::to_string(floor<hours>(time).count()) + " h";
    return std::to_string(floor<days>(time).count()) + " days";
}

class Decider {
public:
    Decider(std::span<const Job> jobs, const Past& past, Instant now)
        : jobs_(jobs), past_(past), now_(now), open_(past.open) {}

    Decisions all() {
        reopen();
        for (const auto& job : jobs_) arrive(job);
        drop_unknown();
        for (const auto& job : jobs_) thin_out(job);
        start();
        find_wake();
        return std::move(decisions_);
    }

private:
    /// The newest slot of a job that is known and not after now.
    std::optional<Instant> floor_of(const Job& job) const {
        const auto reached = past_.reached.find(job.name);
        if (reached == past_.reached.end()) return std::nullopt;
        if (reached->second <= now_) return reached->second;
        std::optional<Instant> newest;
        const auto offer = [&](const SlotFacts& facts) {
            const Instant at = facts.slot.nominal;
            if (facts.slot.job == job.name && at <= now_)
                newest = std::max(newest.value_or(at), at);
        };
        std::ranges::for_each(past_.settled, offer);
        std::ranges::for_each(past_.open, offer);
        return newest.value_or(now_);
    }

    /// Where the clock went forward by mistake, what it passed over is still to come.
    void reopen() {
        for (const auto& facts : past_.ahead) {
            if (facts.slot.nominal <= now_ || facts.attempts > 0) continue;
            SlotFacts again = facts;
            again.state = SlotState::waiting;
            settle(again, SlotState::waiting, "the clock went back: it is still to come");
            open_.push_back(std::move(again));
        }
    }

    void arrive(const Job& job) {
        const auto floor = floor_of(job);
        if (!floor) return begin(job);
        const Arrivals arrivals = arrivals_of(job, *floor, now_);
        const std::string before = words_of_unlisted(arrivals, *floor);
        bool first = true;
        for (const auto& facts : arrivals.slots) {
            decisions_.arrived.push_back(facts);
            open_.push_back(facts);
            if (now_ > facts.due + on_time) late_.insert(facts.slot);
            if (first && !before.empty()) remarks_[facts.slot] = before;
            first = false;
        }
    }

    static std::string words_of_unlisted(const Arrivals& arrivals, Instant floor) {
        if (arrivals.unlisted == 0) return {};
        return std::string("; so are ") + (arrivals.beyond_count ? "more than " : "") +
               std::to_string(std::min(arrivals.unlisted, most_counted)) +
               " slots before it, since " + records::to_text(floor) + ", which are not listed";
    }

    /// A job that nothing is known of begins now.
    void begin(const Job& job) {
        const auto firing = last(job.cron, job.zone, now_);
        if (!firing) return;
        decisions_.arrived.push_back(slot_of(job, *firing));
        settle(decisions_.arrived.back(), SlotState::skipped,
               "the job began after it, at " + records::to_text(now_) + ": nothing is caught up");
    }

    void settle(const SlotFacts& facts, SlotState state, std::string why) {
        const auto remark = remarks_.find(facts.slot);
        if (remark != remarks_.end() && state == SlotState::missed) why += remark->second;
        decisions_.settle.push_back({facts.slot, state, std::move(why)});
    }

    /// Settles the open slots of which `why` has something to say; it names the state, too.
    template <class Why>
    void settle_where(Why why) {
        std::erase_if(open_, [&](const SlotFacts& facts) {
            if (facts.state != SlotState::waiting) return false;
            const std::optional<Settlement> found = why(facts);
            if (found) settle(facts, found->state, found->why);
            return found.has_value();
        });
    }

    const Job* job_of(const SlotFacts& facts) const {
        const auto found = std::ranges::find(jobs_, facts.slot.job, &Job::name);
        return found == jobs_.end() ? nullptr : &*found;
    }

    /// A slot that waited and was never tried is missed; one whose attempts failed has failed.
    static Settlement given_up(const SlotFacts& facts, const std::string& why) {
        if (facts.attempts == 0) return {facts.slot, SlotState::missed, why};
        return {facts.slot, SlotState::failed,
                why + "; it failed before" + (facts.why.empty() ? "" : ": " + facts.why)};
    }

    void drop_unknown() {
        settle_where([&](const SlotFacts& facts) -> std::optional<Settlement> {
            if (job_of(facts)) return std::nullopt;
            const std::string why = "the job is not in the configuration any more";
            if (facts.attempts > 0) return given_up(facts, why);
            return Settlement{facts.slot, SlotState::skipped, why};
        });
    }

    /// Of the slots of a job that are due, which ones may still start.
    void thin_out(const Job& job) {
        settle_where([&](const SlotFacts& facts) -> std::optional<Settlement> {
            if (facts.slot.job != job.name) return std::nullopt;
            return too_late(job, facts);
        });
        if (running(job)) forbid(job);
        keep_newest(job, job.misfire == Misfire::all ? static_cast<std::size_t>(job.cap) : 1);
    }

    std::optional<Settlement> too_late(const Job& job, const SlotFacts& facts) const {
        if (now_ > facts.due + job.grace) {
            return given_up(facts, "not started within its grace of " + in_minutes(job.grace) +
                                       (late_.contains(facts.slot)
                                            ? ": nothing could start it, the daemon was off or "
                                              "the clock went forward"
                                            : blocked_words(job)));
        }
        if (job.misfire == Misfire::skip && late_.contains(facts.slot)) {
            return given_up(facts,
                            "its time passed while nothing could start it (misfire = "
                            "\"skip\")");
        }
        return std::nullopt;
    }

    std::string blocked_words(const Job& job) const {
        for (const auto& facts : open_)
            if (facts.state == SlotState::running && shares_place(job, facts))
                return ": it waited for " + facts.slot.job;
        return {};
    }

    bool running(const Job& job) const {
        return std::ranges::any_of(open_, [&](const SlotFacts& facts) {
            return facts.slot.job == job.name && facts.state == SlotState::running;
        });
    }

    bool is_due(const SlotFacts& facts) const { return now_ >= facts.due; }

    void forbid(const Job& job) {
        if (job.overlap != Overlap::forbid || job.misfire == Misfire::all) return;
        settle_where([&](const SlotFacts& facts) -> std::optional<Settlement> {
            if (facts.slot.job != job.name || !is_due(facts)) return std::nullopt;
            if (facts.attempts > 0) return given_up(facts, "another run of the job is going on");
            return Settlement{facts.slot, SlotState::skipped,
                              "a run of the job was still going (overlap = \"forbid\")"};
        });
    }

    void keep_newest(const Job& job, std::size_t most) {
        std::vector<Instant> due;
        for (const auto& facts : open_)
            if (facts.slot.job == job.name && facts.state == SlotState::waiting && is_due(facts))
                due.push_back(facts.slot.nominal);
        if (due.size() <= most) return;
        std::ranges::sort(due);
        const Instant oldest_kept = due[due.size() - most];
        settle_where([&](const SlotFacts& facts) -> std::optional<Settlement> {
            if (facts.slot.job != job.name || facts.slot.nominal >= oldest_kept)
                return std::nullopt;
            return given_up(
                facts, most == 1 ? "a newer slot took its place: " + records::to_text(due.back())
                                 : "more than " + std::to_string(most) + " slots waited (cap)");
        });
    }

    /// Jobs that write the archive have one place, jobs that write workbooks another.
    bool shares_place(const Job& job, const SlotFacts& facts) const {
        const Job* other = job_of(facts);
        return !other || writes_archive(other->action) == writes_archive(job.action);
    }

    bool place_is_taken(const Job& job) const {
        return running(job) || std::ranges::any_of(open_, [&](const SlotFacts& facts) {
                   return facts.state == SlotState::running && shares_place(job, facts);
               });
    }

    /// The job that a slot must wait for; empty: none.
    std::string waits_for(const Job& job, const SlotFacts& waiting) const {
        for (const auto& facts : open_)
            if (std::ranges::count(job.after, facts.slot.job) > 0 &&
                facts.slot.nominal <= waiting.slot.nominal)
                return facts.slot.job;
        return {};
    }

    void start() {
        std::vector<SlotFacts*> ready;
        for (auto& facts : open_)
            if (facts.state == SlotState::waiting && is_due(facts) &&
                (!facts.retry_at || *facts.retry_at <= now_))
                ready.push_back(&facts);
        // An observation cannot be made later; otherwise who was due first goes first.
        std::ranges::stable_sort(ready, {}, [&](const SlotFacts* facts) {
            return std::pair(job_of(*facts)->kind() == JobKind::derivation, facts->due);
        });
        for (auto* facts : ready) start_one(*facts);
    }

    void start_one(SlotFacts& facts) {
        const Job& job = *job_of(facts);
        if (place_is_taken(job)) return;
        const std::string before = waits_for(job, facts);
        if (!before.empty() && now_ < facts.due + job.wait_for_after) return;
        const bool late = late_.contains(facts.slot);
        const char* cause = facts.attempts > 0 ? "retry" : late ? "misfire" : "schedule";
        facts.state = SlotState::running;
        decisions_.start.push_back(
            {facts.slot, cause, before.empty() ? "" : "did not wait longer for " + before});
    }

    void find_wake() {
        for (const auto& job : jobs_)
            if (const auto firing = next(job.cron, job.zone, now_)) wake_at(firing->at);
        for (const auto& facts : open_) {
            if (facts.state != SlotState::waiting) continue;
            const Job& job = *job_of(facts);
            wake_at(facts.due);
            if (facts.retry_at) wake_at(*facts.retry_at);
            wake_at(facts.due + job.wait_for_after);
            wake_at(facts.due + job.grace + std::chrono::seconds(1));
        }
    }

    void wake_at(Instant at) {
        if (at > now_) decisions_.wake = std::min(decisions_.wake.value_or(at), at);
    }

    std::span<const Job> jobs_;
    const Past& past_;
    Instant now_;
    std::vector<SlotFacts> open_;  // what waits or runs, as decided so far
    std::set<Slot> late_;          // arrived when their time had passed
    std::map<Slot, std::string> remarks_;
    Decisions decisions_;
};

}  // namespace

Decisions decide(std::span<const Job> jobs, const Past& past, Instant now) {
    return Decider(jobs, past, now).all();
}

}  // namespace schedules
