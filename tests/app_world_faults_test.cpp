#include <catch2/catch.hpp>

#include <memory>
#include <mutex>

#include "app_world_internet.h"

// `dramascope fetch` from a world whose hosts fail, over real sockets: what is told, what the
// journal and the archive say, and the exit code. Nobody waits: where only time has to pass, the
// clock is set forward.

namespace {

using Catch::Contains;
using crawler::Tick;
using loopback::FaultRule;

/// A clock that waiting sets forward.
struct Hurry {
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    Tick skipped{0};

    Tick tick() const {
        return skipped + std::chrono::duration_cast<Tick>(std::chrono::steady_clock::now() - begun);
    }
};

/// libcurl, which only waits for answers.
class HurriedTransport final : public crawler::Transport {
public:
    HurriedTransport(std::unique_ptr<crawler::Transport> way, std::shared_ptr<Hurry> hurry)
        : way_(std::move(way)), hurry_(std::move(hurry)) {}

    void send(crawler::Sending sending) override { way_->send(std::move(sending)); }
    std::vector<crawler::Received> wait(std::chrono::milliseconds most) override {
        if (way_->in_flight() > 0) return way_->wait(most);
        hurry_->skipped += most;
        return {};
    }
    std::size_t in_flight() const override { return way_->in_flight(); }

private:
    std::unique_ptr<crawler::Transport> way_;
    std::shared_ptr<Hurry> hurry_;
};

/// A world of two storefronts whose hosts make these faults.
struct Troubled : Internet {
    explicit Troubled(std::vector<FaultRule> rules)
        : Internet(watched_apps(2), 60, "storefronts = [\"us\", \"mx\"]\n", std::move(rules)) {}

    Ran fetch(const std::vector<std::string>& more) {
        auto words = fetch_words(folder / "archive");
        words.insert(words.end(), more.begin(), more.end());
        const auto network = [&](crawler::CurlOptions options) -> records::Result<app::Network> {
            options.whole = whole;
            auto curl = app::open_network(options);
            if (!curl) return curl;
            hurry = std::make_shared<Hurry>();
            curl->transport = std::make_unique<HurriedTransport>(std::move(curl->transport), hurry);
            curl->tick = [clock = hurry] { return clock->tick(); };
            return curl;
        };
        std::ostringstream out, err;
        app::World world_of_run{out, err, this_second};
        world_of_run.network = network;
        const int code = app::run(words, world_of_run);
        return {code, out.str(), err.str()};
    }
    Endings endings() const { return endings_of(*archive()); }
    /// The outcomes of all pages but robots.txt that were archived, in their order.
    std::vector<records::Outcome> outcomes() const {
        std::vector<records::Outcome> all;
        const auto responses = archive()->responses({}).value();
        for (const auto& facts : responses)
            if (!facts.url.ends_with("/robots.txt")) all.push_back(facts.outcome);
        return all;
    }

    std::chrono::milliseconds whole{120'000};
    std::shared_ptr<Hurry> hurry;
};

const std::vector<std::string> apple_charts = {"--source", "apple-rss"};  // 2 requests to a host
constexpr auto rows = records::Outcome::rows;

FaultRule once(const std::string& fault) { return {fault, "", "", 1, 1, ""}; }

}  // namespace

TEST_CASE("A13 A18 B01 B05 B11 B12 B19 B20 B22 fetch asks again where a host failed once") {
    for (const char* fault :
         {"A13", "A18", "B01", "B05", "B11", "B12", "B19", "B20", "B22", "D04"}) {
        Troubled world({once(fault)});
        const Ran ran = world.fetch(apple_charts);
        INFO(fault << "\n" << ran.out << ran.err);
        CHECK(ran.code == 0);
        CHECK(world.server.made() == std::vector{1});
        CHECK(world.endings() == Endings{{"fetched", 2}});
        CHECK(world.server.requests() == 4);  // robots.txt, the failure, two pages
        CHECK(world.outcomes().back() == rows);
        CHECK_THAT(ran.err, Contains("waits"));
    }
}

TEST_CASE("C02 C03 C04 C10 fetch asks once more without coding, and reads what comes then") {
    for (const char* fault : {"C02", "C03", "C04", "C10"}) {
        Troubled world({once(fault)});
        const Ran ran = world.fetch(apple_charts);
        INFO(fault << "\n" << ran.out << ran.err);
        CHECK(ran.code == 0);
        CHECK(world.endings() == Endings{{"fetched", 2}});
        const auto log = world.server.log();
        REQUIRE(log.size() == 4);
        CHECK(log[1].header("Accept-Encoding") != "");
        CHECK(log[2].header("Accept-Encoding").find("gzip") == std::string::npos);
        CHECK(log[1].target == log[2].target);
    }
}

TEST_CASE("C02 C03 C04 C07 C10 a host that always sends such a body: kept, failed, and told why") {
    for (const char* fault : {"C02", "C03", "C04", "C07", "C10"}) {
        Troubled world({{fault, "", "", 1, 1000, ""}});
        const Ran ran = world.fetch(apple_charts);
        INFO(fault << "\n" << ran.out << ran.err);
        CHECK(ran.code == 3);
        CHECK(world.endings() == Endings{{"failed", 2}});
        CHECK_THAT(ran.err, Contains("cannot be decoded") && Contains("2 requests failed"));
        CHECK(facts_in(*world.archive()).empty());
        CHECK(world.outcomes().size() >= 2);
    }
}

TEST_CASE("A01 A14 fetch waits as long as a host asks, and costs no try") {
    for (const char* fault : {"A01", "A13"}) {
        Troubled world({{fault, "", "", 1, 4, "120"}});  // one more than there are tries
        const Ran ran = world.fetch(apple_charts);
        INFO(ran.out << ran.err);
        CHECK(ran.code == 0);
        CHECK(world.endings() == Endings{{"fetched", 2}});
        CHECK(world.hurry->skipped >= std::chrono::seconds{4 * 120 - 10});
        CHECK_THAT(ran.err, Contains("it asks us to wait 120 s"));
    }
}

TEST_CASE("A13 503 for ever: three tries, the table says failed, and the code is 3") {
    Troubled world({{"A13", "", "", 1, 1000, ""}});
    const Ran ran = world.fetch(apple_charts);
    INFO(ran.out << ran.err);
    CHECK(ran.code == 3);
    CHECK(world.endings() == Endings{{"failed", 2}});
    CHECK(world.server.requests() == 7);
    CHECK_THAT(ran.err, Contains("answered 503") && Contains("(3 tries)"));
    const auto lines = lines_of(ran.out);
    CHECK_THAT(lines.at(1), Catch::EndsWith(" 0"));  // coverage
}

TEST_CASE("A15 A16 A20 a block is kept, respected and told, and nothing of it is used") {
    for (const char* fault : {"A15", "A16", "A20"}) {
        Troubled world({once(fault)});
        const Ran ran = world.fetch(apple_charts);
        INFO(fault << "\n" << ran.out << ran.err);
        CHECK(ran.code == 3);
        CHECK(world.endings() == Endings{{"blocked", 1}, {"fetched", 1}});
        CHECK(world.server.requests() == 3);
        CHECK_THAT(ran.err, Contains("1 request blocked by the host, which is respected"));
        CHECK(world.outcomes() == std::vector{records::Outcome::blocked, rows});
    }
}

TEST_CASE("A21 A22 A23 A24 E04 an odd answer has failed at once, and the other page is fetched") {
    for (const char* fault : {"A21", "A22", "A23", "A24", "E04"}) {
        Troubled world({once(fault)});
        const Ran ran = world.fetch(apple_charts);
        INFO(fault << "\n" << ran.out << ran.err);
        CHECK(ran.code == 3);
        CHECK(world.endings() == Endings{{"failed", 1}, {"fetched", 1}});
        CHECK(world.server.requests() == 3);
        CHECK_THAT(ran.err, Contains("1 request failed for the reasons above"));
    }
}

TEST_CASE("A17 an app that its store does not have any more is an answer") {
    Troubled world({once("A17")});
    const Ran ran = world.fetch({"--source", "gplay-details", "--storefront", "us"});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(world.outcomes().front() == records::Outcome::empty);
}

TEST_CASE("B17 a host that falls silent costs its deadline and a try, not the run") {
    Troubled world({once("B17")});
    world.whole = std::chrono::milliseconds{300};
    const Ran ran = world.fetch(apple_charts);
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(world.endings() == Endings{{"fetched", 2}});
    CHECK_THAT(ran.err, Contains("waits"));
}

TEST_CASE("E11 E16 E23 a redirect to where we may not ask has failed, and nothing was sent there") {
    for (const char* where : {"https://169.254.169.254/latest", "http://itunes.apple.com/x",
                              "https://elsewhere.example/", "file:///etc/passwd"}) {
        Troubled world({{"E04", "", "", 1, 1, where}});
        const Ran ran = world.fetch(apple_charts);
        INFO(where << "\n" << ran.out << ran.err);
        CHECK(ran.code == 3);
        CHECK(world.endings() == Endings{{"failed", 1}, {"fetched", 1}});
        CHECK(world.server.requests() == 3);
        CHECK_THAT(ran.err, Contains("redirects to"));
    }
}

TEST_CASE("I01 I05 I12 a page that cannot be read is kept, used nowhere, and told") {
    for (const char* fault : {"I01", "I05", "I12"}) {
        Troubled world({once(fault)});
        const Ran ran = world.fetch(apple_charts);
        INFO(fault << "\n" << ran.out << ran.err);
        CHECK(ran.code == 3);
        CHECK(world.endings() == Endings{{"fetched", 2}});
        CHECK(world.outcomes().front() != rows);
        CHECK(world.outcomes().back() == rows);
        CHECK_THAT(ran.err, Contains("1 request kept, but not of the kind"));
    }
}

TEST_CASE("I13 a page of another storefront than asked for is drift: its rows are in no market") {
    Troubled world({once("I13")});
    const Ran ran = world.fetch(apple_charts);
    INFO(ran.out << ran.err);
    CHECK(ran.code == 3);
    CHECK(world.endings() == Endings{{"fetched", 2}});
    CHECK(world.outcomes() == std::vector{records::Outcome::drift, rows});
    const auto market =
        world.archive()->market(records::Week(records::day_of(world.now)), 1, world.apps, {});
    REQUIRE(market);
    CHECK(market->charts.size() == 1);
}

TEST_CASE("B08 fetch tells in the end what was odd about an answer, which is used") {
    Troubled world({once("B08")});
    const Ran ran = world.fetch(apple_charts);
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(world.endings() == Endings{{"fetched", 2}});
    CHECK_THAT(ran.err,
               Contains("Content-Length beside Transfer-Encoding") && Contains("(1 answer)"));
}

TEST_CASE("fetch that a host made fail asks again in its next run, and only what failed is new") {
    Troubled world({{"A13", "", "", 1, 3, ""}});
    CHECK(world.fetch(apple_charts).code == 3);
    const Ran again = world.fetch(apple_charts);
    INFO(again.out << again.err);
    CHECK(again.code == 0);
    const Endings endings = world.endings();
    CHECK(endings == Endings{{"fetched", 1}, {"not-modified", 1}});
}
