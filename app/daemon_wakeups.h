#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "records/result.h"

namespace app {

/// What the daemon sleeps on: signals, a time of the machine's clock, and descriptors to read. It
/// wakes for nothing else. While it lives, SIGTERM, SIGINT, SIGHUP and SIGCHLD are blocked, in the
/// threads that are begun later, too.
class Wakeups {
public:
    static records::Result<Wakeups> make();
    Wakeups(Wakeups&&) noexcept;
    Wakeups& operator=(Wakeups&&) = delete;
    ~Wakeups();

    struct Woken {
        bool terminate = false;      // SIGTERM, SIGINT
        bool reload = false;         // SIGHUP
        bool clock_was_set = false;  // the machine's clock jumped
        std::vector<int> readable;
    };
    /// Sleeps until a signal comes, the machine's clock reaches `at` (in the past: at once) or is
    /// set, `most` has passed (which no change of the clock shortens), or one of `readers` can be
    /// read or has been closed.
    Woken wait(std::optional<std::chrono::system_clock::time_point> at,
               std::optional<std::chrono::milliseconds> most, std::span<const int> readers);

private:
    Wakeups(int signals, int timer) : signals_(signals), timer_(timer) {}
    void arm(std::optional<std::chrono::system_clock::time_point>) const;
    void take_signals(Woken&) const;
    void take_timer(Woken&) const;

    int signals_;
    int timer_;
};

}  // namespace app
