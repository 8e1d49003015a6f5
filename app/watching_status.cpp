#include "app/watching_status.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "app/builtin.h"
#include "archive/file.h"

namespace app {
namespace {

using archive::checked;
using archive::History;
using records::Instant;
using records::SlotState;
using schedules::Job;

constexpr std::size_t runs_shown = 20;
constexpr std::size_t workbooks_shown = 8;
/// A disk with less is full: nothing can be archived any more.
constexpr std::uint64_t full = 16u << 20;

std::optional<Disk> disk_of(const std::string& folder) {
    struct statvfs disk {};
    if (statvfs(folder.c_str(), &disk) != 0) return std::nullopt;
    return Disk{std::uint64_t{disk.f_bavail} * disk.f_frsize,
                std::uint64_t{disk.f_blocks} * disk.f_frsize};
}

std::string action_of(const Job& job) {
    const std::string action(schedules::action_names.at(static_cast<std::size_t>(job.action)));
    return job.schedule.empty() ? action : action + " " + job.schedule;
}

JobStatus planned(const Job& job, Instant now) {
    JobStatus status;
    status.name = job.name;
    status.action = action_of(job);
    status.cron = job.cron.text;
    status.zone = job.zone.name();
    status.next = schedules::next(job.cron, job.zone, now);
    return status;
}

void add_last_run(JobStatus& status, const History& history) {
    History::RunFilter filter;
    filter.job = status.name;
    filter.at_most = 2;  // the newest may be running
    for (auto& run : checked(history.runs(filter)))
        if (run.end && !status.last_run) status.last_run = std::move(run);
    if (status.last_run) status.yields = checked(history.yields(status.last_run->id));
}

/// Whether a slot of a job at that time or earlier was its business.
bool was_there(const History& history, const std::string& job, Instant slot) {
    History::SlotFilter filter;
    filter.job = job;
    filter.states = {SlotState::done, SlotState::incomplete, SlotState::failed, SlotState::missed};
    filter.until = slot + std::chrono::seconds{1};
    filter.at_most = 1;
    return !checked(history.slots(filter)).empty();
}

using Due = std::map<std::pair<std::string, std::string>, Instant>;

void add_due(Due& due, const schedules::Schedule& schedule, Instant slot) {
    const auto later = [&](const std::string& source, const std::string& storefront) {
        auto& at = due.try_emplace({source, storefront}, slot).first->second;
        at = std::max(at, slot);
    };
    for (const auto& scope : schedule.sources) {
        if (scope.source == schedules::published_pages) continue;  // of many sources: see its job
        if (scope.storefronts.empty()) later(scope.source, "");
        for (const auto country : scope.storefronts)
            later(scope.source, records::storefront_code(country));
    }
}

/// The schedule of a job, with "everywhere" spelled out.
std::optional<schedules::Schedule> schedule_of(const schedules::Configuration& from,
                                               const Job& job) {
    const auto found = std::ranges::find(from.schedules, job.schedule, &schedules::Schedule::name);
    if (job.action != schedules::Action::fetch || found == from.schedules.end())
        return std::nullopt;
    schedules::Schedule schedule = *found;
    for (auto& scope : schedule.sources)
        if (scope.everywhere) scope.storefronts = from.storefronts;
    return schedule;
}

std::vector<Expected> expected_of(const DaemonFacts& facts, const History& history) {
    Due due;
    const auto& configuration = *facts.configuration;
    for (const Job& job : configuration.jobs) {
        const auto schedule = schedule_of(configuration, job);
        if (!schedule) continue;
        const auto slot =
            schedules::last(job.cron, job.zone, facts.now - configuration.alerts.stale);
        if (slot && was_there(history, job.name, slot->at)) add_due(due, *schedule, slot->at);
    }
    std::vector<Expected> expected;
    for (const auto& [of, slot] : due) expected.push_back({of.first, of.second, slot});
    return expected;
}

template <class Value>
std::optional<Value> of_job(const std::map<std::string, Value>& values, const std::string& job) {
    const auto found = values.find(job);
    return found == values.end() ? std::nullopt : std::optional(found->second);
}

void add_slots(std::vector<JobStatus>& jobs, const History& history) {
    History::SlotFilter open;
    open.states = {SlotState::waiting, SlotState::running};
    const auto slots = checked(history.slots(open));
    for (JobStatus& job : jobs)
        for (const auto& slot : slots) {
            if (slot.slot.job != job.name) continue;
            if (slot.state == SlotState::running)
                job.running = slot;
            else
                job.waiting.push_back(slot);
        }
}

void add_history(Status& status, const History& history) {
    add_slots(status.jobs, history);
    const auto newest = checked(history.newest_settled());
    const auto success = checked(history.last_success());
    for (JobStatus& job : status.jobs) {
        job.newest = of_job(newest, job.name);
        job.success = of_job(success, job.name);
        add_last_run(job, history);
    }
    const auto today = records::day_of(status.daemon.now);
    status.freshness = checked(history.freshness(today - std::chrono::days{freshness_days - 1}));
    status.newest = checked(history.newest());
    status.expected = expected_of(status.daemon, history);
    status.totals = checked(history.totals());
    History::RunFilter last;
    last.at_most = runs_shown;
    status.runs = checked(history.runs(last));
    status.workbooks = checked(history.outputs(std::nullopt, workbooks_shown));
}

}  // namespace

Status read_status(const DaemonFacts& facts, const std::string& archive) {
    Status status;
    status.daemon = facts;
    status.version = version;
    status.disk = disk_of(archive);
    for (const Job& job : facts.configuration->jobs) status.jobs.push_back(planned(job, facts.now));
    try {
        if (const auto history = checked(archive::open_history_to_read(archive)))
            add_history(status, *history);
    } catch (const std::exception& fault) {
        status.history_fault = fault.what();
    }
    return status;
}

std::chrono::seconds late(const JobStatus& job, Instant now) {
    std::chrono::seconds most{0};
    for (const auto& slot : job.waiting) most = std::max(most, now - slot.due);
    return most;
}

bool is_stale(const Status& status, const Expected& expected) {
    const auto newest = status.newest.find({expected.source, expected.storefront});
    return newest == status.newest.end() || newest->second < expected.slot;
}

records::Result<void> require_ready(const DaemonFacts& facts, const std::string& archive) {
    if (facts.stopping) return records::fail("the daemon is stopping");
    if (!facts.clock_fault.empty()) return records::fail("clock: " + facts.clock_fault);
    if (access(archive.c_str(), W_OK) != 0)
        return records::fail(archive + ": cannot be written; check its owner and mode");
    const auto disk = disk_of(archive);
    if (!disk || disk->free < full)
        return records::fail(archive + ": its disk is full; make room, nothing can be archived");
    const auto history = archive::open_history_to_read(archive);
    return history ? records::Result<void>() : records::fail(history.error().what);
}

}  // namespace app
