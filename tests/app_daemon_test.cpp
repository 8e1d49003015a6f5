#include "app_daemon.h"

// The daemon as a process: who may have an archive, what it does with signals, with the log, and
// with clocks that jump. A clock jumps here by a reload whose [time] is another one.

namespace {

namespace fs = std::filesystem;
using records::SlotState;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr const char* hourly =
    "[job.again]\nreparse = true\ncron = \"0 * * * *\"\ngrace_minutes = 50\n";

/// A daemon at 12:30 with an hourly job, whose clock stands nearly still.
struct HalfPastTwelve : Household {
    HalfPastTwelve() {
        fill();
        at("2026-10-05T12:30:00Z");
    }
    void at(const std::string& moment) const {
        configure("[network]\nprivate = true\n" + clock_from(moment, 0.01) +
                  without_builtin_jobs() + hourly);
    }
    /// The clock jumps.
    void jump(const Process& daemon, const std::string& moment) {
        at(moment);
        daemon.send(SIGHUP);
        REQUIRE(says(event("reloaded"), ++jumps));
    }
    /// Waits until no run is under way, and a decision can have been made.
    void settle() const {
        CHECK(comes_true([&] {
            return said(event("end")) == said(event("start")) &&
                   slots("again", SlotState::running) == 0;
        }));
        std::this_thread::sleep_for(milliseconds{300});
    }
    std::size_t jumps = 0;
};

}  // namespace

TEST_CASE("L12 L13 a second daemon is refused and told why; after kill -9 the next one starts") {
    Household home;
    home.configure(without_builtin_jobs());
    Process first(home.words(), home.log);
    REQUIRE(home.says(event("ready")));
    Process second(home.words(), home.folder / "second");
    CHECK(second.wait() == 1);
    CHECK_THAT(read_file(home.folder / "second"),
               Catch::Contains("a daemon runs on this archive already: process " +
                               std::to_string(first.pid()) + " on "));
    CHECK(first.stop(SIGKILL) == -9);
    Process third(home.words(), home.log);
    CHECK(home.says(event("ready"), 2));
    CHECK(third.stop() == 0);
    CHECK(home.said(event("stopped")) == 1);
}

TEST_CASE("L08 a daemon that cannot write its archive says so once, and does not start") {
    Household home;
    home.configure(without_builtin_jobs());
    std::ofstream(home.folder / "file") << "no folder";
    home.archive = home.folder / "file/archive";
    Process daemon(home.words(), home.log);
    CHECK(daemon.wait() == 1);
    CHECK(lines_of(home.whole_log()).size() == 1);
    CHECK_THAT(home.whole_log(), Catch::Contains("file/archive"));
}

TEST_CASE("A history that cannot be opened keeps the daemon from starting, with a clear message") {
    Household home;
    home.configure(without_builtin_jobs());
    fs::create_directories(home.archive);
    std::ofstream(home.archive + "/runs.sqlite") << std::string(4096, 'x');
    Process daemon(home.words(), home.log);
    CHECK(daemon.wait() == 1);
    CHECK_THAT(home.whole_log(),
               Catch::Contains(event("not-started")) && Catch::Contains("runs.sqlite"));
}

TEST_CASE("L19 a wrong configuration is refused with its line, and the one before stays in force") {
    HalfPastTwelve home;
    Process daemon(home.words(), home.log);
    REQUIRE(home.says(event("ready")));
    std::ofstream(home.folder / "config.toml") << "contact = \"\"\n[job.again]\ncron = 5\n";
    daemon.send(SIGHUP);
    REQUIRE(home.says(event("reload-refused")));
    CHECK_THAT(home.whole_log(), Catch::Contains("config.toml:2:1:"));
    home.jump(daemon, "2026-10-05T13:01:00Z");
    CHECK(home.says("\"state\":\"done\""));
    CHECK(daemon.stop() == 0);
}

TEST_CASE("L20 leftovers of killed runs are removed when the daemon starts") {
    Household home;
    home.configure(without_builtin_jobs());
    fs::create_directories(home.folder / "reports");
    std::ofstream(home.folder / "reports/dramascope-2026-W40.xlsx.partial") << "torn";
    Process daemon(home.words(), home.log);
    CHECK(home.says(event("ready")));
    CHECK(home.said(event("leftover")) == 1);
    CHECK(!fs::exists(home.folder / "reports/dramascope-2026-W40.xlsx.partial"));
    CHECK(daemon.stop() == 0);
}

TEST_CASE("L21 a daemon whose log is full, unread or closed works and stops as ever") {
    HalfPastTwelve home;
    home.at("2026-10-05T12:59:59Z");
    const auto works = [&](int log) {
        Process daemon(home.words({"--pidfile", home.folder / "pid"}), log);
        CHECK(comes_true([&] { return fs::exists(home.folder / "pid"); }));
        home.at("2026-10-05T13:01:00Z");
        const auto history = [&] { return fs::exists(home.archive + "/runs.sqlite"); };
        CHECK(comes_true(history));
        std::this_thread::sleep_for(milliseconds{200});
        daemon.send(SIGHUP);
        CHECK(comes_true([&] { return home.slots("again", SlotState::done) == 1; }));
        CHECK(daemon.stop() == 0);
        CHECK(!fs::exists(home.folder / "pid"));
    };
    SECTION("full") { works(open("/dev/full", O_WRONLY | O_CLOEXEC)); }
    SECTION("unread") {
        std::array<int, 2> ends{};
        REQUIRE(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
        const std::string bytes(4096, 'x');
        while (write(ends[1], bytes.data(), bytes.size()) > 0) continue;
        fcntl(ends[1], F_SETFL, 0);
        works(ends[1]);
        close(ends[0]);
        close(ends[1]);
    }
    SECTION("closed") { works(-1); }
}

TEST_CASE("K05 a clock that is set forward and backward starts each slot at most once") {
    HalfPastTwelve home;
    Process daemon(home.words(), home.log);
    REQUIRE(home.says(event("ready")));
    home.jump(daemon, "2026-10-05T13:01:00Z");
    REQUIRE(home.says(event("end"), 1));
    for (const char* moment :
         {"2026-10-05T12:01:00Z", "2026-10-05T13:02:00Z", "2026-10-04T13:00:30Z"}) {
        home.jump(daemon, moment);
        home.settle();
    }
    const auto runs_of = [&](const char* nominal) {
        return home.history()
            .runs({.job = "again", .nominal = records::instant_from(nominal)})
            .value()
            .size();
    };
    CHECK(runs_of("2026-10-05T13:00:00Z") == 1);
    const std::size_t before = home.said(event("start"));
    home.jump(daemon, "2027-10-05T13:01:00Z");
    REQUIRE(home.says(event("start"), before + 1));
    home.settle();
    CHECK(home.said(event("start")) == before + 1);
    CHECK(home.slots("again", SlotState::missed) > 100);
    CHECK(daemon.stop() == 0);
}

TEST_CASE("K06 a daemon that slept catches up once, and records each slot that it slept through") {
    Household home;
    home.fill();
    // Ten minutes are half a second.
    home.configure("[network]\nprivate = true\n" + clock_from("2026-10-05T12:00:00Z", 1200) +
                   without_builtin_jobs() +
                   "[job.again]\nreparse = true\ncron = \"*/10 * * * *\"\ngrace_minutes = 100\n"
                   "overlap = \"queue-one\"\n");
    Process daemon(home.words(), home.log);
    REQUIRE(home.says(event("start"), 2));
    daemon.send(SIGSTOP);
    std::this_thread::sleep_for(std::chrono::seconds{4});
    const std::size_t before = home.said(event("start"));
    daemon.send(SIGCONT);
    const auto passed_over = [&] {
        return home.slots("again", SlotState::missed) + home.slots("again", SlotState::skipped);
    };
    REQUIRE(comes_true([&] { return passed_over() >= 4; }));
    CHECK(home.said(event("start")) <= before + 2);
    CHECK(daemon.stop() == 0);
    const auto slots = home.history().slots({.job = "again"}).value();
    for (std::size_t i = 1; i < slots.size(); ++i)
        CHECK(slots[i - 1].slot.nominal - slots[i].slot.nominal == std::chrono::minutes{10});
}

TEST_CASE("K07 after three days off, the newest slot is caught up and the others are missed") {
    Household home;
    home.fill();
    const auto at = [&](const char* moment) {
        home.configure("[network]\nprivate = true\n" + clock_from(moment, 1) +
                       without_builtin_jobs() +
                       "[job.again]\nreparse = true\ncron = \"0 6 * * *\"\n");
    };
    at("2026-10-05T05:59:59Z");
    {
        Process daemon(home.words(), home.log);
        REQUIRE(home.says(event("end")));
        CHECK(daemon.stop() == 0);
    }
    at("2026-10-08T07:00:00Z");
    Process daemon(home.words(), home.log);
    REQUIRE(home.says(event("end"), 2));
    CHECK(home.said("\"cause\":\"misfire\"") == 1);
    CHECK(home.slots("again", SlotState::missed) == 2);
    CHECK(home.slots("again", SlotState::done) == 2);
    CHECK(daemon.stop() == 0);
}

TEST_CASE("In the background, the daemon has no terminal, writes its number, and logs to a file") {
    Household home;
    home.configure(without_builtin_jobs());
    const std::string pid_file = home.folder / "pid";
    Process starter(home.words({"--daemon", "--pidfile", pid_file}), home.log);
    CHECK(starter.wait() == 0);
    REQUIRE(home.says(event("ready")));
    const int pid = std::stoi(read_file(pid_file));
    CHECK(pid != starter.pid());
    CHECK(getsid(pid) == pid);
    kill(pid, SIGTERM);
    CHECK(home.says(event("stopped")));
    CHECK(comes_true([&] { return !fs::exists(pid_file); }));
}

TEST_CASE("N17 a secret that others can read is refused, and doctor says how to mend it") {
    Household home;
    std::ofstream(home.folder / "hook") << "https://hooks.example/canary\n";
    fs::permissions(home.folder / "hook", fs::perms{0644});
    home.configure(without_builtin_jobs() + "[alerts]\nwebhook_file = \"" + home.folder / "hook" +
                   "\"\n");
    Process daemon(home.words(), home.log);
    CHECK(daemon.wait() != 0);
    CHECK_THAT(home.whole_log(), Catch::Contains(home.folder / "hook"));
    CHECK_THAT(home.whole_log(), !Catch::Contains("canary"));
    const Ran doctor = run_program({"doctor", "--offline", "--archive", home.archive, "--config",
                                    home.folder / "config.toml"});
    CHECK(doctor.code == 1);
    CHECK_THAT(doctor.out,
               Catch::Contains("FAIL") && Catch::Contains("chmod 600 " + home.folder / "hook"));
    fs::permissions(home.folder / "hook", fs::perms{0600});
    CHECK_THAT(run_program({"doctor", "--offline", "--archive", home.archive, "--config",
                            home.folder / "config.toml"})
                   .out,
               !Catch::Contains("chmod"));
}
