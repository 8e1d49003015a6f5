#include "app/configured.h"
#include "app/job_run.h"
#include "app/job_times.h"
#include "app/terminal.h"

namespace app {

int show_next(Session& outer) {
    const auto from = configuration(outer.arguments);
    if (!from) return fail(outer, from.error().what);
    Session session = timed(outer, *from);
    if (outer.arguments.now) session.now = *outer.arguments.now;
    std::span<const schedules::Job> jobs = from->jobs;
    if (!session.arguments.job.empty()) {
        const auto job = job_named(*from, session.arguments.job);
        if (!job) return fail(session, job.error().what);
        jobs = {*job, 1};
    }
    constexpr int without_count = 10;
    const int count = session.arguments.count > 0 ? session.arguments.count : without_count;
    Table table({"job", "nominal", "due", "local"});
    for (const auto& one : coming(jobs, session.now, static_cast<std::size_t>(count)))
        table.add({one.job->name, records::to_text(one.firing.at), records::to_text(one.due),
                   one.firing.local});
    table.print(session.out, session.arguments.json);
    return Code::fine;
}

}  // namespace app
