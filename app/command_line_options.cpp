#include "app/command_line_options.h"

#include <array>

namespace app {

void add_archive(CLI::App& command, Typed& typed) {
    command.add_option("--archive", typed.arguments.archive, "The folder of the archive")
        ->type_name("DIR")
        ->capture_default_str();
}

void add_watchlist(CLI::App& command, Typed& typed) {
    command
        .add_option("--watchlist", typed.arguments.watchlist,
                    "The watched apps, a TOML file; without it, the list that is built in")
        ->type_name("FILE");
}

// It is for tests and for archives that must be the same byte for byte. It is
// described in docs/commands.md.
void add_now(CLI::App& command, Typed& typed) {
    command.add_option("--now", typed.now)->type_name("TIME")->group("");
}

void add_json(CLI::App& command, Typed& typed) {
    command.add_flag("--json", typed.arguments.json, "JSON Lines instead of a table");
}

void add_config(CLI::App& command, Typed& typed) {
    command
        .add_option("--config", typed.arguments.config,
                    "The configuration, a TOML file; its keys go over the built-in ones")
        ->type_name("FILE");
}

namespace {

void add_paths(CLI::App& command, Typed& typed) {
    command
        .add_option("path", typed.arguments.paths,
                    "Saved pages, plain or gzipped; HAR; WARC; folders of them (walked in order of "
                    "name, without names that begin with a dot)")
        ->required()
        ->type_name("PATH");
    command
        .add_option("--source", typed.source,
                    "What the pages are, where their content cannot say: a name that "
                    "`dramascope sources` lists")
        ->type_name("NAME");
    command.add_option("--storefront", typed.storefront, "The country they are from: us, br, id")
        ->type_name("COUNTRY");
    command.add_option("--chart", typed.chart, "top-free, top-paid or top-grossing")
        ->type_name("CHART");
    command
        .add_option("--genre", typed.arguments.asked.genre,
                    "The marketplace's id of the genre: 36, 6016, APPLICATION")
        ->type_name("GENRE");
    command
        .add_option("--captured-at", typed.captured_at,
                    "When they were saved, where they do not say: 2026-10-05T14:00:00Z; or the "
                    "word `file` for the time that each file was last changed")
        ->type_name("TIME");
}

void add_week(CLI::App& command, Typed& typed, bool required) {
    command.add_option("--week", typed.week, "The ISO week, Monday to Sunday in UTC: 2026-W40")
        ->type_name("WEEK")
        ->required(required);
}

void add_out(CLI::App& command, Typed& typed) {
    command.add_option("--out", typed.arguments.out, "The folder to write into; made if need be")
        ->type_name("DIR")
        ->required();
}

void add_wish(CLI::App& command, Typed& typed) {
    auto& arguments = typed.arguments;
    command
        .add_option("--schedule", arguments.schedule, "What to fetch: weekly, daily, or your own")
        ->type_name("NAME")
        ->capture_default_str();
    command
        .add_option("--source", arguments.sources,
                    "Only this source, in every storefront; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command
        .add_option("--storefront", typed.storefronts,
                    "Only this country: us, br, id; may be repeated")
        ->type_name("COUNTRY")
        ->allow_extra_args(false);
    command
        .add_option("--config", arguments.config,
                    "What to fetch and how politely, a TOML file; its keys go over the built-in "
                    "ones, and it must name a contact for requests to be sent")
        ->type_name("FILE");
}

void options_of_fetch(CLI::App& command, Typed& typed) {
    add_wish(command, typed);
    add_archive(command, typed);
    add_watchlist(command, typed);
    add_json(command, typed);
}

void options_of_plan(CLI::App& command, Typed& typed) {
    options_of_fetch(command, typed);
    add_now(command, typed);
}

void options_of_compliance(CLI::App& command, Typed& typed) {
    command
        .add_option("--config", typed.arguments.config,
                    "The configuration whose budgets and permissions are shown, a TOML file")
        ->type_name("FILE");
    add_archive(command, typed);
    add_json(command, typed);
}

void options_of_parse(CLI::App& command, Typed& typed) { add_paths(command, typed); }

void options_of_import(CLI::App& command, Typed& typed) {
    add_paths(command, typed);
    add_archive(command, typed);
    add_watchlist(command, typed);
    add_now(command, typed);
}

void options_of_reparse(CLI::App& command, Typed& typed) {
    add_archive(command, typed);
    add_watchlist(command, typed);
    add_now(command, typed);
}

void add_revision(CLI::App& command, Typed& typed) {
    auto* revision =
        command
            .add_option("--revision", typed.arguments.revision,
                        "The number of a later revision; it lists what differs from the one before")
            ->type_name("N")
            ->check(CLI::Range(2, 9999));
    auto* previous =
        command.add_option("--previous", typed.previous, "The --as-of of the revision before")
            ->type_name("TIME");
    revision->needs(previous);
    previous->needs(revision);
}

void options_of_report(CLI::App& command, Typed& typed) {
    add_week(command, typed, true);
    add_out(command, typed);
    command
        .add_option("--as-of", typed.as_of,
                    "Uses only what was recorded up to then: 2026-10-06T09:00:00Z")
        ->type_name("TIME");
    command
        .add_option("--config", typed.arguments.config,
                    "The configuration whose permissions are shown, a TOML file")
        ->type_name("FILE");
    add_revision(command, typed);
    add_archive(command, typed);
    add_watchlist(command, typed);
}

void options_of_apps(CLI::App& command, Typed& typed) {
    add_watchlist(command, typed);
    add_json(command, typed);
}

void options_of_coverage(CLI::App& command, Typed& typed) {
    add_week(command, typed, false);
    add_archive(command, typed);
    add_json(command, typed);
}

void options_of_check(CLI::App& command, Typed& typed) {
    add_config(command, typed);
    add_archive(command, typed);
    add_watchlist(command, typed);
    add_now(command, typed);
}

void options_of_simulate(CLI::App& command, Typed& typed) {
    add_out(command, typed);
    command.add_option("--weeks", typed.arguments.weeks, "How many weeks to invent")
        ->check(CLI::Range(1, 104))
        ->capture_default_str();
    command.add_option("--first,--first-week", typed.first_week, "The first of them")
        ->type_name("WEEK")
        ->capture_default_str();
    command.add_option("--seed", typed.arguments.seed, "The same seed gives the same bytes")
        ->capture_default_str();
    add_watchlist(command, typed);
}

constexpr std::array table = {
    Command{"plan",
            "Shows every request that fetch would send, and how long it takes; sends nothing",
            "  dramascope plan\n"
            "  dramascope plan --schedule daily --storefront br --json\n"
            "  dramascope plan --source itunes-lookup",
            options_of_plan},
    Command{"fetch", "Fetches what the workbook needs, politely, and keeps it in the archive",
            "  dramascope fetch --config mine.toml\n"
            "  dramascope fetch --config mine.toml --schedule daily",
            options_of_fetch},
    Command{"compliance", "Shows for each host what it allows, what was asked, and how it answered",
            "  dramascope compliance\n  dramascope compliance --json", options_of_compliance},
    Command{"parse", "Prints what saved pages say, as JSON Lines; keeps nothing",
            "  dramascope parse page.html\n"
            "  dramascope parse --storefront us --captured-at file saved/\n"
            "  dramascope parse browser.har | jq 'select(.kind == \"chart\")'",
            options_of_parse},
    Command{"import", "Keeps saved pages in the archive, with what they say",
            "  dramascope import saved/ browser.har crawl.warc.gz\n"
            "  dramascope import --captured-at 2026-10-05T14:00:00Z us-top-free.json",
            options_of_import},
    Command{"reparse", "Reads all of the archive again with today's parsers; says what changed",
            "  dramascope reparse", options_of_reparse},
    Command{"report", "Writes the weekly Excel workbook",
            "  dramascope report --week 2026-W40 --out reports\n"
            "  dramascope report --week 2026-W40 --as-of 2026-10-06T09:00:00Z --out reports\n"
            "  dramascope report --week 2026-W40 --revision 2 --previous 2026-10-06T09:00:00Z "
            "--out reports",
            options_of_report},
    Command{"apps", "Lists the watched apps, and what is not known of them",
            "  dramascope apps\n  dramascope apps --watchlist mine.toml --json", options_of_apps},
    Command{"sources", "Lists the kinds of page that can be read", "  dramascope sources",
            [](CLI::App& command, Typed& typed) { add_json(command, typed); }},
    Command{"coverage", "Shows what the archive holds of each source, storefront and day",
            "  dramascope coverage --week 2026-W40", options_of_coverage},
    Command{"daemon", "Does the jobs of the configuration at their times, and shows how it is",
            "  dramascope daemon --config my.toml\n"
            "  dramascope daemon --config my.toml --daemon --pidfile daemon.pid 2>>daemon.log",
            options_of_daemon},
    Command{"doctor", "Looks for what keeps a daemon from working, and says how to mend it",
            "  dramascope doctor --config my.toml\n  dramascope doctor --offline",
            options_of_doctor},
    Command{"run", "Carries out a job once: fetches, or writes its workbook; as the daemon does",
            "  dramascope run charts --config my.toml\n"
            "  dramascope run workbook --slot 2026-10-05T06:00:00Z",
            options_of_run},
    Command{"status", "Shows at a glance what ran, what is late, and how fresh the data is",
            "  dramascope status --config my.toml", options_of_status},
    Command{"next", "Lists when the jobs will fire",
            "  dramascope next\n  dramascope next charts --count 10", options_of_next},
    Command{"history", "Lists the runs of the jobs, the newest first",
            "  dramascope history\n  dramascope history charts --count 50 --json",
            options_of_history},
    Command{"backfill", "Does again what a job would have done; not for jobs that fetch",
            "  dramascope backfill workbook --from 2026-09-01 --to 2026-10-01",
            options_of_backfill},
    Command{"notify", "Sends a test to the webhook and the mail addresses of the configuration",
            "  dramascope notify --config my.toml", options_of_notify},
    Command{"check",
            "Checks configuration, watch-list and archive; names the line of what is wrong",
            "  dramascope check --config my.toml --watchlist mine.toml", options_of_check},
    Command{"simulate", "Invents a market and writes what its stores would have answered",
            "  dramascope simulate --weeks 10 --seed 1 --first 2026-W31 --out demo",
            options_of_simulate},
};

}  // namespace

std::span<const Command> commands() { return table; }

}  // namespace app
