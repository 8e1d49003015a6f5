#include "archive/sqlite_database.h"
#include "archive_testing.h"

using namespace archive_testing;
using namespace records;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> urls = {"https://a.org/1", "https://a.org/2", "https://b.org/3"};
const Instant monday = at("2026-10-05T00:00:00Z");

/// An archive with a crawl of three tasks.
struct Crawled {
    explicit Crawled(const Folder& folder)
        : archive(value_of(archive::open(folder / "a", {}))),
          journal(archive->journal()),
          crawl(value_of(journal.begin("weekly", monday, plan_of(urls)))) {}

    std::vector<OpenTask> open() { return value_of(journal.open_tasks(crawl)); }
    archive::TaskFacts task(std::size_t place) { return value_of(journal.tasks(crawl)).at(place); }
    void keep(const Page& page) { value_of(archive->keep(std::vector{page})); }

    std::unique_ptr<archive::Archive> archive;
    archive::Journal& journal;
    CrawlId crawl;
};

}  // namespace

TEST_CASE("a plan is kept as it was made, in its order") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    std::vector<Task> tasks = plan_of(urls);
    tasks[1].request = {"POST", "https://a.org/2", "text/plain", std::string("x\0y", 3)};
    tasks[1].asked = {"gplay-charts", Country("MX"), Chart::top_grossing, "36", "a&b"};
    const auto crawl = value_of(archive->journal().begin("weekly", monday, tasks));
    const auto open = value_of(archive->journal().open_tasks(crawl));
    REQUIRE(open.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(open[i].task.request.url == urls[i]);
    CHECK(open[1].task.request.method == "POST");
    CHECK(open[1].task.request.content_type == "text/plain");
    CHECK(open[1].task.request.body == std::string("x\0y", 3));
    CHECK(open[1].task.asked.source == "gplay-charts");
    CHECK((open[1].task.asked.country == Country("MX")));
    CHECK((open[1].task.asked.chart == Chart::top_grossing));
    CHECK(open[1].task.asked.app_id == "a&b");
}

TEST_CASE("a response that is kept with an ending ends its task") {
    const Folder folder;
    Crawled it(folder);
    const TaskId task = it.open().at(0).id;
    it.keep(fetched(urls[0], "2026-10-05T10:00:00Z", "one", task, "fetched"));
    CHECK(it.open().size() == 2);
    const auto facts = it.task(0);
    CHECK((facts.ending == Ending::fetched));
    CHECK(facts.response == 1);
    CHECK(facts.requests == 1);
    CHECK(facts.why.empty());
    CHECK((facts.at == at("2026-10-05T10:00:00Z")));
}

TEST_CASE("a response without an ending leaves its task open, and counts as a request") {
    const Folder folder;
    Crawled it(folder);
    const TaskId task = it.open().at(0).id;
    Page redirect = fetched(urls[0], "2026-10-05T10:00:00Z", "", task);
    redirect.head = "HTTP/1.1 302 Found\r\nLocation: /x\r\n";
    it.keep(redirect);
    CHECK(it.open().size() == 3);
    CHECK(it.open().at(0).tries == 0);
    Page broken = fetched(urls[0], "2026-10-05T10:01:00Z", "oops", task);
    broken.head = "HTTP/1.1 500 Oops\r\n";
    it.keep(broken);
    Page throttled = fetched(urls[0], "2026-10-05T10:02:00Z", "slow", task);
    throttled.head = "HTTP/1.1 429 Too Many Requests\r\n";
    it.keep(throttled);
    CHECK(it.open().at(0).tries == 1);
    CHECK(it.task(0).requests == 3);
    CHECK_FALSE(it.task(0).ending);
}

TEST_CASE("an ending that is no success says why") {
    const Folder folder;
    Crawled it(folder);
    Page gone = fetched(urls[0], "2026-10-05T10:00:00Z", "gone", it.open().at(0).id, "failed");
    gone.head = "HTTP/1.1 404 Not Found\r\n";
    it.keep(gone);
    CHECK(it.task(0).why == "HTTP 404");
    value_of(it.journal.end({it.task(0).id, Ending::failed, "there is no such app"}, monday));
    CHECK(it.task(0).why == "there is no such app");
    CHECK(it.task(0).response == 1);
}

TEST_CASE("a task ends once; only what its page says can make fetched a block") {
    const Folder folder;
    Crawled it(folder);
    const auto open = it.open();
    it.keep(fetched(urls[0], "2026-10-05T10:00:00Z", "consent", open[0].id, "fetched"));
    value_of(it.journal.end({open[0].id, Ending::blocked, "a consent page"}, monday));
    CHECK((it.task(0).ending == Ending::blocked));
    value_of(it.journal.end({open[1].id, Ending::refused_by_robots, "Disallow: /"}, monday));
    for (const TaskId id : {open[0].id, open[1].id, TaskId{99}}) {
        const auto again = it.journal.end({id, Ending::fetched, ""}, monday);
        REQUIRE_FALSE(again);
        CHECK(again.error().what.find("task " + std::to_string(id)) != std::string::npos);
    }
    it.keep(fetched(urls[1], "2026-10-05T11:00:00Z", "late", open[1].id, "fetched"));
    CHECK((it.task(1).ending == Ending::refused_by_robots));
}

TEST_CASE("a page of a task that is not in the journal is an error") {
    const Folder folder;
    Crawled it(folder);
    const auto kept = it.archive->keep(
        std::vector{fetched(urls[0], "2026-10-05T10:00:00Z", "one", 99, "fetched")});
    REQUIRE_FALSE(kept);
    CHECK(kept.error().what.find("the journal has no task 99") != std::string::npos);
    const auto odd = it.archive->keep(
        std::vector{fetched(urls[0], "2026-10-05T10:00:00Z", "one", it.open().at(0).id, "done")});
    REQUIRE_FALSE(odd);
    CHECK(odd.error().what.find("\"done\" is no ending") != std::string::npos);
}

TEST_CASE("two tasks that got the same page in the same second both end") {
    const Folder folder;
    Crawled it(folder);
    const auto open = it.open();
    it.keep(fetched(urls[0], "2026-10-05T10:00:00Z", "one", open[0].id, "fetched"));
    it.keep(fetched(urls[0], "2026-10-05T10:00:00Z", "one", open[1].id, "fetched"));
    CHECK(it.task(1).response == 1);
    CHECK(it.open().size() == 1);
}

TEST_CASE("the unfinished crawl of a name is its newest that was not closed") {
    const Folder folder;
    Crawled it(folder);
    const auto other = value_of(it.journal.begin("daily", monday, plan_of({urls[0]})));
    const auto newer = value_of(it.journal.begin("weekly", monday, plan_of({urls[0]})));
    CHECK(value_of(it.journal.unfinished("weekly"))->id == newer);
    value_of(it.journal.end({it.journal.open_tasks(newer)->at(0).id, Ending::failed, "x"}, monday));
    CHECK(value_of(it.journal.unfinished("weekly"))->id == newer);
    value_of(it.journal.close(newer, monday));
    const auto facts = *value_of(it.journal.unfinished("weekly"));
    CHECK(facts.id == it.crawl);
    CHECK((facts.begun == monday));
    CHECK(facts.planned == 3);
    CHECK(facts.open == 3);
    CHECK_FALSE(facts.ended);
    CHECK(value_of(it.journal.unfinished("daily"))->id == other);
    CHECK_FALSE(value_of(it.journal.unfinished("hourly")));
}

TEST_CASE("tasks that were not carried on are missed, and their crawl is at its end") {
    const Folder folder;
    Crawled it(folder);
    it.keep(fetched(urls[0], "2026-10-05T10:00:00Z", "one", it.open().at(0).id, "fetched"));
    CHECK(value_of(it.journal.miss(it.crawl, at("2026-10-06T00:00:00Z"))) == 2);
    CHECK(value_of(it.journal.miss(it.crawl, at("2026-10-07T00:00:00Z"))) == 0);
    CHECK((it.task(0).ending == Ending::fetched));
    CHECK((it.task(2).ending == Ending::missed));
    CHECK(it.task(2).response == 0);
    const auto crawls = value_of(it.journal.crawls());
    REQUIRE(crawls.size() == 1);
    CHECK(crawls[0].open == 0);
    CHECK((crawls[0].ended == at("2026-10-06T00:00:00Z")));
}

TEST_CASE("what is remembered of lanes comes back, the newest of each") {
    const Folder folder;
    Crawled it(folder);
    value_of(it.journal.remember(LaneMemory{"a.org", {}, "", 0, {}, 0}));
    value_of(it.journal.remember(LaneMemory{"a.org", monday, "429", 3, day_from("2026-10-05"), 7}));
    const auto lanes = value_of(it.journal.lanes());
    REQUIRE(lanes.size() == 1);
    CHECK((lanes[0].not_before == monday));
    CHECK(lanes[0].why == "429");
    CHECK(lanes[0].failures == 3);
    CHECK((lanes[0].budget_day == day_from("2026-10-05")));
    CHECK(lanes[0].sent == 7);
}

TEST_CASE("of an origin's robots.txt the newest copy is kept, and the last that was served") {
    const Folder folder;
    Crawled it(folder);
    const auto remember = [&](int status, const char* moment) {
        value_of(it.journal.remember(
            RobotsCopy{"https://a.org", at(moment), status, "copy " + std::to_string(status), {}}));
    };
    const auto statuses = [&] {
        std::vector<int> all;
        for (const RobotsCopy& each : value_of(it.journal.robots())) all.push_back(each.status);
        return all;
    };
    remember(503, "2026-10-01T00:00:00Z");
    CHECK(statuses() == std::vector{503});
    remember(200, "2026-10-02T00:00:00Z");
    CHECK(statuses() == std::vector{200});
    remember(429, "2026-10-03T00:00:00Z");
    remember(0, "2026-10-04T00:00:00Z");
    CHECK(statuses() == std::vector{200, 0});
    remember(404, "2026-10-05T00:00:00Z");
    CHECK(statuses() == std::vector{404});
    value_of(it.journal.remember(
        RobotsCopy{"https://b.org:8443", monday, 200, "x", std::chrono::seconds(60)}));
    const auto all = value_of(it.journal.robots());
    CHECK(all.at(1).origin == "https://b.org:8443");
    CHECK(all.at(1).max_age == std::chrono::seconds(60));
    CHECK(all.at(1).body == "x");
    CHECK((all.at(0).fetched_at == at("2026-10-05T00:00:00Z")));
}

TEST_CASE("L11 only one connection can write: a journal that was opened to read refuses to") {
    const Folder folder;
    Crawled it(folder);
    const auto reader = value_of(archive::open_to_read(folder / "a", {}));
    CHECK(value_of(reader->journal().crawls()).size() == 1);
    CHECK(value_of(reader->journal().tasks(it.crawl)).size() == 3);
    CHECK_FALSE(reader->journal().begin("weekly", monday, {}));
    CHECK_FALSE(reader->journal().end({1, Ending::failed, ""}, monday));
    CHECK_FALSE(reader->journal().remember(LaneMemory{}));
    CHECK_FALSE(reader->keep(std::vector{saved("a", "1")}));
    CHECK_FALSE(archive::open(folder / "a", {}));
}

TEST_CASE("an archive of before there were crawls has none, and is not changed by asking") {
    const Folder folder;
    fs::create_directories(folder / "a");
    archive::Database(folder / "a/archive.sqlite", archive::Database::Access::write)
        .run(read_file(fixtures() / "archive-v1/archive.sql").c_str());
    const auto archive = value_of(archive::open_to_read(folder / "a", {}));
    CHECK(value_of(archive->journal().crawls()).empty());
    CHECK(value_of(archive->journal().tasks(1)).empty());
    CHECK(value_of(archive->journal().lanes()).empty());
    CHECK(value_of(archive->journal().robots()).empty());
    CHECK_FALSE(value_of(archive->journal().unfinished("weekly")));
}

TEST_CASE("pages of another archive's crawl are imported without ending tasks of this one") {
    const Folder folder;
    {
        Crawled there(folder);
        there.keep(fetched(urls[0], "2026-10-05T10:00:00Z", "one", there.open()[0].id, "fetched"));
    }
    const auto here = value_of(archive::open(folder / "b", {}));
    const auto crawl = value_of(here->journal().begin("weekly", monday, plan_of(urls)));
    const Contents contents = contents_of(folder / "a/warc/000001.warc.gz");
    REQUIRE(contents.pages.size() == 1);
    CHECK(contents.pages[0].exchange->address == "203.0.113.7");
    value_of(here->keep(contents.pages));
    CHECK(value_of(here->journal().open_tasks(crawl)).size() == 3);
}

TEST_CASE("a lost database is made again from the WARC files; only the journal is gone") {
    const Folder folder;
    {
        Crawled it(folder);
        it.keep(fetched(urls[0], "2026-10-05T10:00:00Z", "one", it.open()[0].id, "fetched"));
    }
    for (const char* file : {"a/archive.sqlite", "a/archive.sqlite-wal", "a/archive.sqlite-shm"})
        fs::remove(folder / file);
    const auto archive = value_of(archive::open(folder / "a", {}));
    CHECK(value_of(archive->journal().crawls()).empty());
    const Page page = value_of(archive->page(1));
    CHECK(page.body == "one");
    CHECK(page.exchange->request == "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
    const auto crawl = value_of(archive->journal().begin("weekly", monday, plan_of(urls)));
    CHECK(value_of(archive->journal().tasks(crawl)).at(0).requests == 0);
}
