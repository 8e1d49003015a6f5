#include <map>
#include <memory>
#include <random>
#include <utility>

#include "app/configured.h"
#include "app/fetch_table.h"
#include "app/fetching.h"
#include "app/job_answers.h"
#include "app/job_run.h"
#include "app/lane_bars.h"
#include "app/plan.h"
#include "app/terminal.h"

namespace app {
namespace {

using archive::TaskFacts;
using records::Ending;
using records::Outcome;
using records::Result;
using records::SlotState;

constexpr const char* no_contact =
    "the configuration names no contact, and no request is sent without one; write "
    "contact = \"you@example.org\" into its file";

/// Answers bear the time of the configuration's clock, which is not the machine's in tests.
class Stamped : public crawler::Transport {
public:
    Stamped(crawler::Transport& inner, std::function<records::Instant()> clock)
        : inner_(inner), clock_(std::move(clock)) {}

    void send(crawler::Sending sending) override { inner_.send(std::move(sending)); }
    std::size_t in_flight() const override { return inner_.in_flight(); }
    std::vector<crawler::Received> wait(std::chrono::milliseconds most) override {
        auto received = inner_.wait(most);
        for (auto& one : received) one.fetched_at = clock_();
        return received;
    }

private:
    crawler::Transport& inner_;
    std::function<records::Instant()> clock_;
};

/// A crawl of a slot, while it is carried out.
struct Crawl {
    BegunCrawl begun;
    std::vector<TaskFacts> served;  // by another job's crawl
    std::size_t missed = 0;         // of other slots
    records::CrawlId id = 0;
};

/// How carrying it out went.
struct Course {
    crawler::Outcome outcome;
    std::uint64_t bytes = 0;
    bool stopped = false;  // by a signal
    bool late = false;     // by the job's deadline
};

Result<Crawl> begin(const JobRun& run, archive::Archive& archive,
                    std::span<const records::Task> plan) {
    auto& journal = archive.journal();
    const std::string name = crawl_name(run.job.name, run.slot.nominal);
    const auto missed = miss_other_slots(journal, run.job.name, name, run.begun);
    if (!missed) return tl::unexpected(missed.error());
    const auto left = journal.unfinished(name);
    if (!left) return tl::unexpected(left.error());
    const auto since = (*left ? (*left)->begun : run.begun) - answer_serves;
    auto served = answered_elsewhere(archive, journal, run.job.name, plan, since);
    if (!served) return tl::unexpected(served.error());
    auto begun = begin_crawl(journal, name, without(plan, *served), run.begun);
    if (!begun) return tl::unexpected(begun.error());
    Crawl crawl{*std::move(begun), *std::move(served), *missed, 0};
    crawl.id = crawl.begun.id;
    return crawl;
}

Result<Course> follow(const JobRun& run, archive::Archive& archive, BegunCrawl crawl) {
    Session& session = run.session;
    const auto network = session.network(curl_options_of(run.from));
    if (!network) return tl::unexpected(network.error());
    Stamped stamped(*network->transport, session.clock);
    LaneBars bars(session.err, session.terminal, crawl.tasks, run.from.hosts);
    Course course;
    const auto tell = [&](const crawler::Event& event) {
        bars.take(event);
        if (event.kind == crawler::Event::Kind::answered) course.bytes += event.bytes;
    };
    // A little earlier than whoever started the run would end it.
    const auto until = run.begun + std::chrono::seconds(run.job.deadline) * 49 / 50;
    const auto stop = [&] {
        course.stopped = course.stopped || run.stop();
        course.late = course.late || session.clock() >= until;
        return course.stopped || course.late;
    };
    crawler::Transport& transport = run.from.time ? stamped : *network->transport;
    const Crawling with{archive,
                        policy_of(run.from),
                        transport,
                        {session.clock, network->tick},
                        std::random_device()(),
                        tell,
                        stop};
    auto outcome = carry_out(std::move(crawl), with);
    bars.finish();
    if (!outcome) return records::fail(outcome.error().what + "; what was fetched before is kept");
    course.outcome = *std::move(outcome);
    return course;
}

records::Yield in_words_of_history(const std::pair<std::string, std::string>& of,
                                   const Yield& yield) {
    records::Yield told;
    told.source = of.first;
    told.storefront = of.second;
    told.asked = yield.asked;
    told.fetched = yield.of(Outcome::rows);
    told.empty = yield.of(Outcome::empty);
    told.blocked = yield.of(Outcome::blocked);
    told.drift = yield.of(Outcome::drift) + yield.of(Outcome::unsupported);
    const std::size_t known = told.fetched + told.empty + told.blocked + told.drift + yield.waiting;
    told.failed = yield.asked > known ? yield.asked - known : 0;
    told.rows = yield.rows;
    return told;
}

std::string joined(const std::vector<std::string>& sentences) {
    std::string text;
    for (const auto& one : sentences)
        if (!one.empty()) text += (text.empty() ? "" : "; ") + one;
    return text;
}

std::string counted_or_nothing(std::size_t count, const char* noun, const char* what) {
    return count == 0 ? "" : counted(count, noun) + what;
}

/// The reason that most requests failed for.
std::string main_reason(const std::vector<TaskFacts>& tasks) {
    std::map<std::string, std::size_t> reasons;
    for (const auto& task : tasks)
        if (task.ending != Ending::fetched && !task.why.empty()) ++reasons[task.why];
    std::string most;
    for (const auto& [why, count] : reasons)
        if (most.empty() || count > reasons[most]) most = why;
    return most;
}

/// Requests are left: either a later attempt of the slot goes on with them, or they are missed.
SlotState leave(const JobRun& run, const Course& course) {
    if (course.stopped) return SlotState::waiting;
    const auto again = run.session.clock() + run.job.retry_after;
    const bool in_time = again < run.slot.nominal + run.job.jitter + run.job.grace;
    return !course.late && in_time && !run.last_attempt ? SlotState::waiting
                                                        : SlotState::incomplete;
}

std::string why_left(SlotState state, const Course& course) {
    if (course.stopped) return "stopped by a signal; nothing is lost";
    if (course.late) return "stopped at its deadline";
    return state == SlotState::waiting ? "a host lets us wait" : "a host let us wait too long";
}

SlotState state_of(const JobRun& run, const Course& course, const JobDone& done, bool short_of) {
    if (course.outcome.waiting > 0) return leave(run, course);
    std::size_t got = 0;
    for (const auto& yield : done.yields) got += yield.fetched + yield.empty;
    if (got == 0) return SlotState::failed;
    return short_of ? SlotState::incomplete : SlotState::done;
}

Result<JobDone> conclude(const JobRun& run, archive::Archive& archive, const Crawl& crawl,
                         const Course& course) {
    auto tasks = archive.journal().tasks(crawl.id);
    if (!tasks) return tl::unexpected(tasks.error());
    tasks->insert(tasks->end(), crawl.served.begin(), crawl.served.end());
    auto yields = yields_of(*tasks, archive);
    if (!yields) return tl::unexpected(yields.error());
    JobDone done;
    for (const auto& [of, yield] : *yields) {
        done.yields.push_back(in_words_of_history(of, yield));
        done.end.rows += yield.rows;
    }
    const auto told = shortfalls(*yields);
    done.end.state = state_of(run, course, done, !told.empty());
    if (course.outcome.waiting > 0 && done.end.state != SlotState::waiting) {
        const auto missed = archive.journal().miss(crawl.id, run.session.clock());
        if (!missed) return tl::unexpected(missed.error());
    }
    table_of(*yields).print(run.session.out, run.session.arguments.json);
    const bool failed = done.end.state == SlotState::failed;
    done.end.requests = course.outcome.requests;
    done.end.bytes = course.bytes;
    done.end.why =
        joined({course.outcome.waiting > 0 ? why_left(done.end.state, course) : "",
                failed ? "nothing was got: " + main_reason(*tasks) : joined(told),
                counted_or_nothing(crawl.served.size(), "request",
                                   " served by what another job got less than an hour before"),
                counted_or_nothing(crawl.missed, "request", " of an earlier slot missed")});
    return done;
}

Result<JobDone> fetched(const JobRun& run) {
    if (run.from.live() && run.from.contact.empty()) return records::fail(no_contact);
    const auto& arguments = run.session.arguments;
    const auto list = watchlist(arguments);
    if (!list) return tl::unexpected(list.error());
    const auto tasks = plan(run.from, list->apps, {run.job.schedule, {}, {}});
    if (!tasks) return tl::unexpected(tasks.error());
    if (auto locked = locked_out(arguments.archive)) return *std::move(locked);
    const auto archive = archive::open(arguments.archive, list->apps);
    if (!archive) return tl::unexpected(archive.error());
    auto crawl = begin(run, **archive, *tasks);
    if (!crawl) return tl::unexpected(crawl.error());
    auto begun = std::move(crawl->begun);
    const auto course = follow(run, **archive, std::move(begun));
    if (!course) return tl::unexpected(course.error());
    return conclude(run, **archive, *crawl, *course);
}

}  // namespace

JobDone fetch_job(const JobRun& run) {
    auto done = fetched(run);
    return done ? *std::move(done) : ended_as(SlotState::failed, done.error().what);
}

}  // namespace app
