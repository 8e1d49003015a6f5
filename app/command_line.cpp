#include "app/command_line.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "app/builtin.h"
#include "app/command_line_options.h"
#include "app/terminal.h"
#include "parsers/sources.h"
#include "records/result.h"

namespace app {
namespace {

using records::Result;

constexpr const char* about_program =
    "Market intelligence for micro-drama apps: reads saved pages of the app stores, keeps "
    "them, and writes a weekly workbook for the US, Latin America and Southeast Asia.";

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
    for (const auto& known : commands()) {
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
constexpr const char* day_expected = "not a day; write it as in 2026-10-05";
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
        read("--previous", typed.previous, to.previous, records::instant_from, moment_expected),
        read("--slot", typed.slot, to.slot, records::instant_from, moment_expected),
        read("--from", typed.from, to.from, records::day_from, day_expected),
        read("--to", typed.to, to.to, records::day_from, day_expected),
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
        std::ranges::none_of(commands(),
                             [&](const Command& c) { return c.name == words.front(); })) {
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
