#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/alert_state.h"
#include "app/watching_status.h"

namespace app {

/// The status as a page of HTML: jobs, freshness of source × storefront × day, workbooks, runs and
/// open alerts. It has no script and loads nothing but /style.css; whatever came from outside is
/// shown as text.
std::string status_page(const Status&, std::span<const AlertState>);

/// What /style.css is.
extern const std::string_view status_style;

/// The same facts as JSON, described in docs/watching.md.
std::string status_json(const Status&, std::span<const AlertState>);

}  // namespace app
