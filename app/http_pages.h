#pragma once

#include "app/alert_state.h"
#include "app/http_server.h"
#include "app/watching.h"

namespace app {

/// What a page is made of.
struct PageFacts {
    DaemonFacts daemon;
    std::string archive;  // its folder
    std::vector<AlertState> alerts;
};

/// The page of a path; 404 for one that there is none of.
///   /             the status, for people        /metrics  for Prometheus
///   /status.json  the same, for programs        /livez    200, at once
///   /style.css    of the status                 /readyz   200, or 503 and why
///   /reports/NAME a workbook of the folder [daemon] reports
HttpAnswer page(const HttpQuestion&, const PageFacts&);

/// Whether a name is one of our workbooks: "dramascope-2026-W40.xlsx",
/// "dramascope-2026-W40.r2.xlsx".
bool is_workbook_name(std::string_view);

/// Adds the headers that keep browsers from doing with an answer what it is not for.
HttpAnswer secured(HttpAnswer);

}  // namespace app
