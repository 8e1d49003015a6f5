#include <algorithm>
#include <iterator>

#include "app/commands.h"
#include "app/configured.h"
#include "app/ledger.h"
#include "app/terminal.h"
#include "archive/archive.h"

namespace app {
namespace {

using records::Ending;
using records::Result;

/// The tasks of all crawls.
Result<std::vector<archive::TaskFacts>> all_tasks(const archive::Journal& journal) {
    const auto crawls = journal.crawls();
    if (!crawls) return tl::unexpected(crawls.error());
    std::vector<archive::TaskFacts> all;
    for (const auto& crawl : *crawls) {
        auto tasks = journal.tasks(crawl.id);
        if (!tasks) return tl::unexpected(tasks.error());
        std::ranges::move(*tasks, std::back_inserter(all));
    }
    return all;
}

Result<Ledger> read_ledger(const archive::Journal& journal, const schedules::Configuration& from) {
    const auto tasks = all_tasks(journal);
    if (!tasks) return tl::unexpected(tasks.error());
    const auto robots = journal.robots();
    if (!robots) return tl::unexpected(robots.error());
    const auto lanes = journal.lanes();
    if (!lanes) return tl::unexpected(lanes.error());
    return ledger_of(*tasks, *robots, *lanes, from);
}

/// "200 of 2026-10-05T12:00:00Z", "unreachable since …", "never asked".
std::string robots_words(const HostLedger& host) {
    if (!host.robots) return "never asked";
    const std::string status =
        host.robots->status == 0 ? "unreachable" : std::to_string(host.robots->status);
    return status + ", " + records::to_text(host.robots->fetched_at);
}

std::string wait_words(const HostLedger& host, records::Instant now) {
    if (!host.lane || !host.lane->not_before || *host.lane->not_before <= now) return "";
    return "until " + records::to_text(*host.lane->not_before) + ": " + host.lane->why;
}

std::vector<Cell> row_of(const std::string& name, const HostLedger& host, records::Instant now) {
    const auto busiest = host.busiest();
    const auto* rule = host.rule;
    const auto count = [](auto number) { return Cell(static_cast<std::size_t>(number)); };
    return {name,
            robots_words(host),
            host.allowed,
            host.refused,
            rule ? rule->permission : "",
            host.requests,
            host.repeats,
            busiest ? records::to_text(*busiest) : std::string(),
            busiest ? count(host.days.at(*busiest)) : Cell(""),
            rule ? count(rule->budget) : Cell(""),
            host.sent_on(records::day_of(now)),
            rule ? count(rule->gap.count()) : Cell(""),
            host.of(Ending::fetched),
            host.of(Ending::not_modified),
            host.of(Ending::blocked),
            host.of(Ending::failed),
            host.of(Ending::skipped_by_budget),
            host.of(Ending::missed),
            host.last ? records::to_text(*host.last) + ": " + host.last_ending : "",
            wait_words(host, now),
            rule ? rule->terms : "no rule of the configuration: it is not asked"};
}

}  // namespace

int compliance(Session& session) {
    const auto from = configuration(session.arguments);
    if (!from) return fail(session, from.error().what);
    const auto archive = archive::open_to_read(session.arguments.archive, {});
    if (!archive) return fail(session, archive.error().what);
    const auto ledger = read_ledger((*archive)->journal(), *from);
    if (!ledger) return fail(session, ledger.error().what);
    Table table({"host",       "robots_txt",  "allowed",     "refused",      "permission",
                 "requests",   "repeats",     "busiest_day", "its_requests", "budget",
                 "sent_today", "gap_ms",      "fetched",     "not_modified", "blocked",
                 "failed",     "over_budget", "missed",      "last_answer",  "waits",
                 "terms"});
    for (const auto& [name, host] : *ledger) table.add(row_of(name, host, session.now));
    table.print(session.out, session.arguments.json);
    return Code::fine;
}

}  // namespace app
