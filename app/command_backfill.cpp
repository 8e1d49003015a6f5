#include <algorithm>

#include "app/configured.h"
#include "app/job_run.h"
#include "app/terminal.h"

namespace app {
namespace {

using records::Instant;
using schedules::JobKind;

/// The slots of a job in the days from first to last, as far as they are past.
std::vector<records::Slot> slots_of(const schedules::Job& job, records::Period days, Instant now) {
    constexpr std::chrono::seconds just_before{1};
    const Instant end = std::min(Instant(days.last + std::chrono::days{1}), now + just_before);
    std::vector<records::Slot> slots;
    auto firing = schedules::next(job.cron, job.zone, Instant(days.first) - just_before);
    while (firing && firing->at < end) {
        slots.push_back({job.name, firing->at});
        firing = schedules::next(job.cron, job.zone, firing->at);
    }
    return slots;
}

std::string refusal(const schedules::Job& job) {
    return job.name +
           " fetches, and what a store showed on a past day cannot be fetched any more: such days "
           "stay gaps, which the workbook names. `dramascope run " +
           job.name + "` fetches what is shown now; `dramascope import` reads what was saved then";
}

}  // namespace

int backfill(Session& outer) {
    const auto from = configuration(outer.arguments);
    if (!from) return fail(outer, from.error().what);
    Session session = timed(outer, *from);
    const auto job = job_named(*from, session.arguments.job);
    if (!job) return fail(session, job.error().what);
    if ((*job)->kind() == JobKind::observation) return fail(session, refusal(**job));
    const records::Period days{*session.arguments.from, *session.arguments.to};
    if (days.last < days.first) return fail(session, "--to is before --from; exchange them");
    const auto slots = slots_of(**job, days, session.now);
    if (slots.empty())
        return fail(session, "no slot of " + (*job)->name + " from " +
                                 records::to_text(days.first) + " to " +
                                 records::to_text(days.last) + " is past; `dramascope next " +
                                 (*job)->name + "` lists those to come");
    int worst = Code::fine;
    for (const auto& slot : slots) {
        session.err << slot.job << " at " << records::to_text(slot.nominal) << '\n';
        const int code = run_slot(session, *from, **job, slot, "backfill");
        if (code == Code::failed || worst == Code::fine) worst = code;
    }
    session.err << counted(slots.size(), "slot") << " done again\n";
    return worst;
}

}  // namespace app
