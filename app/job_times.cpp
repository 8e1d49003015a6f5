#include "app/job_times.h"

#include <algorithm>

#include "records/names.h"

namespace app {
namespace {

Coming coming_of(const schedules::Job& job, const schedules::Firing& firing) {
    return {&job, firing, firing.at + job.jitter};
}

bool earlier(const Coming& one, const Coming& other) {
    return std::pair(one.firing.at, std::string_view(one.job->name)) <
           std::pair(other.firing.at, std::string_view(other.job->name));
}

}  // namespace

std::vector<Coming> coming(std::span<const schedules::Job> jobs, records::Instant after,
                           std::size_t count) {
    std::vector<Coming> heads;
    for (const auto& job : jobs)
        if (auto firing = schedules::next(job.cron, job.zone, after))
            heads.push_back(coming_of(job, *firing));
    std::vector<Coming> all;
    while (all.size() < count && !heads.empty()) {
        const auto first = std::ranges::min_element(heads, earlier);
        all.push_back(*first);
        const schedules::Job& job = *first->job;
        if (auto firing = schedules::next(job.cron, job.zone, first->firing.at))
            *first = coming_of(job, *firing);
        else
            heads.erase(first);
    }
    return all;
}

std::string action_words(const schedules::Job& job) {
    if (job.action == schedules::Action::fetch) return "fetch " + job.schedule;
    return std::string(records::name_of(schedules::action_names, job.action));
}

}  // namespace app
