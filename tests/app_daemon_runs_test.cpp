#include <algorithm>
#include <regex>

#include "app_daemon.h"
#include "app_world_internet.h"
#include "archive/process.h"

// The daemon and its runs, over a world whose hosts are asked so slowly that a run can be caught.

namespace {

namespace fs = std::filesystem;
using records::SlotState;

/// A daemon whose job fires each minute of a clock that runs 60 times faster.
struct SlowHousehold : Household {
    explicit SlowHousehold(const std::string& of_job = "") : job(of_job) { pace(60); }

    void pace(int per_minute) {
        configure("storefronts = [\"us\", \"br\"]\n" +
                  loopback_configuration(internet.server, per_minute) +
                  clock_from(records::to_text(internet.now), 60) + without_builtin_jobs() +
                  "[schedule.few]\napple-rss-legacy = \"all\"\n[job.slow]\nfetch = \"few\"\n"
                  "cron = \"* * * * *\"\ngrace_minutes = 600\n" +
                  job);
    }
    std::vector<std::string> all_words() const {
        return words({"--watchlist", internet.folder / "watchlist.toml"});
    }
    pid_t run_pid() const {
        static const std::regex form("\"event\":\"start\".*\"pid\":(\\d+)");
        const std::string text = whole_log();
        std::smatch match;
        REQUIRE(std::regex_search(text, match, form));
        return std::stoi(match[1]);
    }
    /// Waits until the first run has got something.
    void under_way() const {
        REQUIRE(says(event("start")));
        const std::size_t before = internet.server.requests();
        REQUIRE(comes_true([&] { return internet.server.requests() > before + 1; }));
    }

    std::string job;
    Internet internet{watched_apps(3), 60};
};

bool lives(pid_t pid) { return !archive::process_mark(pid).empty(); }

}  // namespace

TEST_CASE("L18 K08 slots beside a run are skipped; SIGTERM ends it, and its slot is gone on with") {
    SlowHousehold home;
    {
        Process daemon(home.all_words(), home.log);
        home.under_way();
        CHECK(comes_true([&] { return home.slots("slow", SlotState::skipped) >= 2; }));
        CHECK(home.said(event("start")) == 1);
        const auto begun = std::chrono::steady_clock::now();
        CHECK(daemon.stop() == 0);
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{12});
    }
    CHECK(!lives(home.run_pid()));
    INFO(home.whole_log());
    CHECK(home.slots("slow", SlotState::running) == 0);
    CHECK(home.slots("slow", SlotState::waiting) >= 1);
    const std::size_t asked = home.internet.server.requests();
    home.pace(60'000);
    Process daemon(home.all_words(), home.log);
    CHECK(comes_true([&] { return home.slots("slow", SlotState::done) >= 1; }));
    CHECK(daemon.stop() == 0);
    CHECK(asked > 0);
}

TEST_CASE("A run that is killed is recorded with its signal, and its slot is tried again") {
    SlowHousehold home;
    Process daemon(home.all_words(), home.log);
    home.under_way();
    kill(home.run_pid(), SIGKILL);
    REQUIRE(home.says("\"process\":\"killed by signal 9 (Killed)\""));
    const auto runs = home.history().runs({.job = "slow"}).value();
    REQUIRE(!runs.empty());
    REQUIRE(runs.back().end);
    CHECK(runs.back().end->state == SlotState::failed);
    CHECK_THAT(runs.back().end->why, Catch::Contains("killed by signal 9"));
    const auto slot = home.history().slot(runs.back().start.slot).value();
    REQUIRE(slot);
    CHECK((slot->retry_at || is_settled(slot->state)));
    CHECK(daemon.stop() == 0);
}

TEST_CASE("When the daemon is killed its run ends by itself, and the next daemon goes on") {
    SlowHousehold home;
    {
        Process daemon(home.all_words(), home.log);
        home.under_way();
        CHECK(daemon.stop(SIGKILL) == -9);
    }
    CHECK(comes_true([&] { return !lives(home.run_pid()); }));
    home.pace(60'000);
    Process daemon(home.all_words(), home.log);
    CHECK(comes_true([&] { return home.slots("slow", SlotState::done) >= 1; }));
    CHECK(home.slots("slow", SlotState::running) <= 1);
    CHECK(daemon.stop() == 0);
}

TEST_CASE("A run is stopped at its deadline, and its slot says so") {
    SlowHousehold home("deadline_minutes = 3\n");  // three seconds
    Process daemon(home.all_words(), home.log);
    REQUIRE(home.says(event("end")));
    INFO(home.whole_log());
    CHECK(comes_true([&] {
        const auto slots = home.history().slots({.job = "slow"}).value();
        return std::ranges::any_of(
            slots, [](const auto& slot) { return slot.why.find("deadline") != std::string::npos; });
    }));
    CHECK(daemon.stop() == 0);
}

TEST_CASE("N09 no secret of the configuration gets into a log, an archive, or a command line") {
    SlowHousehold home;
    std::ofstream(home.folder / "hook") << "http://127.0.0.1:1/canary4711\n";
    fs::permissions(home.folder / "hook", fs::perms{0600});
    home.job = "[alerts]\nwebhook_file = \"" + home.folder / "hook" + "\"\ndead_man_file = \"" +
               home.folder / "hook" + "\"\n";
    home.pace(60);
    Process daemon(home.all_words(), home.log);
    home.under_way();
    std::ofstream(home.folder / "config.toml", std::ios::app) << "wrong = 1\n";
    daemon.send(SIGHUP);
    const bool told = home.says(event("alerts"));  // the hook could not be called
    INFO(home.whole_log());
    CHECK(told);
    const auto words = read_file("/proc/" + std::to_string(daemon.pid()) + "/cmdline");
    CHECK(words.find("canary4711") == std::string::npos);
    CHECK(daemon.stop() == 0);
    for (const auto& file : fs::recursive_directory_iterator(home.folder / "")) {
        if (!file.is_regular_file() || file.path().filename() == "hook") continue;
        INFO(file.path());
        CHECK(read_file(file.path()).find("canary4711") == std::string::npos);
    }
}
