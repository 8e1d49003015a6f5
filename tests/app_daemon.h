#pragma once

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "app/clock.h"
#include "app_testing.h"
#include "archive/history.h"

/// Waits until something is so; false after half a minute. For other processes only, which tell
/// nobody: what is in this one is waited for by its own means.
inline bool comes_true(const std::function<bool()>& so,
                       std::chrono::seconds most = std::chrono::seconds{90}) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (!so()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return true;
}

/// The program in a process of its own; its stderr goes to a descriptor or a file. Killed at the
/// end if it still runs.
class Process {
public:
    Process(std::vector<std::string> words, int log,
            const std::vector<std::string>& environment = {})
        : Process(std::move(words), environment, [log] {
              if (log < 0)
                  close(STDERR_FILENO);
              else
                  dup2(log, STDERR_FILENO);
          }) {}
    Process(std::vector<std::string> words, const std::string& log,
            const std::vector<std::string>& environment = {})
        : Process(std::move(words), environment, [log] {
              dup2(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
          }) {}
    ~Process() {
        if (code_) return;
        send(SIGKILL);
        wait();
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const { return pid_; }
    void send(int signal) const { ::kill(pid_, signal); }
    bool runs() {
        if (!code_) take(WNOHANG);
        return !code_;
    }
    /// Its exit code; -9: it was killed.
    int wait() {
        if (!code_) take(0);
        return code_.value_or(-1000);
    }
    /// The same, but a failure of the test when it takes more than half a minute.
    int stop(int signal = SIGTERM) {
        send(signal);
        CHECK(comes_true([&] { return !runs(); }));
        if (runs()) send(SIGKILL);
        return wait();
    }

private:
    Process(std::vector<std::string> words, const std::vector<std::string>& environment,
            const std::function<void()>& redirect) {
        words.insert(words.begin(), DRAMASCOPE);
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        pid_ = fork();
        REQUIRE(pid_ >= 0);
        if (pid_ > 0) return;
        for (const auto& entry : environment) putenv(const_cast<char*>(entry.c_str()));
        dup2(open("/dev/null", O_RDWR), STDOUT_FILENO);
        redirect();
        execv(DRAMASCOPE, arguments.data());
        _exit(127);
    }
    void take(int options) {
        int status = 0;
        if (waitpid(pid_, &status, options) != pid_) return;
        code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

    pid_t pid_ = 0;
    std::optional<int> code_;
};

/// Jobs of a configuration that are all its own.
inline std::string without_builtin_jobs() {
    std::string text;
    for (const char* job :
         {"fx", "charts", "app-pages", "published", "workbook", "revisions", "reparse"})
        text += "[job." + std::string(job) + "]\nenabled = false\n";
    return text;
}

/// A clock that shows `from` now, and runs so many times faster.
inline std::string clock_from(const std::string& from, double speed) {
    std::ostringstream text;
    text << "[time]\nfrom = \"" << from << "\"\nat_unix = " << std::fixed << app::machine_seconds()
         << "\nspeed = " << speed << "\n";
    return text.str();
}

/// A folder with an archive, a configuration and a log, and the daemon on it.
struct Household {
    Folder folder;
    std::string archive = folder / "archive";
    std::string log = folder / "log";

    /// `text` must not have a table that comes before keys of its own. There is no server.
    void configure(const std::string& text) const {
        std::ofstream(folder / "config.toml")
            << text
            << "[daemon]\nlisten = \"\"\nstop_seconds = 10\nreports = \"" + folder / "reports" +
                   "\"\n";
    }
    std::vector<std::string> words(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all = {"daemon", "--config", folder / "config.toml", "--archive",
                                        archive};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    /// A page in the archive, so that there is something to read again.
    void fill() const {
        REQUIRE(run_program({"import", "--archive", archive, "--captured-at",
                             "2026-10-01T00:00:00Z", fixture("apple-rss-legacy/us-top-free.json")})
                    .code == 0);
    }
    /// How often the log has a text.
    std::size_t said(const std::string& text) const {
        std::ifstream stream(log);
        const std::string all{std::istreambuf_iterator<char>(stream), {}};
        std::size_t count = 0;
        for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1))
            ++count;
        return count;
    }
    bool says(const std::string& text, std::size_t times = 1) const {
        return comes_true([&] { return said(text) >= times; });
    }
    std::string whole_log() const {
        std::ifstream stream(log);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    archive::History history() const {
        return std::move(*archive::open_history_to_read(archive).value());
    }
    std::size_t slots(const std::string& job, records::SlotState state) const {
        return history().slots({.job = job, .states = {state}}).value().size();
    }
};

inline std::string event(const std::string& name) { return "\"event\":\"" + name + "\""; }
