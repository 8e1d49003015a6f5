#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "records/time.h"

/// What the configuration says of the daemon, its alerts, and of a clock for tests.
namespace schedules {

/// [daemon]
struct DaemonSettings {
    std::string listen = "127.0.0.1:8765";  // "address:port"; "[::1]:8765"; empty: no server
    std::string reports = "reports";        // the folder of the weekly workbooks
    std::chrono::days keep_runs{400};       // in the history
    std::chrono::seconds stop_within{30};   // of a SIGTERM
    bool behind_proxy = false;  // something before it does TLS: allows other than loopback
    std::string certificate;    // PEM files, for TLS; both or none
    std::string key;
    std::string login_file;  // "user:password" in it; 0600; empty: no login
};

/// Whether only this machine can reach "address:port".
bool is_loopback(std::string_view listen);
/// Why a daemon may not listen as it is told, and what to do; empty if it may. Anything but
/// loopback needs a login, and TLS or a proxy that does it.
std::string why_not_listen(const DaemonSettings&);

/// [alerts.smtp]
struct SmtpSettings {
    std::string host;  // empty: no mail
    int port = 587;
    std::string from;
    std::vector<std::string> to;
    std::string user;           // empty: `from`
    std::string password_file;  // 0600; empty: no login
    bool tls = true;            // STARTTLS; false only for a server on this machine
};

/// [alerts]
struct AlertSettings {
    std::string webhook_file;   // 0600, holds the URL; empty: no webhook
    std::string dead_man_file;  // 0600, holds the URL that is called while all is well
    SmtpSettings smtp;
    std::chrono::hours stale{36};   // without a success of a source × storefront
    int coverage_drop = 30;         // per cent below the usual
    int disk_free_mb = 1024;        // less than that
    std::chrono::hours repeat{24};  // the same alert again
};

/// [time]: a clock that runs faster, for tests: from + (clock - at) * speed. Only with
/// [network] private = true. Every process that reads the same file has the same time.
struct FastClock {
    records::Instant from;
    double at = 0;     // seconds since 1970
    double speed = 1;  // 0.001 to 1000000
};

/// The time on that clock when the machine's says `clock` seconds since 1970.
records::Instant time_on(const FastClock&, double clock);
/// After how many seconds of the machine's clock it is that time there; below 0: it was before.
double seconds_until(const FastClock&, records::Instant, double clock);

}  // namespace schedules
