#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/alert_delivery.h"
#include "app/alert_state.h"
#include "app/alerting.h"
#include "app/watching.h"
#include "app/watching_status.h"

namespace app {

/// Looks for alerts, and tells each sink what it does not know yet, on a thread of its own.
///
/// Each sink has a memory of what it was told, so one that cannot be reached holds up no other; it
/// is tried again after a minute, then two, up to an hour. The memories are lines of
/// ARCHIVE/alerts: sink, opened, told, key, text.
class AlertWatch {
public:
    /// `program` is what sends: this executable.
    AlertWatch(std::string archive, WatchingCalls, std::string program = "/proc/self/exe");
    ~AlertWatch();
    AlertWatch(const AlertWatch&) = delete;
    AlertWatch& operator=(const AlertWatch&) = delete;

    void changed();
    /// What is open, as of the last look.
    std::vector<AlertState> open() const;

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Sink {
        AlertMemory memory;
        int failures = 0;
        Time not_before{};
    };

    void watch();
    void look();
    void tell(const Delivery&, const std::vector<Finding>&, const Status&);
    void ping(const Delivery&, const Status&);
    bool send(Sink&, const Delivery&);
    void remember(const std::vector<Finding>&, records::Instant now);
    void load();
    void save();
    Time next_look() const;

    std::string archive_;
    WatchingCalls calls_;
    std::string program_;
    int stop_;                           // an eventfd, readable once it is to end
    std::map<std::string, Sink> sinks_;  // of the watching thread
    std::string saved_;                  // what the file holds
    std::string fault_;                  // of the sinks' secrets, as it was logged
    records::Instant pinged_{};  // the newest success that was told to the dead-man's switch
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool changed_ = true;
    bool stopped_ = false;
    AlertMemory open_;
    std::thread thread_;
};

}  // namespace app
