#include "app/command_line.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <sstream>

#include "app/builtin.h"
#include "app/terminal.h"
#include "parsers/sources.h"
#include "records/result.h"

namespace app {
namespace {

using records::Result;

/// The options as they were typed.
struct Typed {
    Arguments arguments;
    std::string source, storefront, chart, captured_at, week, as_of, now;
    std::string first_week = "2026-W31";
    std::vector<std::string> storefronts;
};

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

// Not shown by --help: it is for tests and for archives that must be the same byte for byte. It is
// described in docs/commands.md.
void add_now(CLI::App& command, Typed& typed) {
    command.add_option("--now", typed.now)->type_name("TIME")->group("");
}

void add_json(CLI::App& command, Typed& typed) {
    command.add_flag("--json", typed.arguments.json, "JSON Lines instead of a table");
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
    add_archive(command, typed);
    add_watchlist(command, typed);
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

struct Command {
    const char* name;
    const char* about;
    const char* examples;
    void (*add_options)(CLI::App&, Typed&);
};

constexpr std::array commands = {
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
            "  dramascope report --week 2026-W40 --as-of 2026-10-06T09:00:00Z --out reports",
            options_of_report},
    Command{"apps", "Lists the watched apps, and what is not known of them",
            "  dramascope apps\n  dramascope apps --watchlist mine.toml --json", options_of_apps},
    Command{"sources", "Lists the kinds of page that can be read", "  dramascope sources",
            [](CLI::App& command, Typed& typed) { add_json(command, typed); }},
    Command{"coverage", "Shows what the archive holds of each source, storefront and day",
            "  dramascope coverage --week 2026-W40", options_of_coverage},
    Command{"check", "Checks the watch-list and the archive; names the line of what is wrong",
            "  dramascope check --watchlist mine.toml", options_of_check},
    Command{"simulate", "Invents a market and writes what its stores would have answered",
            "  dramascope simulate --weeks 10 --seed 1 --first 2026-W31 --out demo",
            options_of_simulate},
};

constexpr const char* about_program =
    "Market intelligence for micro-drama apps: reads saved pages of the app stores, keeps them, "
    "and "
    "writes a weekly workbook for the US, Latin America and Southeast Asia.";

constexpr const char* first_steps =
    "First steps:\n"
    "    dramascope import saved/\n"
    "    dramascope report --week 2026-W40 --out reports\n"
    "`dramascope COMMAND --help` shows the options of a command, with examples.\n"
    "Exit codes: 0 fine; 1 nothing to do, or it failed; 2 wrong usage; 3 some input was blocked,\n"
    "in a layout that is not known, or not readable.";

void build(CLI::App& program, Typed& typed) {
    program.set_version_flag("--version", "dramascope " + std::string(version));
    program.require_subcommand(1);
    program.footer(first_steps);
    for (const auto& known : commands) {
        CLI::App* command = program.add_subcommand(known.name, known.about);
        command->footer(std::string("Examples:\n") + known.examples);
        known.add_options(*command, typed);
        command->callback([&typed, &known] { typed.arguments.command = known.name; });
    }
}

tl::unexpected<records::Error> refuse(const char* option, const std::string& value,
                                      const std::string& expected) {
    return records::fail(std::string(option) + " " + value + ": " + expected);
}

std::string names_of_sources() {
    std::string names;
    for (const auto* source : parsers::sources) {
        names += (names.empty() ? "" : ", ") + std::string(source->name);
    }
    return names;
}

constexpr const char* country_expected =
    "not a country that we know; write its two letters of ISO 3166, as in us, br or id (GB is gb, "
    "not uk)";

Result<void> read_wish(Typed& typed) {
    for (const auto& source : typed.arguments.sources) {
        if (source != "published" && !parsers::find_source(source))
            return refuse("--source", source,
                          "no such source; there are: " + names_of_sources() + ", published");
    }
    for (const auto& code : typed.storefronts) {
        const auto place = records::country_from(code);
        if (!place) return refuse("--storefront", code, country_expected);
        typed.arguments.storefronts.push_back(*place);
    }
    return {};
}

/// Reads one option into its place; an option that was not given is not read.
template <class Value, class Read>
Result<void> read(const char* option, const std::string& typed, std::optional<Value>& value,
                  Read from_text, const char* expected) {
    if (typed.empty()) return {};
    value = from_text(typed);
    if (!value) return refuse(option, typed, expected);
    return {};
}

constexpr const char* moment_expected =
    "not a moment; write it with its zone, as in 2026-10-05T14:00:00Z or 2026-10-05T07:00:00-07:00";
constexpr const char* week_expected =
    "not a week; write it as in 2026-W40 (a year has 52 or 53 of them)";

Result<void> read_source(Typed& typed) {
    if (!typed.source.empty() && !parsers::find_source(typed.source)) {
        return refuse("--source", typed.source, "no such source; there are: " + names_of_sources());
    }
    typed.arguments.asked.source = typed.source;
    return {};
}

Result<void> read_captured_at(Typed& typed) {
    auto& arguments = typed.arguments;
    arguments.captured_when_modified = typed.captured_at == "file";
    if (arguments.captured_when_modified) return {};
    return read("--captured-at", typed.captured_at, arguments.captured_at, records::instant_from,
                moment_expected);
}

Result<void> check(Typed& typed) {
    auto& to = typed.arguments;
    std::array steps = {
        read_source(typed),
        read_captured_at(typed),
        read_wish(typed),
        read("--storefront", typed.storefront, to.asked.country, records::country_from,
             country_expected),
        read("--chart", typed.chart, to.asked.chart, records::chart_from,
             "no such chart; there are: top-free, top-paid, top-grossing"),
        read("--week", typed.week, to.week, records::week_from, week_expected),
        read("--first", typed.first_week, to.first_week, records::week_from, week_expected),
        read("--as-of", typed.as_of, to.as_of, records::instant_from, moment_expected),
        read("--now", typed.now, to.now, records::instant_from, moment_expected),
    };
    for (const auto& step : steps) {
        if (!step) return step;
    }
    return {};
}

Answer answer(const CLI::App& program, const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    if (program.exit(error, out, err) == 0) return {0, out.str()};
    std::string name;
    for (const auto* command : program.get_subcommands()) name = command->get_name() + " ";
    return {2,
            std::string("dramascope: ") + error.what() + "\nSee dramascope " + name + "--help\n"};
}

}  // namespace

std::variant<Arguments, Answer> read_arguments(const std::vector<std::string>& words) {
    if (std::ranges::find(words, std::string()) != words.end()) {
        return Answer{2, "dramascope: an option or a path is empty; leave it out, or name one\n"};
    }
    if (!words.empty() && !words.front().starts_with('-') &&
        std::ranges::none_of(commands, [&](const Command& c) { return c.name == words.front(); })) {
        return Answer{2, "dramascope: " + printable(words.front()) +
                             ": no such command\nSee dramascope --help\n"};
    }
    CLI::App program(about_program, "dramascope");
    Typed typed;
    build(program, typed);
    try {
        program.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    } catch (const CLI::ParseError& error) {
        return answer(program, error);
    }
    if (const auto fine = check(typed); !fine) {
        return Answer{2, "dramascope: " + fine.error().what + "\n"};
    }
    return typed.arguments;
}

}  // namespace app
