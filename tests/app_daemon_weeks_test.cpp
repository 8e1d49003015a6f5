#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "app/clock.h"
#include "app_daemon.h"
#include "app_world_internet.h"
#include "archive/digest.h"
#include "schedules/cron.h"

// Simulated days of the built-in jobs over a world that goes on with the daemon's clock, while the
// daemon is killed, stopped, suspended and reloaded, its runs are killed, and hosts fail. Four days
// unless DRAMASCOPE_WEEKS says how many weeks; tests/daemon_weeks.sh does three.

namespace {

namespace fs = std::filesystem;
using records::Instant;
using records::SlotState;
using records::to_text;
using std::chrono::hours;
using std::chrono::milliseconds;

double number_from(const char* name, double otherwise) {
    const char* text = std::getenv(name);
    return text ? std::stod(text) : otherwise;
}

/// Faults of hosts that come and go: a few requests each, again and again.
std::vector<loopback::FaultRule> outages() {
    std::vector<loopback::FaultRule> rules;
    for (int first = 5; first < 4000; first += 60) {
        rules.push_back({"A13", "play.google.com", "", first, 4, ""});
        rules.push_back({"B20", "itunes.apple.com", "", first + 20, 3, ""});
        rules.push_back({"A16", "rss.applemarketingtools.com", "", first + 9, 2, ""});
    }
    return rules;
}

/// A world whose time is the daemon's, and everything around the daemon.
class Weeks : public Household {
public:
    Weeks(Instant from, hours lasts, double speed)
        : begun(from), end(from + lasts), clock_(clock_from(to_text(from), speed)) {
        write();
        configuration = app_configuration();
        mover_ = std::thread([this] {
            while (!over_) {
                internet.world.move_to(now());
                std::this_thread::sleep_for(milliseconds{5});
            }
        });
    }
    ~Weeks() {
        over_ = true;
        mover_.join();
    }

    /// Jobs have time: on this clock, an hour is no more than the start of a process.
    void write(int jitter_minutes = 10) {
        const std::string text =
            "storefronts = [\"us\", \"br\"]\npatience_minutes = 0\n" +
            loopback_configuration(internet.server, 60'000) + clock_ +
            "[job.fx]\ndeadline_minutes = 900\njitter_minutes = " + std::to_string(jitter_minutes) +
            "\n[job.published]\ndeadline_minutes = 900\n[job.workbook]\ndeadline_minutes = 900\n"
            "[job.revisions]\ndeadline_minutes = 900\n";
        configure(text);
    }
    Instant now() const { return schedules::time_on(*configuration.time, app::machine_seconds()); }
    std::vector<std::string> all_words() const {
        return words({"--watchlist", internet.folder / "watchlist.toml"});
    }

    Internet internet{watched_apps(3), 60'000, "", outages()};
    schedules::Configuration configuration;
    Instant begun, end;

private:
    schedules::Configuration app_configuration() const {
        return schedules::read_configuration(read_file(folder / "config.toml"), "config.toml",
                                             source_names(), builtin_configuration())
            .value();
    }

    std::string clock_;
    std::atomic<bool> over_{false};
    std::thread mover_;
};

/// What is done to the daemon, at random moments.
class Fate {
public:
    Fate(Weeks& weeks, unsigned seed) : weeks_(weeks), chance_(seed) { start(); }

    void strike() {
        using Deed = void (Fate::*)();
        static constexpr std::array<Deed, 8> deeds = {
            &Fate::kill_daemon, &Fate::kill_daemon, &Fate::kill_run, &Fate::kill_run,
            &Fate::stop_daemon, &Fate::suspend,     &Fate::reload,   &Fate::break_configuration};
        (this->*deeds.at(number(0, deeds.size() - 1)))();
    }
    /// Up to the end of the weeks, and some more, so that the last runs come to theirs.
    void finish() {
        weeks_.write();
        daemon_->send(SIGHUP);
        comes_true([&] { return weeks_.now() > weeks_.end; }, std::chrono::seconds{600});
        CHECK(daemon_->stop() == 0);
        CHECK(comes_true([&] { return runs().empty(); }));
    }
    std::string told() const {
        std::ostringstream text;
        for (const auto& [name, count] : counts_) text << count << " " << name << ", ";
        return text.str();
    }
    std::size_t kills() const {
        const auto of = [&](const char* name) {
            const auto found = counts_.find(name);
            return found == counts_.end() ? std::size_t{0} : found->second;
        };
        return of("kills of the daemon") + of("kills of runs");
    }
    std::size_t number(std::size_t least, std::size_t most) {
        return std::uniform_int_distribution<std::size_t>(least, most)(chance_);
    }

private:
    void start() { daemon_.emplace(weeks_.all_words(), weeks_.log); }
    void restart() {
        // Mostly at once, sometimes after half a day of the weeks.
        const bool late = number(0, 9) == 0;
        std::this_thread::sleep_for(late ? app::on_machine(weeks_.configuration, hours{12})
                                         : milliseconds{number(0, 50)});
        start();
    }
    void count(const char* what) { ++counts_[what]; }
    std::vector<records::RunFacts> runs() const {
        auto history = archive::open_history_to_read(weeks_.archive);
        if (!history || !*history) return {};
        return (*history)->runs({.running = true}).value_or(std::vector<records::RunFacts>{});
    }

    void kill_daemon() {
        count("kills of the daemon");
        daemon_->send(SIGKILL);
        daemon_->wait();
        restart();
    }
    void stop_daemon() {
        count("stops");
        CHECK(daemon_->stop() == 0);
        restart();
    }
    void kill_run() {
        for (int tries = 0; tries < 40; ++tries) {
            const auto running = runs();
            if (!running.empty() &&
                ::kill(static_cast<pid_t>(running.front().start.pid), SIGKILL) == 0)
                return count("kills of runs");
            std::this_thread::sleep_for(milliseconds{5});
        }
    }
    void suspend() {
        count("suspensions");
        daemon_->send(SIGSTOP);
        std::this_thread::sleep_for(milliseconds{number(20, 400)});
        daemon_->send(SIGCONT);
    }
    void reload() {
        count("reloads");
        weeks_.write(number(0, 1) == 0 ? 10 : 20);
        daemon_->send(SIGHUP);
    }
    /// A wrong configuration is there while the daemon runs on, and mended before it may start
    /// anew.
    void break_configuration() {
        count("wrong configurations");
        std::ofstream(weeks_.folder / "config.toml") << "contact = 5\n";
        daemon_->send(SIGHUP);
        std::this_thread::sleep_for(milliseconds{number(20, 200)});
        weeks_.write();
    }

    Weeks& weeks_;
    std::mt19937 chance_;
    std::optional<Process> daemon_;
    std::map<std::string, std::size_t> counts_;
};

/// Every firing of every job between two moments has a slot that has ended, or that may still go
/// on.
std::string unaccounted(const Weeks& weeks, std::map<std::string, std::size_t>& states) {
    const auto history = weeks.history();
    const auto reached = history.reached().value();
    std::string missing;
    for (const auto& job : weeks.configuration.jobs) {
        if (!reached.contains(job.name)) {
            missing += job.name + " was never decided upon\n";
            continue;
        }
        auto at = schedules::next(job.cron, job.zone, weeks.begun + hours{1});
        for (; at && at->at <= reached.at(job.name);
             at = schedules::next(job.cron, job.zone, at->at)) {
            const auto slot = history.slot({job.name, at->at}).value();
            if (!slot) {
                missing += job.name + " has no slot at " + to_text(at->at) + "\n";
                continue;
            }
            ++states[std::string(to_text(slot->state))];
            const bool young = at->at + hours{12} > weeks.now() - hours{24};
            if (slot->state == SlotState::running || (!is_settled(slot->state) && !young))
                missing += job.name + " at " + to_text(at->at) + " is " +
                           std::string(to_text(slot->state)) + ": " + slot->why + "\n";
        }
    }
    return missing;
}

std::string sha256_of(const std::string& bytes) { return archive::hex(archive::sha256({bytes})); }

/// What is wrong with the workbooks: one per week and revision, none torn, each the same by hand.
std::string faults_of_workbooks(const Weeks& weeks, std::size_t& count) {
    const auto outputs = weeks.history().outputs(std::nullopt).value();
    std::string faults;
    std::set<std::string> names;
    std::map<std::string, std::set<int>> revisions;
    for (const auto& output : outputs) {
        const std::string week = to_text(output.week);
        if (!revisions[week].insert(output.revision).second || !names.insert(output.file).second)
            faults += output.file + " was written twice\n";
        std::vector<std::string> words = {
            "report",
            "--week",
            week,
            "--as-of",
            to_text(output.as_of),
            "--out",
            weeks.folder / "by-hand",
            "--archive",
            weeks.archive,
            "--config",
            weeks.folder / "config.toml",
            "--watchlist",
            weeks.internet.folder / "watchlist.toml",
        };
        if (output.previous)
            words.insert(words.end(), {"--revision", std::to_string(output.revision), "--previous",
                                       to_text(*output.previous)});
        const Ran ran = run_program(words);
        const std::string file = weeks.folder / "reports/" + output.file;
        if (!fs::exists(file)) {
            faults += output.file + " is not there\n";
        } else if (sha256_of(read_file(file)) != output.digest) {
            faults += output.file + " is not what was recorded\n";
        } else if (ran.code != 0 ||
                   read_file(weeks.folder / "by-hand/" + output.file) != read_file(file)) {
            faults += output.file + " is another one by hand: " + ran.err + "\n";
        }
    }
    for (const auto& [week, numbers] : revisions)
        if (*numbers.rbegin() != static_cast<int>(numbers.size()))
            faults += week + " lacks a revision\n";
    if (fs::exists(weeks.folder / "reports"))
        for (const auto& file : fs::directory_iterator(weeks.folder / "reports"))
            if (!names.contains(file.path().filename().string()))
                faults += file.path().filename().string() + " is in no history\n";
    count = outputs.size();
    return faults;
}

}  // namespace

TEST_CASE("The weeks of a daemon under fire: each slot told of, each workbook whole and once") {
    const double weeks_long = number_from("DRAMASCOPE_WEEKS", 0);
    const double speed = number_from("DRAMASCOPE_SPEED", weeks_long > 0 ? 6500 : 25'000);
    const auto pause =
        static_cast<std::size_t>(number_from("DRAMASCOPE_PAUSE_MS", weeks_long > 0 ? 600 : 1200));
    const records::Week first(records::day_of(this_second()) - std::chrono::days{35});
    // The short form goes from Saturday to Wednesday.
    const Instant from = weeks_long > 0 ? Instant(first.monday()) - hours{2}
                                        : Instant(first.monday()) + hours{5 * 24 - 2};
    const hours lasts =
        weeks_long > 0 ? hours{static_cast<int>(weeks_long * 7 * 24) + 36} : hours{4 * 24};
    Weeks weeks(from, lasts, speed);
    Fate fate(weeks, static_cast<unsigned>(number_from("DRAMASCOPE_SEED", 1)));
    while (weeks.now() < weeks.end - hours{24}) {
        std::this_thread::sleep_for(milliseconds{fate.number(pause / 4, pause)});
        fate.strike();
    }
    fate.finish();

    std::map<std::string, std::size_t> states;
    std::size_t workbooks = 0;
    INFO(fate.told());
    CHECK(unaccounted(weeks, states) == "");
    CHECK(faults_of_workbooks(weeks, workbooks) == "");
    CHECK(fate.kills() >= static_cast<std::size_t>(weeks_long * 33));
    CHECK(workbooks >= (weeks_long > 0 ? static_cast<std::size_t>(weeks_long) : 1));
    std::cout << "Of " << fate.told() << "slots:";
    for (const auto& [state, count] : states) std::cout << " " << count << " " << state;
    std::cout << "; " << workbooks << " workbooks\n";
    if (std::getenv("DRAMASCOPE_KEEP_LOG"))
        fs::copy_file(weeks.log, std::getenv("DRAMASCOPE_KEEP_LOG"),
                      fs::copy_options::overwrite_existing);
}
