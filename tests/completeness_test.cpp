// What must be there when something is added, so that nothing is added by half.

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <regex>
#include <set>

#include "golden.h"
#include "parsers/sources.h"
#include "project_files.h"
#include "records/country_table.h"

namespace fs = std::filesystem;

namespace {

/// Folders of fixtures that belong to no single source.
constexpr std::array other_fixtures = {"simulator", "blocked",    "containers", "prices",
                                       "archive",   "archive-v1", "reports",    "hostile",
                                       "watchlist", "html",       "json",       "watching"};

std::set<std::string> names_in(const fs::path& folder, bool folders) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_directory() == folders) names.insert(entry.path().filename().string());
    return names;
}

std::vector<std::string> without_fixtures(const fs::path& place) {
    std::vector<std::string> found;
    for (const parsers::Source* source : parsers::sources) {
        const std::string name(source->name);
        const auto files = fs::is_directory(place / name) ? names_in(place / name, false)
                                                          : std::set<std::string>{};
        const auto goldens = std::ranges::count_if(
            files, [](const std::string& file) { return file.ends_with(".golden"); });
        if (goldens == 0 || static_cast<std::size_t>(goldens) == files.size())
            found.push_back("parsers/sources.h names " + name + ": put pages of it and what they " +
                            "say (.golden) into fixtures/" + name + "/.");
    }
    return found;
}

std::vector<std::string> of_no_source(const std::set<std::string>& folders) {
    std::vector<std::string> found;
    for (const std::string& folder : folders)
        if (parsers::find_source(folder) == nullptr &&
            std::ranges::find(other_fixtures, folder) == other_fixtures.end())
            found.push_back("fixtures/" + folder +
                            "/ is named like no source of parsers/sources.h.");
    return found;
}

/// Goldens of the sources whose page is gone.
std::vector<std::string> orphans(const fs::path& place) {
    std::vector<std::string> found;
    for (const parsers::Source* source : parsers::sources) {
        const fs::path folder = place / std::string(source->name);
        if (!fs::is_directory(folder)) continue;
        const auto files = names_in(folder, false);
        for (const std::string& file : files) {
            if (!file.ends_with(".golden")) continue;
            const std::string page = file.substr(0, file.size() - std::string(".golden").size());
            if (std::ranges::none_of(files, [&](const std::string& other) {
                    return other != file && other.starts_with(page);
                }))
                found.push_back((folder.filename() / file).string() + " has no page beside it.");
        }
    }
    return found;
}

std::vector<std::string> codes_in(records::Region region) {
    std::vector<std::string> codes;
    for (const records::CountryFacts& country : records::country_table)
        if (country.region == region) codes.emplace_back(country.code);
    return codes;
}

}  // namespace

TEST_CASE("Every source has pages in fixtures/ and what they say beside them") {
    CHECK_THAT(joined(without_fixtures(fixtures())), Catch::Equals(""));
}

TEST_CASE("Every folder of fixtures belongs to a source, and every golden to a page") {
    CHECK_THAT(joined(of_no_source(names_in(fixtures(), true))), Catch::Equals(""));
    CHECK_THAT(joined(orphans(fixtures())), Catch::Equals(""));
    CHECK(of_no_source({"apple-rss-legacy", "aple-rss"}).size() == 1);
}

TEST_CASE("Every source is fuzzed") {
    const std::string cmake = read_file(project_root() / "tests/fuzz/CMakeLists.txt");
    for (const parsers::Source* source : parsers::sources) {
        std::string target(source->name);
        std::ranges::replace(target, '-', '_');
        INFO(source->name << " is not in the list of tests/fuzz/CMakeLists.txt");
        CHECK(std::regex_search(cmake, std::regex("[ (\n]" + target + "[ )\n]")));
    }
}

TEST_CASE("Every source file of parsers/ that defines a Source is in the list") {
    static const std::regex definition(R"(\nconst Source (\w+))");
    const std::string list = read_file(project_root() / "parsers/sources.h");
    for (const ProjectFile& file : cpp_files()) {
        if (!file.in("parsers")) continue;
        for (std::sregex_iterator at(file.text.begin(), file.text.end(), definition), end;
             at != end; ++at) {
            INFO(file.name << " defines " << (*at)[1] << ": name it in parsers/sources.h");
            CHECK(list.find("&" + (*at)[1].str()) != std::string::npos);
        }
    }
}

TEST_CASE("Every sheet is in the list of sheets") {
    static const std::regex maker(R"(\nSheet (\w+)\(const View)");
    const std::string header = read_file(project_root() / "reports/sheets.h");
    const std::string list = header.substr(header.find("makers[]"));
    for (const ProjectFile& file : cpp_files()) {
        if (!file.in("reports/sheets")) continue;
        for (std::sregex_iterator at(file.text.begin(), file.text.end(), maker), end; at != end;
             ++at) {
            INFO(file.name << " makes " << (*at)[1] << ", which reports/sheets.h does not list");
            CHECK(std::regex_search(list, std::regex("\\b" + (*at)[1].str() + "\\b")));
        }
    }
}

TEST_CASE("Every country of the three regions is in the table, with the stores that it has") {
    using Codes = std::vector<std::string>;
    CHECK_THAT(codes_in(records::Region::united_states), Catch::UnorderedEquals(Codes{"US"}));
    CHECK_THAT(codes_in(records::Region::latin_america),
               Catch::UnorderedEquals(Codes{"MX", "BR", "AR", "CO", "CL", "PE", "EC", "GT", "CR",
                                            "PA", "DO", "UY", "PY", "BO", "VE", "SV", "HN", "NI"}));
    Codes asia = codes_in(records::Region::southeast_asia);
    std::erase(asia, "TL");  // where a store has it
    CHECK_THAT(asia, Catch::UnorderedEquals(
                         Codes{"ID", "TH", "VN", "PH", "MY", "SG", "KH", "LA", "MM", "BN"}));
}

TEST_CASE("No source file is longer than 400 lines") {
    for (const ProjectFile& file : cpp_files()) {
        INFO(file.name << " is " << lines_of(file.text).size() << " lines long: divide it by duty");
        CHECK(lines_of(file.text).size() <= 400);
    }
}

TEST_CASE("No name hides what a thing is for") {
    static const std::regex vague(
        R"(\b\w*([Uu]tils?|Manager|Helper|Impl)\b|\b(helpers?|misc|common)\.(h|cpp))");
    static const std::regex of_poco(R"(\b(Poco|net)(/|::)[\w:/]+)");  // names that are not ours
    for (const ProjectFile& file : cpp_files()) {
        const std::string code =
            std::regex_replace(file.name + "\n" + code_of(file.text), of_poco, "");
        std::smatch match;
        const bool found = std::regex_search(code, match, vague);
        INFO(file.name << " says " << (found ? match.str() : "") << ": name the duty instead");
        CHECK_FALSE(found);
    }
}

TEST_CASE("Nothing in the project names a place of one machine, and nothing waits to be done") {
    const std::string marks = std::string("TO") + "DO|FIX" + "ME";
    const std::regex local(std::string("(^|[^\\w.])/(wo") + "rk|ho" + "me|ro" + "ot)/|\\b(" +
                           marks + ")\\b");
    for (const ProjectFile& file : project_files(
             {".cpp", ".h", ".md", ".txt", ".json", ".toml", ".mjs", ".py", "run", "test"})) {
        if (file.in("fixtures")) continue;
        for (const std::string& line : lines_of(file.text)) {
            INFO(file.name << ": " << line);
            CHECK_FALSE(std::regex_search(line, local));
        }
    }
}

TEST_CASE("A decision fits on 20 lines, and they are numbered without gaps") {
    int expected = 1;
    for (const ProjectFile& file : project_files({".md"})) {
        if (!file.in("docs/decisions")) continue;
        INFO(file.name << " has " << lines_of(file.text).size() << " lines");
        CHECK(lines_of(file.text).size() <= 20);
        CHECK(file.name.substr(std::string("docs/decisions/").size(), 4) ==
              std::string(expected < 10 ? 3 : 2, '0') + std::to_string(expected));
        ++expected;
    }
    CHECK(expected > 1);
}

TEST_CASE("Every package that is installed is explained in docs/dependencies.md") {
    const std::string explained = read_file(project_root() / "docs/dependencies.md");
    for (const char* list :
         {"packages.txt", ".ci/packages.txt", "bench/packages.txt", "bench/packages-node.txt"})
        for (const std::string& line : lines_of(read_file(project_root() / list))) {
            if (line.empty() || line.front() == '#') continue;
            INFO(line << " of " << list << " has no line in docs/dependencies.md");
            CHECK(explained.find("`" + line + "`") != std::string::npos);
        }
}
