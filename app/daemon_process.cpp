#include "app/daemon_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace app {
namespace {

constexpr int shared_number = 3;
constexpr std::size_t longest_line = 2000;
constexpr std::size_t most_at_once = 64 << 10;

tl::unexpected<records::Error> failure(const std::string& doing) {
    return records::fail(doing + " failed: " + std::generic_category().message(errno) +
                         "; are there too many processes or open files?");
}

constexpr std::array<std::string_view, 4> between_systemd_and_us = {
    "NOTIFY_SOCKET=", "WATCHDOG_USEC=", "WATCHDOG_PID=", "LISTEN_"};

std::vector<char*> environment() {
    std::vector<char*> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        bool passed = true;
        for (const auto name : between_systemd_and_us)
            passed = passed && !std::string_view(*entry).starts_with(name);
        if (passed) all.push_back(*entry);
    }
    all.push_back(nullptr);
    return all;
}

/// All that a child needs, made before the fork: behind it, only system calls are safe.
struct Recipe {
    std::string program;
    std::vector<char*> words, environment;
    int null = -1, output = -1, shared = -1;
    pid_t parent = 0;
};

void default_signals() {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    // A daemon that is gone must not end the child by a line that it tells.
    std::signal(SIGPIPE, SIG_IGN);
}

[[noreturn]] void become(const Recipe& recipe) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != recipe.parent) ::_exit(1);  // it died before it could be watched
    // dup2() leaves a descriptor that has the number already closed on exec.
    const int shared = recipe.shared >= 0 ? ::fcntl(recipe.shared, F_DUPFD_CLOEXEC, 10) : -1;
    ::dup2(recipe.null, STDIN_FILENO);
    ::dup2(recipe.output, STDERR_FILENO);
    ::dup2(recipe.null, STDOUT_FILENO);
    if (shared >= 0) ::dup2(shared, shared_number);
    const unsigned first = shared >= 0 ? shared_number + 1 : shared_number;
    ::close_range(first, ~0U, CLOSE_RANGE_CLOEXEC);
    default_signals();
    ::execve(recipe.program.c_str(), recipe.words.data(), recipe.environment.data());
    constexpr std::string_view told = "the program could not be started again\n";
    [[maybe_unused]] const auto done = ::write(STDERR_FILENO, told.data(), told.size());
    ::_exit(127);
}

}  // namespace

records::Result<SharedText> SharedText::make(const std::string& text) {
    SharedText shared(::memfd_create("dramascope-configuration", MFD_CLOEXEC));
    if (shared.descriptor_ < 0) return failure("keeping the configuration in memory");
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto done = ::write(shared.descriptor_, rest.data(), rest.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return failure("keeping the configuration in memory");
        rest.remove_prefix(static_cast<std::size_t>(done));
    }
    return shared;
}

SharedText::SharedText(SharedText&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

SharedText& SharedText::operator=(SharedText&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

SharedText::~SharedText() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

records::Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& words, int shared,
                                                  const std::string& program) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return failure("making a pipe for a run");
    std::vector<std::string> all = {"dramascope"};
    all.insert(all.end(), words.begin(), words.end());
    Recipe recipe;
    recipe.program = program;
    for (auto& word : all) recipe.words.push_back(word.data());
    recipe.words.push_back(nullptr);
    recipe.environment = environment();
    recipe.null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    recipe.output = pipe[1];
    recipe.shared = shared;
    recipe.parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) become(recipe);
    ::close(pipe[1]);
    if (recipe.null >= 0) ::close(recipe.null);
    if (pid > 0) {
        ::fcntl(pipe[0], F_SETFL, O_NONBLOCK);
        return ChildProcess(pid, pipe[0]);
    }
    auto fault = failure("starting a process for a run");
    ::close(pipe[0]);
    return fault;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      output_(std::exchange(other.output_, -1)),
      told_(std::move(other.told_)),
      reaped_(other.reaped_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(output_, other.output_);
    std::swap(told_, other.told_);
    std::swap(reaped_, other.reaped_);
    return *this;
}

ChildProcess::~ChildProcess() {
    if (output_ >= 0) ::close(output_);
    if (pid_ <= 0 || reaped_) return;
    send(SIGKILL);
    ::waitpid(static_cast<pid_t>(pid_), nullptr, 0);
}

std::vector<std::string> ChildProcess::lines() {
    std::array<char, 4096> bytes{};
    for (std::size_t had = 0; output_ >= 0 && had < most_at_once;) {
        const auto got = ::read(output_, bytes.data(), bytes.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) break;
        if (got == 0) {
            ::close(std::exchange(output_, -1));
            break;
        }
        told_.append(bytes.data(), static_cast<std::size_t>(got));
        had += static_cast<std::size_t>(got);
    }
    return cut_lines();
}

std::vector<std::string> ChildProcess::cut_lines() {
    std::vector<std::string> lines;
    while (true) {
        const auto end = told_.find('\n');
        const bool too_long = std::min(end, told_.size()) > longest_line;
        if (end == std::string::npos && !too_long) return lines;
        const std::size_t length = too_long ? longest_line : end;
        lines.push_back(told_.substr(0, length));
        told_.erase(0, too_long ? length : length + 1);
    }
}

std::vector<std::string> ChildProcess::last_lines() {
    auto all = lines();
    if (!told_.empty()) all.push_back(std::exchange(told_, {}));
    return all;
}

std::optional<std::string> ChildProcess::ended() {
    int status = 0;
    if (reaped_ || ::waitpid(static_cast<pid_t>(pid_), &status, WNOHANG) != pid_)
        return std::nullopt;
    reaped_ = true;
    if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
    const int signal = WTERMSIG(status);
    return "killed by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
}

void ChildProcess::send(int signal) const {
    if (reaped_ || pid_ <= 0) return;
    if (::kill(-static_cast<pid_t>(pid_), signal) != 0) ::kill(static_cast<pid_t>(pid_), signal);
}

}  // namespace app
