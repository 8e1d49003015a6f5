#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace app {

/// What systemd wants to hear from a service (sd_notify(3)): datagrams to the socket that
/// NOTIFY_SOCKET names. Without one, nothing is sent. It never waits, and no fault of it matters.
class Notify {
public:
    /// Reads NOTIFY_SOCKET and WATCHDOG_USEC of the environment.
    Notify();

    void ready() const { send("READY=1"); }
    void stopping() const { send("STOPPING=1"); }
    void reloading() const;
    void alive() const { send("WATCHDOG=1"); }
    /// One line for `systemctl status`.
    void status(const std::string&) const;

    /// How often alive() is to be called: half of what the watchdog allows. Empty: there is none.
    std::optional<std::chrono::milliseconds> rhythm() const { return rhythm_; }

private:
    void send(const std::string&) const;

    std::string socket_;
    std::optional<std::chrono::milliseconds> rhythm_;
};

}  // namespace app
