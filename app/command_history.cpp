#include "app/commands.h"
#include "app/terminal.h"
#include "app/words.h"
#include "archive/history.h"

namespace app {
namespace {

using records::RunFacts;

std::size_t seconds_of(const RunFacts& run) {
    const auto took = (run.end->ended - run.start.begun).count();
    return static_cast<std::size_t>(std::max<std::int64_t>(0, took));
}

void add_run(Table& table, const RunFacts& run) {
    const auto& start = run.start;
    const auto end = run.end.value_or(records::RunEnd{});
    table.add({static_cast<std::size_t>(run.id), start.slot.job,
               records::to_text(start.slot.nominal), static_cast<std::size_t>(run.attempt),
               start.cause, records::to_text(start.begun),
               run.end ? Cell(seconds_of(run)) : Cell(std::string()),
               std::string(run.end ? to_text(end.state) : "running"), end.requests, end.rows,
               static_cast<std::size_t>(end.bytes), end.output, start.version,
               start.configuration.substr(0, 12), printable(end.why)});
}

}  // namespace

int show_history(Session& session) {
    const auto& arguments = session.arguments;
    const auto history = archive::open_history_to_read(arguments.archive);
    if (!history) return fail(session, history.error().what);
    if (!*history)
        return fail(session, arguments.archive +
                                 ": no job has run yet; `dramascope run JOB` or `dramascope "
                                 "daemon` begin a history");
    constexpr int without_count = 20;
    const int count = arguments.count > 0 ? arguments.count : without_count;
    const auto runs =
        (*history)->runs({.job = arguments.job, .at_most = static_cast<std::size_t>(count)});
    if (!runs) return fail(session, runs.error().what);
    if (runs->empty()) return fail(session, printable(arguments.job) + ": no such job has run yet");
    Table table({"run", "job", "slot", "attempt", "cause", "begun", "seconds", "state", "requests",
                 "rows", "bytes", "output", "version", "configuration", "why"});
    for (const auto& run : *runs) add_run(table, run);
    table.print(session.out, arguments.json);
    return Code::fine;
}

}  // namespace app
