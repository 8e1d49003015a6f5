// Real responses of the stores and vendors, where this machine has them: what each file must give.

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "archive/containers.h"
#include "golden.h"
#include "parsers/read.h"

namespace fs = std::filesystem;
using records::Outcome;

namespace {

/// The first row whose beginning fits a file's path says what may become of it.
struct Expectation {
    std::string_view begins;
    std::vector<Outcome> allowed;
};

const std::vector<Expectation> expectations = {
    {"apple-rss-legacy/", {Outcome::rows}},
    {"appstore-charts-page/adn-free-ranks", {Outcome::rows, Outcome::drift}},  // cut by its owner
    {"appstore-charts-page/ohbarye", {Outcome::unsupported}},  // somebody's summary of the page
    {"appstore-charts-page/", {Outcome::rows}},
    {"appstore-page/olivr", {Outcome::drift, Outcome::unsupported, Outcome::rows}},  // a fragment
    {"appstore-page/wwm9213-iap-price", {Outcome::unsupported}},                     // a table
    {"appstore-page/", {Outcome::rows}},
    {"chart-archives/app-store-top-apps-npm/DERIVED", {Outcome::unsupported}},
    {"chart-archives/", {Outcome::rows}},
    {"errors/", {Outcome::blocked}},
    {"fx/eurofxref", {Outcome::rows}},
    {"fx/currency-api", {Outcome::rows, Outcome::drift, Outcome::unsupported}},
    {"fx/exchanger-EuropeanCentralBank", {Outcome::rows, Outcome::drift}},
    {"fx/", {Outcome::blocked, Outcome::unsupported}},
    {"gplay-batchexecute/mradex-vyAe2", {Outcome::rows}},
    {"gplay-batchexecute/", {Outcome::unsupported, Outcome::drift, Outcome::empty, Outcome::rows}},
    {"gplay-charts-html/", {Outcome::unsupported, Outcome::drift}},
    {"gplay-cluster-html/", {Outcome::unsupported, Outcome::drift}},
    {"gplay-search-html/", {Outcome::unsupported, Outcome::drift}},
    {"gplay-details/marketbot-app_1-201", {Outcome::unsupported, Outcome::drift}},
    {"gplay-details/marketbot-app-com.mg.android-2016", {Outcome::unsupported, Outcome::drift}},
    {"gplay-details/marketbot-app-com.mg.android-2018-03", {Outcome::unsupported, Outcome::drift}},
    {"gplay-details/mradex-datasafety", {Outcome::empty}},  // "not found", in full
    {"gplay-details/", {Outcome::rows}},
    {"itunes-lookup/DERIVED", {Outcome::unsupported}},
    {"itunes-lookup/", {Outcome::rows}},
    {"itunes-search/mas-nonexistent", {Outcome::empty}},
    {"itunes-search/", {Outcome::rows}},
    {"sensortower/olivr-rank", {Outcome::unsupported}},
    {"sensortower/everthinq", {Outcome::unsupported, Outcome::drift}},
    {"sensortower/olivr-category", {Outcome::rows, Outcome::drift, Outcome::unsupported}},
    {"sensortower/", {Outcome::rows}},
    {"revenue-estimates/", {Outcome::unsupported}},
    {"robots/", {Outcome::unsupported}},
    {"", {Outcome::unsupported}},  // the descriptions of the folder itself
};

const Expectation& expected_of(const std::string& path) {
    return *std::ranges::find_if(
        expectations, [&](const Expectation& row) { return path.starts_with(row.begins); });
}

/// The outcomes of the pages of a file.
std::vector<Outcome> outcomes_of(const fs::path& file) {
    std::vector<Outcome> outcomes;
    const auto done = archive::read_container(
        file.string(), {},
        [&](records::Page page) {
            if (file.parent_path().filename() == "ailangbook-transcribed")  // tables say no more
                page.asked = {"", records::country_from(file.filename().string().substr(0, 2)),
                              records::Chart::top_free, "6016", ""};
            page.fetched_at =
                page.fetched_at ? page.fetched_at : records::instant_from("2026-10-01T12:00:00Z");
            outcomes.push_back(parsers::read(page).outcome);
            return true;
        },
        [](const archive::ContainerIssue&) {});
    REQUIRE(done);
    return outcomes;
}

}  // namespace

TEST_CASE("every capture has the outcome that the state of its layout demands") {
    const fs::path captures = shared_captures();
    if (!fs::exists(captures)) {
        WARN("no captures beside this project: nothing to hold the parsers against");
        return;
    }
    std::size_t pages = 0;
    for (const auto& entry : fs::recursive_directory_iterator(captures)) {
        if (!entry.is_regular_file()) continue;
        const std::string path = fs::relative(entry.path(), captures).string();
        INFO(path);
        for (const Outcome outcome : outcomes_of(entry.path())) {
            INFO("outcome " << to_text(outcome));
            CHECK(std::ranges::count(expected_of(path).allowed, outcome) == 1);
            ++pages;
        }
    }
    REQUIRE(pages >= 192);
}
