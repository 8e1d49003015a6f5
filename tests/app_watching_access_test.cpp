// Who may ask the daemon's server what. The ids are those of the catalogue of faults.

#include <catch2/catch.hpp>

#include "app/http_access.h"
#include "app/http_pages.h"
#include "app/watching.h"
#include "app_testing.h"
#include "app_watching_testing.h"

using app::HttpAccess;
using app::HttpQuestion;
using namespace std::chrono_literals;

namespace {

const HttpAccess::Time start{1h};
const std::string right = "YWRtaW46YSBwYXNzd29yZCBsb25nIGVub3VnaA==";
const std::string login = "admin:a password long enough";

HttpQuestion question(const std::string& host = "localhost:8765") {
    HttpQuestion made;
    made.method = "GET";
    made.path = "/";
    made.peer = "192.0.2.7";
    made.host = host;
    return made;
}

int status_of(HttpAccess& access, const HttpQuestion& asked, HttpAccess::Time now = start) {
    const auto refusal = access.refusal(asked, now);
    return refusal ? refusal->status : 200;
}

std::string start_with(const std::string& folder, const schedules::Configuration& configuration) {
    const auto facts = watching::daemon(configuration);
    const auto started =
        app::Watching::start(folder, {[&] { return facts; }, [](const auto&, const auto&) {}});
    return started ? "" : started.error().what;
}

}  // namespace

TEST_CASE("N13: a Host header of another name is refused, addresses and our names are not") {
    HttpAccess access({{"watch.example.org", "*.dramas.example"}, "", false});
    for (const auto* ours : {"localhost", "LOCALHOST:8765", "127.0.0.1:8765", "[::1]:8765",
                             "10.0.0.4", "watch.example.org:8765", "a.dramas.example"})
        CHECK(status_of(access, question(ours)) == 200);
    for (const auto* foreign : {"", "evil.example", "localhost.evil.example", "127.0.0.1.nip.io",
                                "xwatch.example.org", "a.b.dramas.example"})
        CHECK(status_of(access, question(foreign)) == 421);
}

TEST_CASE("N14: nothing but GET and HEAD is answered, and other pages' requests are forbidden") {
    HttpAccess access({});
    HttpQuestion asked = question();
    asked.method = "HEAD";
    CHECK(status_of(access, asked) == 200);
    for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"}) {
        asked = question();
        asked.method = method;
        CHECK(status_of(access, asked) == 405);
        asked.origin = "https://evil.example";
        CHECK(status_of(access, asked) == 403);
    }
    asked = question();
    asked.method = "POST";
    asked.site = "cross-site";
    CHECK(status_of(access, asked) == 403);
}

TEST_CASE("N16: a question with a body is refused") {
    HttpAccess access({});
    HttpQuestion asked = question();
    asked.body = true;
    CHECK(status_of(access, asked) == 413);
}

TEST_CASE("N15: who guesses passwords waits twice as long each time, others do not") {
    HttpAccess access({{}, login, false});
    CHECK(status_of(access, question()) == 401);
    HttpQuestion wrong = question();
    wrong.authorization = "Basic YWRtaW46d3Jvbmc=";
    HttpQuestion good = question();
    good.authorization = "Basic " + right;

    auto now = start;
    for (const auto delay : {1s, 2s, 4s, 8s}) {
        CHECK(status_of(access, wrong, now) == 401);
        CHECK(status_of(access, wrong, now + delay - 1ms) == 429);
        CHECK(status_of(access, good, now + delay - 1ms) == 429);
        now += delay;
    }
    HttpQuestion other = good;
    other.peer = "192.0.2.8";
    CHECK(status_of(access, other, now - 1ms) == 200);
    CHECK(status_of(access, good, now) == 200);
    CHECK(status_of(access, wrong, now) == 401);
    CHECK(status_of(access, good, now + 1s) == 200);
}

TEST_CASE("N15: the wait is never longer than five minutes, and few clients are remembered") {
    HttpAccess access({{}, login, true});
    HttpQuestion wrong = question();
    wrong.authorization = "Bearer x";
    auto now = start;
    for (int tries = 0; tries < 40; ++tries, now += 300s)
        REQUIRE(status_of(access, wrong, now) == 401);
    for (int client = 0; client < 3000; ++client) {
        wrong.forwarded_for = "spoofed, 2001:db8::" + std::to_string(client);
        REQUIRE(status_of(access, wrong, now) == 401);
    }
    wrong.forwarded_for = "other, 2001:db8::2999";
    CHECK(status_of(access, wrong, now) == 429);
}

TEST_CASE("The probes of a supervisor need no login") {
    HttpAccess access({{}, login, false});
    HttpQuestion asked = question();
    asked.path = "/livez";
    CHECK(status_of(access, asked) == 200);
    asked.path = "/livez/../metrics";
    CHECK(status_of(access, asked) == 401);
}

TEST_CASE("N12: an address that others reach needs TLS or a proxy, and a login") {
    const Folder folder;
    auto configuration = watching::configuration();
    CHECK(schedules::is_loopback(schedules::DaemonSettings{}.listen));
    configuration.daemon.listen = "0.0.0.0:0";
    CHECK_THAT(start_with(folder / "", configuration), Catch::Contains("needs TLS"));
    configuration.daemon.behind_proxy = true;
    CHECK_THAT(start_with(folder / "", configuration), Catch::Contains("login"));
    configuration.daemon.login_file = folder / "login";
    watching::write_file(folder / "login", login + "\n", 0644);
    CHECK_THAT(start_with(folder / "", configuration), Catch::Contains("chmod 600"));
    watching::write_file(folder / "login", "admin:short");
    CHECK_THAT(start_with(folder / "", configuration), Catch::Contains("16"));
    CHECK_THAT(start_with(folder / "", configuration), !Catch::Contains("short"));
    watching::write_file(folder / "login", login);
    CHECK(start_with(folder / "", configuration) == "");
}

TEST_CASE("N07: of the folder of workbooks, workbooks are served, by name") {
    for (const auto* ours : {"dramascope-2026-W40.xlsx", "dramascope-2026-W40.r2.xlsx"})
        CHECK(app::is_workbook_name(ours));
    for (const auto* other :
         {"", "x", "../dramascope-2026-W40.xlsx", "dramascope-2026-W40.xlsx/..", "runs.sqlite",
          "dramascope-2026-W99.xlsx", "dramascope-2026-W40.r.xlsx", "dramascope-2026-W40.rx.xlsx",
          "dramascope-2026-W40/../../x.xlsx", "dramascope-.xlsx", "dramascope-2026-W40.r2x.xlsx",
          "..%2fdramascope-2026-W40.xlsx", "-rf", "CON", ".dramascope-2026-W40.xlsx"})
        CHECK_FALSE(app::is_workbook_name(other));
    CHECK_FALSE(app::is_workbook_name("dramascope-2026-W40.r" + std::string(300, '1') + ".xlsx"));
    CHECK_FALSE(app::is_workbook_name(std::string("dramascope-2026-W40\0.xlsx", 25)));
}
