#include "crawler/outage.h"

#include <algorithm>
#include <utility>

namespace crawler {

void Outage::missed(Track& track, Job& job) {
    silent_.insert(&track);
    jobs_.push_back(&job);
}

void Outage::heard() {
    silent_.clear();
    jobs_.clear();
    pauses_ = 0;
    since.reset();
}

bool Outage::whole(const std::vector<Track*>& all, Tick now) const {
    constexpr std::chrono::seconds soon{60};
    const auto may_answer = [&](const Track* track) {
        if (track->lane.in_flight() > 0) return true;
        const auto start = track->lane.next_start(now);
        return !track->left && track->has_work() && start && *start <= now + soon;
    };
    return silent_.size() >= 2 && std::ranges::none_of(all, [&](Track* track) {
               return !silent_.contains(track) && may_answer(track);
           });
}

void Outage::excuse() {
    for (Track* track : silent_) track->lane.excuse();
    for (Job* job : jobs_)
        if (!job->ended) job->tries = std::max(job->tries - 1, 0);
    silent_.clear();
    jobs_.clear();
}

std::chrono::milliseconds Outage::next_pause() {
    constexpr std::chrono::milliseconds first{15'000};
    constexpr int most_doublings = 4;
    const auto pause = first * (1 << std::min(pauses_, most_doublings));
    ++pauses_;
    return pause;
}

bool Portal::points(const Track& track, const std::string& host) {
    if (suspects() && host == host_ && track_ != &track) return true;
    if (!suspects()) {
        track_ = &track;
        host_ = host;
    }
    return false;
}

std::vector<Portal::Suspect> Portal::settle() { return std::exchange(suspects_, {}); }

}  // namespace crawler
