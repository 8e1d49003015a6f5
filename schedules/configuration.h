#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "records/crawl.h"
#include "records/geography.h"
#include "records/result.h"

namespace schedules {

/// A page of a published figure, and on what terms it may be read.
struct PublishedPage {
    std::string url;
    std::string attribution;  // who must be named with its figures
    std::string terms;        // a remark on its terms
};

/// What to look at, and how: a TOML file (schedules/dramascope.toml is the built-in one). Nothing
/// of it is secret.
struct Configuration {
    std::string
        contact;  // a URL or a mail address, for the User-Agent; empty: nothing live is sent
    std::vector<records::Country> storefronts;  // in their order
    std::vector<std::string> sources;           // names of parsers/, in the order of the plan
    std::vector<std::string> charts;            // "top-free", "top-grossing"
    std::vector<std::string> genres;            // "all", "entertainment"
    int lookup_batch = 50;                      // apps in one lookup
    std::vector<PublishedPage> published;
    std::vector<records::HostRule> hosts;        // the allow-list
    std::map<std::string, std::string> proxies;  // by storefront, "mx": an operator's own
    std::chrono::milliseconds patience{30 * 60 * 1000};
    // For a network of one's own, as the tests have; empty otherwise.
    std::vector<std::string> connect_to;  // "itunes.apple.com:443:127.0.0.1:8443"
    std::string ca_file;
    bool private_network = false;
};

/// Reads a configuration. `name` is for messages. Unknown keys, unknown countries, sources, charts,
/// hosts that are no host names, paces below zero: an error with line, what was expected, what to
/// do.
records::Result<Configuration> read_configuration(std::string_view text, std::string_view name);

}  // namespace schedules
