// What a wish comes to: the requests, their order, and what they cost.

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "app/builtin.h"
#include "app/configured.h"
#include "app/forecast.h"
#include "app/plan.h"
#include "reports/workbook.h"
#include "schedules/watchlist.h"

namespace {

using namespace std::chrono_literals;
using app::Wish;
using records::Task;
using schedules::Configuration;

Configuration built_in() { return *app::configuration({}); }

std::vector<records::WatchedApp> apps() {
    return schedules::read_watchlist(app::builtin_watchlist, "built-in")->apps;
}

std::vector<Task> tasks_of(const Wish& wish, const Configuration& from = built_in()) {
    const auto tasks = app::plan(from, apps(), wish);
    if (!tasks) FAIL(tasks.error().what);
    return *tasks;
}

std::map<std::string, std::size_t> counts(const std::vector<Task>& tasks) {
    std::map<std::string, std::size_t> found;
    for (const auto& task : tasks) ++found[app::source_of(task)];
    return found;
}

std::size_t ids(records::Marketplace marketplace) {
    std::size_t count = 0;
    for (const auto& app : apps())
        count += static_cast<std::size_t>(
            std::ranges::count(app.ids, marketplace, &records::AppId::marketplace));
    return count;
}

records::Instant noon() { return *records::instant_from("2026-10-05T12:00:00Z"); }

app::Known nothing_known() {
    app::Known known;
    known.now = noon();
    return known;
}

records::RobotsCopy copy(const std::string& origin, const std::string& body) {
    return {origin, noon() - 1h, 200, body, {}};
}

const app::PlannedLane& lane(const app::Forecast& forecast, const std::string& name) {
    const auto found = std::ranges::find(forecast.lanes, name, &app::PlannedLane::lane);
    REQUIRE(found != forecast.lanes.end());
    return *found;
}

}  // namespace

TEST_CASE("The weekly plan asks every source in every storefront that it is for") {
    const auto tasks = tasks_of({});
    auto found = counts(tasks);
    const std::size_t apple = ids(records::Marketplace::apple);
    CHECK(found["apple-rss-legacy"] == 29 * 4);
    CHECK(found["apple-rss"] == 29);  // it has top free of all apps only
    CHECK(found["itunes-lookup"] == 29 * ((apple + 49) / 50));
    CHECK(found["gplay-details"] == 29 * ids(records::Marketplace::google));
    CHECK(found["appstore-page"] == apple);
    CHECK(found["fx-ecb"] == 1);
    CHECK(found["fx-currency-api"] == 1);
    CHECK(found["published"] == built_in().published.size());
}

TEST_CASE("Google's four charts of a storefront come with one request") {
    const auto tasks = tasks_of({"weekly", {"gplay-charts"}, {}});
    REQUIRE(tasks.size() == 29);
    for (const auto& task : tasks) {
        CHECK(task.request.method == "POST");
        CHECK(task.request.body.find("topselling_free") != std::string::npos);
        CHECK(task.request.body.find("topgrossing") != std::string::npos);
        CHECK(task.request.body.find("APPLICATION") != std::string::npos);
        CHECK(task.request.body.find("ENTERTAINMENT") != std::string::npos);
    }
}

TEST_CASE("No request stands twice in a plan") {
    std::vector<std::string> all;
    for (const auto& task : tasks_of({})) all.push_back(task.request.url + task.request.body);
    std::ranges::sort(all);
    CHECK(std::ranges::adjacent_find(all) == all.end());
}

TEST_CASE("Charts are asked for first, because yesterday's cannot be asked for any more") {
    const auto tasks = tasks_of({});
    const auto is_chart = [](const Task& task) {
        return task.asked.source.find("rss") != std::string::npos ||
               task.asked.source == "gplay-charts";
    };
    CHECK(std::ranges::is_partitioned(tasks, is_chart));
    CHECK(is_chart(tasks.front()));
}

TEST_CASE("A lookup asks for as many apps as the configuration says, and for each app once") {
    Configuration from = built_in();
    from.lookup_batch = 7;
    std::size_t asked = 0;
    for (const auto& task : tasks_of({"", {"itunes-lookup"}, {"BR"}}, from)) {
        const auto& list = task.asked.app_id;
        const auto count = static_cast<std::size_t>(std::ranges::count(list, ',')) + 1;
        CHECK(count <= 7);
        asked += count;
        CHECK(task.request.url.find("country=br") != std::string::npos);
    }
    CHECK(asked == ids(records::Marketplace::apple));
}

TEST_CASE("A source that is named is asked in every storefront, one in a schedule where it says") {
    CHECK(tasks_of({"weekly", {"appstore-page"}, {}}).size() ==
          29 * ids(records::Marketplace::apple));
    for (const auto& task : tasks_of({"weekly", {}, {"US"}}))
        CHECK(task.asked.country == records::Country("US"));
    CHECK(counts(tasks_of({"weekly", {}, {"BR"}})).contains("appstore-page") == false);
    CHECK(counts(tasks_of({"weekly", {}, {"BR"}})).contains("fx-ecb") == false);
}

TEST_CASE("What cannot be planned is told with what can") {
    const auto error = [](const Wish& wish) {
        const auto tasks = app::plan(built_in(), apps(), wish);
        return tasks ? "" : tasks.error().what;
    };
    CHECK_THAT(error({"yearly", {}, {}}), Catch::Contains("no schedule is called yearly") &&
                                              Catch::Contains("weekly") &&
                                              Catch::Contains("[schedule.yearly]"));
    CHECK_THAT(error({"weekly", {"chart-archives"}, {}}), Catch::Contains("dramascope import"));
    CHECK_THAT(error({"weekly", {"fx-ecb"}, {"US"}}), Catch::Contains("nothing is to be fetched"));
}

TEST_CASE("A plan has the name of its schedule, or of what was asked for") {
    CHECK(app::name_of({}) == "weekly");
    CHECK(app::name_of({"daily", {}, {"US", "BR"}}) == "daily --storefront us --storefront br");
    CHECK(app::name_of({"weekly", {"fx-ecb"}, {}}) == "--source fx-ecb");
}

TEST_CASE("The daily plan is done politely within an hour, the weekly one within four") {
    const auto daily = tasks_of({"daily", {}, {}});
    const auto weekly = tasks_of({});
    CHECK(app::forecast(daily, built_in(), nothing_known()).wall < 1h);
    const auto all = app::forecast(weekly, built_in(), nothing_known());
    CHECK(all.wall < 4h);
    for (const auto& one : all.lanes) {
        INFO(one.lane);
        CHECK(one.put_off == 0);
        CHECK(one.refused == 0);
    }
}

TEST_CASE("Requests of a lane are planned a gap apart, behind that for robots.txt") {
    const auto tasks = tasks_of({"", {"fx-ecb"}, {}});
    Configuration from = built_in();
    from.hosts = {{}};
    from.hosts.front().host = "www.ecb.europa.eu";
    from.hosts.front().gap = 10s;
    const std::vector<Task> three(3, tasks.front());
    const auto expected = app::forecast(three, from, nothing_known());
    REQUIRE(expected.requests.size() == 3);
    CHECK(expected.requests[0].earliest == noon() + 10s);
    CHECK(expected.requests[2].earliest == noon() + 30s);
    CHECK(expected.requests[0].robots == "not yet known");
    CHECK(lane(expected, "www.ecb.europa.eu").requests == 4);
    CHECK(expected.wall == 30s);
}

TEST_CASE("What the archive's copy of robots.txt refuses is planned as refused, with the rule") {
    auto known = nothing_known();
    known.robots = {copy("https://play.google.com", "User-agent: *\nDisallow: /_\n")};
    const auto charts = tasks_of({"", {"gplay-charts"}, {"US"}});
    const auto expected = app::forecast(charts, built_in(), known);
    CHECK(expected.requests[0].robots == "refused");
    CHECK_THAT(expected.requests[0].rule, Catch::Contains("/_"));
    CHECK_FALSE(expected.requests[0].earliest.has_value());
    CHECK(lane(expected, "play.google.com").requests == 0);
    CHECK(lane(expected, "play.google.com").refused == 1);

    const auto pages = tasks_of({"", {"gplay-details"}, {"US"}});
    const auto allowed = app::forecast(pages, built_in(), known);
    CHECK(allowed.requests[0].robots == "allowed");
    CHECK(allowed.requests[0].earliest == noon());
}

TEST_CASE("A written permission is planned with its reference beside the rule it overrides") {
    auto known = nothing_known();
    known.robots = {copy("https://play.google.com", "User-agent: *\nDisallow: /_\n")};
    Configuration from = built_in();
    for (auto& rule : from.hosts)
        if (rule.host == "play.google.com") rule.permission = "letter 4711";
    const auto charts = tasks_of({"", {"gplay-charts"}, {"US"}}, from);
    const auto expected = app::forecast(charts, from, known);
    CHECK(expected.requests[0].robots == "permitted");
    CHECK(expected.requests[0].permission == "letter 4711");
    CHECK_THAT(expected.requests[0].rule, Catch::Contains("/_"));
    CHECK(expected.requests[0].sent);
}

TEST_CASE("A wish of robots.txt widens the gap, a wait and a spent budget of earlier runs count") {
    auto known = nothing_known();
    known.robots = {copy("https://play.google.com", "User-agent: *\nCrawl-delay: 20\nDisallow:\n")};
    known.lanes = {{"play.google.com", noon() + 60s, "429", 1, records::day_of(noon()), 3998}};
    const auto pages = tasks_of({"", {"gplay-details"}, {"US"}});
    const auto expected = app::forecast(pages, built_in(), known);
    CHECK(expected.requests[0].earliest == noon() + 60s);
    CHECK(expected.requests[1].earliest == noon() + 80s);
    CHECK_FALSE(expected.requests[2].earliest.has_value());
    CHECK_THAT(expected.requests[2].rule, Catch::Contains("used up"));
    CHECK(lane(expected, "play.google.com").waits == "429");
    CHECK(lane(expected, "play.google.com").put_off == pages.size() - 2);
}

TEST_CASE("A host without a rule is never asked, and the plan says so") {
    Configuration from = built_in();
    from.hosts.clear();
    const auto tasks = tasks_of({"", {"fx-ecb"}, {}});
    const auto expected = app::forecast(tasks, from, nothing_known());
    CHECK(expected.requests[0].robots == "not asked");
    CHECK_FALSE(expected.requests[0].rule.empty());
    CHECK_FALSE(expected.requests[0].sent);
}

TEST_CASE("Expected bytes are those of the archive where it has such answers") {
    auto known = nothing_known();
    const auto tasks = tasks_of({"", {"fx-ecb"}, {}});
    CHECK(app::forecast(tasks, built_in(), known).requests[0].bytes == 20'000);
    known.usual_bytes["fx-ecb"] = 31'415;
    CHECK(app::forecast(tasks, built_in(), known).requests[0].bytes == 31'415);
}

TEST_CASE("The User-Agent names the program and whom to ask") {
    Configuration from;
    from.contact = "you@example.org";
    CHECK(app::user_agent(from) ==
          "dramascope/" + std::string(app::version) + " (+mailto:you@example.org)");
    from.contact = "https://example.org/bot";
    CHECK(app::user_agent(from) ==
          "dramascope/" + std::string(app::version) + " (+https://example.org/bot)");
}

TEST_CASE("A written permission stands on the sheet Method of the workbook") {
    Configuration from = built_in();
    CHECK(app::permissions_of(from).empty());
    from.hosts.front().permission = "letter 4711";
    const records::Week week(records::day_of(noon()));
    records::Market market{week, 0, {}, {}, {}, {}, {}, {}, {}, {}};
    market.permissions = app::permissions_of(from);
    const std::string text = reports::to_text(reports::build(market));
    CHECK_THAT(text,
               Catch::Contains("Permission of itunes.apple.com") && Catch::Contains("letter 4711"));
}
