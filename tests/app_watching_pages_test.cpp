// What the daemon shows of itself: the page, the metrics, the JSON.

#include <catch2/catch.hpp>

#include <regex>
#include <set>

#include "app/alert_state.h"
#include "app/html_text.h"
#include "app/metrics.h"
#include "app/status_page.h"
#include "app_testing.h"
#include "app_watching_testing.h"

using Catch::Contains;

namespace {

const std::vector<app::AlertState> alerts = {
    {"stale gplay-charts br", "gplay-charts br: data of 2026-10-04T02:15:00Z should be here",
     watching::at("2026-10-05T14:20:00Z")}};

std::set<std::string> families_of(const std::string& text, const std::regex& form) {
    std::set<std::string> names;
    for (std::sregex_iterator at(text.begin(), text.end(), form), end; at != end; ++at)
        names.insert((*at)[1]);
    return names;
}

}  // namespace

TEST_CASE("The status page is as it was when somebody last looked at it") {
    require_golden(fixtures() / "watching" / "status.html",
                   app::status_page(watching::status(), alerts));
}

TEST_CASE("The metrics are as they were, and their labels are names of ours") {
    require_golden(fixtures() / "watching" / "metrics.txt",
                   app::metrics_text(watching::status(), alerts.size()));
}

TEST_CASE("The status as JSON is as it was") {
    require_golden(fixtures() / "watching" / "status.json",
                   app::status_json(watching::status(), alerts));
}

TEST_CASE("docs/watching.md has every metric, and no other") {
    static const std::regex type(R"(# TYPE (\w+) )");
    static const std::regex row(R"(\| `(dramascope_\w+))");
    CHECK(families_of(app::metrics_text(watching::status(), 0), type) ==
          families_of(read_file(project_root() / "docs" / "watching.md"), row));
}

TEST_CASE("N11: what came from outside is text on the page, and the page has no script") {
    auto status = watching::status();
    const std::string hostile = "<script>alert(1)</script>\"'><svg onload=x>&\x1b[31m\xff";
    status.jobs[0].newest->why = hostile;
    status.jobs[0].name = hostile;
    status.runs[0].end->why = hostile;
    status.freshness[0].source = hostile;
    status.freshness[0].storefront = hostile;
    status.workbooks[0].file = hostile;
    status.version = hostile;
    const auto page = app::status_page(
        status, std::vector<app::AlertState>{{hostile, hostile, status.daemon.now}});
    for (const auto* inert : {"<script", "<svg", "\x1b", "\xff"})
        CHECK_THAT(page, !Contains(inert));
    CHECK_THAT(page, Contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;"));
    CHECK_THAT(page, !Contains(" style=") && !Contains("javascript:") && !Contains("//"));
    CHECK_THAT(app::metrics_text(status, 0), !Contains("alert(1)</script>\"'"));
}

TEST_CASE("An empty history makes a page that says so") {
    app::Status status;
    status.daemon = watching::daemon();
    const auto page = app::status_page(status, {});
    CHECK_THAT(page, Contains("No alert is open."));
    CHECK_THAT(page, Contains("Nothing has been fetched yet."));
    CHECK_THAT(page, Contains("None has been written yet."));
}
