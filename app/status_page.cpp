#include "app/status_page.h"

#include <array>

#include "app/html_text.h"
#include "app/status_heat.h"
#include "app/terminal.h"
#include "app/words.h"

namespace app {
namespace {

using records::Instant;
using records::SlotState;

/// "Mon 5 Oct 06:00": short; the whole moment is in the attribute. All times are UTC.
std::string time_of(Instant at) {
    const std::string whole = records::to_text(at);
    return "<time datetime=\"" + whole + "\">" + whole.substr(5, 5) + " " + whole.substr(11, 5) +
           "</time>";
}

/// A state by a mark, a word and a colour: each says it alone.
std::string state_of(SlotState state) {
    static constexpr std::array<std::string_view, 7> marks = {"…", "▶", "✔", "◐", "✘", "∅", "»"};
    const std::string name(to_text(state));
    return "<span class=\"state " + name + "\"><b aria-hidden=\"true\">" +
           std::string(marks.at(static_cast<std::size_t>(state))) + "</b> " + name + "</span>";
}

std::string head(const Status& status) {
    const auto& daemon = status.daemon;
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta http-equiv=\"refresh\" content=\"60\">\n"
           "<title>dramascope</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n"
           "<body>\n<header>\n<h1>dramascope</h1>\n<p>" +
           time_of(daemon.now) + " UTC · running for " +
           duration_words(daemon.now - daemon.started) + " · version " + html(status.version) +
           (status.disk
                ? " · " + size_words(static_cast<std::int64_t>(status.disk->free)) + " of disk left"
                : "") +
           "</p>\n</header>\n<main>\n";
}

std::string alerts_of(std::span<const AlertState> alerts) {
    if (alerts.empty())
        return "<p class=\"verdict well\"><b aria-hidden=\"true\">✔</b> No alert is open.</p>\n";
    std::string text =
        "<section class=\"verdict wrong\" aria-labelledby=\"alerts\">\n"
        "<h2 id=\"alerts\"><b aria-hidden=\"true\">✘</b> " +
        counted(alerts.size(), "alert") + "</h2>\n<ul>\n";
    for (const auto& alert : alerts)
        text += "<li>" + html(alert.text) + " <small>since " + time_of(alert.opened) +
                "</small></li>\n";
    return text + "</ul>\n</section>\n";
}

std::string now_of(const JobStatus& job, Instant now) {
    if (job.running) return state_of(SlotState::running);
    const auto overdue = late(job, now);
    if (overdue.count() > 60) return "late " + duration_words(overdue);
    return job.waiting.empty() ? "–" : counted(job.waiting.size(), "slot") + " waiting";
}

std::string row_of(const JobStatus& job, Instant now) {
    std::string last = "–";
    if (job.newest) {
        last = state_of(job.newest->state) + " <small>" + time_of(job.newest->slot.nominal) +
               "</small>";
        if (!job.newest->why.empty() && job.newest->state != SlotState::done)
            last += "<br><small class=\"why\">" + html(job.newest->why) + "</small>";
    }
    const auto next = job.next ? "<span title=\"" + html(job.next->local) + "\">" +
                                     time_of(job.next->at) + "</span>"
                               : std::string("–");
    return "<tr><th scope=\"row\">" + html(job.name) + "<br><small>" + html(job.action) +
           "</small></th><td data-label=\"Newest slot\">" + last + "</td><td data-label=\"Now\">" +
           now_of(job, now) + "</td><td data-label=\"Next\">" + next +
           "</td><td data-label=\"Timetable\"><code>" + html(job.cron) + "</code> " +
           html(job.zone) + "</td></tr>\n";
}

std::string jobs_of(const Status& status) {
    std::string text =
        "<section aria-labelledby=\"jobs\">\n<h2 id=\"jobs\">Jobs</h2>\n"
        "<table class=\"cards\">\n<thead><tr><th scope=\"col\">Job</th>"
        "<th scope=\"col\">Newest slot</th><th scope=\"col\">Now</th>"
        "<th scope=\"col\">Next</th><th scope=\"col\">Timetable</th></tr></thead>\n"
        "<tbody>\n";
    for (const JobStatus& job : status.jobs) text += row_of(job, status.daemon.now);
    return text + "</tbody>\n</table>\n</section>\n";
}

std::string workbooks_of(const Status& status) {
    std::string text =
        "<section aria-labelledby=\"workbooks\">\n<h2 id=\"workbooks\">Workbooks</h2>\n";
    if (status.workbooks.empty()) return text + "<p>None has been written yet.</p>\n</section>\n";
    text += "<ul class=\"files\">\n";
    for (const auto& output : status.workbooks)
        text += "<li><a href=\"/reports/" + html(output.file) + "\">" + html(output.file) +
                "</a> <small>revision " + std::to_string(output.revision) + ", facts up to " +
                time_of(output.as_of) + "</small></li>\n";
    return text + "</ul>\n</section>\n";
}

std::string row_of(const records::RunFacts& run) {
    const auto& end = run.end;
    std::string why = end ? html(end->why) : "";
    return "<tr><th scope=\"row\">" + html(run.start.slot.job) + "<br><small>run " +
           std::to_string(run.id) + "</small></th><td data-label=\"Slot\">" +
           time_of(run.start.slot.nominal) + "</td><td data-label=\"Outcome\">" +
           state_of(end ? end->state : SlotState::running) +
           (why.empty() ? "" : "<br><small class=\"why\">" + why + "</small>") +
           "</td><td data-label=\"Begun\">" + time_of(run.start.begun) +
           "</td><td data-label=\"Took\">" +
           (end ? duration_words(end->ended - run.start.begun) : "–") +
           "</td><td data-label=\"Rows\" class=\"number\">" +
           (end ? std::to_string(end->rows) : "–") + "</td></tr>\n";
}

std::string runs_of(const Status& status) {
    std::string text = "<section aria-labelledby=\"runs\">\n<h2 id=\"runs\">Last runs</h2>\n";
    if (status.runs.empty()) return text + "<p>None yet.</p>\n</section>\n";
    text +=
        "<table class=\"cards\">\n<thead><tr><th scope=\"col\">Job</th>"
        "<th scope=\"col\">Slot</th><th scope=\"col\">Outcome</th><th scope=\"col\">Begun</th>"
        "<th scope=\"col\">Took</th><th scope=\"col\">Rows</th></tr></thead>\n<tbody>\n";
    for (const auto& run : status.runs) text += row_of(run);
    return text + "</tbody>\n</table>\n</section>\n";
}

}  // namespace

std::string status_page(const Status& status, std::span<const AlertState> alerts) {
    return head(status) + alerts_of(alerts) + jobs_of(status) + heat_map(status) +
           workbooks_of(status) + runs_of(status) +
           "</main>\n<footer><p>All times are UTC. <a href=\"/metrics\">Metrics</a> · "
           "<a href=\"/status.json\">JSON</a></p></footer>\n</body>\n</html>\n";
}

}  // namespace app
