// Alerts: what is found, what is told and when, and that it comes.

#include <catch2/catch.hpp>

#include <filesystem>
#include <thread>

#include "app/alert_delivery.h"
#include "app/alert_findings.h"
#include "app/alert_watch.h"
#include "app/alerting.h"
#include "app_testing.h"
#include "app_watching_testing.h"
#include "loopback/certificates.h"
#include "loopback/server.h"

using app::AlertMemory;
using app::Finding;
using app::Notice;
using Catch::Contains;
using watching::at;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> keys(const app::Status& status) {
    std::vector<std::string> names;
    for (const Finding& finding : app::findings(status)) names.push_back(finding.key);
    return names;
}

std::vector<std::string> told(const app::Notices& notices) {
    std::vector<std::string> lines;
    for (const Notice& notice : notices.due)
        lines.push_back(std::string(to_text(notice.kind)) + " " + notice.key);
    return lines;
}

using Lines = std::vector<std::string>;

std::string answer_to(const std::string& line) {
    static const std::map<std::string, std::string> answers = {
        {"EHLO", "250-here\r\n250 AUTH PLAIN LOGIN\r\n"},
        {"AUTH", "235 welcome\r\n"},
        {"DATA", "354 go on\r\n"},
        {"STAR", "502 not here\r\n"},
        {"QUIT", "221 bye\r\n"}};
    const auto found = answers.find(line.substr(0, 4));
    return found == answers.end() ? "250 yes\r\n" : found->second;
}

/// A mail server that takes any message, and keeps what it was told.
class MailServer {
public:
    MailServer() : server_(loopback::always(""), options()) {}
    int port() const { return server_.port(); }
    std::string heard() {
        const std::scoped_lock lock(mutex_);
        return heard_;
    }

private:
    loopback::Options options() {
        loopback::Options made;
        made.greet = [this](loopback::Wire& wire) { return talk(wire); };
        return made;
    }
    bool talk(loopback::Wire& wire) {
        wire.write("220 here\r\n");
        bool message = false;
        while (true) {
            const std::string bytes = wire.read(4096);
            if (bytes.empty()) return false;
            const std::scoped_lock lock(mutex_);
            heard_ += bytes;
            if (message && !heard_.ends_with("\r\n.\r\n")) continue;
            const bool begins = bytes.starts_with("DATA");
            wire.write(answer_to(bytes));
            message = begins;
        }
    }

    std::mutex mutex_;
    std::string heard_;
    loopback::Server server_;
};

template <class Condition>
bool comes_true(Condition condition) {
    for (int tries = 0; tries < 400; ++tries) {
        if (condition()) return true;
        std::this_thread::sleep_for(50ms);
    }
    return false;
}

}  // namespace

TEST_CASE("An alert is told when it opens, again after a while, and when it closes") {
    const std::vector<Finding> one = {{"disk", "the disk is full"}};
    const auto begin = at("2026-10-06T09:00:00Z");
    auto notices = app::notices_due(one, {}, begin, 24h);
    CHECK(told(notices) == Lines{"opened disk"});
    notices = app::notices_due(one, notices.memory, begin + 23h, 24h);
    CHECK(told(notices).empty());
    notices = app::notices_due(one, notices.memory, begin + 24h, 24h);
    CHECK(told(notices) == Lines{"still open disk"});
    CHECK(notices.due[0].opened == begin);
    notices = app::notices_due({}, notices.memory, begin + 25h, 24h);
    CHECK(told(notices) == Lines{"closed disk"});
    CHECK(app::notices_due({}, notices.memory, begin + 26h, 24h).due.empty());
}

TEST_CASE("A clock that goes back delays no alert for long") {
    const std::vector<Finding> one = {{"disk", "the disk is full"}};
    const auto begin = at("2026-10-06T09:00:00Z");
    auto notices = app::notices_due(one, {}, begin + 24h * 365, 24h);
    notices = app::notices_due(one, notices.memory, begin, 24h);
    CHECK(told(app::notices_due(one, notices.memory, begin + 24h, 24h)) ==
          Lines{"still open disk"});
}

TEST_CASE("The memory of alerts comes back from its text, and what is damaged is left out") {
    AlertMemory memory;
    memory["job charts"] = {at("2026-10-06T09:00:00Z"), at("2026-10-06T10:00:00Z"), "a\tb\nc"};
    const auto text = to_text(memory);
    const auto back = app::alert_memory_from(text + "damaged\n\t\t\t\n");
    REQUIRE(back.size() == 1);
    CHECK(back.at("job charts").told == at("2026-10-06T10:00:00Z"));
    CHECK(back.at("job charts").text == "a b c");
}

TEST_CASE(
    "Staleness, coverage, drift, block, failed jobs, disk and faults of the daemon are found") {
    auto status = watching::status();
    CHECK(keys(status) == Lines{"block gplay-charts", "coverage gplay-charts", "drift gplay-charts",
                                "stale gplay-charts br"});
    status.jobs[2].newest->state = records::SlotState::failed;
    status.jobs[1].newest =
        watching::slot("fx", "2026-10-05T16:00:00Z", records::SlotState::missed, "off");
    status.disk = app::Disk{5, 10};
    status.daemon.configuration_fault = "my.toml:3:1: what";
    status.daemon.clock_fault = "it says 1970";
    status.history_fault = "runs.sqlite: damaged";
    const auto all = keys(status);
    for (const auto* key : {"clock", "configuration", "disk", "history", "job fx", "job workbook"})
        CHECK(std::ranges::count(all, key) == 1);
    CHECK(app::findings(watching::status())[3].text ==
          "gplay-charts br: data of 2026-10-04T02:15:00Z should be here; the newest is of "
          "2026-10-03T02:15:00Z");
}

TEST_CASE("While a job runs, the day is not complete, and its coverage is no alert") {
    auto status = watching::status();
    status.jobs[1].running =
        watching::slot("fx", "2026-10-06T08:30:00Z", records::SlotState::running);
    CHECK(std::ranges::count(keys(status), "coverage gplay-charts") == 0);
}

TEST_CASE("A webhook gets the notices as JSON, and anything but 2xx is a failure without the URL") {
    const loopback::Server good(loopback::always(loopback::answer(204, "")));
    const loopback::Server bad(loopback::always(loopback::answer(500, "no")));
    app::Delivery delivery;
    delivery.sink = "webhook";
    delivery.url = good.origin() + "/hook?key=s3cret";
    const std::vector<Notice> notices = {
        {Notice::Kind::opened, "disk", "the \"disk\" is full", at("2026-10-06T09:00:00Z")}};
    REQUIRE(deliver(with_notices(delivery, notices)));
    REQUIRE(good.requests() == 1);
    CHECK(good.log()[0].method == "POST");
    CHECK(good.log()[0].target == "/hook?key=s3cret");
    CHECK(
        good.log()[0].body ==
        "{\"program\":\"dramascope\",\"text\":\"dramascope: 1 alert\\nopened: the \\\"disk\\\" is "
        "full\",\"alerts\":[{\"state\":\"opened\",\"key\":\"disk\",\"text\":\"the \\\"disk\\\" is "
        "full\",\"opened\":\"2026-10-06T09:00:00Z\"}]}\n");
    delivery.url = bad.origin() + "/hook?key=s3cret";
    CHECK(deliver(delivery).error().what == "webhook: it answered with status 500, not with 2xx");
    for (const auto* url : {"http://192.0.2.1/s3cret", "ftp://localhost/s3cret", "s3cret"}) {
        delivery.url = url;
        CHECK_THAT(deliver(delivery).error().what, Contains("https://") && !Contains("s3cret"));
    }
}

TEST_CASE("A webhook over TLS is used only if its certificate is right") {
    loopback::Options options;
    options.tls = loopback::Certificate::good;
    const loopback::Server good(loopback::always(loopback::answer(200, "")), options);
    options.tls = loopback::Certificate::wrong_name;
    const loopback::Server wrong(loopback::always(loopback::answer(200, "")), options);
    app::Delivery delivery;
    delivery.sink = "ping";
    delivery.ca_file = loopback::ca_file();
    delivery.url = good.origin();
    CHECK(deliver(delivery));
    delivery.url = wrong.origin();
    CHECK_FALSE(deliver(delivery));
    delivery.url = good.origin();
    delivery.ca_file = "";
    CHECK_FALSE(deliver(delivery));
    CHECK(wrong.requests() == 0);
}

TEST_CASE("A mail is sent with a login, and says what is wrong") {
    MailServer server;
    app::Delivery delivery;
    delivery.sink = "mail";
    delivery.host = "127.0.0.1";
    delivery.port = server.port();
    delivery.tls = false;
    delivery.user = "me";
    delivery.password = "s3cret";
    delivery.from = "dramascope@example.org";
    delivery.to = {"you@example.org", "us@example.org"};
    const std::vector<Notice> notices = {
        {Notice::Kind::closed, "disk", "the disk is full", at("2026-10-06T09:00:00Z")}};
    const auto sent = deliver(with_notices(delivery, notices));
    INFO((sent ? "" : sent.error().what));
    REQUIRE(sent);
    const auto heard = server.heard();
    CHECK_THAT(heard, Contains("AUTH PLAIN") && Contains("RCPT TO: <us@example.org>"));
    CHECK_THAT(heard, Contains("Subject: dramascope: 1 alert closed"));
    CHECK_THAT(heard, Contains("closed (since 2026-10-06T09:00:00Z): the disk is full"));
    delivery.tls = true;
    CHECK_THAT(deliver(delivery).error().what, Contains("STARTTLS"));
    delivery.tls = false;
    delivery.host = "192.0.2.1";
    CHECK_THAT(deliver(delivery).error().what, Contains("this machine alone"));
}

TEST_CASE("A delivery goes to another process, and a sink that hangs is given up") {
    const loopback::Server good(loopback::always(loopback::answer(200, "")));
    const loopback::Server hangs(
        [](const loopback::Request&, loopback::Wire& wire) { wire.wait(60s); });
    constexpr int never = -1;  // poll() passes over it
    app::Delivery delivery;
    delivery.sink = "webhook";
    delivery.url = good.origin();
    const auto sent = app::deliver_apart(DRAMASCOPE, delivery, never, 20s);
    INFO((sent ? "" : sent.error().what));
    CHECK(sent);
    CHECK(good.requests() == 1);
    delivery.url = hangs.origin();
    const auto begun = std::chrono::steady_clock::now();
    CHECK(app::deliver_apart(DRAMASCOPE, delivery, never, 500ms).error().what ==
          "webhook: took too long, and was given up");
    CHECK(std::chrono::steady_clock::now() - begun < 5s);
}

TEST_CASE(
    "Each sink is told once of what is wrong, over restarts too, and its secret is not logged") {
    const Folder folder;
    const loopback::Server hook(loopback::always(loopback::answer(200, "")));
    watching::write_file(folder / "hook", hook.origin() + "/s3cret\n");
    auto configuration = watching::configuration();
    configuration.alerts.webhook_file = folder / "hook";
    configuration.private_network = true;
    auto facts = watching::daemon(configuration);
    facts.configuration_fault = "my.toml:3:1: unknown key";
    std::mutex mutex;
    std::string log;
    const app::WatchingCalls calls{[&] {
                                       const std::scoped_lock lock(mutex);
                                       return facts;
                                   },
                                   [&](const std::string& event, const std::string& what) {
                                       const std::scoped_lock lock(mutex);
                                       log += event + " " + what + "\n";
                                   }};
    for (int start = 0; start < 2; ++start) {
        app::AlertWatch watch(folder / "", calls, DRAMASCOPE);
        CHECK(comes_true([&] { return hook.requests() == 1; }));
        CHECK(comes_true([&] { return watch.open().size() == 1; }));
        CHECK(watch.open()[0].key == "configuration");
        CHECK(comes_true([&] { return std::filesystem::exists(folder / "alerts"); }));
    }
    {
        const std::scoped_lock lock(mutex);
        facts.configuration_fault = "";
    }
    app::AlertWatch watch(folder / "", calls, DRAMASCOPE);
    CHECK(comes_true([&] { return hook.requests() == 2; }));
    CHECK_THAT(hook.log()[1].body, Contains("\"closed\""));
    const std::scoped_lock lock(mutex);
    CHECK_THAT(log, Contains("alert opened: a new configuration was refused"));
    CHECK_THAT(log, !Contains("s3cret"));
}

TEST_CASE("A secret that others can read is not used, and the page says that nobody is told") {
    const Folder folder;
    watching::write_file(folder / "hook", "https://example.org/s3cret\n", 0644);
    auto configuration = watching::configuration();
    configuration.alerts.webhook_file = folder / "hook";
    const auto facts = watching::daemon(configuration);
    app::AlertWatch watch(folder / "", {[&] { return facts; }, [](const auto&, const auto&) {}},
                          DRAMASCOPE);
    CHECK(comes_true([&] { return watch.open().size() == 1; }));
    CHECK_THAT(watch.open()[0].text, Contains("chmod 600") && !Contains("s3cret"));
}
