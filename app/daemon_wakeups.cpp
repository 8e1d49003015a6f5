#include "app/daemon_wakeups.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <system_error>
#include <utility>

namespace app {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

sigset_t watched_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, signal);
    return set;
}

timespec timespec_of(nanoseconds time) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    return {static_cast<time_t>(whole.count()), static_cast<long>((time - whole).count())};
}

}  // namespace

records::Result<Wakeups> Wakeups::make() {
    const sigset_t set = watched_signals();
    const bool blocked = ::pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0;
    const int signals = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    const int timer = ::timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (blocked && signals >= 0 && timer >= 0) return Wakeups(signals, timer);
    const std::string reason = std::generic_category().message(errno);
    if (signals >= 0) ::close(signals);
    if (timer >= 0) ::close(timer);
    return records::fail("the system gives the daemon no signals or no timer: " + reason +
                         "; raise its limit of open files (LimitNOFILE)");
}

Wakeups::Wakeups(Wakeups&& other) noexcept
    : signals_(std::exchange(other.signals_, -1)), timer_(std::exchange(other.timer_, -1)) {}

Wakeups::~Wakeups() {
    if (signals_ >= 0) ::close(signals_);
    if (timer_ >= 0) ::close(timer_);
}

Wakeups::Woken Wakeups::wait(std::optional<std::chrono::system_clock::time_point> at,
                             std::optional<milliseconds> most, std::span<const int> readers) {
    arm(at);
    std::vector<pollfd> asked = {{signals_, POLLIN, 0}, {timer_, POLLIN, 0}};
    for (const int reader : readers) asked.push_back({reader, POLLIN, 0});
    const timespec longest = timespec_of(most.value_or(milliseconds{0}));
    const int count = ::ppoll(asked.data(), asked.size(), most ? &longest : nullptr, nullptr);
    Woken woken;
    if (count <= 0) return woken;
    if (asked[0].revents != 0) take_signals(woken);
    if (asked[1].revents != 0) take_timer(woken);
    for (std::size_t i = 2; i < asked.size(); ++i)
        if (asked[i].revents != 0) woken.readable.push_back(asked[i].fd);
    return woken;
}

void Wakeups::arm(std::optional<std::chrono::system_clock::time_point> at) const {
    // Without a time, a far one: the timer must be armed to notice that the clock is set.
    constexpr nanoseconds far = std::chrono::hours{24 * 365 * 200};
    itimerspec when{};
    // A time of zero would disarm it.
    when.it_value =
        timespec_of(at ? std::max<nanoseconds>(at->time_since_epoch(), nanoseconds{1}) : far);
    ::timerfd_settime(timer_, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, nullptr);
}

void Wakeups::take_signals(Woken& woken) const {
    signalfd_siginfo signal{};
    while (::read(signals_, &signal, sizeof signal) == sizeof signal) {
        const auto number = static_cast<int>(signal.ssi_signo);
        woken.terminate = woken.terminate || number == SIGTERM || number == SIGINT;
        woken.reload = woken.reload || number == SIGHUP;
    }
}

void Wakeups::take_timer(Woken& woken) const {
    std::uint64_t times = 0;
    const auto got = ::read(timer_, &times, sizeof times);
    woken.clock_was_set = got < 0 && errno == ECANCELED;
}

}  // namespace app
