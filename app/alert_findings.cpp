#include "app/alert_findings.h"

#include <algorithm>

#include "app/terminal.h"
#include "app/words.h"

namespace app {
namespace {

using records::SlotState;
using Found = std::vector<Finding>;

constexpr std::size_t usual_days = 7;
constexpr std::size_t fewest_days = 3;  // before "usual" means something

std::string place(const std::string& source, const std::string& storefront) {
    return storefront.empty() ? source : source + " " + storefront;
}

void find_stale(Found& found, const Status& status) {
    for (const Expected& expected : status.expected) {
        if (!is_stale(status, expected)) continue;
        const auto newest = status.newest.find({expected.source, expected.storefront});
        const std::string since = newest == status.newest.end()
                                      ? "it never had any"
                                      : "the newest is of " + records::to_text(newest->second);
        const std::string of = place(expected.source, expected.storefront);
        found.push_back({"stale " + of, std::string(of)
                                            .append(": data of ")
                                            .append(records::to_text(expected.slot))
                                            .append(" should be here; ")
                                            .append(since)});
    }
}

/// How many answers a source gave on each day on which it was asked, oldest first.
std::map<std::string, std::map<records::Day, std::size_t>> answers(const Status& status) {
    std::map<std::string, std::map<records::Day, std::size_t>> days;
    for (const auto& cell : status.freshness)
        if (cell.asked != 0) days[cell.source][cell.day] += cell.got;
    return days;
}

std::size_t median(std::vector<std::size_t> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

void find_coverage(Found& found, const Status& status) {
    const auto drop = static_cast<std::size_t>(status.daemon.configuration->alerts.coverage_drop);
    if (std::ranges::any_of(status.jobs, [](const auto& job) { return job.running.has_value(); }))
        return;  // the newest day is not complete yet
    for (const auto& [source, days] : answers(status)) {
        std::vector<std::size_t> before;
        for (auto day = std::next(days.rbegin()); day != days.rend(); ++day)
            if (before.size() < usual_days) before.push_back(day->second);
        if (before.size() < fewest_days) continue;
        const std::size_t usual = median(before);
        const auto& [day, got] = *days.rbegin();
        if (got * 100 >= usual * (100 - std::min<std::size_t>(drop, 100))) continue;
        found.push_back({"coverage " + source, source + ": " + counted(got, "answer") + " on " +
                                                   records::to_text(day) + ", where " +
                                                   std::to_string(usual) + " are usual"});
    }
}

void find_pages(Found& found, const Status& status) {
    std::map<std::string, records::Yield> sums;
    for (const JobStatus& job : status.jobs)
        for (const auto& yield : job.yields) {
            auto& sum = sums[yield.source];
            sum.asked += yield.asked;
            sum.blocked += yield.blocked;
            sum.drift += yield.drift;
        }
    for (const auto& [source, sum] : sums) {
        const std::string of = " of " + counted(sum.asked, "request") + " in the last run ";
        if (sum.drift != 0)
            found.push_back(
                {"drift " + source, std::string(source)
                                        .append(": ")
                                        .append(std::to_string(sum.drift))
                                        .append(of)
                                        .append("got a page whose layout is not known")});
        if (sum.blocked != 0)
            found.push_back({"block " + source, std::string(source)
                                                    .append(": ")
                                                    .append(std::to_string(sum.blocked))
                                                    .append(of)
                                                    .append("were refused by the host")});
    }
}

void find_jobs(Found& found, const Status& status) {
    for (const JobStatus& job : status.jobs) {
        if (!job.newest) continue;
        const auto state = job.newest->state;
        if (state != SlotState::failed && state != SlotState::missed) continue;
        found.push_back({"job " + job.name,
                         job.name + ": its run of " + records::to_text(job.newest->slot.nominal) +
                             " " + (state == SlotState::failed ? "failed" : "was missed") +
                             (job.newest->why.empty() ? "" : ": " + job.newest->why)});
    }
}

void find_disk(Found& found, const Status& status) {
    const auto least = std::uint64_t{1'000'000} *
                       static_cast<std::uint64_t>(status.daemon.configuration->alerts.disk_free_mb);
    if (!status.disk || status.disk->free >= least) return;
    found.push_back({"disk", "the disk of the archive has only " +
                                 size_words(static_cast<std::int64_t>(status.disk->free)) +
                                 " left"});
}

void find_daemon(Found& found, const Status& status) {
    const auto& daemon = status.daemon;
    if (!daemon.configuration_fault.empty())
        found.push_back({"configuration", "a new configuration was refused, the old one holds: " +
                                              daemon.configuration_fault});
    if (!daemon.clock_fault.empty()) found.push_back({"clock", "clock: " + daemon.clock_fault});
    if (!status.history_fault.empty()) found.push_back({"history", status.history_fault});
}

}  // namespace

std::vector<Finding> findings(const Status& status) {
    Found found;
    find_stale(found, status);
    find_coverage(found, status);
    find_pages(found, status);
    find_jobs(found, status);
    find_disk(found, status);
    find_daemon(found, status);
    std::ranges::sort(found, {}, &Finding::key);
    return found;
}

}  // namespace app
