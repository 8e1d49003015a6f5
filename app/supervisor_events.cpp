#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "app/clock.h"
#include "app/commands.h"
#include "app/configured.h"
#include "app/supervisor.h"
#include "app/terminal.h"

// What wakes the daemon, and what it does then besides runs: signals, the clock, systemd.

namespace app {
namespace {

namespace fs = std::filesystem;
using records::Result;
using std::chrono::milliseconds;

constexpr std::chrono::minutes look_again{1};

milliseconds until(std::chrono::steady_clock::time_point moment) {
    const auto rest = std::chrono::ceil<milliseconds>(moment - std::chrono::steady_clock::now());
    return std::max(rest, milliseconds{0});
}

}  // namespace

Result<Settings> read_settings(const Arguments& arguments) {
    const auto text = configuration_text(arguments);
    if (!text) return tl::unexpected(text.error());
    auto configuration = configuration_of(*text, arguments.config);
    if (!configuration) return tl::unexpected(configuration.error());
    if (!arguments.listen.empty()) configuration->daemon.listen = arguments.listen;
    if (const auto fine = Watching::check(*configuration); !fine)
        return tl::unexpected(fine.error());
    if (const auto list = watchlist(arguments); !list) return tl::unexpected(list.error());
    Settings settings;
    settings.configuration =
        std::make_shared<const schedules::Configuration>(*std::move(configuration));
    if (text->empty()) return settings;
    return SharedText::make(*text).map([&](SharedText shared) {
        settings.text = std::move(shared);
        return std::move(settings);
    });
}

void Supervisor::sleep() {
    const auto readers = runs_.outputs();
    take(wakeups_.wait(next_decision(), longest_sleep(), readers));
}

std::optional<std::chrono::system_clock::time_point> Supervisor::next_decision() const {
    if (stopping_ || !wake_) return std::nullopt;
    const auto& from = *settings_.configuration;
    constexpr milliseconds shortest{20};  // were a decision wrong, the daemon would spin
    const auto wait = std::max(wait_until(from, *wake_), shortest);
    // Without a clock of its own, the moment itself: it stays right when the clock is set.
    if (!from.time && wait > shortest) return *wake_;
    return std::chrono::system_clock::now() + wait;
}

std::optional<milliseconds> Supervisor::longest_sleep() const {
    std::optional<milliseconds> most;
    const auto no_longer = [&](milliseconds time) { most = std::min(most.value_or(time), time); };
    if (const auto deadline = runs_.next_deadline()) no_longer(until(*deadline));
    if (try_again_) no_longer(until(*try_again_));
    if (alive_at_) no_longer(until(*alive_at_));
    if (foreign_) no_longer(look_again);
    return most;
}

void Supervisor::take(const Wakeups::Woken& woken) {
    if (woken.clock_was_set) {
        log_.warning("clock-set", {{"now", records::to_text(machine_())}});
        if (watching_) watching_->changed();
    }
    if (woken.reload && !stopping_) reload();
    if (woken.terminate) stop();
}

void Supervisor::reload() {
    notify_.reloading();
    auto settings = read_settings(arguments_);
    if (settings)
        put_in_force(*std::move(settings));
    else
        refuse(settings.error().what);
    notify_.ready();
    if (watching_) watching_->changed();
}

void Supervisor::refuse(const std::string& why) {
    log_.error("reload-refused", {{"text", why + "; the configuration before stays in force"}});
    const std::lock_guard lock(facts_mutex_);
    facts_.configuration_fault = why;
}

void Supervisor::put_in_force(Settings settings) {
    settings_ = std::move(settings);
    clock_ = clock_of(*settings_.configuration, machine_);
    log_.follow(clock_);
    {
        const std::lock_guard lock(facts_mutex_);
        facts_.configuration = settings_.configuration;
        facts_.configured = clock_();
        facts_.configuration_fault.clear();
    }
    log_.info("reloaded", {{"jobs", settings_.configuration->jobs.size()}});
    if (const auto watched = watch(); !watched) refuse(watched.error().what);
}

void Supervisor::stop() {
    if (std::exchange(stopping_, true)) return runs_.kill();  // asked twice
    log_.info("stop", {{"runs", runs_.outputs().size()}});
    notify_.stopping();
    {
        const std::lock_guard lock(facts_mutex_);
        facts_.stopping = true;
    }
    runs_.stop(Steady::now());
}

void Supervisor::stay_alive() {
    notify_.alive();
    if (const auto rhythm = notify_.rhythm()) alive_at_ = Steady::now() + *rhythm;
}

void Supervisor::tell_systemd() const {
    std::string text = stopping_ ? "stopping; " : "";
    text += counted(runs_.slots().size(), "run") + " under way";
    if (wake_ && !stopping_) text += "; next decision at " + records::to_text(*wake_);
    notify_.status(text);
}

DaemonFacts Supervisor::facts() const {
    DaemonFacts facts;
    {
        const std::lock_guard lock(facts_mutex_);
        facts = facts_;
    }
    facts.now = clock_of(*facts.configuration, machine_)();
    if (!facts.configuration->time) facts.clock_fault = clock_fault(facts.now);
    return facts;
}

std::vector<std::string> remove_leftovers(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error)) {
        const std::string name = file.path().filename().string();
        const bool ours = name.starts_with("dramascope-") && name.ends_with(".partial");
        if (ours && fs::remove(file.path(), error)) names.push_back(file.path().string());
    }
    return names;
}

std::string clock_fault(records::Instant now) {
    struct stat program {};
    if (::stat("/proc/self/exe", &program) != 0) return {};
    const records::Instant made{std::chrono::seconds{program.st_mtim.tv_sec}};
    if (now >= made) return {};
    return "the clock says " + records::to_text(now) + ", but this program was made at " +
           records::to_text(made) + "; set the clock, or let chrony or systemd-timesyncd do it";
}

}  // namespace app
