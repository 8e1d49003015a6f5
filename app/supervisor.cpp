#include "app/supervisor.h"

#include <algorithm>
#include <utility>

#include "app/builtin.h"
#include "app/clock.h"
#include "app/supervisor_past.h"

namespace app {
namespace {

using records::Instant;
using records::Result;
using std::chrono::milliseconds;

// A fault of the history (the disk is full), and a run that was started by hand: nothing wakes us
// when they are over.
constexpr std::chrono::minutes look_again{1};
// A fetch ends by itself at its deadline, once what is on its way has come.
constexpr std::chrono::minutes ends_by_itself{3};
constexpr std::size_t keep_of_each_job = 20;

const schedules::Job* find_job(const schedules::Configuration& from, const std::string& name) {
    const auto job = std::ranges::find(from.jobs, name, &schedules::Job::name);
    return job == from.jobs.end() ? nullptr : &*job;
}

}  // namespace

Supervisor::Supervisor(const Arguments& arguments, Settings settings, Clock machine,
                       archive::History history, Wakeups wakeups, Log& log, std::string program)
    : arguments_(arguments),
      settings_(std::move(settings)),
      machine_(std::move(machine)),
      clock_(clock_of(*settings_.configuration, machine_)),
      history_(std::move(history)),
      wakeups_(std::move(wakeups)),
      log_(log),
      program_(std::move(program)),
      runs_(history_, log) {
    facts_.configuration = settings_.configuration;
    facts_.started = facts_.configured = clock_();
}

int Supervisor::run() {
    if (const auto begun = begin(); !begun) {
        log_.error("not-started", {{"text", begun.error().what}});
        return 1;
    }
    while (true) {
        attend();
        if (is_over()) break;
        sleep();
    }
    watching_.reset();
    log_.info("stopped");
    return 0;
}

Result<void> Supervisor::begin() {
    const auto& reports = settings_.configuration->daemon.reports;
    for (const auto& name : remove_leftovers(reports)) log_.info("leftover", {{"file", name}});
    return watch().map([&] {
        log_.info("ready", {{"version", std::string(version)},
                            {"archive", arguments_.archive},
                            {"listen", watching_->address()},
                            {"jobs", settings_.configuration->jobs.size()}});
        notify_.ready();
        stay_alive();
    });
}

Result<void> Supervisor::watch() {
    watching_.reset();
    auto watching = Watching::start(arguments_.archive,
                                    {[this] { return facts(); },
                                     [this](const std::string& event, const std::string& what) {
                                         log_.info(event, {{"text", what}});
                                     }});
    if (!watching) return tl::unexpected(watching.error());
    watching_ = *std::move(watching);
    return {};
}

void Supervisor::attend() {
    runs_.hear();
    if (runs_.end_over(clock_(), std::string(version)) && watching_) watching_->changed();
    runs_.hold_to_deadlines(Steady::now());
    if (!stopping_) note_fault(decide());
    if (alive_at_ && *alive_at_ <= Steady::now()) stay_alive();
    tell_systemd();
}

Result<void> Supervisor::decide() {
    const Instant now = clock_();
    if (const auto ended = history_.end_abandoned(now); !ended)
        return tl::unexpected(ended.error());
    const auto started = runs_.slots();
    const auto past = past_of(history_, started, now);
    if (!past) return tl::unexpected(past.error());
    foreign_ = std::ranges::any_of(past->open, [&](const records::SlotFacts& open) {
        return open.state == records::SlotState::running &&
               std::ranges::find(started, open.slot, &records::SlotFacts::slot) == started.end();
    });
    const auto decisions = schedules::decide(settings_.configuration->jobs, *past, now);
    if (auto noted = note(history_, decisions, now); !noted) return noted;
    wake_ = decisions.wake;
    tell(decisions);
    for (const auto& one : decisions.start) start(one);
    forget_old_runs(now);
    return {};
}

void Supervisor::tell(const schedules::Decisions& decisions) {
    for (const auto& [slot, state, why] : decisions.settle) {
        const Log::Fields fields = {{"job", slot.job},
                                    {"slot", records::to_text(slot.nominal)},
                                    {"state", std::string(to_text(state))},
                                    {"why", why}};
        state != records::SlotState::skipped ? log_.warning("slot", fields)
                                             : log_.info("slot", fields);
    }
    if (!decisions.settle.empty() && watching_) watching_->changed();
}

void Supervisor::start(const schedules::Start& what) {
    const auto* job = find_job(*settings_.configuration, what.slot.job);
    if (!job) return;
    Runs::Order order;
    order.start = what;
    order.words = {"run",       what.slot.job,      "--slot",  records::to_text(what.slot.nominal),
                   "--archive", arguments_.archive, "--cause", what.cause};
    if (settings_.text) {
        order.words.insert(order.words.end(), {"--config", SharedText::name});
        order.shared = settings_.text->descriptor();
    }
    if (!arguments_.watchlist.empty())
        order.words.insert(order.words.end(), {"--watchlist", arguments_.watchlist});
    if (!what.remark.empty()) order.words.insert(order.words.end(), {"--remark", what.remark});
    order.program = program_;
    order.deadline = on_machine(*settings_.configuration, job->deadline + ends_by_itself);
    order.stop_within = stop_within();
    if (const auto begun = runs_.start(order); !begun) {
        note_fault(begun);
        log_.warning("start", {{"job", what.slot.job}, {"text", std::string("put off")}});
    }
}

void Supervisor::forget_old_runs(Instant now) {
    constexpr std::chrono::hours daily{24};
    if (now < forgot_ + daily && now >= forgot_) return;
    forgot_ = now;
    const auto gone =
        history_.forget(now - settings_.configuration->daemon.keep_runs, keep_of_each_job);
    if (!gone)
        log_.error("history", {{"text", gone.error().what}});
    else if (*gone > 0)
        log_.info("forgot", {{"slots", *gone}});
}

void Supervisor::note_fault(const Result<void>& result) {
    try_again_.reset();
    if (result) return;
    log_.error("history", {{"text", result.error().what}});
    try_again_ = Steady::now() + look_again;
}

milliseconds Supervisor::stop_within() const { return settings_.configuration->daemon.stop_within; }

}  // namespace app
