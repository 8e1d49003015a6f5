#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "app_world_internet.h"

// A whole plan is fetched from the simulated stores, over TLS and with their own names, and the
// archive is held against the market that the simulator invented.

namespace {

using loopback::Facts;
using std::chrono::milliseconds;

Facts once_each(const Facts& facts) {
    const std::set<std::string> distinct(facts.begin(), facts.end());
    return {distinct.begin(), distinct.end()};
}

std::map<std::string, std::vector<loopback::Request>> by_host(
    const std::vector<loopback::Request>& log) {
    std::map<std::string, std::vector<loopback::Request>> hosts;
    for (const auto& request : log) hosts[request.host].push_back(request);
    for (auto& [host, requests] : hosts)
        std::ranges::stable_sort(requests, {}, &loopback::Request::began);
    return hosts;
}

/// By how many milliseconds the earliest request of any window came before its time: n requests
/// after another one take at least n gaps, whichever two are held against each other.
milliseconds earliest(const std::vector<loopback::Request>& requests, milliseconds gap) {
    milliseconds most{0};
    milliseconds behind = milliseconds::min();  // the largest began - n * gap so far
    for (std::size_t n = 0; n < requests.size(); ++n) {
        const milliseconds due = requests[n].began - static_cast<int>(n) * gap;
        behind = std::max(behind, due);
        most = std::max(most, behind - due);
    }
    return most;
}

std::string key_of(const loopback::Request& request) {
    return request.method + " " + request.host + request.target + " " + request.body;
}

/// What was asked for more than once.
std::string asked_again(const std::vector<loopback::Request>& log) {
    std::set<std::string> seen;
    std::string again;
    for (const auto& request : log)
        if (!seen.insert(key_of(request)).second) again += key_of(request) + "\n";
    return again;
}

// What a request waits for before the server's thread sees it, on a busy machine.
constexpr milliseconds noise{30};

}  // namespace

TEST_CASE("a whole weekly plan is fetched politely, and the archive is the truth row by row") {
    const Internet internet(watched_apps(), 15'000);  // every 4 ms
    const Ran ran = internet.fetch();
    INFO(ran.out << ran.err);
    const auto archive = internet.archive();
    const std::size_t planned = internet.plan().size();
    CHECK(ran.code == 0);  // that a store does not have an app is an answer
    CHECK(endings_of(*archive) == Endings{{"fetched", planned}});
    const Facts found = facts_in(*archive);
    CHECK(loopback::differences(loopback::true_facts(internet.world), found) == "");

    const auto log = internet.server.log();
    CHECK(asked_again(log) == "");
    const auto hosts = by_host(log);
    CHECK(log.size() == planned + hosts.size());
    for (const auto& [host, requests] : hosts) {
        INFO(host << ": " << requests.size() << " requests");
        CHECK(requests.front().target == "/robots.txt");
        CHECK(earliest(requests, milliseconds{4}) < noise);
    }
    const std::string week = records::to_text(records::Week(records::day_of(internet.now)));
    const Ran report = internet.run({"report", "--archive", internet.folder / "archive", "--week",
                                     week, "--out", internet.folder / "reports"});
    INFO(report.err);
    CHECK(report.code == 0);
    for (const auto& file : std::filesystem::directory_iterator(internet.folder / "reports"))
        CHECK(file.file_size() > 50'000);
}

TEST_CASE(
    "a second fetch of the day asks for what may have changed, and 304 means the same facts") {
    const Internet internet(watched_apps(4), 60'000, "storefronts = [\"us\", \"id\", \"mx\"]\n");
    REQUIRE(internet.fetch().code != 1);
    const auto first = internet.server.log();
    const Facts facts = once_each(facts_in(*internet.archive()));
    const Ran again = internet.fetch();
    INFO(again.out << again.err);
    auto log = internet.server.log();
    log.erase(log.begin(), log.begin() + static_cast<std::ptrdiff_t>(first.size()));
    std::size_t conditional = 0;
    for (const auto& request : log) {
        CHECK(request.target != "/robots.txt");  // a copy of today is used
        conditional += request.header("If-None-Match").empty() ? 0 : 1;
    }
    const auto archive = internet.archive();
    const Endings endings = endings_of(*archive);
    CHECK(conditional > 0);
    CHECK(endings.at("not-modified") == conditional);
    const Facts now = once_each(facts_in(*archive));
    CHECK(loopback::differences(facts, now) == "");
}

TEST_CASE("the pace of a host holds over any window, also where its answers come at once") {
    const Internet internet(watched_apps(3), 1'000,  // every 60 ms
                            "storefronts = [\"us\", \"mx\", \"br\", \"id\"]\n");
    const Ran ran = internet.fetch(
        {"--source", "itunes-lookup", "--source", "apple-rss-legacy", "--source", "gplay-details"});
    INFO(ran.out << ran.err);
    for (const auto& [host, requests] : by_host(internet.server.log())) {
        INFO(host);
        CHECK(requests.size() > 3);
        CHECK(earliest(requests, milliseconds{60}) < noise);
    }
}
