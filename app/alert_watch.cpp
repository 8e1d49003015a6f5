#include "app/alert_watch.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "app/alert_findings.h"
#include "app/signals.h"
#include "archive/file.h"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_at_least = 5min;
constexpr auto longest_delay = 60min;
constexpr std::chrono::years never_again{200};
constexpr auto longest_delivery = 60s;
constexpr std::string_view page_sink = "page";  // its memory is what pages show as open
constexpr std::size_t largest_memory = 1u << 20;

}  // namespace

AlertWatch::AlertWatch(std::string archive, WatchingCalls calls, std::string program)
    : archive_(std::move(archive)),
      calls_(std::move(calls)),
      program_(std::move(program)),
      stop_(eventfd(0, EFD_CLOEXEC)) {
    load();
    thread_ = std::thread([this] { watch(); });
}

AlertWatch::~AlertWatch() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(stop_, &one, sizeof one);
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    wake_.notify_all();
    thread_.join();
    close(stop_);
}

void AlertWatch::changed() {
    {
        const std::scoped_lock lock(mutex_);
        changed_ = true;
    }
    wake_.notify_all();
}

std::vector<AlertState> AlertWatch::open() const {
    const std::scoped_lock lock(mutex_);
    std::vector<AlertState> states;
    for (const auto& [key, alert] : open_) states.push_back({key, alert.text, alert.opened});
    return states;
}

void AlertWatch::watch() {
    block_signals();
    std::unique_lock lock(mutex_);
    while (!stopped_) {
        if (!changed_) wake_.wait_until(lock, next_look(), [&] { return changed_ || stopped_; });
        if (stopped_) return;
        changed_ = false;
        lock.unlock();
        try {
            look();
        } catch (const std::exception& fault) {
            calls_.log("alerts", fault.what());
        }
        lock.lock();
    }
}

AlertWatch::Time AlertWatch::next_look() const {
    Time next = std::chrono::steady_clock::now() + look_at_least;
    for (const auto& [name, sink] : sinks_)
        if (sink.failures > 0) next = std::min(next, sink.not_before);
    return next;
}

void AlertWatch::look() {
    const Status status = read_status(calls_.facts(), archive_);
    auto found = findings(status);
    auto sinks = sinks_of(*status.daemon.configuration);
    const std::string fault = sinks ? "" : sinks.error().what;
    if (!fault.empty() && fault != fault_) calls_.log("alerts", fault);
    fault_ = fault;
    if (!sinks) found.push_back({"sinks", "alerts cannot be told: " + fault});
    remember(found, status.daemon.now);
    if (!sinks) return save();
    for (const Delivery& sink : *sinks) {
        if (sink.sink != "ping")
            tell(sink, found, status);
        else if (found.empty())
            ping(sink, status);
    }
    save();
}

void AlertWatch::remember(const std::vector<Finding>& found, records::Instant now) {
    AlertMemory& memory = sinks_[std::string(page_sink)].memory;
    auto notices = notices_due(found, memory, now, never_again);
    for (const Notice& notice : notices.due)
        calls_.log("alert", std::string(to_text(notice.kind)) + ": " + notice.text);
    memory = std::move(notices.memory);
    const std::scoped_lock lock(mutex_);
    open_ = memory;
}

void AlertWatch::tell(const Delivery& delivery, const std::vector<Finding>& found,
                      const Status& status) {
    Sink& sink = sinks_[delivery.sink];
    auto notices = notices_due(found, sink.memory, status.daemon.now,
                               status.daemon.configuration->alerts.repeat);
    if (notices.due.empty() || send(sink, with_notices(delivery, notices.due)))
        sink.memory = std::move(notices.memory);
}

/// After each cycle that was good: when there is a newer success than the last time.
void AlertWatch::ping(const Delivery& delivery, const Status& status) {
    records::Instant newest{};
    for (const JobStatus& job : status.jobs)
        if (job.success && job.success->end) newest = std::max(newest, job.success->end->ended);
    if (newest <= pinged_) return;
    if (send(sinks_[delivery.sink], delivery)) pinged_ = newest;
}

bool AlertWatch::send(Sink& sink, const Delivery& delivery) {
    const Time now = std::chrono::steady_clock::now();
    if (now < sink.not_before) return false;
    const auto sent = deliver_apart(program_, delivery, stop_, longest_delivery);
    if (sent) {
        sink.failures = 0;
        sink.not_before = {};
        return true;
    }
    const auto delay =
        std::min<std::chrono::seconds>(60s * (1 << std::min(sink.failures, 6)), longest_delay);
    ++sink.failures;
    sink.not_before = std::chrono::steady_clock::now() + delay;
    calls_.log("alerts", sent.error().what + "; tried again in " +
                             std::to_string(delay.count() / 60) + " min");
    return false;
}

/// An unreadable memory is none: what is open is told once more.
void AlertWatch::load() {
    std::ifstream file(archive_ + "/alerts", std::ios::binary);
    std::string text(largest_memory, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    std::map<std::string, std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        const auto tab = line.find('\t');
        if (tab != line.npos) lines[line.substr(0, tab)] += line.substr(tab + 1) + "\n";
    }
    for (const auto& [sink, of_sink] : lines) sinks_[sink].memory = alert_memory_from(of_sink);
    open_ = sinks_[std::string(page_sink)].memory;
}

void AlertWatch::save() {
    std::string text;
    for (const auto& [name, sink] : sinks_) {
        std::istringstream lines(to_text(sink.memory));
        for (std::string line; std::getline(lines, line);)
            text.append(name).append("\t").append(line).append("\n");
    }
    if (text == saved_) return;
    const std::string place = archive_ + "/alerts", next = place + ".new";
    const auto written = archive::File::open(next, archive::File::Mode::create)
                             .and_then([&](archive::File file) {
                                 return file.write(text).and_then([&] { return file.sync(); });
                             })
                             .and_then([&] { return archive::rename_durably(next, place); });
    if (written)
        saved_ = text;
    else
        calls_.log("alerts", written.error().what);
}

}  // namespace app
