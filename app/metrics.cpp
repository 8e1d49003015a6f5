#include "app/metrics.h"

#include <chrono>
#include <utility>

namespace app {
namespace {

using records::Instant;
using records::SlotState;
using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

/// Writes families: a help line, a type line, and their samples.
class Exposition {
public:
    void family(std::string_view name, std::string_view type, std::string_view help) {
        name_ = "dramascope_" + std::string(name);
        text_ += "# HELP " + name_ + " " + std::string(help) + "\n";
        text_ += "# TYPE " + name_ + " " + std::string(type) + "\n";
    }
    void sample(const Labels& labels, std::uint64_t value) { add(labels, std::to_string(value)); }
    void sample(const Labels& labels, Instant at) {
        add(labels, std::to_string(at.time_since_epoch().count()));
    }
    void sample(const Labels& labels, std::chrono::seconds span) {
        add(labels, std::to_string(span.count()));
    }
    std::string take() { return std::move(text_); }

private:
    void add(const Labels& labels, const std::string& value) {
        text_ += name_;
        for (std::size_t at = 0; at < labels.size(); ++at)
            text_ += (at == 0 ? "{" : ",") + std::string(labels[at].first) + "=\"" +
                     escaped(labels[at].second) + "\"";
        text_ += (labels.empty() ? " " : "} ") + value + "\n";
    }
    static std::string escaped(std::string_view value) {
        std::string text;
        for (const char c : value)
            if (c == '\n')
                text += "\\n";
            else
                text += (c == '\\' || c == '"') ? std::string{'\\', c} : std::string(1, c);
        return text;
    }

    std::string name_;
    std::string text_;
};

void add_daemon(Exposition& out, const Status& status, std::size_t open_alerts) {
    const auto& daemon = status.daemon;
    out.family("build_info", "gauge", "1; the version is the label.");
    out.sample({{"version", status.version}}, std::uint64_t{1});
    out.family("start_time_seconds", "gauge", "When the daemon began, by its own clock.");
    out.sample({}, daemon.started);
    out.family("clock_seconds", "gauge", "What the daemon's clock shows.");
    out.sample({}, daemon.now);
    out.family("configuration_ok", "gauge",
               "1 if the configuration in force is the newest one, 0 if a newer one was refused.");
    out.sample({}, std::uint64_t{daemon.configuration_fault.empty()});
    out.family("configuration_loaded_timestamp_seconds", "gauge",
               "When the configuration in force was loaded.");
    out.sample({}, daemon.configured);
    out.family("clock_sane", "gauge", "0 if the clock cannot be right.");
    out.sample({}, std::uint64_t{daemon.clock_fault.empty()});
    out.family("history_readable", "gauge", "0 if the history of runs cannot be read.");
    out.sample({}, std::uint64_t{status.history_fault.empty()});
    out.family("open_alerts", "gauge", "Alerts that are open.");
    out.sample({}, std::uint64_t{open_alerts});
}

void add_disk(Exposition& out, const Status& status) {
    if (!status.disk) return;
    out.family("disk_free_bytes", "gauge", "Room for the archive on its disk.");
    out.sample({}, status.disk->free);
    out.family("disk_size_bytes", "gauge", "Size of the archive's disk.");
    out.sample({}, status.disk->size);
}

/// A gauge of each job, where it has one.
template <class Value>
void add_gauge(Exposition& out, const Status& status, std::string_view name, std::string_view help,
               Value value) {
    out.family(name, "gauge", help);
    for (const JobStatus& job : status.jobs)
        if (const auto is = value(job)) out.sample({{"job", job.name}}, *is);
}

void add_successes(Exposition& out, const Status& status) {
    add_gauge(out, status, "job_last_success_timestamp_seconds",
              "When the newest run of the job that was done ended.",
              [](const JobStatus& job) -> std::optional<Instant> {
                  if (!job.success || !job.success->end) return std::nullopt;
                  return job.success->end->ended;
              });
    add_gauge(out, status, "job_last_success_slot_timestamp_seconds",
              "The nominal time of that run's slot.",
              [](const JobStatus& job) -> std::optional<Instant> {
                  if (!job.success) return std::nullopt;
                  return job.success->start.slot.nominal;
              });
    add_gauge(out, status, "job_next_timestamp_seconds", "When the job fires next.",
              [](const JobStatus& job) -> std::optional<Instant> {
                  if (!job.next) return std::nullopt;
                  return job.next->at;
              });
}

void add_queue(Exposition& out, const Status& status) {
    add_gauge(out, status, "job_late_seconds", "How long the oldest waiting slot is overdue.",
              [&](const JobStatus& job) { return std::optional(late(job, status.daemon.now)); });
    add_gauge(
        out, status, "job_waiting_slots", "Slots that wait for their time or their place.",
        [](const JobStatus& job) { return std::optional<std::uint64_t>(job.waiting.size()); });
    add_gauge(
        out, status, "job_running", "1 while a run of the job runs.",
        [](const JobStatus& job) { return std::optional<std::uint64_t>(job.running.has_value()); });
}

void add_states(Exposition& out, const Status& status) {
    out.family("job_last_outcome", "gauge",
               "1 for the state in which the newest slot of the job ended, 0 for the others.");
    for (const JobStatus& job : status.jobs)
        for (std::size_t at = 0; at < records::slot_state_names.size(); ++at) {
            const auto state = static_cast<SlotState>(at);
            if (job.newest && is_settled(state))
                out.sample({{"job", job.name}, {"state", to_text(state)}},
                           std::uint64_t{job.newest->state == state});
        }
}

/// How many ended how, per job.
template <class Counts>
void add_ended(Exposition& out, std::string_view name, std::string_view help, const Counts& jobs) {
    out.family(name, "counter", help);
    for (const auto& [job, counts] : jobs)
        for (std::size_t at = 0; at < records::slot_state_names.size(); ++at)
            if (is_settled(static_cast<SlotState>(at)))
                out.sample({{"job", job}, {"state", records::slot_state_names.at(at)}},
                           counts.at(at));
}

void add_job_totals(Exposition& out, const Status& status) {
    using Totals = archive::History::JobTotals;
    struct Row {
        std::string_view name;
        std::string_view help;
        std::uint64_t Totals::*value;
    };
    static constexpr std::array<Row, 4> rows = {{
        {"job_requests_total", "Requests that runs of the job sent.", &Totals::requests},
        {"job_rows_total", "Rows that runs of the job got.", &Totals::rows},
        {"job_received_bytes_total", "Bytes that runs of the job received.", &Totals::bytes},
        {"job_run_seconds_total", "Time that runs of the job took.", &Totals::seconds},
    }};
    for (const Row& row : rows) {
        out.family(row.name, "counter", row.help);
        for (const auto& [job, totals] : status.totals.jobs)
            out.sample({{"job", job}}, totals.*row.value);
    }
    std::map<std::string, std::array<std::uint64_t, records::slot_state_names.size()>> runs;
    for (const auto& [job, totals] : status.totals.jobs) runs[job] = totals.runs;
    add_ended(out, "job_runs_total", "Attempts by their outcome.", runs);
    add_ended(out, "job_slots_total", "Slots by the state in which they ended.",
              status.totals.slots);
}

/// Sums over the storefronts: per source alone, so that there are few series.
std::map<std::string, records::Yield> by_source(const std::vector<records::Yield>& yields) {
    static constexpr std::array counts = {&records::Yield::asked, &records::Yield::fetched,
                                          &records::Yield::empty, &records::Yield::blocked,
                                          &records::Yield::drift, &records::Yield::failed,
                                          &records::Yield::rows};
    std::map<std::string, records::Yield> sums;
    for (const auto& yield : yields)
        for (const auto count : counts) sums[yield.source].*count += yield.*count;
    return sums;
}

void add_sources(Exposition& out, const Status& status) {
    struct Row {
        std::string_view outcome;
        std::size_t records::Yield::*value;
    };
    static constexpr std::array<Row, 5> outcomes = {{{"fetched", &records::Yield::fetched},
                                                     {"empty", &records::Yield::empty},
                                                     {"blocked", &records::Yield::blocked},
                                                     {"drift", &records::Yield::drift},
                                                     {"failed", &records::Yield::failed}}};
    const auto sums = by_source(status.totals.sources);
    out.family("source_requests_total", "counter", "Requests that were planned, per source.");
    for (const auto& [source, sum] : sums)
        out.sample({{"source", source}}, std::uint64_t{sum.asked});
    out.family("source_pages_total", "counter", "How the requests to a source ended.");
    for (const auto& [source, sum] : sums)
        for (const Row& row : outcomes)
            out.sample({{"source", source}, {"outcome", row.outcome}},
                       std::uint64_t{sum.*row.value});
    out.family("source_rows_total", "counter", "Rows that a source gave.");
    for (const auto& [source, sum] : sums)
        out.sample({{"source", source}}, std::uint64_t{sum.rows});
}

void add_freshness(Exposition& out, const Status& status) {
    out.family("freshness_seconds", "gauge",
               "Age of the newest slot that got data of a source in a storefront.");
    for (const auto& [of, slot] : status.newest)
        out.sample({{"source", of.first}, {"storefront", of.second}}, status.daemon.now - slot);
    out.family("stale", "gauge",
               "1 if a source should have newer data of a storefront, by its job's timetable.");
    for (const Expected& expected : status.expected)
        out.sample({{"source", expected.source}, {"storefront", expected.storefront}},
                   std::uint64_t{is_stale(status, expected)});
}

}  // namespace

std::string metrics_text(const Status& status, std::size_t open_alerts) {
    Exposition out;
    add_daemon(out, status, open_alerts);
    add_disk(out, status);
    add_successes(out, status);
    add_queue(out, status);
    add_states(out, status);
    add_job_totals(out, status);
    add_sources(out, status);
    add_freshness(out, status);
    return out.take();
}

}  // namespace app
