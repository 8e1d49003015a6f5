#include <csignal>

#include "archive/history.h"
#include "archive/process.h"
#include "archive_testing.h"

using namespace archive_testing;
using namespace records;
using archive::History;
using archive::open_history;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const Instant monday = at("2026-10-05T06:00:00Z");
const Slot charts{"charts", monday};
constexpr History::Attempts three{3, seconds{600}};

SlotFacts waiting(const Slot& slot) {
    SlotFacts facts;
    facts.slot = slot;
    facts.due = slot.nominal + minutes{4};
    facts.local = "2026-10-05 06:00 +00:00 UTC";
    return facts;
}

RunStart start_of(const Slot& slot, long pid = ::getpid()) {
    return {slot, slot.nominal + minutes{5}, pid, "0.4.0", "c0ffee", "schedule"};
}

RunEnd end_of(SlotState state, const std::string& why = "") {
    RunEnd end;
    end.ended = monday + hours{1};
    end.state = state;
    end.why = why;
    end.requests = 12;
    end.rows = 1000;
    end.bytes = 34567;
    return end;
}

Yield yield_of(const std::string& storefront, std::size_t asked, std::size_t fetched) {
    Yield yield;
    yield.source = "apple-rss";
    yield.storefront = storefront;
    yield.asked = asked;
    yield.fetched = fetched;
    yield.rows = 100 * fetched;
    return yield;
}

SlotFacts slot_of(const History& history, const Slot& slot) {
    return value_of(history.slot(slot)).value();
}

/// Runs a slot from its beginning to its end.
RunId run(History& history, const Slot& slot, SlotState state, std::vector<Yield> yields = {}) {
    const RunId id = value_of(history.begin(start_of(slot), three));
    value_of(history.end(id, end_of(state), yields));
    return id;
}

/// A process that has ended, and waits to be reaped.
long dead_process() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    siginfo_t info;
    ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
    return child;
}

}  // namespace

TEST_CASE("a slot is known once, whatever is said of it later") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    value_of(history.add(std::vector{waiting(charts)}));
    value_of(history.settle(charts, SlotState::missed, "the daemon was off", monday + hours{13}));
    value_of(history.add(std::vector{waiting(charts)}));
    value_of(history.settle(charts, SlotState::skipped, "again", monday + hours{14}));

    const SlotFacts facts = slot_of(history, charts);
    CHECK(facts.state == SlotState::missed);
    CHECK(facts.why == "the daemon was off");
    CHECK(facts.ended == monday + hours{13});
    CHECK(facts.due == monday + minutes{4});
    CHECK(facts.local == "2026-10-05 06:00 +00:00 UTC");
    CHECK(value_of(history.slots({})).size() == 1);
    CHECK(value_of(history.reached()) == std::map<std::string, Instant>{{"charts", monday}});
    CHECK(value_of(history.newest_settled()).at("charts").state == SlotState::missed);
}

TEST_CASE("what was reached of a job moves forward, never back, and not by hand") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    value_of(history.reach("charts", monday + hours{48}));
    value_of(history.add(std::vector{waiting(charts)}));
    run(history, {"charts", monday + hours{72}}, SlotState::done);
    CHECK(value_of(history.reached()).at("charts") == monday + hours{48});
}

TEST_CASE(
    "a slot that was missed because the clock was wrong can come again, one that ran cannot") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    const Slot fx{"fx", monday};
    value_of(history.add(std::vector{waiting(charts), waiting(fx)}));
    value_of(history.settle(charts, SlotState::missed, "", monday));
    run(history, fx, SlotState::incomplete);
    value_of(history.settle(charts, SlotState::waiting, "", monday));
    value_of(history.settle(fx, SlotState::waiting, "", monday));
    CHECK(slot_of(history, charts).state == SlotState::waiting);
    CHECK(slot_of(history, fx).state == SlotState::incomplete);
}

TEST_CASE("a run keeps what it began with and how it ended, its yields and its workbooks") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    value_of(history.add(std::vector{waiting(charts)}));
    const RunId id = value_of(history.begin(start_of(charts), three));
    CHECK(slot_of(history, charts).state == SlotState::running);
    CHECK(value_of(history.runs({.running = true})).size() == 1);

    const std::vector yields = {yield_of("br", 4, 3), yield_of("us", 2, 2)};
    const Output output{Week(day_of(monday)), 2, monday, monday - hours{24}, "w.r2.xlsx", "abc"};
    value_of(history.end(id, end_of(SlotState::incomplete, "1 request failed"), yields,
                         std::vector{output}));

    const auto runs = value_of(history.runs({.job = "charts", .nominal = monday}));
    REQUIRE(runs.size() == 1);
    CHECK(runs[0].id == id);
    CHECK(runs[0].attempt == 1);
    CHECK(runs[0].start.begun == monday + minutes{5});
    CHECK(runs[0].start.pid == ::getpid());
    CHECK(runs[0].start.version == "0.4.0");
    CHECK(runs[0].start.configuration == "c0ffee");
    CHECK(runs[0].start.cause == "schedule");
    REQUIRE(runs[0].end);
    CHECK(runs[0].end->state == SlotState::incomplete);
    CHECK(runs[0].end->why == "1 request failed");
    CHECK(runs[0].end->bytes == 34567);
    CHECK(slot_of(history, charts).state == SlotState::incomplete);
    const auto kept = value_of(history.yields(id));
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].storefront == "br");
    CHECK(kept[0].fetched == 3);
    const auto outputs = value_of(history.outputs(Week(day_of(monday))));
    REQUIRE(outputs.size() == 1);
    CHECK(outputs[0].revision == 2);
    CHECK(outputs[0].previous == monday - hours{24});
    CHECK(value_of(history.outputs(Week(day_of(monday)).plus(1))).empty());
}

TEST_CASE("a run ends once, and a slot does not run twice at the same time") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    const RunId id = value_of(history.begin(start_of(charts), three));
    const auto second = history.begin(start_of(charts), three);
    REQUIRE(!second);
    CHECK_THAT(second.error().what, Catch::Contains("in process " + std::to_string(::getpid())));
    value_of(history.end(id, end_of(SlotState::done), {}));
    CHECK(!history.end(id, end_of(SlotState::failed), {}));
    CHECK(slot_of(history, charts).state == SlotState::done);
}

TEST_CASE("a slot that fails waits for its next attempt until its attempts are used up") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    run(history, charts, SlotState::failed);
    CHECK(slot_of(history, charts).state == SlotState::waiting);
    CHECK(slot_of(history, charts).retry_at == monday + hours{1} + seconds{600});
    run(history, charts, SlotState::failed);
    run(history, charts, SlotState::waiting);  // the archive was locked: no fault of the run
    run(history, charts, SlotState::waiting);
    CHECK(slot_of(history, charts).state == SlotState::waiting);
    run(history, charts, SlotState::failed);
    CHECK(slot_of(history, charts).state == SlotState::failed);
    CHECK(slot_of(history, charts).attempts == 5);
    CHECK(!slot_of(history, charts).retry_at);
}

TEST_CASE("a run whose process is gone is ended by whoever sees it, and its slot waits again") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    value_of(history.begin(start_of(charts, child), three));
    CHECK(value_of(history.end_abandoned(monday)).empty());
    ::kill(child, SIGKILL);
    siginfo_t info;
    ::waitid(P_PID, static_cast<id_t>(child), &info,
             WEXITED | WNOWAIT);  // not reaped yet: a zombie
    const auto ended = value_of(history.end_abandoned(monday + hours{2}, [&](long pid) {
        return pid == child ? "killed by signal 9" : "unknown";
    }));
    ::waitpid(child, nullptr, 0);
    REQUIRE(ended.size() == 1);
    CHECK_THAT(ended[0].end->why, Catch::Contains("killed by signal 9"));
    CHECK(slot_of(history, charts).state == SlotState::waiting);
    CHECK(value_of(history.end_abandoned(monday)).empty());
}

TEST_CASE("a process is not taken for another one that had its number") {
    const std::string mark = archive::process_mark(::getpid());
    CHECK(archive::process_lives(::getpid(), mark));
    CHECK(!archive::process_lives(::getpid(), "1" + mark));
    const long dead = dead_process();
    CHECK(archive::process_mark(dead).empty());
    ::waitpid(static_cast<pid_t>(dead), nullptr, 0);
    CHECK(!archive::process_lives(dead, ""));
}

TEST_CASE("a slot whose run died can begin again at once, and its history tells both") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    const long dead = dead_process();
    value_of(history.begin(start_of(charts, dead), three));
    ::waitpid(static_cast<pid_t>(dead), nullptr, 0);
    run(history, charts, SlotState::done);
    const auto runs = value_of(history.runs({}));
    REQUIRE(runs.size() == 2);
    CHECK(runs[1].end->state == SlotState::failed);
    CHECK(runs[0].attempt == 2);
    CHECK(slot_of(history, charts).state == SlotState::done);
}

TEST_CASE("a process that dies within a transaction leaves the history as it was") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    run(history, charts, SlotState::done);
    for (int moment = 0; moment < 30; ++moment) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto other = open_history(folder / "a");
            for (int hour = 1; other; ++hour)
                run(*other, {"charts", monday + hours{hour}}, SlotState::done,
                    {yield_of("us", 1, 1)});
            ::_exit(1);
        }
        ::usleep(static_cast<useconds_t>(2000 + 1500 * moment));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        value_of(history.end_abandoned(monday + hours{500}));
        std::uint64_t ended = 0;
        for (const auto& one : value_of(history.runs({})))
            ended += one.end && one.end->state == SlotState::done ? 1 : 0;
        const auto totals = value_of(history.totals()).jobs.at("charts");
        CHECK(totals.runs.at(static_cast<std::size_t>(SlotState::done)) == ended);
        CHECK(value_of(history.slots({.states = {SlotState::running}})).empty());
    }
}

TEST_CASE("processes that write at the same time wait for each other, and nothing is lost") {
    const Folder folder;
    const std::string place = folder / "a";
    std::vector<pid_t> children;
    for (int child = 0; child < 4; ++child) {
        children.push_back(::fork());
        if (children.back() != 0) continue;
        auto history = open_history(place);
        bool fine = history.has_value();
        for (int hour = 0; fine && hour < 20; ++hour) {
            const Slot slot{"job" + std::to_string(child), monday + hours{hour}};
            const auto id = history->begin(start_of(slot), three);
            fine = id && history->end(*id, end_of(SlotState::done), {});
        }
        ::_exit(fine ? 0 : 1);
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
    const auto history = value_of(open_history(place));
    CHECK(value_of(history.runs({})).size() == 80);
    CHECK(value_of(history.totals()).jobs.size() == 4);
}

TEST_CASE("freshness is of the slot's day, and an attempt that goes on is not counted twice") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    run(history, charts, SlotState::waiting, {yield_of("us", 10, 4)});
    run(history, charts, SlotState::done, {yield_of("us", 10, 10)});
    run(history, {"charts", monday + hours{24}}, SlotState::done, {yield_of("us", 10, 0)});

    const auto fresh = value_of(history.freshness(day_of(monday)));
    REQUIRE(fresh.size() == 2);
    CHECK(fresh[0].day == day_of(monday));
    CHECK(fresh[0].asked == 10);
    CHECK(fresh[0].got == 10);
    CHECK(fresh[0].rows == 1000);
    CHECK(fresh[1].got == 0);
    CHECK(value_of(history.freshness(day_of(monday) + std::chrono::days{1})).size() == 1);
    CHECK(value_of(history.newest()) == History::Newest{{{"apple-rss", "us"}, monday}});
    const auto totals = value_of(history.totals());
    REQUIRE(totals.sources.size() == 1);
    CHECK(totals.sources[0].asked == 20);
    CHECK(totals.sources[0].fetched == 10);
    CHECK(totals.sources[0].rows == 1000);
    CHECK(totals.jobs.at("charts").requests == 36);
    CHECK(totals.slots.at("charts").at(static_cast<std::size_t>(SlotState::done)) == 2);
}

TEST_CASE("an old backfill does not make a source fresh") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    run(history, charts, SlotState::done, {yield_of("us", 1, 1)});
    run(history, {"charts", monday - hours{240}}, SlotState::done, {yield_of("us", 1, 1)});
    CHECK(value_of(history.newest()).at({"apple-rss", "us"}) == monday);
}

TEST_CASE("what is old is forgotten, but sums, the newest slots and the newest success are kept") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    run(history, charts, SlotState::done, {yield_of("us", 1, 1)});
    for (int day = 1; day <= 10; ++day)
        run(history, {"charts", monday + hours{24 * day}}, SlotState::incomplete,
            {yield_of("us", 1, 1)});
    const Slot open{"charts", monday - hours{24}};
    value_of(history.add(std::vector{waiting(open)}));
    const auto before = value_of(history.totals());

    CHECK(value_of(history.forget(monday + hours{2}, 3)) == 7);
    CHECK(value_of(history.forget(monday + hours{2}, 3)) == 0);
    const auto slots = value_of(history.slots({}));
    REQUIRE(slots.size() == 5);
    CHECK(slots[0].slot.nominal == monday + hours{240});
    CHECK(slots[3].slot == charts);
    CHECK(slots[4].slot == open);
    CHECK(value_of(history.last_success()).at("charts").start.slot == charts);
    const auto after = value_of(history.totals());
    CHECK(after.jobs.at("charts").requests == before.jobs.at("charts").requests);
    CHECK(after.sources[0].asked == 11);
    CHECK(value_of(history.runs({})).size() == 4);
}

TEST_CASE("slots are chosen by job, state and time, the newest first") {
    const Folder folder;
    auto history = value_of(open_history(folder / "a"));
    for (int hour = 0; hour < 5; ++hour)
        value_of(history.add(std::vector{waiting({"charts", monday + hours{hour}}),
                                         waiting({"fx", monday + hours{hour}})}));
    value_of(history.settle(charts, SlotState::missed, "", monday));
    CHECK(value_of(history.slots({.job = "fx"})).size() == 5);
    CHECK(value_of(history.slots({.states = {SlotState::missed}})).size() == 1);
    CHECK(value_of(history.slots({.since = monday + hours{4}})).size() == 2);
    CHECK(value_of(history.slots({.until = monday + hours{1}})).size() == 2);
    const auto two = value_of(history.slots({.job = "charts", .at_most = 2}));
    REQUIRE(two.size() == 2);
    CHECK(two[0].slot.nominal == monday + hours{4});
}

TEST_CASE("a history that was never written is none, and reading does not make one") {
    const Folder folder;
    CHECK(!value_of(archive::open_history_to_read(folder / "a")));
    CHECK(!std::filesystem::exists(folder / "a"));
    value_of(open_history(folder / "a"));
    const auto history = value_of(archive::open_history_to_read(folder / "a"));
    REQUIRE(history);
    CHECK(value_of(history->runs({})).empty());
}

TEST_CASE("L14 a history that a newer version wrote is refused, and stays as it is") {
    const Folder folder;
    value_of(open_history(folder / "a"));
    std::string bytes = read_file(folder / "a/runs.sqlite");
    bytes[63] = 99;  // the last byte of user_version in the header of SQLite's format
    write_file(folder / "a/runs.sqlite", bytes);
    for (const auto& error : {open_history(folder / "a").error().what,
                              archive::open_history_to_read(folder / "a").error().what})
        CHECK_THAT(error, Catch::Contains("runs.sqlite: its schema has version 99") &&
                              Catch::Contains("Use the newer program"));
    CHECK(read_file(folder / "a/runs.sqlite") == bytes);
}

TEST_CASE("L09 a damaged history is refused with what to do") {
    const Folder folder;
    std::filesystem::create_directories(folder / "a");
    write_file(folder / "a/runs.sqlite", std::string(8192, 'x'));
    const auto history = open_history(folder / "a");
    REQUIRE(!history);
    CHECK_THAT(history.error().what,
               Catch::Contains("runs.sqlite") && Catch::Contains("restore it, or move it away"));
}
