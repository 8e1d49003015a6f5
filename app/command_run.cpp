#include "app/configured.h"
#include "app/job_run.h"

namespace app {
namespace {

using records::Result;
using schedules::JobKind;

/// What is seen today cannot be taken for what was to be seen then: only a slot that still waits
/// can be carried out late, and says so.
Result<void> require_open(const Session& session, const records::Slot& slot) {
    const auto history = archive::open_history_to_read(session.arguments.archive);
    if (!history) return tl::unexpected(history.error());
    if (*history) {
        const auto facts = (*history)->slot(slot);
        if (!facts) return tl::unexpected(facts.error());
        if (*facts && !is_settled((*facts)->state)) return {};
    }
    return records::fail(slot.job + " fetches, and no slot of it waits at " +
                         records::to_text(slot.nominal) +
                         ": what a store showed then cannot be fetched any more. `dramascope run " +
                         slot.job + "` fetches what is shown now");
}

Result<void> require_startable(const Session& session, const schedules::Job& job,
                               const records::Slot& slot) {
    if (slot.nominal > session.clock())
        return records::fail("--slot " + records::to_text(slot.nominal) +
                             ": that time is yet to come; it is " +
                             records::to_text(session.clock()));
    if (job.kind() == JobKind::derivation || !session.arguments.slot) return {};
    return require_open(session, slot);
}

}  // namespace

int run_job(Session& outer) {
    const auto from = configuration(outer.arguments);
    if (!from) return fail(outer, from.error().what);
    Session session = timed(outer, *from);
    const auto job = job_named(*from, session.arguments.job);
    if (!job) return fail(session, job.error().what);
    const records::Slot slot{(*job)->name, session.arguments.slot.value_or(session.now)};
    const bool by_hand = session.arguments.cause == "hand";
    if (by_hand)
        if (const auto fine = require_startable(session, **job, slot); !fine)
            return fail(session, fine.error().what);
    return run_slot(session, *from, **job, slot, session.arguments.cause);
}

}  // namespace app
