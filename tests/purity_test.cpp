// What is computed is a function of what is given: no clock, no file, no environment, no chance.
// That is why the same archive gives the same workbook, and why a page can be read again years
// later with the same answer.

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cctype>

#include "project_files.h"

namespace {

constexpr std::array pure = {"records", "parsers",  "schedules", "fixtures/simulator",
                             "reports", "estimates"};
constexpr std::array impure = {"reports/xlsx_writer.cpp"};  // writes the file that was asked for

struct Forbidden {
    std::string_view words;  // separated by spaces; each is a whole word of the code
    std::string_view why;
};

constexpr std::array forbidden = {
    Forbidden{
        "system_clock steady_clock high_resolution_clock utc_clock gettimeofday clock_gettime "
        "localtime gmtime localtime_r gmtime_r mktime current_zone",
        "time comes in as an argument"},
    Forbidden{
        "ifstream ofstream fstream filebuf fopen freopen tmpfile opendir mmap exists file_size "
        "directory_iterator recursive_directory_iterator create_directory create_directories "
        "remove_all current_path temp_directory_path",
        "files are opened by archive/ and app/"},
    Forbidden{"getenv secure_getenv setenv putenv", "the environment is read by app/"},
    Forbidden{"rand srand random_device random_shuffle arc4random getrandom",
              "randomness comes from a seed that is an argument"},
    Forbidden{"uniform_int_distribution uniform_real_distribution normal_distribution "
              "poisson_distribution bernoulli_distribution discrete_distribution shuffle",
              "its numbers differ between standard libraries, so results would between machines"},
    Forbidden{"cout cerr clog wcout printf fprintf vprintf puts fputs putchar syslog perror",
              "only app/ speaks to people"},
    Forbidden{"sleep usleep nanosleep sleep_for sleep_until thread jthread async",
              "waiting and threads belong to app/ and crawler/"},
    Forbidden{"setlocale strftime put_time get_time",
              "the locale of the machine would change what is read and written"},
    Forbidden{"system popen fork execve abort quick_exit _exit",
              "what is computed does not act on the machine"},
};

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool has_word(std::string_view line, std::string_view word) {
    for (std::size_t at = line.find(word); at != std::string_view::npos;
         at = line.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool begins = at == 0 || !is_word_character(line[at - 1]);
        if (begins && (end == line.size() || !is_word_character(line[end]))) return true;
    }
    return false;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : text)
        if (c == ' ')
            words.emplace_back();
        else
            words.back() += c;
    return words;
}

bool must_be_pure(const ProjectFile& file) {
    return std::ranges::any_of(pure, [&](auto folder) { return file.in(folder); }) &&
           std::ranges::find(impure, file.name) == impure.end();
}

std::vector<std::string> impurities(const std::vector<ProjectFile>& files) {
    std::vector<std::string> found;
    for (const ProjectFile& file : files) {
        if (!must_be_pure(file)) continue;
        const auto lines = lines_of(code_of(file.text));
        for (std::size_t line = 0; line < lines.size(); ++line)
            for (const auto& [words, why] : forbidden)
                for (const std::string& word : words_of(words))
                    if (has_word(lines[line], word))
                        found.push_back(file.name + ":" + std::to_string(line + 1) + " uses " +
                                        word + ": " + std::string(why) + ".");
    }
    return found;
}

std::size_t in_parsers(const char* text) { return impurities({{"parsers/read.cpp", text}}).size(); }

}  // namespace

TEST_CASE("records, parsers, schedules, simulator and reports are pure, but for the writer") {
    CHECK_THAT(joined(impurities(cpp_files())), Catch::Equals(""));
}

TEST_CASE("A clock, a file, the environment, chance or a print is noticed") {
    CHECK(in_parsers("auto now = std::chrono::system_clock::now();") == 1);
    CHECK(in_parsers("std::ifstream file(name);") == 1);
    CHECK(in_parsers("#include <fstream>") == 1);
    CHECK(in_parsers("const char* home = std::getenv(\"HOME\");") == 1);
    CHECK(in_parsers("int pick = rand() % 6;") == 1);
    CHECK(in_parsers("std::cout << name;") == 1);
    CHECK(impurities({{"reports/workbook.cpp", "std::ofstream(name);"}}).size() == 1);
}

TEST_CASE("Words in comments, in texts and inside of other words are not uses") {
    CHECK(in_parsers("// cout is forbidden here\n/* rand() */\n") == 0);
    CHECK(in_parsers("const char* mark = \"getenv(\"; char quote = '\"';") == 0);
    CHECK(in_parsers("int operand = brand(1'000'000);") == 0);
    CHECK(in_parsers("auto raw = R\"x(\" rand() )x\";") == 0);
    CHECK(impurities({{"app/main.cpp", "std::cout << 1;"}}).empty());
}
