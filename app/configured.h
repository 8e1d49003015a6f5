#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/command_line.h"
#include "app/plan.h"
#include "crawler/crawl.h"
#include "crawler/transport.h"
#include "records/market.h"
#include "records/result.h"
#include "schedules/configuration.h"

namespace app {

/// The configuration that --config names, over the built-in one.
records::Result<schedules::Configuration> configuration(const Arguments&);

/// The text of the file that --config names; empty: it names none.
records::Result<std::string> configuration_text(const Arguments&);

/// What such a text says, over the built-in configuration. `name` is for messages.
records::Result<schedules::Configuration> configuration_of(const std::string& text,
                                                           const std::string& name);

/// The rules of a time zone, from the system's database (/usr/share/zoneinfo, or where TZDIR
/// points): what schedules::zone_named() asks for. They are read again with each configuration.
std::optional<std::string> zone_file(std::string_view name);

/// What --schedule, --source and --storefront ask for.
Wish wish_of(const Arguments&);

/// The configuration as the crawler wants it.
crawler::Policy policy_of(const schedules::Configuration&);
crawler::CurlOptions curl_options_of(const schedules::Configuration&);

/// The written permissions that the configuration names.
std::vector<records::Permission> permissions_of(const schedules::Configuration&);

/// Our User-Agent: "dramascope/0.1.0 (+mailto:you@example.org)".
std::string user_agent(const schedules::Configuration&);

}  // namespace app
