#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "app/alert_delivery.h"

extern char** environ;

namespace app {
namespace {

using Time = std::chrono::steady_clock::time_point;

/// A descriptor, closed at the end.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close_now(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }
    void close_now() {
        if (number_ >= 0) close(number_);
        number_ = -1;
    }

private:
    int number_;
};

std::array<int, 2> new_pipe() {
    std::array<int, 2> ends{-1, -1};
    return pipe2(ends.data(), O_CLOEXEC) == 0 ? ends : std::array{-1, -1};
}

/// `program notify -` with these as its stdin and stdout, its signals as at its start.
pid_t spawn(const std::string& program, int in, int out) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    std::string name = program, command = "notify", place = "-";
    std::array<char*, 4> words{name.data(), command.data(), place.data(), nullptr};
    pid_t pid = -1;
    const int fault =
        posix_spawn(&pid, program.c_str(), &actions, &attributes, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return fault == 0 ? pid : -1;
}

/// Waits until one can be read or written, or the time is over, or it is to stop.
bool wait_for(int descriptor, short what, int stop, Time until) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    std::array<pollfd, 2> ready{{{descriptor, what, 0}, {stop, POLLIN, 0}}};
    const int count = poll(ready.data(), ready.size(), static_cast<int>(left.count()));
    if (count < 0) return errno == EINTR && wait_for(descriptor, what, stop, until);
    return count > 0 && ready[1].revents == 0;
}

bool write_all(int to, std::string_view text, int stop, Time until) {
    fcntl(to, F_SETFL, O_NONBLOCK);
    while (!text.empty()) {
        if (!wait_for(to, POLLOUT, stop, until)) return false;
        const auto written = write(to, text.data(), text.size());
        if (written < 0 && errno != EAGAIN) return false;
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// What comes until the other side ends; nothing if that takes too long.
std::optional<std::string> read_all(int from, int stop, Time until) {
    std::string text;
    std::array<char, 512> piece{};
    while (text.size() < 8 * piece.size()) {
        if (!wait_for(from, POLLIN, stop, until)) return std::nullopt;
        const auto got = read(from, piece.data(), piece.size());
        if (got <= 0) break;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return text;
}

}  // namespace

records::Result<void> deliver_apart(const std::string& program, const Delivery& delivery, int stop,
                                    std::chrono::milliseconds within) {
    const Time until = std::chrono::steady_clock::now() + within;
    const auto in = new_pipe(), out = new_pipe();
    Descriptor to_read(in[0]), to_write(in[1]), answer(out[0]), answers(out[1]);
    const pid_t pid = out[1] < 0 ? -1 : spawn(program, in[0], out[1]);
    to_read.close_now();
    answers.close_now();
    if (pid < 0) return records::fail(delivery.sink + ": no process could be started for it");
    const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    const bool asked = write_all(to_write.number(), to_text(delivery), stop, until);
    to_write.close_now();
    const auto told = asked ? read_all(answer.number(), stop, until) : std::nullopt;
    if (!told) syscall(SYS_pidfd_send_signal, process.number(), SIGKILL, nullptr, 0);
    siginfo_t end{};
    waitid(P_PIDFD, static_cast<id_t>(process.number()), &end, WEXITED);
    if (!told) return records::fail(delivery.sink + ": took too long, and was given up");
    if (*told == "delivered\n") return {};
    return records::fail(told->empty() ? delivery.sink + ": its process died"
                                       : told->substr(0, told->find('\n')));
}

}  // namespace app
