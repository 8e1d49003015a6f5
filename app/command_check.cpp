#include <algorithm>
#include <filesystem>

#include "app/commands.h"
#include "app/configured.h"
#include "app/job_run.h"
#include "app/job_times.h"
#include "app/terminal.h"
#include "archive/archive.h"

namespace app {
namespace {

constexpr std::size_t firings_shown = 2;  // of each job

/// When the jobs will fire: a wrong expression is seen best by that.
void print_firings(Session& session, const schedules::Configuration& from) {
    Table table({"job", "does", "cron", "zone", "next", "then"});
    for (const auto& job : from.jobs) {
        std::vector<Cell> row = {job.name, action_words(job), job.cron.text, job.zone.name()};
        const auto firings = coming({&job, 1}, session.now, firings_shown);
        for (std::size_t i = 0; i < firings_shown; ++i)
            row.emplace_back(i < firings.size() ? firings[i].firing.local : std::string());
        table.add(std::move(row));
    }
    table.print(session.out, false);
}

/// The configuration, of which the first error is told. Whether it can be used.
bool check_configuration(Session& outer) {
    const auto from = configuration(outer.arguments);
    if (!from) {
        outer.out << printable(from.error().what) << '\n';
        return false;
    }
    Session session = timed(outer, *from);
    if (outer.arguments.now) session.now = *outer.arguments.now;
    const auto& name = session.arguments.config;
    session.out << (name.empty() ? "built-in configuration" : name) << ": "
                << counted(from->schedules.size(), "schedule") << ", "
                << counted(from->hosts.size(), "host") << ", " << counted(from->jobs.size(), "job")
                << '\n';
    print_firings(session, *from);
    return true;
}

/// The watch-list: errors and remarks with their lines. Whether it can be used.
bool check_watchlist(Session& session) {
    const auto list = watchlist_with_issues(session.arguments);
    if (!list) {
        session.out << printable(list.error().what) << '\n';
        return false;
    }
    const std::string name = watchlist_name(session.arguments);
    for (const auto& issue : list->issues) {
        session.out << name << ":" << issue.line << ": " << (issue.fatal ? "error: " : "remark: ")
                    << printable(issue.what) << '\n';
    }
    const auto errors = static_cast<std::size_t>(
        std::ranges::count(list->issues, true, &schedules::WatchlistIssue::fatal));
    session.out << name << ": " << counted(list->apps.size(), "app") << ", "
                << counted(errors, "error") << ", "
                << counted(list->issues.size() - errors, "remark") << '\n';
    return errors == 0;
}

/// Whether the bytes of every response are there and have their digest; names those that are not.
bool verify(Session& session, const archive::Archive& archive,
            const std::vector<records::ResponseId>& responses) {
    std::size_t damaged = 0;
    for (const auto id : responses) {
        const auto page = archive.page(id);
        if (page) continue;
        ++damaged;
        session.out << "response " << id << ": " << printable(page.error().what) << '\n';
    }
    session.out << session.arguments.archive << ": " << counted(responses.size(), "response")
                << ", " << responses.size() - damaged << " verified, " << damaged << " damaged\n";
    return damaged == 0;
}

/// Pages that were kept and not read, because a run was cut off.
void tell_pending(Session& session, std::size_t pending) {
    if (pending == 0) return;
    session.out << session.arguments.archive << ": " << counted(pending, "page")
                << " kept and not read yet: a run was cut off; `dramascope reparse` reads them\n";
}

bool check_archive(Session& session) {
    const std::string& place = session.arguments.archive;
    if (!std::filesystem::exists(place)) {
        session.out << place << ": no archive yet; `dramascope import` makes it\n";
        return true;
    }
    const auto archive = archive::open_to_read(place, {});
    const auto responses = archive.and_then([](const auto& open) { return open->responses({}); });
    if (!responses) {
        session.out << printable(responses.error().what) << '\n';
        return false;
    }
    const auto pending = (*archive)->pending();
    if (!pending) {
        session.out << printable(pending.error().what) << '\n';
        return false;
    }
    std::vector<records::ResponseId> ids;
    for (const auto& facts : *responses) ids.push_back(facts.id);
    for (const auto& kept : *pending) ids.push_back(kept.id);
    tell_pending(session, pending->size());
    return verify(session, **archive, ids);
}

}  // namespace

int check(Session& session) {
    const bool configuration_is_fine = check_configuration(session);
    const bool list_is_fine = check_watchlist(session);
    const bool archive_is_fine = check_archive(session);
    return configuration_is_fine && list_is_fine && archive_is_fine ? Code::fine : Code::failed;
}

}  // namespace app
