#include <catch2/catch.hpp>

#include "app/builtin.h"
#include "app/command_line.h"
#include "app/csv.h"
#include "app/terminal.h"
#include "app_testing.h"

using Catch::Contains;
using Catch::StartsWith;

namespace {

app::Arguments read(const std::vector<std::string>& words) {
    const auto read = app::read_arguments(words);
    const auto* answer = std::get_if<app::Answer>(&read);
    INFO((answer ? answer->text : ""));
    REQUIRE(std::holds_alternative<app::Arguments>(read));
    return std::get<app::Arguments>(read);
}

/// Wrong usage: code 2, nothing on stdout, and the remedy on stderr.
void refuses(const std::vector<std::string>& words, const std::string& message) {
    const Ran ran = run_program(words);
    CAPTURE(ran.err);
    REQUIRE(ran.code == 2);
    REQUIRE(ran.out.empty());
    REQUIRE_THAT(ran.err, Contains(message));
}

}  // namespace

TEST_CASE("what is typed becomes typed values") {
    const auto arguments =
        read({"import", "--storefront", "BR", "--chart", "top-grossing", "--genre", "6016",
              "--source", "apple-rss-legacy", "--captured-at", "2026-10-05T07:00:00-07:00",
              "--archive", "kept", "a.json", "b.json"});
    REQUIRE(arguments.command == "import");
    REQUIRE(arguments.paths == std::vector<std::string>{"a.json", "b.json"});
    REQUIRE(arguments.asked.country == records::Country("BR"));
    REQUIRE(arguments.asked.chart == records::Chart::top_grossing);
    REQUIRE(arguments.captured_at == records::instant_from("2026-10-05T14:00:00Z"));
    REQUIRE(arguments.archive == "kept");
}

TEST_CASE("the option --captured-at file asks for the time that each file was last changed") {
    const auto arguments = read({"parse", "--captured-at", "file", "a.json"});
    REQUIRE(arguments.captured_when_modified);
    REQUIRE_FALSE(arguments.captured_at);
}

TEST_CASE("the archive has a default place, the country has no default") {
    const auto arguments = read({"parse", "a.json"});
    REQUIRE(arguments.archive == "dramascope-archive");
    REQUIRE_FALSE(arguments.asked.country);
    REQUIRE_FALSE(arguments.captured_at);
}

TEST_CASE("wrong usage ends with code 2 and says what to write instead") {
    refuses({"parse", "--storefront", "uk", "a"}, "--storefront uk: not a country that we know");
    refuses({"parse", "--storefront", "zz", "a"}, "us, br or id");
    refuses({"parse", "--chart", "free", "a"}, "top-free, top-paid, top-grossing");
    refuses({"parse", "--source", "appstore", "a"}, "there are: apple-rss-legacy");
    refuses({"parse", "--captured-at", "2026-10-05T14:00:00", "a"}, "with its zone");
    refuses({"report", "--week", "2025-W53", "--out", "o"}, "--week 2025-W53: not a week");
    refuses({"report", "--out", "o"}, "--week is required");
    refuses({"report", "--week", "2026-W40"}, "--out is required");
    refuses({"parse"}, "path is required");
    refuses({"simulate", "--out", "o", "--weeks", "0"}, "--weeks");
    refuses({"parse", "--colour", "a"}, "--colour");
    refuses({"frobnicate"}, "See dramascope --help");
    refuses({}, "See dramascope --help");
}

TEST_CASE("help is printed on stdout with code 0, for each command with examples") {
    const Ran all = run_program({"--help"});
    REQUIRE(all.code == 0);
    REQUIRE(all.err.empty());
    for (const auto* command : {"parse", "import", "reparse", "report", "apps", "sources",
                                "coverage", "check", "simulate"}) {
        REQUIRE_THAT(all.out, Contains(std::string("\n  ") + command + " "));
        const Ran one = run_program({command, "--help"});
        CAPTURE(one.out);
        REQUIRE(one.code == 0);
        REQUIRE_THAT(one.out, Contains(std::string("  dramascope ") + command));
    }
    REQUIRE(run_program({"--version"}).out == "dramascope " + std::string(app::version) + "\n");
}

TEST_CASE("the built-in watch-list is the file of the project") {
    REQUIRE(app::builtin_watchlist == read_file(project_root() / "schedules/watchlist.toml"));
}

TEST_CASE("text from outside cannot command the terminal") {
    REQUIRE(app::printable("plain, 红果 and é") == "plain, 红果 and é");
    REQUIRE(app::printable("\x1b[2Jgone\x07\x7f\r\n") == "?[2Jgone????");
    REQUIRE(app::printable("\xc2\x9b"
                           "31m") == "?31m");
    REQUIRE(app::printable("abc\xe2\x80\xae"
                           "def") == "abc?def");
    REQUIRE(app::printable("broken \xff\xe2\x80") == "broken ???");
    REQUIRE(app::printable(std::string(1000, 'x')) == std::string(300, 'x') + "...");
}

TEST_CASE("a cell of a CSV file is never a formula") {
    REQUIRE(app::csv_cell("ReelShort") == "ReelShort");
    REQUIRE(app::csv_cell("=1+1") == "'=1+1");
    REQUIRE(app::csv_cell("@SUM(A1)") == "'@SUM(A1)");
    REQUIRE(app::csv_cell("-1,5") == "\"'-1,5\"");
    REQUIRE(app::csv_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
}

TEST_CASE("a table is aligned for people, and lines of JSON for programs") {
    app::Table table({"name", "id"});
    table.add({"红果", "1"});
    table.add({"Nine Lives", ""});
    std::ostringstream text;
    table.print(text, false);
    REQUIRE(text.str() == "name        id\n红果        1\nNine Lives\n");
    std::ostringstream json;
    table.print(json, true);
    REQUIRE(json.str() ==
            "{\"name\":\"红果\",\"id\":\"1\"}\n{\"name\":\"Nine Lives\",\"id\":null}\n");
}
