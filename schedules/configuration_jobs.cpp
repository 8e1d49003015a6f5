#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "schedules/configuration_parts.h"

namespace schedules {
namespace {

constexpr std::array job_keys = {"fetch",
                                 "report",
                                 "reparse",
                                 "cron",
                                 "zone",
                                 "jitter_minutes",
                                 "misfire",
                                 "grace_minutes",
                                 "cap",
                                 "overlap",
                                 "deadline_minutes",
                                 "attempts",
                                 "retry_after_minutes",
                                 "after",
                                 "wait_for_after_minutes",
                                 "enabled"};
constexpr std::array action_keys = {"fetch", "report", "reparse"};
constexpr int week_of_minutes = 7 * 24 * 60;

/// A name that can stand on a command line, in a label of a metric and in a key of TOML.
bool is_job_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    };
    return !name.empty() && name.size() <= 40 && name.front() != '-' &&
           std::ranges::all_of(name, fits);
}

class JobReader {
public:
    JobReader(const ZoneFiles& zones, Configuration& to) : zones_(zones), to_(to) {}

    void read_all(const toml::table& file) {
        std::vector<std::string> off;
        each_key(file, "job", [&](const std::string& name, const toml::node& node) {
            if (!node.is_table()) refuse(node, "a job must be written as [job." + name + "]");
            read_job(name, *node.as_table());
            bool enabled = true;
            read(*node.as_table(), "enabled", enabled);
            if (!enabled) off.push_back(name);
        });
        each_key(file, "job", [&](const std::string& name, const toml::node& node) {
            check_after(name, *node.as_table());
        });
        for (const auto& name : off) take_away(name);
    }

private:
    void read_job(const std::string& name, const toml::table& table) {
        check_keys(table, job_keys, "in [job." + name + "]");
        if (!is_job_name(name)) {
            refuse(table, "'" + name.substr(0, 40) +
                              "' is not a name for a job: expected up to 40 letters, digits, - "
                              "and _, as in [job.charts]");
        }
        Job& job = job_of(name);
        job.line = static_cast<int>(table.source().begin.line);
        read_action(table, job);
        read_times(table, job);
        read_policies(table, job);
        with(table, "after", [&](const toml::node& node) {
            read_list(node, "after", job.after, [](const auto&, const auto& text) { return text; });
        });
    }

    Job& job_of(const std::string& name) {
        const auto known = std::ranges::find(to_.jobs, name, &Job::name);
        if (known != to_.jobs.end()) return *known;
        to_.jobs.push_back({});
        to_.jobs.back().name = name;
        fresh_.insert(name);
        return to_.jobs.back();
    }

    void read_action(const toml::table& table, Job& job) {
        const auto named = std::ranges::count_if(
            action_keys, [&](const char* key) { return table.contains(key); });
        if (named > 1 || (named == 0 && fresh_.contains(job.name))) {
            refuse(table, "[job." + job.name +
                              "] must say what it does, by one of: fetch = \"charts\" (a "
                              "[schedule.NAME]), report = \"weekly\", report = \"revisions\", "
                              "reparse = true");
        }
        with(table, "fetch", [&](const toml::node& node) { read_fetch(node, job); });
        with(table, "report", [&](const toml::node& node) {
            const std::string which = node.value_exact<std::string>().value_or("");
            if (which != "weekly" && which != "revisions")
                refuse(node, "'report' must be \"weekly\" or \"revisions\"");
            job.action = which == "weekly" ? Action::weekly : Action::revise;
        });
        with(table, "reparse", [&](const toml::node& node) {
            if (!node.value_exact<bool>().value_or(false)) {
                refuse(node,
                       "'reparse' must be true; a job that should not run has enabled = false");
            }
            job.action = Action::reparse;
        });
        if (named == 1 && job.action != Action::fetch) job.schedule.clear();
    }

    void read_fetch(const toml::node& node, Job& job) const {
        const std::string name = node.value_exact<std::string>().value_or("");
        if (std::ranges::count(to_.schedules, name, &Schedule::name) == 0) {
            std::vector<std::string> names;
            for (const auto& schedule : to_.schedules) names.push_back(schedule.name);
            refuse(node, "'fetch' must name a [schedule.NAME], in quotes; those there are: " +
                             list_of(names));
        }
        job.action = Action::fetch;
        job.schedule = name;
    }

    void read_times(const toml::table& table, Job& job) {
        if (!table.contains("cron") && fresh_.contains(job.name)) {
            refuse(table, "[job." + job.name +
                              "] must say when it runs: cron = \"15 2 * * *\" (each day at 02:15)");
        }
        with(table, "cron", [&](const toml::node& node) {
            const auto cron = read_cron(text_of(node, "'cron' must be a text in quotes"));
            if (!cron) refuse(node, "'cron': " + cron.error().what);
            job.cron = *cron;
        });
        with(table, "zone", [&](const toml::node& node) {
            const auto zone = zone_named(text_of(node, "'zone' must be a text in quotes"), zones_);
            if (!zone) refuse(node, zone.error().what);
            job.zone = *zone;
        });
        read_duration<std::chrono::minutes>(table, "jitter_minutes", job.jitter_within, 0, 1440);
        job.jitter = spread(job.name, job.jitter_within);
    }

    static void read_policies(const toml::table& table, Job& job) {
        using std::chrono::minutes;
        read_choice(table, "misfire", job.misfire, misfire_names);
        read_choice(table, "overlap", job.overlap, overlap_names);
        read_duration<minutes>(table, "grace_minutes", job.grace, 1, 4 * week_of_minutes);
        read_duration<minutes>(table, "deadline_minutes", job.deadline, 1, week_of_minutes);
        read_duration<minutes>(table, "retry_after_minutes", job.retry_after, 1, 1440);
        read_duration<minutes>(table, "wait_for_after_minutes", job.wait_for_after, 0, 2880);
        read(table, "cap", job.cap, 1, 100);
        read(table, "attempts", job.attempts, 1, 10);
        if (job.misfire != Misfire::all || job.kind() == JobKind::derivation) return;
        const toml::node* node = table.get("misfire");
        refuse(
            node ? *node : table,
            "misfire = \"all\" is for derivations (report, reparse): a fetch sees the world as it "
            "is now and cannot be repeated for the past; write \"once\" or \"skip\"");
    }

    void check_after(const std::string& name, const toml::table& table) const {
        const toml::node* node = table.get("after");
        if (!node) return;
        for (const auto& element : *node->as_array()) check_one_after(name, element);
    }

    void check_one_after(const std::string& name, const toml::node& element) const {
        const std::string other = element.value_exact<std::string>().value_or("");
        if (std::ranges::count(to_.jobs, other, &Job::name) == 0) {
            refuse(element, "'after' names no job: there is no [job." + other.substr(0, 40) +
                                "]; those there are: " + list_of(names()));
        }
        std::set<std::string> seen;
        if (!waits_for(other, name, seen)) return;
        refuse(element, "'" + name + "' would wait for itself: '" + other +
                            "' comes after it; take one of the two 'after' away");
    }

    /// Whether a job comes after another one, over any number of others.
    bool waits_for(const std::string& job, const std::string& other,
                   std::set<std::string>& seen) const {
        if (job == other) return true;
        if (!seen.insert(job).second) return false;
        const auto found = std::ranges::find(to_.jobs, job, &Job::name);
        return found != to_.jobs.end() &&
               std::ranges::any_of(found->after, [&](const std::string& before) {
                   return waits_for(before, other, seen);
               });
    }

    std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const auto& job : to_.jobs) found.push_back(job.name);
        return found;
    }

    void take_away(const std::string& name) {
        std::erase_if(to_.jobs, [&](const Job& job) { return job.name == name; });
        for (auto& job : to_.jobs) std::erase(job.after, name);
    }

    const ZoneFiles& zones_;
    Configuration& to_;
    std::set<std::string> fresh_;  // jobs that there was nothing of before
};

}  // namespace

void read_jobs(const toml::table& file, const ZoneFiles& zones, Configuration& to) {
    JobReader(zones, to).read_all(file);
}

}  // namespace schedules
