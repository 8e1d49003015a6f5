#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

#include "golden.h"
#include "parsers/read.h"
#include "parsers/sources.h"
#include "reading_text.h"

namespace {

namespace fs = std::filesystem;

/// Fills what was asked from a line of an .asked file: "country us", "fetched
/// 2026-10-05T12:00:00Z".
void tell(records::Page& page, const std::string& word, const std::string& value) {
    INFO("a line of an .asked file: " << word << ' ' << value);
    if (word == "country") {
        page.asked.country = records::country_from(value);
        REQUIRE(page.asked.country);
    } else if (word == "chart") {
        page.asked.chart = records::chart_from(value);
        REQUIRE(page.asked.chart);
    } else if (word == "fetched") {
        page.fetched_at = records::instant_from(value);
        REQUIRE(page.fetched_at);
    } else if (word == "genre") {
        page.asked.genre = value;
    } else if (word == "app") {
        page.asked.app_id = value;
    } else if (word == "source") {
        page.asked.source = value;
    } else if (word == "type") {
        page.content_type = value;
    } else if (word == "status") {
        page.status = std::stoi(value);
    } else {
        REQUIRE(word == "url");
        page.url = value;
    }
}

fs::path beside(const fs::path& file, const char* ending) {
    return fs::path(file.string() + ending);
}

records::Page page_of(const fs::path& file) {
    records::Page page;
    page.place = file.filename().string();
    page.body = read_file(file);
    if (!fs::exists(beside(file, ".asked"))) return page;
    std::istringstream lines(read_file(beside(file, ".asked")));
    std::string word, value;
    while (lines >> word && std::getline(lines >> std::ws, value)) tell(page, word, value);
    return page;
}

bool is_page(const fs::path& file) {
    const auto ending = file.extension();
    return fs::is_regular_file(file) && ending != ".golden" && ending != ".asked";
}

std::vector<fs::path> pages_in(const fs::path& folder) {
    std::vector<fs::path> found;
    if (!fs::exists(folder)) return found;
    for (const auto& file : fs::directory_iterator(folder))
        if (is_page(file)) found.push_back(file);
    std::ranges::sort(found);
    return found;
}

/// The folders of fixtures that hold pages: one per source, and one of pages that no source reads.
std::vector<fs::path> all_pages() {
    std::vector<fs::path> all;
    for (const auto* source : parsers::sources)
        std::ranges::copy(pages_in(fixtures() / source->name), std::back_inserter(all));
    std::ranges::copy(pages_in(fixtures() / "blocked"), std::back_inserter(all));
    return all;
}

/// What holds for every answer of read(), whatever the bytes.
void require_sound(const records::Reading& reading) {
    REQUIRE((reading.outcome == records::Outcome::rows) == !reading.records.empty());
    const bool silent = reading.outcome != records::Outcome::rows && reading.issues.empty();
    REQUIRE_FALSE((silent && reading.outcome != records::Outcome::empty));
}

}  // namespace

TEST_CASE("every fixture reads as its golden says") {
    for (const auto& file : all_pages()) {
        const auto reading = parsers::read(page_of(file));
        require_golden(beside(file, ".golden"), to_text(reading));
        INFO(file);
        require_sound(reading);
    }
}

TEST_CASE("every source has fixtures, and every generation of it is in one of them") {
    for (const auto* source : parsers::sources) {
        std::set<std::string> seen;
        for (const auto& file : pages_in(fixtures() / source->name))
            seen.insert(parsers::read(page_of(file)).generation);
        INFO("fixtures/" << source->name << '/');
        REQUIRE_FALSE(source->generations.empty());
        for (const auto& generation : source->generations) {
            INFO("generation " << generation.name << " has no page");
            CHECK(seen.contains(std::string(generation.name)));
        }
    }
}

TEST_CASE("a fixture that is cut anywhere has an outcome, and an issue where rows are missing") {
    for (const auto& file : all_pages()) {
        const auto whole = page_of(file);
        // Pages over 16 KB are cut at a stride: the cuts are for structure, which repeats.
        const std::size_t stride = 1 + whole.body.size() / 4096;
        for (std::size_t length = 0; length < whole.body.size(); length += stride) {
            auto page = whole;
            page.body.resize(length);
            INFO(file << " cut at byte " << length);
            require_sound(parsers::read(page));
        }
    }
}

TEST_CASE("a fixture with a damaged byte has an outcome") {
    for (const auto& file : all_pages()) {
        const auto whole = page_of(file);
        const std::size_t stride = 1 + whole.body.size() / 1024;
        for (std::size_t place = 0; place < whole.body.size(); place += stride) {
            auto page = whole;
            page.body[place] = static_cast<char>(page.body[place] ^ 0x15);
            INFO(file << " damaged at byte " << place);
            require_sound(parsers::read(page));
        }
    }
}
