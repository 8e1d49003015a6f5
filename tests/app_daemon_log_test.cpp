#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "app/log.h"
#include "app_testing.h"

namespace {

using app::Log;

records::Instant noon() { return *records::instant_from("2026-10-05T12:00:00Z"); }

struct Pipe {
    Pipe() { REQUIRE(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0); }
    ~Pipe() {
        close(ends[0]);
        close(ends[1]);
    }
    std::string read_all() const {
        std::string all;
        std::array<char, 4096> bytes{};
        for (ssize_t got = 0; (got = read(ends[0], bytes.data(), bytes.size())) > 0;)
            all.append(bytes.data(), static_cast<std::size_t>(got));
        return all;
    }
    /// Until nothing fits any more.
    void fill() const {
        const std::string bytes(4096, 'x');
        while (write(ends[1], bytes.data(), bytes.size()) > 0) continue;
    }
    std::array<int, 2> ends{};
};

std::string keys(const std::string& text) {
    return app::log_line(Log::Form::keys, {{"text", text}});
}
std::string json(const std::string& text) {
    return app::log_line(Log::Form::json, {{"text", text}});
}

}  // namespace

TEST_CASE("An event is one line, of keys and values for people or of JSON for programs") {
    CHECK(app::log_line(Log::Form::keys, {{"event", std::string("start")},
                                          {"why", std::string("not yet")},
                                          {"rows", std::size_t{12}},
                                          {"none", std::string()}}) ==
          "event=start why=\"not yet\" rows=12 none=\"\"\n");
    CHECK(app::log_line(Log::Form::json,
                        {{"event", std::string("start")}, {"rows", std::size_t{12}}}) ==
          "{\"event\":\"start\",\"rows\":12}\n");
}

TEST_CASE("N10 a text that is logged stays one line and commands no terminal") {
    CHECK(keys("a\r\nlevel=error event=forged") ==
          "text=\"a\\u000d\\nlevel=error event=forged\"\n");
    CHECK(json("\x1B[31mred\x1B[0m") == "{\"text\":\"\\u001b[31mred\\u001b[0m\"}\n");
    CHECK(keys("\xC2\x9B"
               "31m") == "text=\"\\u009b31m\"\n");
    CHECK(keys("abc\xE2\x80\xAE"
               "def") == "text=\"abc\\u202edef\"\n");
    CHECK(json("bad \xFF\xC0\xAF byte") == "{\"text\":\"bad \\ufffd\\ufffd\\ufffd byte\"}\n");
    CHECK(json("say \"hi\" \\") == "{\"text\":\"say \\\"hi\\\" \\\\\"}\n");
    CHECK(keys("\xE7\x9F\xAD\xE5\x89\xA7") == "text=\"\xE7\x9F\xAD\xE5\x89\xA7\"\n");
    CHECK(json(std::string(5000, 'a')).size() < 1100);
}

TEST_CASE("N09 what looks like a secret is not logged") {
    CHECK(app::redacted("proxy http://user:canary@proxy.example:3128 refused") ==
          "proxy http://***@proxy.example:3128 refused");
    CHECK(app::redacted("https://hooks.example/x?token=canary&a=1") ==
          "https://hooks.example/x?token=***&a=1");
    CHECK(app::redacted("Authorization: Bearer canary\r\nHost: a") ==
          "Authorization: ***\r\nHost: a");
    CHECK(app::redacted("set-cookie: sid=canary; secure") == "set-cookie: ***");
    CHECK(app::redacted("https://apps.apple.com/us/app/id1 at us@example.org") ==
          "https://apps.apple.com/us/app/id1 at us@example.org");
    CHECK(keys("password=canary").find("canary") == std::string::npos);
}

TEST_CASE("L21 a log that nobody reads stops nothing, and tells later what it lost") {
    const Pipe pipe;
    pipe.fill();
    Log log(pipe.ends[1], Log::Form::keys, noon);
    for (int i = 0; i < 100; ++i) log.info("lost");
    pipe.read_all();
    log.info("found");
    const auto lines = lines_of(pipe.read_all());
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == "time=2026-10-05T12:00:00Z level=warning event=log-lost lines=100");
    CHECK(lines[1] == "time=2026-10-05T12:00:00Z level=info event=found");
}

TEST_CASE("L21 a log on a full disk, or that was closed, stops nothing") {
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    REQUIRE(full >= 0);
    Log(full, Log::Form::json, noon).error("lost");
    close(full);
    Log closed(full, Log::Form::json, noon);
    closed.info("lost");
    CHECK(fcntl(full, F_GETFD) == -1);
}
