#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "records/result.h"
#include "records/time.h"
#include "schedules/configuration.h"

/// How a person, Prometheus and a pager see the daemon: the HTTP server and the alerts, on threads
/// of their own, which sleep until somebody asks or changed() is called. docs/watching.md is the
/// manual.
namespace app {

/// What only the daemon itself knows, at one moment.
struct DaemonFacts {
    std::shared_ptr<const schedules::Configuration> configuration;  // the one in force
    records::Instant configured;                                    // when it came into force
    std::string configuration_fault;  // of a newer one that was refused; empty: none
    records::Instant started;
    records::Instant now;     // on the daemon's clock
    std::string clock_fault;  // why the clock cannot be right; empty: it can
    bool stopping = false;
};

/// What Watching calls back, from any of its threads; nothing of it may wait.
struct WatchingCalls {
    std::function<DaemonFacts()> facts;
    /// One event for the log: "alert", "http", and what there is to say. Never a secret, but
    /// perhaps control characters.
    std::function<void(const std::string& event, const std::string& what)> log;
};

/// After a reload: destroy it and start another, so that a new address or certificate holds.
class Watching {
public:
    /// Begins to listen where the configuration says (nowhere, if `listen` is empty), and to look
    /// for alerts. An error says what to set or to mend: the port is taken; an address that others
    /// reach lacks TLS or a login; a file with a secret can be read by others. Signals must be
    /// blocked before, since threads begin here. `archive` is the archive's folder.
    static records::Result<std::unique_ptr<Watching>> start(const std::string& archive,
                                                            const WatchingCalls&);
    /// What is wrong with the settings of [daemon] and [alerts] and the files that they name, as
    /// start() would say it. Before a new configuration comes into force.
    static records::Result<void> check(const schedules::Configuration&);
    /// Ends all connections and threads, within a second, however slow its clients and sinks are.
    ~Watching();
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;

    /// A run ended, a slot was missed, a configuration was refused, the clock jumped: alerts are
    /// looked for at once. Without a call they are looked for every 5 minutes.
    void changed();

    /// Where it listens: "127.0.0.1:8765", with the port that a ":0" got. Empty: nowhere.
    std::string address() const;

private:
    class Parts;
    explicit Watching(std::unique_ptr<Parts>);
    std::unique_ptr<Parts> parts_;
};

}  // namespace app
