#include "app/http_pages.h"

#include <algorithm>
#include <array>

#include "app/metrics.h"
#include "app/status_page.h"

namespace app {
namespace {

constexpr std::string_view folder_of_workbooks = "/reports/";
constexpr std::string_view workbook_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

HttpAnswer text(int status, std::string what) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = std::move(what);
    return answer;
}

HttpAnswer of_type(std::string type, std::string body) {
    return {200, std::move(type), std::move(body)};
}

HttpAnswer live(const PageFacts&) { return text(200, "ok\n"); }

HttpAnswer ready(const PageFacts& facts) {
    const auto ready = require_ready(facts.daemon, facts.archive);
    return ready ? text(200, "ok\n") : text(503, "not ready: " + ready.error().what + "\n");
}

HttpAnswer metrics(const PageFacts& facts) {
    return of_type("text/plain; version=0.0.4; charset=utf-8",
                   metrics_text(read_status(facts.daemon, facts.archive), facts.alerts.size()));
}

HttpAnswer status(const PageFacts& facts) {
    return of_type("text/html; charset=utf-8",
                   status_page(read_status(facts.daemon, facts.archive), facts.alerts));
}

HttpAnswer json(const PageFacts& facts) {
    return of_type("application/json",
                   status_json(read_status(facts.daemon, facts.archive), facts.alerts));
}

HttpAnswer style(const PageFacts&) {
    return of_type("text/css; charset=utf-8", std::string(status_style));
}

struct Route {
    std::string_view path;
    HttpAnswer (*answer)(const PageFacts&);
};
constexpr std::array<Route, 6> routes = {{{"/", status},
                                          {"/status.json", json},
                                          {"/style.css", style},
                                          {"/metrics", metrics},
                                          {"/livez", live},
                                          {"/readyz", ready}}};

HttpAnswer workbook(const std::string& name, const std::string& folder) {
    auto file = is_workbook_name(name) ? ServedFile::open(folder, name) : nullptr;
    if (!file) return text(404, "there is no such workbook\n");
    HttpAnswer answer;
    answer.type = workbook_type;
    answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
    answer.file = std::move(file);
    return answer;
}

}  // namespace

bool is_workbook_name(std::string_view name) {
    constexpr std::string_view begin = "dramascope-";
    constexpr std::string_view end = ".xlsx";
    if (!name.starts_with(begin) || !name.ends_with(end)) return false;
    name = name.substr(begin.size(), name.size() - begin.size() - end.size());
    if (!records::week_from(name.substr(0, 8))) return false;
    const std::string_view revision = name.substr(8);
    return revision.empty() ||
           (revision.starts_with(".r") && revision.size() > 2 && revision.size() < 8 &&
            std::ranges::all_of(revision.substr(2), [](char c) { return c >= '0' && c <= '9'; }));
}

HttpAnswer page(const HttpQuestion& question, const PageFacts& facts) {
    if (question.path.starts_with(folder_of_workbooks))
        return workbook(question.path.substr(folder_of_workbooks.size()),
                        facts.daemon.configuration->daemon.reports);
    const auto* route = std::ranges::find(routes, question.path, &Route::path);
    if (route == routes.end()) return text(404, "there is no such page; begin at /\n");
    return route->answer(facts);
}

HttpAnswer secured(HttpAnswer answer) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> headers = {{
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
         "form-action 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cache-Control", "no-store"},
    }};
    for (const auto& [name, value] : headers) answer.headers.emplace_back(name, value);
    return answer;
}

}  // namespace app
