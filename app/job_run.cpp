#include "app/job_run.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <sstream>

#include "app/builtin.h"
#include "app/clock.h"
#include "app/configured.h"
#include "app/interruption.h"
#include "app/terminal.h"
#include "archive/digest.h"
#include "archive/writer.h"

namespace app {
namespace {

using records::Result;
using records::RunStart;
using records::SlotState;

/// The text of a configuration decides what a run does; so does the built-in one under it.
Result<std::string> configuration_digest(const Arguments& arguments) {
    return configuration_text(arguments).map([](const std::string& text) {
        return archive::hex(archive::sha256({builtin_configuration, "\n", text}));
    });
}

JobDone work(const JobRun& run, const archive::History& history) {
    using schedules::Action;
    try {
        switch (run.job.action) {
            case Action::fetch: return fetch_job(run);
            case Action::reparse: return reparse_job(run);
            case Action::weekly:
            case Action::revise: return report_job(run, history);
        }
    } catch (const std::exception& error) {
        return ended_as(SlotState::failed, std::string(error.what()) +
                                               "; this is a fault of the "
                                               "program: please report it");
    }
    return ended_as(SlotState::failed, "there is no such action");
}

int code_of(SlotState state) {
    if (state == SlotState::done) return Code::fine;
    return state == SlotState::failed ? Code::failed : Code::some_input_troubled;
}

/// Whether no attempt comes after this one, should it fail.
Result<bool> is_last(const archive::History& history, const records::Slot& slot, int most) {
    const auto runs = history.runs({.job = slot.job, .nominal = slot.nominal});
    if (!runs) return tl::unexpected(runs.error());
    const auto failed = std::ranges::count_if(
        *runs, [](const auto& run) { return run.end && run.end->state == SlotState::failed; });
    return failed + 1 >= most;
}

int tell(Session& session, const JobDone& done) {
    const auto state = done.end.state;
    if (state == SlotState::failed) return fail(session, done.end.why);
    if (!done.end.why.empty()) session.err << printable(done.end.why) << '\n';
    if (state == SlotState::waiting) session.err << "The slot waits, and is tried again.\n";
    return code_of(state);
}

}  // namespace

JobDone ended_as(SlotState state, const std::string& why) {
    JobDone done;
    done.end.state = state;
    done.end.why = why;
    return done;
}

std::optional<JobDone> locked_out(const std::string& archive) {
    const auto writer = archive::writer_of(archive);
    if (!writer) return std::nullopt;
    return ended_as(SlotState::waiting,
                    archive + ": another process writes to this archive (" + *writer + ")");
}

JobDone reparse_job(const JobRun& run) {
    if (auto locked = locked_out(run.session.arguments.archive)) return *std::move(locked);
    std::ostringstream told;
    Session session{run.session.arguments, run.session.out,      told,
                    run.session.now,       run.session.terminal, run.session.clock,
                    run.session.network};
    const int code = reparse(session);
    run.session.err << told.str();
    constexpr std::array states = {SlotState::done, SlotState::failed, SlotState::failed,
                                   SlotState::incomplete};
    std::string last = told.str();
    last = last.substr(0, last.find_last_not_of('\n') + 1);
    return ended_as(states.at(static_cast<std::size_t>(code)),
                    last.substr(last.find_last_of('\n') + 1));
}

Session timed(const Session& session, const schedules::Configuration& from) {
    auto clock = clock_of(from, session.clock);
    return {session.arguments, session.out,      session.err,    clock(),
            session.terminal,  std::move(clock), session.network};
}

Result<const schedules::Job*> job_named(const schedules::Configuration& from,
                                        const std::string& name) {
    const auto found = std::ranges::find(from.jobs, name, &schedules::Job::name);
    if (found != from.jobs.end()) return &*found;
    std::string names;
    for (const auto& job : from.jobs) names += (names.empty() ? "" : ", ") + job.name;
    return records::fail(printable(name) + ": no such job; there are: " + names);
}

int run_slot(Session& session, const schedules::Configuration& from, const schedules::Job& job,
             const records::Slot& slot, const std::string& cause) {
    const Interruption interruption;
    const auto digest = configuration_digest(session.arguments);
    if (!digest) return fail(session, digest.error().what);
    auto history = archive::open_history(session.arguments.archive);
    if (!history) return fail(session, history.error().what);
    const auto begun = session.clock();
    const auto last = is_last(*history, slot, job.attempts);
    if (!last) return fail(session, last.error().what);
    const RunStart start{slot, begun, ::getpid(), std::string(version), *digest, cause};
    const auto id = history->begin(start, {job.attempts, job.retry_after});
    if (!id) return fail(session, id.error().what);

    JobDone done = work(
        {session, from, job, slot, begun, *last, [&] { return interruption.came(); }}, *history);
    done.end.ended = session.clock();
    if (!session.arguments.remark.empty())
        done.end.why += (done.end.why.empty() ? "" : "; ") + session.arguments.remark;
    const auto ended = history->end(*id, done.end, done.yields, done.outputs);
    if (!ended) return fail(session, ended.error().what);
    return tell(session, done);
}

}  // namespace app
