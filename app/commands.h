#pragma once

#include <functional>
#include <ostream>

#include "app/command_line.h"
#include "app/network.h"
#include "records/result.h"
#include "schedules/watchlist.h"

namespace app {

/// What a command works with.
struct Session {
    const Arguments& arguments;
    std::ostream& out;
    std::ostream& err;
    records::Instant now;
    bool terminal = false;                    // whether err is one
    std::function<records::Instant()> clock;  // for what takes long; `now` is when it began
    std::function<records::Result<Network>(const crawler::CurlOptions&)> network = open_network;
};

/// The exit codes; README and --help promise them.
enum Code : int { fine = 0, failed = 1, wrong_usage = 2, some_input_troubled = 3 };

// Each command, in its own file: what it does is in docs/commands.md. The answer is the exit code.
int show_plan(Session&);
int fetch(Session&);
int compliance(Session&);
int parse_pages(Session&);
int import_pages(Session&);
int reparse(Session&);
int report(Session&);
int apps(Session&);
int sources(Session&);
int coverage(Session&);
int check(Session&);
int run_job(Session&);
int show_status(Session&);
int show_next(Session&);
int show_history(Session&);
int backfill(Session&);
int notify(Session&);
int simulate(Session&);
int run_daemon(Session&);
int doctor(Session&);

/// The watch-list that the arguments name, or the built-in one. An error when it has a fatal issue.
records::Result<schedules::Watchlist> watchlist(const Arguments&);

/// The same, as far as it can be read, with all its issues.
records::Result<schedules::Watchlist> watchlist_with_issues(const Arguments&);

/// Where the watch-list comes from, for messages: a file's name, or "built-in watch-list".
std::string watchlist_name(const Arguments&);

/// Prints why a command could not do its work.
int fail(Session&, const std::string& what);

}  // namespace app
