// A year of the built-in jobs in each of five time zones: against other programs' firings, and with
// a daemon that is stopped, killed and late at random.

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "golden.h"
#include "schedules/configuration.h"
#include "schedules_history.h"

namespace {

using namespace std::chrono_literals;
using records::SlotState;
using schedules::Job;

constexpr std::array zone_names = {"UTC", "America/New_York", "America/Sao_Paulo", "Asia/Jakarta",
                                   "Europe/Berlin"};
constexpr std::array<std::string_view, 9> sources = {
    "apple-rss-legacy", "apple-rss",    "itunes-lookup", "appstore-page",  "appstore-charts",
    "gplay-details",    "gplay-charts", "fx-ecb",        "fx-currency-api"};

std::vector<Job> built_in_jobs() {
    const auto read = schedules::read_configuration(
        read_file(project_root() / "schedules" / "dramascope.toml"), "built-in", sources, {});
    if (!read) FAIL(read.error().what);
    return read->jobs;
}

std::vector<Job> built_in_jobs(const char* zone) {
    auto jobs = built_in_jobs();
    for (auto& job : jobs) job.zone = zones::of_system(zone);
    return jobs;
}

/// Expressions beside the built-in ones: they meet the hours that are skipped and repeated.
constexpr std::array more_expressions = {"30 2 * * *",
                                         "30 1 * * *",
                                         "0 0 * * *",
                                         "*/10 * 1,8,25,29 3,10,11 *",
                                         "15 */2 1,8,25,29 3,10,11 *",
                                         "5,35 1-3 1,8,25,29 3,10,11 *",
                                         "0 6 * * mon",
                                         "@weekly",
                                         "0 12 1,15 * fri",
                                         "0 0 31 * *",
                                         "0 4 29 2 *",
                                         "20 3 1-7 mar,nov *"};

void write_firings(std::ostream& to, const std::string& expression, const char* zone_name) {
    const auto cron = schedules::read_cron(expression);
    if (!cron) FAIL(expression << ": " << cron.error().what);
    const auto zone = zones::of_system(zone_name);
    const auto until = zones::at("2027-01-02T00:00:00Z");
    auto firing = schedules::next(*cron, zone, zones::at("2026-01-01T00:00:00Z"));
    for (; firing && firing->at < until; firing = schedules::next(*cron, zone, firing->at))
        to << zone_name << '\t' << expression << '\t' << records::to_text(firing->at) << '\n';
}

/// The next of a row of numbers that look random; the same on every machine.
class Chance {
public:
    explicit Chance(unsigned seed) : engine_(seed) {}
    long upto(long most) {
        return static_cast<long>(engine_() % static_cast<unsigned long>(most + 1));
    }
    bool one_in(long many) { return upto(many - 1) == 0; }

private:
    std::mt19937 engine_;
};

/// What must be true of every decision: who is started when, and who runs beside whom.
void check_starts(const World& world, const schedules::Decisions& decisions) {
    for (const auto& start : decisions.start) {
        const Job& job = world.job(start.slot);
        INFO(job.name << " " << records::to_text(start.slot.nominal) << " at "
                      << records::to_text(world.now));
        const auto& facts = world.slots.at(start.slot);
        CHECK(world.now >= facts.due);
        CHECK(world.now <= facts.due + job.grace);
        CHECK(facts.attempts <= job.attempts);
    }
    std::size_t writers = 0;
    for (const auto& [slot, ends] : world.running)
        if (writes_archive(world.job(slot).action)) ++writers;
    CHECK(writers <= 1);
    CHECK(world.running.size() - writers <= 1);
}

/// A daemon that is off for a while: its runs are over or killed when it is back.
void be_off(World& world, Chance& chance) {
    const bool killed = chance.one_in(3);
    world.now += std::chrono::seconds(chance.one_in(10) ? chance.upto(518'400) : chance.upto(7200));
    const auto were = world.running;
    for (const auto& [slot, ends] : were) world.end(slot, killed);
}

void live_a_year(World& world, Chance& chance) {
    const auto until = world.now + 365 * 24h;
    world.fails = [&](const records::Slot&) { return chance.one_in(8); };
    while (world.now < until) {
        world.end_those_that_are_over();
        world.duration = std::chrono::seconds(60 + chance.upto(chance.one_in(20) ? 60'000 : 3000));
        const auto decisions = world.step();
        check_starts(world, decisions);
        REQUIRE(decisions.wake);
        REQUIRE(*decisions.wake > world.now);
        auto to = *decisions.wake;
        for (const auto& [slot, ends] : world.running) to = std::min(to, std::max(ends, world.now));
        world.now = std::max(to, world.now);
        if (chance.one_in(40)) be_off(world, chance);
    }
}

/// Every firing since the beginning is a slot, and each is settled once or still open.
void check_slots(const World& world, records::Instant since) {
    for (const Job& job : world.jobs) {
        auto firing = schedules::next(job.cron, job.zone, since);
        for (; firing && firing->at <= world.now;
             firing = schedules::next(job.cron, job.zone, firing->at)) {
            const auto found = world.slots.find({job.name, firing->at});
            INFO(job.name << " " << firing->local);
            if (found == world.slots.end()) {
                CHECK(firing->at > world.now - 24h);  // the year ended before it was asked again
                continue;
            }
            const auto times = world.settled.find(found->first);
            CHECK((times == world.settled.end() ? 0 : times->second) ==
                  (is_settled(found->second.state) ? 1 : 0));
            CHECK((found->second.state != SlotState::missed || !found->second.why.empty()));
            CHECK(found->second.local == firing->local);
        }
    }
}

/// A Python that has croniter: the one of the path, or Debian's. Empty: none.
std::string python_with_croniter() {
    for (const char* python : {"python3", "/usr/bin/python3"})
        if (std::system((std::string(python) + " -c 'import croniter' 2>/dev/null").c_str()) == 0)
            return python;
    return {};
}

}  // namespace

TEST_CASE("K01 K02 K03 K09 a year of firings in five zones is that of croniter and systemd") {
    const std::string python = python_with_croniter();
    if (python.empty()) {
        WARN("python3-croniter is not here: nothing is compared");
        return;
    }
    const auto file = std::filesystem::temp_directory_path() /
                      ("dramascope-firings-" + std::to_string(std::random_device{}()) + ".tsv");
    {
        std::ofstream to(file);
        for (const char* zone : zone_names) {
            for (const Job& job : built_in_jobs()) write_firings(to, job.cron.text, zone);
            for (const char* expression : more_expressions) write_firings(to, expression, zone);
        }
    }
    const std::string tool = python + ' ' +
                             (project_root() / "tests" / "schedule_year.py").string() + ' ' +
                             file.string();
    CHECK(std::system(tool.c_str()) == 0);
    // A firing that is missing is noticed.
    std::ofstream(file) << "UTC\t0 6 * * mon\t2026-01-05T06:00:00Z\n";
    CHECK(std::system((tool + " >/dev/null").c_str()) != 0);
    std::filesystem::remove(file);
}

TEST_CASE("K05 K06 K07 K08 each slot of a year is settled once, however often the daemon is off") {
    const char* zone = GENERATE(from_range(zone_names));
    const unsigned seed = GENERATE(1U, 2U, 3U);
    INFO(zone << ", seed " << seed);
    Chance chance(seed);
    const auto begins = zones::at("2026-01-01T00:00:00Z");
    World world(built_in_jobs(zone), begins);
    live_a_year(world, chance);
    check_slots(world, begins);
    CHECK(world.started_twice().empty());
    CHECK(world.starts.size() > 1000);
}

TEST_CASE("K13 the built-in jobs of one hour do not start in the same minute") {
    std::map<std::string, std::string> taken;
    for (const Job& job : built_in_jobs()) {
        const auto firing = schedules::next(job.cron, job.zone, zones::at("2026-10-05T00:00:00Z"));
        REQUIRE(firing);
        const std::string minute = records::to_text(firing->at + job.jitter).substr(0, 16);
        INFO(job.name << " at " << minute);
        CHECK(taken.try_emplace(minute, job.name).second);
    }
}
