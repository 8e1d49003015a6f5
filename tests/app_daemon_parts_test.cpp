#include <catch2/catch.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>

#include "app/daemon_lock.h"
#include "app/daemon_notify.h"
#include "app/daemon_process.h"
#include "app/daemon_wakeups.h"
#include "app/supervisor.h"
#include "app_daemon.h"

namespace {

using app::ChildProcess;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A shell instead of our program, which would take "dramascope -c ..." as its name.
ChildProcess shell(const std::string& script, int shared = -1) {
    return ChildProcess::start({"-c", script}, shared, "/bin/sh").value();
}

std::string end_of(ChildProcess& child) {
    std::optional<std::string> how;
    CHECK(comes_true([&] { return (how = child.ended()).has_value(); }));
    return how.value_or("it did not end");
}

/// The signals are not blocked any more in what comes after.
struct SignalsRestored {
    SignalsRestored() { pthread_sigmask(SIG_BLOCK, nullptr, &before); }
    ~SignalsRestored() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }
    sigset_t before{};
};

}  // namespace

TEST_CASE("L12 one daemon has an archive, and the next one is told which") {
    const Folder folder;
    auto first = app::DaemonLock::take(folder / "archive");
    REQUIRE(first);
    REQUIRE(first->sign(*records::instant_from("2026-10-05T12:00:00Z")));
    const auto second = app::DaemonLock::take(folder / "archive");
    REQUIRE(!second);
    CHECK_THAT(second.error().what,
               Catch::Contains("process " + std::to_string(getpid()) + " on ") &&
                   Catch::Contains("since 2026-10-05T12:00:00Z") && Catch::Contains("--archive"));
    CHECK(app::daemon_of(folder / "archive").value_or("").find("process ") == 0);
}

TEST_CASE("L13 the lock of a daemon that is gone holds nobody off") {
    const Folder folder;
    { REQUIRE(app::DaemonLock::take(folder / "archive")->sign({})); }
    CHECK(!app::daemon_of(folder / "archive"));
    CHECK(app::DaemonLock::take(folder / "archive"));
}

TEST_CASE("L08 a folder that cannot be made is one clear message") {
    const Folder folder;
    std::ofstream(folder / "file") << "no folder";
    const auto lock = app::DaemonLock::take(folder / "file/archive");
    REQUIRE(!lock);
    CHECK_THAT(lock.error().what, Catch::StartsWith(folder / "file/archive: "));
    CHECK(lines_of(lock.error().what).size() == 1);
}

TEST_CASE("What a child tells arrives in whole lines, and how it ended is known") {
    auto child = shell("echo one >&2; echo result; printf two >&2; exit 3");
    CHECK(end_of(child) == "exit code 3");
    CHECK(child.last_lines() == std::vector<std::string>{"one", "two"});
    auto killed = shell("sleep 60");
    killed.send(SIGKILL);
    CHECK(end_of(killed) == "killed by signal 9 (Killed)");
}

TEST_CASE("A line of a child that never ends is cut") {
    auto child = shell("head -c 5000 /dev/zero | tr '\\0' x >&2");
    CHECK(end_of(child) == "exit code 0");
    const auto lines = child.last_lines();
    CHECK(lines.size() == 3);
    CHECK(lines.front().size() == 2000);
}

TEST_CASE("A child reads the text that it was given, whatever became of the file") {
    const auto text = app::SharedText::make("contact = \"us\"\n").value();
    auto child = shell("cat " + std::string(app::SharedText::name) + " >&2", text.descriptor());
    CHECK(end_of(child) == "exit code 0");
    CHECK(child.last_lines() == std::vector<std::string>{"contact = \"us\""});
}

TEST_CASE("A child has no descriptor of ours, and no word from systemd to us") {
    setenv("NOTIFY_SOCKET", "/run/x", 1);
    const int ours = dup(STDERR_FILENO);
    auto child = shell("ls /proc/$$/fd | tr '\\n' ' ' >&2; echo \"[$NOTIFY_SOCKET]\" >&2");
    unsetenv("NOTIFY_SOCKET");
    CHECK(end_of(child) == "exit code 0");
    close(ours);
    const auto lines = child.last_lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].ends_with("[]"));
    CHECK(lines[0].find(std::to_string(ours) + " ") == std::string::npos);
}

TEST_CASE("The daemon sleeps until a time, a signal, or something to read") {
    const SignalsRestored restored;
    auto wakeups = app::Wakeups::make().value();
    const auto begun = steady_clock::now();
    wakeups.wait(std::chrono::system_clock::now() + milliseconds{50}, std::nullopt, {});
    CHECK(steady_clock::now() - begun >= milliseconds{45});
    wakeups.wait(std::nullopt, milliseconds{20}, {});

    raise(SIGHUP);
    CHECK(wakeups.wait(std::nullopt, std::nullopt, {}).reload);
    raise(SIGTERM);
    CHECK(wakeups.wait(std::nullopt, std::nullopt, {}).terminate);

    auto child = shell("echo hello >&2; exec sleep 60");
    const std::array<int, 1> readers = {child.output()};
    const auto woken = wakeups.wait(std::nullopt, std::nullopt, readers);
    CHECK(woken.readable == std::vector<int>{child.output()});
    // The past is now.
    wakeups.wait(std::chrono::system_clock::time_point{}, std::nullopt, {});
}

TEST_CASE("systemd hears that the daemon is ready, and how often it must hear of it") {
    const Folder folder;
    const std::string name = folder / "notify";
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, name.c_str(), sizeof address.sun_path - 1);
    REQUIRE(bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
    setenv("WATCHDOG_USEC", "180000000", 1);
    const app::Notify notify;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    CHECK(notify.rhythm() == milliseconds{90'000});
    notify.ready();
    notify.status("2 runs\nREADY=1");
    std::array<char, 200> bytes{};
    const auto next = [&] {
        const auto got = recv(socket, bytes.data(), bytes.size(), 0);
        return std::string(bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    };
    CHECK(next() == "READY=1");
    CHECK(next() == "STATUS=2 runs?READY=1");
    close(socket);
}

TEST_CASE("Without systemd, nothing is told to it") {
    unsetenv("NOTIFY_SOCKET");
    const app::Notify notify;
    CHECK(!notify.rhythm());
    notify.ready();
}

TEST_CASE("A run that ends before it could begin uses up an attempt of its slot") {
    const Folder folder;
    auto history = archive::open_history(folder / "archive").value();
    const auto noon = *records::instant_from("2026-10-05T12:00:00Z");
    records::SlotFacts facts;
    facts.slot = {"charts", noon};
    facts.due = noon;
    REQUIRE(history.add({&facts, 1}));
    app::Log log(-1, app::Log::Form::keys, [&] { return noon; });
    app::Runs runs(history, log);
    app::Runs::Order order;
    order.start = {facts.slot, "schedule", ""};
    order.words = {"-c", "echo no memory >&2; exit 7"};
    order.program = "/bin/sh";
    order.deadline = order.stop_within = std::chrono::minutes{1};
    REQUIRE(runs.start(order));
    CHECK(runs.slots().size() == 1);
    CHECK(comes_true([&] { return runs.end_over(noon, "0.1.0"); }));
    CHECK(runs.empty());
    const auto after = history.slot(facts.slot).value();
    REQUIRE(after);
    CHECK(after->state == records::SlotState::waiting);
    CHECK(after->attempts == 1);
    CHECK(after->retry_at > noon);
    CHECK_THAT(after->why, Catch::Contains("exit code 7") && Catch::Contains("no memory"));
}

TEST_CASE("A run that does not stop at its deadline is killed, and its slot is incomplete") {
    const Folder folder;
    auto history = archive::open_history(folder / "archive").value();
    const auto noon = *records::instant_from("2026-10-05T12:00:00Z");
    records::SlotFacts facts;
    facts.slot = {"charts", noon};
    facts.due = noon;
    REQUIRE(history.add({&facts, 1}));
    app::Log log(-1, app::Log::Form::keys, [&] { return noon; });
    app::Runs runs(history, log);
    app::Runs::Order order;
    order.start = {facts.slot, "schedule", ""};
    order.words = {"-c", "trap '' TERM; while true; do sleep 1; done"};
    order.program = "/bin/sh";
    order.deadline = order.stop_within = milliseconds{100};
    REQUIRE(runs.start(order));
    CHECK(comes_true([&] {
        runs.hold_to_deadlines(steady_clock::now());
        return runs.end_over(noon, "0.1.0");
    }));
    const auto after = history.slot(facts.slot).value();
    REQUIRE(after);
    CHECK(after->state == records::SlotState::incomplete);
    CHECK(after->why == "stopped at its deadline");
}

TEST_CASE("L20 what killed runs left among the workbooks is removed, and nothing else") {
    const Folder folder;
    for (const char* name : {"dramascope-2026-W40.xlsx.partial", "dramascope-2026-W40.xlsx",
                             "mine.partial", "dramascope.txt"})
        std::ofstream(folder / name) << "x";
    CHECK(app::remove_leftovers(folder / "") ==
          std::vector<std::string>{folder / "dramascope-2026-W40.xlsx.partial"});
    CHECK(std::filesystem::exists(folder / "dramascope-2026-W40.xlsx"));
    CHECK(std::filesystem::exists(folder / "mine.partial"));
    CHECK(app::remove_leftovers(folder / "nowhere").empty());
}

TEST_CASE("A clock before this program was made cannot be right") {
    CHECK(app::clock_fault(*records::instant_from("2020-01-01T00:00:00Z")) != "");
    CHECK(app::clock_fault(*records::instant_from("2100-01-01T00:00:00Z")) == "");
}
