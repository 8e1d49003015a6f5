#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "records/crawl.h"
#include "records/geography.h"
#include "records/result.h"
#include "schedules/job.h"
#include "schedules/settings.h"

namespace schedules {

/// A page of a published figure, and on what terms it may be read.
struct PublishedPage {
    std::string url;
    std::string attribution;  // who must be named with its figures
    std::string terms;        // a remark on its terms
};

/// The name under which a schedule asks for the published pages; all others are of parsers/.
inline constexpr std::string_view published_pages = "published";

/// For which storefronts a schedule asks a source.
struct SourceScope {
    std::string source;                         // of parsers/, or `published_pages`
    bool everywhere = false;                    // all of Configuration::storefronts
    std::vector<records::Country> storefronts;  // where not everywhere; empty: it is of none (FX)
};

/// What is fetched together: "daily", "weekly".
struct Schedule {
    std::string name;
    std::vector<SourceScope> sources;  // the order of requests is that of the plan, not this one
};

/// What to look at, and how: a TOML file (schedules/dramascope.toml is the built-in one, and says
/// what each key means). Nothing of it is secret.
struct Configuration {
    std::string
        contact;  // a URL or a mail address, for the User-Agent; empty: nothing live is sent
    std::vector<records::Country> storefronts;  // in their order
    std::vector<records::Chart> charts;
    std::vector<std::string> genres;  // "all", "entertainment": each marketplace has its own ids
    int lookup_batch = 50;            // apps in one lookup
    std::vector<Schedule> schedules;  // in the order of the file
    std::vector<PublishedPage> published;
    std::vector<records::HostRule> hosts;        // the allow-list
    std::map<std::string, std::string> proxies;  // by storefront, "mx": an operator's own
    std::chrono::milliseconds patience{30 * 60 * 1000};
    // For a network of one's own, as the tests have; empty otherwise.
    std::vector<std::string> connect_to;  // "itunes.apple.com:443:127.0.0.1:8443"
    std::string ca_file;
    bool private_network = false;

    std::vector<Job> jobs;  // in the order of the file
    DaemonSettings daemon;
    AlertSettings alerts;
    std::optional<FastClock> time;  // none: the machine's clock

    /// Whether the requests go to the hosts that they name.
    bool live() const { return !private_network; }
};

/// Reads a configuration over another one (`base`, the built-in one): a key that the file does not
/// have stays as it is; an entry of [[host]] changes the rule of that host, or adds one; a
/// [schedule.NAME] takes the place of the one of that name; [[published]] takes the place of all;
/// a [job.NAME] changes that job, or adds one, or takes it away (enabled = false).
/// `name` is for messages, `sources` are the names of the sources that there are, `zones` finds
/// time zones (without it there is UTC only). Unknown keys, countries, sources, charts, zones,
/// schedules of jobs, cron expressions that do not read, jobs that wait for each other, hosts that
/// are no host names, paces below zero: an error with line and column, what was expected, what to
/// do.
records::Result<Configuration> read_configuration(std::string_view text, std::string_view name,
                                                  std::span<const std::string_view> sources,
                                                  const Configuration& base,
                                                  const ZoneFiles& zones = {});

}  // namespace schedules
