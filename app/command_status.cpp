#include <algorithm>
#include <map>
#include <memory>

#include "app/builtin.h"
#include "app/configured.h"
#include "app/daemon_lock.h"
#include "app/job_run.h"
#include "app/job_times.h"
#include "app/terminal.h"
#include "app/watching_status.h"
#include "app/words.h"

namespace app {
namespace {

constexpr std::size_t firings_shown = 5;

std::string moment_or_nothing(const std::optional<records::Instant>& moment) {
    return moment ? records::to_text(*moment) : std::string();
}

/// How a job stands: what it does now, else how its newest slot ended.
std::string state_of(const JobStatus& job) {
    if (job.running) return "running";
    if (!job.waiting.empty()) return "waiting";
    return job.newest ? std::string(to_text(job.newest->state)) : "never ran";
}

std::optional<records::Instant> slot_of(const JobStatus& job) {
    if (job.running) return job.running->slot.nominal;
    if (!job.waiting.empty()) return job.waiting.front().slot.nominal;
    return job.newest ? std::optional(job.newest->slot.nominal) : std::nullopt;
}

void print_jobs(Session& session, const Status& status) {
    Table table({"job", "does", "state", "slot", "last_done", "late", "next"});
    for (const auto& job : status.jobs) {
        const auto behind = late(job, status.daemon.now);
        table.add({job.name, job.action, state_of(job), moment_or_nothing(slot_of(job)),
                   job.success ? moment_or_nothing(job.success->start.slot.nominal) : std::string(),
                   behind.count() > 0 ? duration_words(behind) : std::string(),
                   job.next ? records::to_text(job.next->at) : std::string()});
    }
    table.print(session.out, session.arguments.json);
}

/// The storefronts of a source together: the archive has dozens of them.
struct SourceFreshness {
    std::size_t storefronts = 0;
    std::size_t stale = 0;
    std::size_t never = 0;
    std::string stale_names;
    std::optional<records::Instant> oldest, newest;  // slots with data
};

void add_expected(SourceFreshness& source, const Status& status, const Expected& expected) {
    if (!status.newest.contains({expected.source, expected.storefront})) {
        ++source.storefronts;
        ++source.never;
    }
    if (!is_stale(status, expected)) return;
    ++source.stale;
    source.stale_names += (source.stale_names.empty() ? "" : " ") + expected.storefront;
}

void add_newest(SourceFreshness& source, records::Instant slot) {
    ++source.storefronts;
    source.oldest = source.oldest ? std::min(*source.oldest, slot) : slot;
    source.newest = source.newest ? std::max(*source.newest, slot) : slot;
}

void print_freshness(Session& session, const Status& status) {
    std::map<std::string, SourceFreshness> sources;
    for (const auto& expected : status.expected)
        add_expected(sources[expected.source], status, expected);
    for (const auto& [of, slot] : status.newest) add_newest(sources[of.first], slot);
    Table table({"source", "storefronts", "stale", "never", "oldest_slot", "newest_slot", "which"});
    for (const auto& [name, source] : sources)
        table.add({name, source.storefronts, source.stale, source.never,
                   moment_or_nothing(source.oldest), moment_or_nothing(source.newest),
                   source.stale_names});
    session.out << "\nFreshness, by slot\n";
    if (table.empty()) session.out << "nothing was fetched yet\n";
    if (!table.empty()) table.print(session.out, false);
}

void print_firings(Session& session, const Status& status) {
    session.out << "\nNext\n";
    const auto& jobs = status.daemon.configuration->jobs;
    for (const auto& one : coming(jobs, status.daemon.now, firings_shown))
        session.out << records::to_text(one.due) << "  " << one.job->name << "  "
                    << one.firing.local << '\n';
}

void print_surroundings(Session& session, const Status& status) {
    const std::string& archive = session.arguments.archive;
    const auto daemon = daemon_of(archive);
    session.out << "\nDaemon: " << (daemon ? printable(*daemon) : "none runs on this archive")
                << "\nDisk of " << archive << ": ";
    if (status.disk)
        session.out << size_words(static_cast<std::int64_t>(status.disk->free)) << " of "
                    << size_words(static_cast<std::int64_t>(status.disk->size)) << " free\n";
    else
        session.out << "there is no such folder yet\n";
    if (!status.workbooks.empty())
        session.out << "Newest workbook: " << status.workbooks.front().file << '\n';
}

/// What a person should look at; how many such things there are.
std::size_t tell_troubles(Session& session, const Status& status) {
    std::size_t troubles = 0;
    for (const auto& job : status.jobs) {
        const auto behind = late(job, status.daemon.now);
        const auto state = job.newest ? job.newest->state : records::SlotState::done;
        const bool bad = state == records::SlotState::failed || state == records::SlotState::missed;
        if (behind.count() == 0 && !bad) continue;
        ++troubles;
        session.err << job.name << ": "
                    << (bad ? std::string(to_text(state)) + ": " + printable(job.newest->why)
                            : "late by " + duration_words(behind))
                    << '\n';
    }
    return troubles;
}

}  // namespace

int show_status(Session& outer) {
    auto from = configuration(outer.arguments);
    if (!from) return fail(outer, from.error().what);
    Session session = timed(outer, *from);
    DaemonFacts facts;
    facts.configuration = std::make_shared<schedules::Configuration>(*std::move(from));
    facts.now = outer.arguments.now.value_or(session.now);
    const Status status = read_status(facts, session.arguments.archive);
    if (!status.history_fault.empty()) return fail(session, status.history_fault);
    print_jobs(session, status);
    if (!session.arguments.json) {
        print_freshness(session, status);
        print_firings(session, status);
        print_surroundings(session, status);
    }
    return tell_troubles(session, status) == 0 ? Code::fine : Code::some_input_troubled;
}

}  // namespace app
