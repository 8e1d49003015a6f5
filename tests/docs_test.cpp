// The documentation is run. A block marked `console` shows commands ("$ ...") and what they print;
// here they are executed, in the order of the page, in an empty folder that has the fixtures in it,
// and must print that. A line "..." stands for any lines.

#include <catch2/catch.hpp>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>

#include "golden.h"
#include "project_files.h"

namespace fs = std::filesystem;

namespace {

struct Step {
    std::string command;
    std::vector<std::string> output;
};

struct Block {
    std::string language;
    std::vector<std::string> lines;
};

std::vector<Block> blocks_of(const std::string& markdown) {
    std::vector<Block> blocks;
    bool inside = false;
    for (const std::string& line : lines_of(markdown)) {
        if (line.starts_with("```")) {
            inside = !inside;
            if (inside) blocks.push_back({line.substr(3), {}});
        } else if (inside) {
            blocks.back().lines.push_back(line);
        }
    }
    return blocks;
}

std::vector<Step> steps_of(const std::string& markdown) {
    std::vector<Step> steps;
    for (const Block& block : blocks_of(markdown)) {
        if (block.language != "console") continue;
        for (const std::string& line : block.lines)
            if (line.starts_with("$ "))
                steps.push_back({line.substr(2), {}});
            else if (!steps.empty())
                steps.back().output.push_back(line);
    }
    return steps;
}

std::vector<ProjectFile> pages() { return project_files({".md"}); }

/// A folder of its own for the commands of one page; gone at the end.
class Playground {
public:
    Playground() {
        std::string form = (fs::temp_directory_path() / "dramascope-docs-XXXXXX").string();
        REQUIRE(mkdtemp(form.data()) != nullptr);
        place_ = form;
        fs::create_directory_symlink(fixtures(), place_ / "fixtures");
    }
    ~Playground() { fs::remove_all(place_); }
    Playground(const Playground&) = delete;
    Playground& operator=(const Playground&) = delete;

    /// What a command prints, on stdout and stderr, as lines.
    std::vector<std::string> run(const std::string& command) const {
        const fs::path program(DRAMASCOPE);
        const std::string line = "cd '" + place_.string() + "' && PATH='" +
                                 program.parent_path().string() + "':$PATH && { " + command +
                                 "\n} 2>&1 </dev/null";
        FILE* pipe = popen(line.c_str(), "r");
        REQUIRE(pipe != nullptr);
        std::string printed;
        std::array<char, 4096> piece{};
        while (const std::size_t n = fread(piece.data(), 1, piece.size(), pipe))
            printed.append(piece.data(), n);
        pclose(pipe);
        return lines_of(printed);
    }

private:
    fs::path place_;
};

/// Whether lines are as shown, from `at` and `seen` on.
bool as_shown(const std::vector<std::string>& shown, const std::vector<std::string>& printed,
              std::size_t at = 0, std::size_t seen = 0) {
    if (at == shown.size()) return seen == printed.size();
    if (shown[at] == "...") {
        for (std::size_t next = seen; next <= printed.size(); ++next)
            if (as_shown(shown, printed, at + 1, next)) return true;
        return false;
    }
    return seen < printed.size() && shown[at] == printed[seen] &&
           as_shown(shown, printed, at + 1, seen + 1);
}

std::string text_of(const std::string& command) { return joined(Playground().run(command)); }

/// The commands that `dramascope --help` lists.
std::set<std::string> commands() {
    std::set<std::string> names;
    static const std::regex form(R"(^  ([a-z]+)\s+\S.*)");
    for (const std::string& line : lines_of(text_of("dramascope --help"))) {
        std::smatch match;
        if (std::regex_match(line, match, form)) names.insert(match[1]);
    }
    return names;
}

/// Every "dramascope COMMAND ARGUMENTS" in the blocks of a page.
std::vector<std::smatch> uses_in(const std::string& line) {
    static const std::regex form(R"(dramascope ([a-z]+)((?: [^|;>&#`]+)?))");
    std::vector<std::smatch> found;
    for (std::sregex_iterator at(line.begin(), line.end(), form), end; at != end; ++at)
        found.push_back(*at);
    return found;
}

void require_options(const std::string& page, const std::string& command,
                     const std::string& arguments) {
    static const std::regex option(R"(--[a-z-]+)");
    const std::string help = text_of("dramascope " + command + " --help");
    for (std::sregex_iterator at(arguments.begin(), arguments.end(), option), end; at != end;
         ++at) {
        INFO(page << " shows `dramascope " << command << " " << at->str()
                  << "`, which its --help does not know");
        CHECK(std::regex_search(help, std::regex(at->str() + "[^a-z-]")));
    }
}

}  // namespace

TEST_CASE("What the documentation shows is what the program prints") {
    std::size_t steps = 0;
    for (const ProjectFile& page : pages()) {
        const Playground playground;
        for (const auto& [command, shown] : steps_of(page.text)) {
            const auto printed = playground.run(command);
            INFO(page.name << " shows for `" << command << "`\n"
                           << joined(shown) << "but it prints\n"
                           << joined(printed));
            CHECK(as_shown(shown, printed));
            ++steps;
        }
    }
    CHECK(steps > 0);
}

TEST_CASE("The commands and options of the documentation exist") {
    const auto known = commands();
    REQUIRE(known.contains("parse"));
    for (const ProjectFile& page : pages())
        for (const Block& block : blocks_of(page.text))
            for (const std::string& line : block.lines)
                for (const std::smatch& use : uses_in(line)) {
                    INFO(page.name << ": " << line);
                    CHECK(known.contains(use[1]));
                    if (known.contains(use[1])) require_options(page.name, use[1], use[2]);
                }
}

TEST_CASE("Every command is documented in the README") {
    const std::string readme = read_file(project_root() / "README.md");
    for (const std::string& command : commands()) {
        INFO("README.md does not mention `dramascope " << command << "`");
        CHECK(readme.find("dramascope " + command) != std::string::npos);
    }
}

TEST_CASE("Every link of the documentation leads somewhere") {
    static const std::regex link(R"(\]\(([^)#\s]+)[^)]*\))");
    for (const ProjectFile& page : pages()) {
        const std::string& text = page.text;
        for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
            const std::string target = (*at)[1];
            if (target.starts_with("https://")) continue;
            INFO(page.name << " links to " << target << ", which does not exist");
            CHECK(fs::exists((project_root() / page.name).parent_path() / target));
        }
    }
}

TEST_CASE("A line of dots stands for any lines of output, and nothing else does") {
    CHECK(as_shown({"a", "...", "z"}, {"a", "b", "c", "z"}));
    CHECK(as_shown({"a", "...", "z"}, {"a", "z"}));
    CHECK_FALSE(as_shown({"a", "z"}, {"a", "b", "z"}));
    CHECK_FALSE(as_shown({"a", "..."}, {"b"}));
}
