#include "app/command_line_options.h"

// The options of the commands around jobs.
namespace app {
namespace {

void add_job(CLI::App& command, Typed& typed, bool required) {
    command.add_option("job", typed.arguments.job, "A job of the configuration")
        ->type_name("JOB")
        ->required(required);
}

void add_count(CLI::App& command, Typed& typed, const char* about) {
    command.add_option("--count", typed.arguments.count, about)
        ->type_name("N")
        ->check(CLI::Range(1, 100'000));
}

}  // namespace

// --cause and --remark are the daemon's, which knows why it starts a run.
void options_of_run(CLI::App& command, Typed& typed) {
    add_job(command, typed, true);
    auto* slot = command.add_option("--slot", typed.slot,
                                    "The slot that it is for, by its nominal instant: "
                                    "2026-10-05T06:00:00Z");
    slot->type_name("TIME");
    command
        .add_flag("--now", typed.arguments.at_once,
                  "A slot of its own, of this moment; so without --slot, too")
        ->excludes(slot);
    add_config(command, typed);
    add_archive(command, typed);
    add_watchlist(command, typed);
    command.add_option("--cause", typed.arguments.cause)->group("");
    command.add_option("--remark", typed.arguments.remark)->group("");
}

void options_of_status(CLI::App& command, Typed& typed) {
    add_config(command, typed);
    add_archive(command, typed);
    add_json(command, typed);
    add_now(command, typed);
}

void options_of_next(CLI::App& command, Typed& typed) {
    add_job(command, typed, false);
    add_count(command, typed, "How many firings; 10 without it");
    add_config(command, typed);
    add_json(command, typed);
    command.add_option("--now", typed.now, "As if it were this moment: 2026-10-05T06:00:00Z")
        ->type_name("TIME");
}

void options_of_history(CLI::App& command, Typed& typed) {
    add_job(command, typed, false);
    add_count(command, typed, "How many runs; 20 without it");
    add_archive(command, typed);
    add_json(command, typed);
}

void options_of_backfill(CLI::App& command, Typed& typed) {
    add_job(command, typed, true);
    command.add_option("--from", typed.from, "The first day of the slots, in UTC: 2026-09-01")
        ->type_name("DAY")
        ->required();
    command.add_option("--to", typed.to, "The last day, included")->type_name("DAY")->required();
    add_config(command, typed);
    add_archive(command, typed);
    add_watchlist(command, typed);
}

void options_of_daemon(CLI::App& command, Typed& typed) {
    auto& arguments = typed.arguments;
    add_config(command, typed);
    add_archive(command, typed);
    add_watchlist(command, typed);
    command
        .add_option("--listen", arguments.listen,
                    "Where it shows how it is, instead of what the configuration says: "
                    "127.0.0.1:8765")
        ->type_name("ADDRESS:PORT");
    command.add_flag("--daemon", arguments.background,
                     "In the background, without a terminal; not for systemd and containers");
    command.add_option("--pidfile", arguments.pid_file, "A file for the number of its process")
        ->type_name("FILE");
}

void options_of_notify(CLI::App& command, Typed& typed) {
    add_config(command, typed);
    // How the daemon calls it: "-", and what to send on stdin.
    command.add_option("stdin", typed.arguments.paths)->group("");
}

void options_of_doctor(CLI::App& command, Typed& typed) {
    add_config(command, typed);
    add_archive(command, typed);
    add_watchlist(command, typed);
    command.add_flag("--offline", typed.arguments.offline,
                     "Asks no host whether its robots.txt can be had");
    add_json(command, typed);
}

}  // namespace app
