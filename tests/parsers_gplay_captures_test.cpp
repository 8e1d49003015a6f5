// Values read by eye off real pages; they are not part of the project.

#include <catch2/catch.hpp>

#include "golden.h"
#include "parsers/read.h"

using records::AppListing;

namespace {

std::optional<records::Reading> reading_of(const char* capture) {
    const auto file = shared_captures() / capture;
    if (!std::filesystem::exists(file)) {
        WARN("no captures beside the project: " << file);
        return std::nullopt;
    }
    records::Page page;
    page.body = read_file(file);
    auto reading = parsers::read(page);
    INFO(capture);
    REQUIRE(reading.outcome == records::Outcome::rows);
    return reading;
}

}  // namespace

TEST_CASE("a real page of 2026 in Portuguese is read by its numbers, not its texts") {
    const auto reading = reading_of("gplay-details/olivr-gossipharbor-pt-BR-2026-02.html");
    if (!reading) return;
    const auto& app = std::get<AppListing>(reading->records.at(0));
    CHECK(app.app_id == "com.mergegames.gossipharbor");
    CHECK(app.installs == 51893013);
    CHECK(app.rating_count == 555637);
    CHECK(app.histogram->at(4) == 472923);
    CHECK(app.price == records::Money{0, "BRL"});
    CHECK(app.iap_range->second == records::Money{53999, "BRL"});
}

TEST_CASE("real pages of 2018 and 2019 are read, wherever their score stands") {
    for (const char* capture : {"gplay-details/marketbot-app-com.mg.android-2018-08-24.html",
                                "gplay-details/raulr-app1-2019-06-16.html"}) {
        const auto reading = reading_of(capture);
        if (!reading) return;
        const auto& app = std::get<AppListing>(reading->records.at(0));
        const bool first = app.app_id == "com.mg.android";
        CHECK(app.rating_count == (first ? 54225 : 2735844));
        CHECK(app.price == records::Money{first ? 99 : 699, "USD"});
        CHECK(app.installs.has_value() != first);
    }
}

TEST_CASE("a real chart of 2026 has its hundred rows in order") {
    const auto reading = reading_of("gplay-batchexecute/mradex-vyAe2-topfree-game-2026.txt");
    if (!reading) return;
    const auto& chart = std::get<records::ChartSnapshot>(reading->records.at(0));
    CHECK(chart.chart == records::Chart::top_free);
    CHECK(chart.genre == "GAME");
    REQUIRE(chart.entries.size() == 100);
    CHECK(chart.entries.front().app_id == "com.oakever.meowdoku");
    CHECK(chart.entries.back().app_id == "com.media720.games2020");
}
