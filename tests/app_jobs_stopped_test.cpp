#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "app/clock.h"
#include "app_jobs_world.h"

// Runs that are stopped, killed, or take too long: their slots are gone on with, or say what is
// missing.

namespace {

using Catch::Matchers::Contains;
using records::SlotState;

constexpr int five_a_second = 300;

/// The program in a process of its own, which ends with `signal` after some requests.
int run_and_send(const Jobs& jobs, std::vector<std::string> words, int signal) {
    words.insert(words.begin(), DRAMASCOPE);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        const int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        execv(DRAMASCOPE, arguments.data());
        _exit(127);
    }
    while (jobs.server.log().size() < 7) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    ::kill(child, signal);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::vector<std::string> of_slot(const Jobs& jobs) {
    return jobs.words(
        {"run", "charts", "--slot", records::to_text(jobs.now), "--cause", "schedule"});
}

/// The URLs that were asked for, robots.txt aside.
std::multiset<std::string> asked(const Jobs& jobs) {
    std::multiset<std::string> urls;
    for (const auto& request : jobs.server.log())
        if (request.target != "/robots.txt") urls.insert(url_of(request));
    return urls;
}

}  // namespace

TEST_CASE(
    "L18 a run that gets SIGTERM says so, and its slot is gone on with, nothing is counted twice") {
    const Jobs jobs(five_a_second);
    CHECK(run_and_send(jobs, of_slot(jobs), SIGTERM) == 3);
    const records::Slot slot{"charts", jobs.now};
    {
        const auto history = jobs.history();
        CHECK(history.slot(slot).value()->state == SlotState::waiting);
        CHECK_THAT(newest_run(history).end->why, Contains("stopped by a signal"));
    }
    const Ran again = jobs.run(of_slot(jobs));
    INFO(again.err);
    CHECK(again.code == 0);
    const auto history = jobs.history();
    CHECK(history.slot(slot).value()->state == SlotState::done);
    CHECK(newest_run(history).attempt == 2);
    const auto requests = asked(jobs);
    const std::set<std::string> urls(requests.begin(), requests.end());
    CHECK(requests.size() <= urls.size() + 3);  // what was on its way in each of three lanes
    const auto yields = history.yields(newest_run(history).id).value();
    std::size_t got = 0;
    for (const auto& yield : yields) got += yield.fetched + yield.empty;
    CHECK(got == urls.size());
    std::uint64_t counted = 0;
    const auto totals = history.totals().value();
    for (const auto& source : totals.sources) counted += source.fetched + source.empty;
    CHECK(counted == urls.size());
}

TEST_CASE("a run that is killed is found dead by the next one, which goes on with its crawl") {
    const Jobs jobs(five_a_second);
    CHECK(run_and_send(jobs, of_slot(jobs), SIGKILL) == -SIGKILL);
    CHECK(jobs.history().slot({"charts", jobs.now}).value()->state == SlotState::running);
    const Ran again = jobs.run(of_slot(jobs));
    INFO(again.err);
    CHECK(again.code == 0);
    const auto history = jobs.history();
    const auto runs = history.runs({}).value();
    REQUIRE(runs.size() == 2);
    CHECK_THAT(runs[1].end->why, Contains("its process is gone without a word"));
    CHECK(runs[0].end->state == SlotState::done);
    CHECK(jobs.archive()->journal().crawls()->size() == 1);
}

TEST_CASE("a run that takes longer than its deadline is incomplete, and what is left is missed") {
    const Jobs jobs(five_a_second);
    // An hour in 3.6 seconds.
    jobs.add("[time]\nfrom = \"" + records::to_text(jobs.now) +
             "\"\nat_unix = " + std::to_string(app::machine_seconds()) +
             "\nspeed = 1000\n[job.charts]\nfetch = \"charts\"\ncron = \"@daily\"\n"
             "deadline_minutes = 10\n");
    const Ran ran = jobs.command({"run", "charts"});
    INFO(ran.err);
    CHECK(ran.code == 3);
    const auto end = newest_run(jobs.history()).end.value();
    CHECK(end.state == SlotState::incomplete);
    CHECK_THAT(end.why, Contains("stopped at its deadline"));
    CHECK(end.ended - jobs.now > std::chrono::minutes{9});
    const auto archive = jobs.archive();
    CHECK(archive->journal().crawls()->front().closed);
    CHECK(endings_of(*archive).at("missed") > 0);
    const auto responses = archive->responses({}).value();
    for (const auto& response : responses)
        CHECK(archive->page(response.id)->fetched_at >= jobs.now);
}
