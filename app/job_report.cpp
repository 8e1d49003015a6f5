#include <thread>

#include "app/clock.h"
#include "app/configured.h"
#include "app/job_run.h"
#include "app/report_file.h"
#include "archive/writer.h"

namespace app {
namespace {

using records::Instant;
using records::Output;
using records::Result;
using records::SlotState;
using records::Week;
using std::chrono::milliseconds;

constexpr int weeks_revised = 4;
// What a fetch got is in the archive so long after the moment that it is recorded with.
constexpr std::chrono::seconds settles_within{5};
constexpr milliseconds settles_at_least{500};

/// When the slot first began in earnest: an attempt that is made again says the same.
Result<Instant> cut_off(const JobRun& run, const archive::History& history) {
    auto runs = history.runs({.job = run.slot.job, .nominal = run.slot.nominal});
    if (!runs) return tl::unexpected(runs.error());
    Instant first = run.begun;
    if (runs->empty() || runs->front().start.cause != "retry") return first;
    for (const auto& one : *runs)
        if (one.end && one.end->state == SlotState::failed)
            first = std::min(first, one.start.begun);
    return first;
}

/// Whether the process that writes to the archive is a run that fetches. What others write
/// (an import, a reading again) they record with the moment at which they began.
Result<bool> is_fetch(const JobRun& run, const archive::History& history,
                      const std::string& writer) {
    const auto running = history.runs({.running = true});
    if (!running) return tl::unexpected(running.error());
    for (const auto& one : *running) {
        const auto job = job_named(run.from, one.start.slot.job);
        if (job && (*job)->action == schedules::Action::fetch &&
            writer == "process " + std::to_string(one.start.pid))
            return true;
    }
    return false;
}

/// Waits until all that was recorded up to the cut-off is in the archive, so that the same workbook
/// can be made from it at any time. Nothing, or why that is not to be waited for.
Result<std::optional<JobDone>> settle(const JobRun& run, const archive::History& history,
                                      Instant as_of) {
    while (run.session.clock() <= as_of) std::this_thread::sleep_for(milliseconds{20});
    const auto writer = archive::writer_of(run.session.arguments.archive);
    if (!writer) return std::nullopt;
    const auto fetches = is_fetch(run, history, *writer);
    if (!fetches) return tl::unexpected(fetches.error());
    if (!*fetches) return locked_out(run.session.arguments.archive);
    std::this_thread::sleep_for(std::max(settles_at_least, on_machine(run.from, settles_within)));
    return std::nullopt;
}

/// Writes the next revision of a week's workbook if there is one to write.
Result<void> write(const JobRun& run, const archive::Archive& archive,
                   std::span<const records::WatchedApp> apps, Week week,
                   const std::optional<Output>& before, Instant as_of, JobDone& done) {
    if (before && before->as_of >= as_of) return {};  // the clock went back
    ReportWish wish{week, apps, permissions_of(run.from), as_of};
    wish.folder = run.from.daemon.reports;
    if (before) {
        wish.revision = before->revision + 1;
        wish.previous_as_of = before->as_of;
        wish.only_if_due = true;
    }
    const auto written = write_report(archive, wish);
    if (!written) return tl::unexpected(written.error());
    if (written->file.empty()) return {};
    run.session.out << written->summary << written->file.string() << '\n';
    done.end.output = written->file.filename().string();
    done.end.output_digest = written->sha256;
    done.end.revision = written->revision;
    done.outputs.push_back(
        {week, written->revision, as_of, wish.previous_as_of, done.end.output, written->sha256});
    return {};
}

Result<std::optional<Output>> newest_output(const archive::History& history, Week week) {
    return history.outputs(week, 1).map([](const std::vector<Output>& outputs) {
        return outputs.empty() ? std::nullopt : std::optional(outputs.front());
    });
}

/// The weeks that a job at a slot writes, the oldest first.
std::vector<Week> weeks_of(const JobRun& run) {
    const Week now(records::day_of(run.slot.nominal));
    if (run.job.action == schedules::Action::weekly) return {now.plus(-1)};
    std::vector<Week> weeks;
    for (int back = weeks_revised; back > 0; --back) weeks.push_back(now.plus(-back));
    return weeks;
}

Result<void> write_weeks(const JobRun& run, const archive::History& history, Instant as_of,
                         JobDone& done) {
    const auto list = watchlist(run.session.arguments);
    if (!list) return tl::unexpected(list.error());
    const auto archive = archive::open_to_read(run.session.arguments.archive, list->apps);
    if (!archive) return tl::unexpected(archive.error());
    for (const Week week : weeks_of(run)) {
        const auto before = newest_output(history, week);
        if (!before) return tl::unexpected(before.error());
        if (run.job.action == schedules::Action::revise && !*before) continue;
        const auto fine = write(run, **archive, list->apps, week, *before, as_of, done);
        if (!fine) return fine;
    }
    return {};
}

Result<JobDone> reported(const JobRun& run, const archive::History& history, JobDone& done) {
    const auto as_of = cut_off(run, history);
    if (!as_of) return tl::unexpected(as_of.error());
    auto hindered = settle(run, history, *as_of);
    if (!hindered) return tl::unexpected(hindered.error());
    if (*hindered) return **std::move(hindered);
    const auto fine = write_weeks(run, history, *as_of, done);
    if (!fine) return tl::unexpected(fine.error());
    done.end.state = SlotState::done;
    if (done.outputs.empty()) done.end.why = "nothing has changed: no new revision";
    return done;
}

}  // namespace

/// What was written before something went wrong is told, too: those files are there.
JobDone report_job(const JobRun& run, const archive::History& history) {
    JobDone done;
    auto all = reported(run, history, done);
    if (all) return *std::move(all);
    done.end.state = SlotState::failed;
    done.end.why = all.error().what;
    return done;
}

}  // namespace app
