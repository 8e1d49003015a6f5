#include "app/supervisor_runs.h"

#include <algorithm>
#include <csignal>
#include <utility>

namespace app {
namespace {

using records::Instant;
using records::Result;
using records::RunEnd;
using records::SlotState;

constexpr std::chrono::minutes kill_again{1};

}  // namespace

Result<void> Runs::start(const Order& order) {
    auto process = ChildProcess::start(order.words, order.shared, order.program);
    if (!process) return tl::unexpected(process.error());
    running_.push_back({order.start.slot, order.start.cause, *std::move(process),
                        Steady::now() + order.deadline, order.stop_within, Stage::running, false,
                        false, 0, ""});
    auto fields = fields_of(running_.back());
    fields.push_back({"cause", order.start.cause});
    if (!order.start.remark.empty()) fields.push_back({"remark", order.start.remark});
    log_.info("start", fields);
    return {};
}

std::vector<records::SlotFacts> Runs::slots() const {
    std::vector<records::SlotFacts> all;
    for (const Run& run : running_) {
        records::SlotFacts facts;
        facts.slot = run.slot;
        facts.due = run.slot.nominal;
        facts.state = SlotState::running;
        all.push_back(std::move(facts));
    }
    return all;
}

std::vector<int> Runs::outputs() const {
    std::vector<int> all;
    for (const Run& run : running_)
        if (run.process.output() >= 0) all.push_back(run.process.output());
    return all;
}

void Runs::hear() {
    for (Run& run : running_) tell(run, run.process.lines());
}

void Runs::tell(Run& run, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    identify(run);
    for (const auto& line : lines) {
        auto fields = fields_of(run);
        fields.push_back({"text", line});
        log_.info("said", fields);
    }
    run.last_line = lines.back();
}

/// The attempt of this process, as far as it has told the history of it.
std::optional<records::RunFacts> Runs::facts_of(const Run& run) const {
    archive::History::RunFilter filter;
    filter.job = run.slot.job;
    filter.nominal = run.slot.nominal;
    const auto runs = history_.runs(filter);
    if (!runs) return std::nullopt;
    const auto found = std::ranges::find_if(
        *runs, [&](const auto& facts) { return facts.start.pid == run.process.pid(); });
    if (found == runs->end()) return std::nullopt;
    return *found;
}

void Runs::identify(Run& run) {
    if (run.id != 0) return;
    if (const auto facts = facts_of(run)) run.id = facts->id;
}

bool Runs::end_over(Instant now, const std::string& version) {
    std::vector<Run> over;
    std::map<long, std::string> how;
    for (auto run = running_.begin(); run != running_.end();) {
        auto end = run->process.ended();
        if (!end) {
            ++run;
            continue;
        }
        how[run->process.pid()] = *std::move(end);
        over.push_back(std::move(*run));
        run = running_.erase(run);
    }
    if (over.empty()) return false;
    end_abandoned(how, now);
    for (Run& run : over) conclude(run, how[run.process.pid()], now, version);
    return true;
}

void Runs::end_abandoned(const std::map<long, std::string>& how, Instant now) {
    const auto ended = history_.end_abandoned(now, [&](long pid) {
        const auto known = how.find(pid);
        return known == how.end() ? std::string() : known->second;
    });
    if (!ended) log_.error("history", {{"text", ended.error().what}});
}

void Runs::conclude(Run& run, const std::string& how, Instant now, const std::string& version) {
    tell(run, run.process.last_lines());
    identify(run);
    Result<void> noted;
    if (run.id == 0 && !run.stopped) noted = end_unbegun(run, how, now, version);
    if (noted && run.late)
        noted = history_.settle(run.slot, SlotState::incomplete, "stopped at its deadline", now);
    if (!noted) log_.error("history", {{"text", noted.error().what}});
    log_end(run, how);
}

/// It died before it could tell of itself: one attempt is used up all the same, so that it is not
/// started again and again.
Result<void> Runs::end_unbegun(const Run& run, const std::string& how, Instant now,
                               const std::string& version) {
    const auto slot = history_.slot(run.slot);
    if (!slot) return tl::unexpected(slot.error());
    if (!*slot || (*slot)->state != SlotState::waiting) return {};
    const records::RunStart start{run.slot, now, run.process.pid(), version, "", run.cause};
    return history_.begin(start, {}).and_then([&](records::RunId id) {
        RunEnd end;
        end.ended = now;
        end.state = SlotState::failed;
        end.why = "it ended before it had begun: " + how +
                  (run.last_line.empty() ? "" : ": " + run.last_line);
        return history_.end(id, end, {});
    });
}

void Runs::log_end(const Run& run, const std::string& how) const {
    auto fields = fields_of(run);
    const auto facts = facts_of(run);
    bool fine = false;
    if (facts && facts->end) {
        const RunEnd& end = *facts->end;
        fine = end.state == SlotState::done;
        fields.push_back({"state", std::string(to_text(end.state))});
        fields.push_back({"requests", end.requests});
        fields.push_back({"rows", end.rows});
        fields.push_back({"bytes", static_cast<std::size_t>(end.bytes)});
        if (!end.output.empty()) fields.push_back({"output", end.output});
        if (!end.why.empty()) fields.push_back({"why", end.why});
    }
    fields.push_back({"process", how});
    if (run.late) fields.push_back({"deadline", std::string("passed")});
    fine ? log_.info("end", fields) : log_.warning("end", fields);
}

void Runs::ask(Run& run, Steady::time_point now) {
    run.process.send(SIGTERM);
    run.stage = Stage::asked;
    run.limit = now + run.stop_within;
}

void Runs::hold_to_deadlines(Steady::time_point now) {
    for (Run& run : running_) {
        if (run.limit > now) continue;
        run.late = run.late || !run.stopped;
        log_.warning(run.stage == Stage::running ? "deadline" : "kill", fields_of(run));
        if (run.stage == Stage::running) {
            ask(run, now);
        } else {
            run.process.send(SIGKILL);
            run.stage = Stage::killed;
            run.limit = now + kill_again;
        }
    }
}

std::optional<Runs::Steady::time_point> Runs::next_deadline() const {
    if (running_.empty()) return std::nullopt;
    return std::ranges::min_element(running_, {}, &Run::limit)->limit;
}

void Runs::stop(Steady::time_point now) {
    for (Run& run : running_) {
        run.stopped = true;
        if (run.stage == Stage::running) ask(run, now);
    }
}

void Runs::kill() {
    for (const Run& run : running_) run.process.send(SIGKILL);
}

Log::Fields Runs::fields_of(const Run& run) const {
    Log::Fields fields = {{"job", run.slot.job}, {"slot", records::to_text(run.slot.nominal)}};
    if (run.id != 0) fields.push_back({"run", static_cast<std::size_t>(run.id)});
    fields.push_back({"pid", static_cast<std::size_t>(run.process.pid())});
    return fields;
}

}  // namespace app
