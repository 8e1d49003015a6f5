#include <catch2/catch.hpp>

#include "parsers/read.h"

namespace {

std::string repeated(const std::string& piece, int times, const std::string& between) {
    std::string all;
    for (int at = 0; at < times; ++at) all += (at > 0 ? between : "") + piece;
    return all;
}

records::Reading read(std::string body) {
    records::Page page;
    page.body = std::move(body);
    page.fetched_at = records::instant_from("2026-10-05T14:00:00Z");
    return parsers::read(page);
}

bool says_rows_are_left_out(const records::Reading& reading) {
    for (const auto& issue : reading.issues)
        if (issue.what.find("not read") != std::string::npos) return true;
    return false;
}

}  // namespace

TEST_CASE("a chart of more rows than Apple has is read up to the thousandth, and says so") {
    const std::string entry = R"({"im:name":{"label":"x"},"id":{"attributes":{"im:id":"1"}}})";
    const auto reading = read(R"({"feed":{"entry":[)" + repeated(entry, 1200, ",") +
                              R"(],"updated":{"label":"2026-10-05T13:00:00Z"},"id":{"label":)"
                              R"("https://itunes.apple.com/us/rss/topfreeapplications/json"}}})");
    REQUIRE(reading.outcome == records::Outcome::rows);
    CHECK(std::get<records::ChartSnapshot>(reading.records[0]).entries.size() == 1000);
    CHECK(says_rows_are_left_out(reading));
}

TEST_CASE("an answer of more results than Apple gives is read up to the thousandth, and says so") {
    const std::string app = R"({"trackId":1,"trackName":"x","trackViewUrl":)"
                            R"("https://apps.apple.com/us/app/id1","wrapperType":"software"})";
    const auto reading =
        read(R"({"resultCount":1200,"results":[)" + repeated(app, 1200, ",") + "]}");
    CHECK(reading.records.size() == 1000);
    CHECK(says_rows_are_left_out(reading));
}

TEST_CASE("an address of a million steps costs no more than others") {
    const auto reading = read(R"({"feed":{"entry":[],"updated":{"label":""},"id":{"label":)"
                              R"("https://itunes.apple.com/us/rss/topfreeapplications)" +
                              repeated("/a", 1'000'000, "") + R"("}}})");
    CHECK(reading.outcome == records::Outcome::empty);
}
