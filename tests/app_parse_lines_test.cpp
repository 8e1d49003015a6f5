// `parse` prints a line for everything that it was given, read or not.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

#include "app_testing.h"

namespace {

using Catch::Matchers::Contains;

void put(const std::string& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

std::vector<nlohmann::json> page_lines(const Ran& ran) {
    std::vector<nlohmann::json> pages;
    for (const auto& line : lines_of(ran.out)) {
        auto object = nlohmann::json::parse(line);
        if (object["kind"] == "page") pages.push_back(std::move(object));
    }
    return pages;
}

const std::string broken_har =
    R"({"log":{"version":"1.2","entries":[{"startedDateTime":"2026-10-05T14:00:00Z",)"
    R"("request":{"url":"https://example.org/a"},"response":{"status":200,"content":)"
    R"({"encoding":"base64","text":"%%%"}}},{"startedDateTime":"2026-10-05T14:00:00Z",)"
    R"("request":{"url":"https://play.google.com/store/apps/details?id=com.example.a&gl=BR"},)"
    R"("response":{"status":302,"headers":[{"name":"location","value":)"
    R"("https://consent.google.com/ml"}],"content":{"size":0}}}]}})";

}  // namespace

TEST_CASE("what cannot be made a page has a line of kind page, with its place and the reason") {
    const Folder folder;
    put(folder / "a.har", broken_har);
    put(folder / "line.json", std::string(65U << 20U, 'x'));
    const Ran ran = run_program({"parse", folder / "a.har", folder / "line.json"});
    CHECK(ran.code == 3);
    const auto pages = page_lines(ran);
    REQUIRE(pages.size() == 3);
    CHECK(pages[0]["file"] == (folder / "a.har") + "#entry-1");
    CHECK(pages[0]["outcome"] == "unsupported");
    CHECK_THAT(pages[0]["issues"][0]["what"].get<std::string>(), Contains("base64"));
    CHECK(pages[1]["outcome"] == "blocked");
    CHECK(pages[1]["source"] == "gplay-details");
    CHECK(pages[1]["storefront"] == "br");
    CHECK(pages[2]["file"] == folder / "line.json");
    CHECK(pages[2]["outcome"] == "unsupported");
    CHECK_THAT(pages[2]["issues"][0]["what"].get<std::string>(), Contains("not read"));
    CHECK_THAT(ran.err, Contains("line.json"));
}

TEST_CASE("a reader that is gone is no fault, and a full disk is") {
    std::ostringstream out, err;
    out.setstate(std::ios::badbit);
    const auto clock = [] { return *records::instant_from("2026-10-06T09:00:00Z"); };
    app::World world{out, err, clock, false};
    CHECK(app::run({"sources"}, world) == 1);
    CHECK_THAT(err.str(), Contains("could not be written to its end"));
    err.str("");
    world.reader_gone = [] { return true; };
    CHECK(app::run({"sources"}, world) == 0);
    CHECK(err.str().empty());
}
