#include "app/forecast.h"

#include <algorithm>
#include <array>
#include <set>

#include "app/plan.h"
#include "crawler/robots_book.h"
#include "crawler/url.h"

namespace app {
namespace {

using records::HostRule;
using std::chrono::milliseconds;

constexpr std::string_view product = "dramascope";

/// As received (compressed), from captured pages; used until the archive knows better.
struct Stated {
    std::string_view source;
    std::int64_t bytes;
};
constexpr std::array stated = {
    Stated{"apple-rss-legacy", 40'000}, Stated{"apple-rss", 12'000},
    Stated{"appstore-charts", 120'000}, Stated{"gplay-charts", 500'000},
    Stated{"itunes-lookup", 100'000},   Stated{"gplay-details", 250'000},
    Stated{"appstore-page", 100'000},   Stated{"sensortower", 30'000},
    Stated{"fx-ecb", 20'000},           Stated{"fx-currency-api", 8'000},
};
constexpr std::int64_t stated_otherwise = 100'000;

std::int64_t expected_bytes(const std::string& source, const Known& known) {
    if (const auto usual = known.usual_bytes.find(source); usual != known.usual_bytes.end())
        return usual->second;
    const auto found = std::ranges::find(stated, source, &Stated::source);
    return found == stated.end() ? stated_otherwise : found->bytes;
}

/// The course of a lane through the plan.
struct Course {
    PlannedLane facts;
    records::Instant begin;
    milliseconds spent{0};  // since its beginning, to the next request
    int left = 0;           // of the budget of the day
    std::set<std::string> origins;
};

class Planner {
public:
    Planner(const schedules::Configuration& from, const Known& known)
        : from_(from), known_(known), book_(known.robots, std::string(product)) {}

    void take(const records::Task& task) {
        PlannedRequest planned;
        planned.task = &task;
        const auto url = crawler::url_from(task.request.url);
        if (url) planned.host = url->host;
        const auto rule = url ? crawler::rule_for(*url, from_.hosts)
                              : tl::unexpected<records::Error>(url.error());
        if (rule)
            take(*url, **rule, planned);
        else
            refuse(planned, rule.error().what);
        forecast_.requests.push_back(std::move(planned));
    }

    Forecast finished() {
        for (auto& course : courses_) {
            forecast_.wall = std::max(forecast_.wall, course.facts.wall);
            forecast_.lanes.push_back(std::move(course.facts));
        }
        return std::move(forecast_);
    }

private:
    void refuse(PlannedRequest& planned, const std::string& why) {
        planned.robots = "not asked";
        planned.rule = why;
        planned.lane = planned.host;
        ++course_of(planned.lane, nullptr).facts.refused;
    }

    void take(const crawler::Url& url, const HostRule& rule, PlannedRequest& planned) {
        planned.lane = rule.lane.empty() ? rule.host : rule.lane;
        planned.permission = rule.permission;
        planned.bytes = expected_bytes(source_of(*planned.task), known_);
        Course& course = course_of(planned.lane, &rule);
        judge(url, planned, course);
        planned.gap = course.facts.gap;
        if (planned.sent)
            send(planned, course);
        else
            ++course.facts.refused;
    }

    /// What robots.txt says, from the copies of the archive. One that is too old is fetched first.
    void judge(const crawler::Url& url, PlannedRequest& planned, Course& course) {
        const std::string origin = url.origin();
        const bool fresh = book_.fresh(origin, known_.now);
        if (!fresh && course.origins.insert(origin).second) spend(course);
        planned.sent = true;
        planned.robots = "not yet known";
        if (book_.knows(origin)) {
            course.facts.gap = std::max(course.facts.gap, book_.crawl_delay(origin));
            const auto verdict = book_.decide(origin, url.target);
            planned.rule = verdict.rule;
            planned.sent = verdict.allowed;
            planned.robots = verdict.allowed ? "allowed" : "refused";
        }
        if (planned.permission.empty()) return;
        planned.sent = true;
        planned.robots = "permitted";
    }

    static void spend(Course& course) {
        ++course.facts.requests;
        --course.left;
        course.spent += course.facts.gap;
    }

    void send(PlannedRequest& planned, Course& course) {
        if (course.left <= 0) {
            ++course.facts.put_off;
            planned.sent = false;
            planned.rule += std::string(planned.rule.empty() ? "" : "; ") +
                            "the requests of the day are used up before it";
            return;
        }
        planned.earliest = course.begin + std::chrono::floor<std::chrono::seconds>(course.spent);
        course.facts.bytes += planned.bytes;
        course.facts.wall = *planned.earliest - known_.now;
        spend(course);
    }

    Course& course_of(const std::string& lane, const HostRule* rule) {
        const auto found = std::ranges::find(
            courses_, lane, [](const Course& course) { return course.facts.lane; });
        if (found != courses_.end()) return *found;
        Course course;
        course.facts.lane = lane;
        course.begin = known_.now;
        if (rule) begin(course, *rule);
        courses_.push_back(std::move(course));
        return courses_.back();
    }

    void begin(Course& course, const HostRule& first) const {
        course.facts.gap = first.gap;
        course.left = first.budget;
        for (const auto& rule : from_.hosts) {
            if (rule.lane.empty() || rule.lane != first.lane) continue;
            course.facts.gap = std::max(course.facts.gap, rule.gap);
            course.left = std::min(course.left, rule.budget);
        }
        for (const auto& memory : known_.lanes) {
            if (memory.lane != course.facts.lane) continue;
            if (memory.budget_day == records::day_of(known_.now)) course.left -= memory.sent;
            if (!memory.not_before || *memory.not_before <= known_.now) continue;
            course.begin = *memory.not_before;
            course.facts.waits = memory.why;
        }
    }

    const schedules::Configuration& from_;
    const Known& known_;
    const crawler::RobotsBook book_;
    std::vector<Course> courses_;
    Forecast forecast_;
};

}  // namespace

Forecast forecast(std::span<const records::Task> tasks, const schedules::Configuration& from,
                  const Known& known) {
    Planner planner(from, known);
    for (const auto& task : tasks) planner.take(task);
    return planner.finished();
}

}  // namespace app
