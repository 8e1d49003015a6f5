#include <catch2/catch.hpp>

#include <map>

#include "app_world.h"
#include "loopback/world_truth.h"
#include "parsers/read.h"

// The world that other tests crawl answers every request of the whole plan, and what its answers
// say is the market that the simulator invented: no network is needed to see that.

namespace {

using loopback::Facts;
using loopback::StoreWorld;

records::Reading read_answer(StoreWorld& world, const records::Task& task) {
    const loopback::StoreAnswer said = world.answer(task.request);
    records::Page page;
    page.url = task.request.url;
    page.fetched_at = world.now();
    page.status = said.status;
    page.content_type = said.content_type;
    page.body = said.body;
    page.asked = task.asked;
    return parsers::read(page);
}

}  // namespace

TEST_CASE("the answers to a whole weekly plan say what is true in the simulated market") {
    const auto now = *records::instant_from("2026-10-06T09:00:00Z");
    const auto apps = watched_apps();
    StoreWorld world(wishes_of(now, apps), now);
    const auto tasks = app::plan(builtin_configuration(), apps, {});
    REQUIRE(tasks);
    Facts found;
    std::map<std::string, std::size_t> without_rows;
    for (const records::Task& task : *tasks) {
        const records::Reading reading = read_answer(world, task);
        if (reading.outcome != records::Outcome::rows)
            ++without_rows[app::source_of(task) + " " +
                           std::string(records::to_text(reading.outcome))];
        for (const auto& record : reading.records)
            loopback::add_facts(found, reading.source, record);
    }
    CHECK(loopback::differences(loopback::true_facts(world), found) == "");
    const auto absent = loopback::absent_pages(world);
    CHECK(absent.play + absent.products > 0);
    CHECK(without_rows ==
          std::map<std::string, std::size_t>{{"appstore-page empty", absent.products},
                                             {"gplay-details empty", absent.play},
                                             {"published unsupported", 3}});
}

TEST_CASE("the same question has the same answer, and an address that is none is a 404") {
    const auto now = *records::instant_from("2026-10-06T09:00:00Z");
    StoreWorld world(wishes_of(now, watched_apps(5)), now);
    const auto get = [&](const std::string& url) { return world.answer({"GET", url, "", ""}); };
    const std::string chart =
        "https://itunes.apple.com/mx/rss/topfreeapplications/limit=7/genre=6016/json";
    CHECK(get(chart).status == 200);
    CHECK(get(chart).body == get(chart).body);
    for (const char* url : {"https://itunes.apple.com/zz/rss/topfreeapplications/limit=7/json",
                            "https://itunes.apple.com/us/rss/newapplications/limit=7/json",
                            "https://apps.apple.com/us/app/id1",
                            "https://play.google.com/store/apps/details?id=no.such&hl=en&gl=US",
                            "https://itunes.apple.com/", "https://www.ecb.europa.eu/x.xml"}) {
        INFO(url);
        CHECK(get(url).status == 404);
    }
    CHECK(get("https://press.example/robots.txt").body.find("Disallow: /private") !=
          std::string::npos);
}
