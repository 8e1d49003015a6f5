#include "app/ledger.h"

#include <algorithm>

#include "crawler/url.h"

namespace app {
namespace {

using records::Ending;

std::string host_of(const std::string& url) {
    const auto parts = crawler::url_from(url);
    return parts ? parts->host : std::string("(no URL)");
}

void add_task(HostLedger& to, const archive::TaskFacts& task) {
    if (!task.ending) return;
    to.refused += *task.ending == Ending::refused_by_robots ? 1U : 0U;
    ++to.endings[static_cast<std::size_t>(*task.ending)];
    if (task.requests == 0) return;
    if (task.at && (!to.last || *to.last <= *task.at)) {
        to.last = task.at;
        to.last_ending =
            std::string(to_text(*task.ending)) + (task.why.empty() ? "" : ": " + task.why);
    }
    ++to.allowed;
    to.requests += task.requests;
    to.repeats += task.requests - 1;
    if (task.at) to.days[records::day_of(*task.at)] += task.requests;
}

}  // namespace

std::size_t HostLedger::sent_on(records::Day day) const {
    return lane && lane->budget_day == day ? static_cast<std::size_t>(lane->sent) : 0;
}

std::optional<records::Day> HostLedger::busiest() const {
    const auto most =
        std::ranges::max_element(days, {}, [](const auto& day) { return day.second; });
    return most == days.end() ? std::nullopt : std::optional(most->first);
}

Ledger ledger_of(std::span<const archive::TaskFacts> tasks,
                 const std::vector<records::RobotsCopy>& robots,
                 const std::vector<records::LaneMemory>& lanes,
                 const schedules::Configuration& from) {
    Ledger ledger;
    for (const auto& task : tasks) add_task(ledger[host_of(task.task.request.url)], task);
    for (const auto& copy : robots) {
        auto& newest = ledger[host_of(copy.origin + "/")].robots;
        if (!newest || newest->fetched_at < copy.fetched_at) newest = copy;
    }
    for (const auto& rule : from.hosts) {
        HostLedger& host = ledger[rule.host];
        host.rule = &rule;
        const auto lane = std::ranges::find(lanes, rule.lane.empty() ? rule.host : rule.lane,
                                            &records::LaneMemory::lane);
        if (lane != lanes.end()) host.lane = *lane;
    }
    return ledger;
}

}  // namespace app
