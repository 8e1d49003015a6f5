#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <regex>
#include <set>

#include "golden.h"

// The catalogue of faults is a promise: each has a test that bears its id, or a reason why it
// cannot be made here. tools/fault-table prints the table.

namespace {

struct Group {
    char letter;
    int faults;
};
constexpr std::array groups = {Group{'A', 28}, Group{'B', 25}, Group{'C', 13}, Group{'D', 12},
                               Group{'E', 26}, Group{'F', 18}, Group{'G', 11}, Group{'H', 21},
                               Group{'I', 21}, Group{'J', 16}, Group{'L', 22}};

std::set<std::string> catalogue() {
    std::set<std::string> ids;
    for (const auto& [letter, faults] : groups) {
        for (int number = 1; number <= faults; ++number) {
            ids.insert(letter + std::string(number < 10 ? "0" : "") + std::to_string(number));
        }
    }
    return ids;
}

/// The ids at the beginning of a text, "E09 E10 a redirect …".
void add_ids(std::set<std::string>& ids, std::string text) {
    static const std::regex first("^([A-Z][0-9][0-9]) ");
    for (std::smatch found; std::regex_search(text, found, first); text = found.suffix())
        ids.insert(found[1]);
}

std::filesystem::path tests() { return project_root() / "tests"; }

std::set<std::string> tested() {
    static const std::regex name("TEST_CASE\\(\\s*\"([^\"]*)");
    std::set<std::string> ids;
    for (const auto& entry : std::filesystem::directory_iterator(tests())) {
        if (!entry.path().string().ends_with("_test.cpp")) continue;
        const std::string text = read_file(entry.path());
        for (std::sregex_iterator found(text.begin(), text.end(), name), end; found != end; ++found)
            add_ids(ids, (*found)[1]);
    }
    return ids;
}

std::vector<std::string> lines_not_run() {
    std::vector<std::string> lines(1);
    for (const char c : read_file(tests() / "faults_not_run.txt")) {
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back() += c;
    }
    std::erase_if(lines, [](const auto& line) { return line.empty() || line.starts_with('#'); });
    return lines;
}

}  // namespace

TEST_CASE("every fault of the catalogue has a test, or a reason why it cannot be made here") {
    std::set<std::string> held = tested();
    for (const std::string& line : lines_not_run()) add_ids(held, line);
    std::string missing;
    for (const std::string& id : catalogue()) {
        if (!held.contains(id)) missing += id + " ";
    }
    CHECK(missing == "");
}

TEST_CASE("a reason why a fault cannot be made names a fault that there is, and says something") {
    const std::set<std::string> known = catalogue();
    std::string last;
    for (const std::string& line : lines_not_run()) {
        INFO(line);
        CHECK(known.contains(line.substr(0, 3)));
        CHECK(line.size() > 30);
        CHECK(last <= line.substr(0, 3));  // they are in order
        last = line.substr(0, 3);
    }
}
