#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "records/geography.h"
#include "records/page.h"

namespace app {

/// What the user wants, checked: unknown countries, weeks and moments never come this far.
struct Arguments {
    std::string_view command;                     // a name of `commands`
    std::vector<std::string> paths;               // files and folders, for parse and import
    records::Asked asked;                         // what their content may not say
    std::optional<records::Instant> captured_at;  // when they were saved, where they do not say
    bool captured_when_modified = false;          // --captured-at file
    std::string archive = "dramascope-archive";
    std::string config;                         // empty: the built-in one alone
    std::string schedule = "weekly";            // what to fetch, or of it
    std::vector<std::string> sources;           // only these
    std::vector<records::Country> storefronts;  // and only these
    std::string watchlist;                      // empty: the built-in one
    std::string out;                            // folder for what report and simulate write
    std::optional<records::Week> week;
    std::optional<records::Instant> as_of;
    int revision = 1;                          // of the workbook
    std::optional<records::Instant> previous;  // the cut-off of the revision before
    std::optional<records::Instant> now;       // stands in for the clock
    std::optional<records::Week> first_week;
    int weeks = 10;
    std::uint64_t seed = 1;
    std::string job;                       // of the configuration; empty: all
    std::optional<records::Instant> slot;  // of the job, its nominal instant; empty: now
    bool at_once = false;                  // run --now
    std::string cause = "hand";            // of the run
    std::string remark;                    // on it, for people
    std::optional<records::Day> from, to;  // the slots of these days, both included
    int count = 0;                         // of what is listed; 0: as the command thinks fit
    std::string listen;                    // of the daemon; empty: as configured
    std::string pid_file;                  // of the daemon; empty: none
    bool background = false;               // daemon --daemon
    bool offline = false;                  // doctor: asks no host
    bool json = false;
};

/// What to print instead of doing something: help or the version (code 0, for stdout), or what is
/// wrong with the arguments (code 2, for stderr).
struct Answer {
    int code = 0;
    std::string text;
};

/// Reads the arguments that follow the program's name.
std::variant<Arguments, Answer> read_arguments(const std::vector<std::string>&);

}  // namespace app
