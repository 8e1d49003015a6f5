#include "crawler/track.h"

#include <algorithm>

namespace crawler {

Job* Track::next(Tick now) const {
    if (!first.empty()) return first.front();
    Job* earliest = nullptr;
    for (const Site* site : sites) {
        if (!site->may_go(now)) continue;
        Job* job = site->jobs.begin()->second;
        if (earliest == nullptr || job->order < earliest->order) earliest = job;
    }
    return earliest;
}

std::optional<Tick> Track::next_site() const {
    std::optional<Tick> soonest;
    for (const Site* site : sites)
        if (!site->jobs.empty() && !site->awaits_rules && !site->left)
            soonest = std::min(soonest.value_or(site->not_before), site->not_before);
    return soonest;
}

bool Track::has_work() const {
    return !first.empty() || std::ranges::any_of(sites, [](const Site* site) {
        return !site->jobs.empty() && !site->left;
    });
}

void Track::put(Job& job) {
    if (job.rules_for != nullptr)
        first.push_front(&job);
    else
        job.site->jobs[job.order] = &job;
}

void Track::take(Job& job) {
    if (job.rules_for != nullptr)
        std::erase(first, &job);
    else
        job.site->jobs.erase(job.order);
}

const std::string& lane_of(const records::HostRule& rule) {
    return rule.lane.empty() ? rule.host : rule.lane;
}

Pace pace_of(const std::string& lane, const std::vector<records::HostRule>& rules, bool polite) {
    std::optional<Pace> pace;
    for (const records::HostRule& rule : rules) {
        if (lane_of(rule) != lane) continue;
        if (!pace) pace = Pace{rule.gap, std::max(rule.connections, 1), rule.budget};
        pace->gap = std::max(pace->gap, rule.gap);
        pace->connections = std::min(pace->connections, std::max(rule.connections, 1));
        pace->budget = std::min(pace->budget, rule.budget);
    }
    if (!pace) pace.emplace();
    pace->latency_share /= pace->connections;
    if (!polite) {
        pace->gap = std::chrono::milliseconds(0);
        pace->latency_share = 0;
    }
    return *pace;
}

}  // namespace crawler
