// The command fetch, against stores on loopback.

#include <catch2/catch.hpp>

#include <fstream>

#include "app/fetching.h"
#include "app_world_internet.h"

namespace {

using namespace std::chrono_literals;
using Catch::Contains;

constexpr const char* two_storefronts = "storefronts = [\"us\", \"br\"]\n";

Internet small_world(const std::string& more = "", std::vector<loopback::FaultRule> rules = {}) {
    return Internet(watched_apps(3), 60'000, two_storefronts + more, std::move(rules));
}

/// A journal of two tasks that nobody has carried out.
struct Begun {
    Begun() {
        for (const char* url : {"https://a.example/1", "https://a.example/2"}) {
            records::Task task;
            task.request.url = url;
            tasks.push_back(task);
        }
    }
    app::BegunCrawl begin(records::Instant now, const std::string& name = "weekly") {
        return app::begin_crawl(archive->journal(), name, tasks, now).value();
    }

    Folder folder;
    std::unique_ptr<archive::Archive> archive = archive::open(folder / "archive", {}).value();
    std::vector<records::Task> tasks;
    records::Instant noon = *records::instant_from("2026-10-05T12:00:00Z");
};

}  // namespace

TEST_CASE("fetch without a contact sends nothing, and says what to write where") {
    const Folder folder;
    const Ran ran = run_program({"fetch", "--archive", folder / "archive"});
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, Contains("contact = \"you@example.org\"") && Contains("--config"));
    CHECK_FALSE(std::filesystem::exists(folder / "archive"));
}

TEST_CASE("fetch ends with a table of what came of each source and storefront") {
    const Internet internet = small_world();
    const Ran ran = internet.fetch();
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK_THAT(ran.err, Contains("This is no live run"));
    const auto lines = lines_of(ran.out);
    REQUIRE(lines.size() > 2);
    CHECK_THAT(lines[0], Catch::StartsWith("source "));
    CHECK_THAT(lines[0], Catch::EndsWith("coverage_percent"));
    CHECK_THAT(ran.out, Contains("gplay-charts      br") && Contains("published"));
    for (std::size_t line = 1; line < lines.size(); ++line)
        CHECK_THAT(lines[line], Catch::EndsWith(" 100"));
}

TEST_CASE("fetch --json prints its table as JSON Lines") {
    const Internet internet = small_world();
    const Ran ran = internet.fetch({"--json", "--source", "fx-ecb"});
    INFO(ran.err);
    CHECK(ran.code == 0);
    const auto lines = lines_of(ran.out);
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], Contains("\"source\":\"fx-ecb\"") && Contains("\"storefront\":null") &&
                             Contains("\"asked\":1") && Contains("\"coverage_percent\":100"));
}

TEST_CASE("a second fetch that brings nothing new says so") {
    const Internet internet = small_world();
    REQUIRE(internet.fetch({"--source", "fx-ecb"}).code == 0);
    const Ran again = internet.fetch({"--source", "fx-ecb"});
    CHECK(again.code == 0);
    CHECK_THAT(again.err, Contains("Nothing new"));
}

TEST_CASE("what robots.txt refuses is not asked, makes the exit code 3, and plan tells the rule") {
    Internet internet = small_world();
    internet.world.robots("play.google.com", "User-agent: *\nDisallow: /_\n");
    const Ran ran = internet.fetch({"--source", "gplay-charts"});
    INFO(ran.err);
    CHECK(ran.code == 3);
    CHECK_THAT(ran.err, Contains("2 requests refused by robots.txt") && Contains("permission"));
    CHECK(internet.server.requests() == 1);

    const Ran plan =
        internet.run({"plan", "--source", "gplay-charts", "--config",
                      internet.folder / "config.toml", "--archive", internet.folder / "archive"});
    CHECK(plan.code == 0);
    CHECK_THAT(plan.out, Contains("refused") && Contains("/_"));
    CHECK_THAT(plan.err, Contains("2 not sent") && Contains("Nothing was sent."));
    CHECK(internet.server.requests() == 1);
}

TEST_CASE("a written permission is used, and compliance shows it with the robots.txt") {
    Internet internet = small_world();
    internet.world.robots("play.google.com", "User-agent: *\nDisallow: /_\n");
    std::string config = read_file(internet.folder / "config.toml");
    const std::string name = "name = \"play.google.com\"\n";
    config.insert(config.find(name) + name.size(), "permission = \"letter 4711\"\n");
    std::ofstream(internet.folder / "config.toml") << config;
    const Ran ran = internet.fetch({"--source", "gplay-charts"});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(internet.server.requests() == 3);
    const Ran ledger = internet.run({"compliance", "--config", internet.folder / "config.toml",
                                     "--archive", internet.folder / "archive"});
    CHECK(ledger.code == 0);
    CHECK_THAT(ledger.out, Contains("play.google.com") && Contains("letter 4711"));
}

TEST_CASE("a budget that is used up leaves the rest, makes the exit code 3, and says what to do") {
    Internet internet = small_world();
    std::string config = read_file(internet.folder / "config.toml");
    const std::string name = "name = \"play.google.com\"\n";
    const auto at = config.find("budget = 100000", config.find(name));
    config.replace(at, 15, "budget = 2");
    std::ofstream(internet.folder / "config.toml") << config;
    const Ran ran = internet.fetch({"--source", "gplay-charts"});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 3);
    CHECK_THAT(ran.err, Contains("1 request beyond the budget of the day") && Contains("tomorrow"));
    CHECK(internet.server.requests() == 2);
}

TEST_CASE("an unknown schedule, source or storefront sends nothing and makes no archive") {
    const Internet internet = small_world();
    CHECK(internet.fetch({"--schedule", "yearly"}).code == 1);
    CHECK(internet.fetch({"--source", "nonsense"}).code == 2);
    CHECK(internet.fetch({"--storefront", "uk"}).code == 2);
    CHECK(internet.server.requests() == 0);
    CHECK_FALSE(std::filesystem::exists(internet.folder / "archive"));
}

TEST_CASE("a crawl that was begun within a day is gone on with") {
    Begun world;
    const auto first = world.begin(world.noon);
    CHECK_FALSE(first.resumed);
    CHECK(first.tasks.size() == 2);
    REQUIRE(world.archive->journal().end({first.tasks[0].id, records::Ending::failed, "x"},
                                         world.noon));
    const auto second = world.begin(world.noon + 23h);
    CHECK(second.resumed);
    CHECK(second.id == first.id);
    CHECK(second.begun == world.noon);
    CHECK(second.planned == 2);
    CHECK(second.missed == 0);
    REQUIRE(second.tasks.size() == 1);
    CHECK(second.tasks[0].id == first.tasks[1].id);
}

TEST_CASE(
    "what a crawl did not ask within a day is missed, never dated back, and a new one begins") {
    Begun world;
    const auto first = world.begin(world.noon);
    const auto next = world.begin(world.noon + 24h);
    CHECK_FALSE(next.resumed);
    CHECK(next.id != first.id);
    CHECK(next.missed == 2);
    CHECK(next.begun == world.noon + 24h);
    const auto tasks = world.archive->journal().tasks(first.id).value();
    for (const auto& task : tasks) CHECK(task.ending == records::Ending::missed);
}

TEST_CASE("crawls of other names are left alone") {
    Begun world;
    const auto first = world.begin(world.noon);
    const auto other = world.begin(world.noon + 48h, "daily");
    CHECK(other.missed == 0);
    CHECK(world.archive->journal().open_tasks(first.id).value().size() == 2);
}
