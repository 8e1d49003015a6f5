// What a configuration says, and what is said of one that is wrong.

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>

#include "golden.h"
#include "schedules/configuration.h"
#include "schedules_zones.h"

namespace {

using namespace std::chrono_literals;
using schedules::Configuration;

constexpr std::array<std::string_view, 9> sources = {
    "apple-rss-legacy", "apple-rss",    "itunes-lookup", "appstore-page",  "appstore-charts",
    "gplay-details",    "gplay-charts", "fx-ecb",        "fx-currency-api"};

Configuration built_in() {
    const auto read = schedules::read_configuration(
        read_file(project_root() / "schedules" / "dramascope.toml"), "built-in", sources, {});
    if (!read) FAIL(read.error().what);
    return *read;
}

Configuration over_built_in(const std::string& text) {
    const auto read =
        schedules::read_configuration(text, "mine.toml", sources, built_in(), zones::system_file);
    if (!read) FAIL(read.error().what);
    return *read;
}

std::string wrong(const std::string& text) {
    const auto read =
        schedules::read_configuration(text, "mine.toml", sources, built_in(), zones::system_file);
    return read ? "" : read.error().what;
}

const records::HostRule& rule(const Configuration& from, const std::string& host) {
    const auto found = std::ranges::find(from.hosts, host, &records::HostRule::host);
    REQUIRE(found != from.hosts.end());
    return *found;
}

using Catch::Contains;
using Catch::StartsWith;

}  // namespace

TEST_CASE("The built-in configuration has the 29 storefronts of the report, and no contact") {
    const Configuration it = built_in();
    std::vector<records::Country> expected;
    for (const auto region : records::report_regions)
        for (const auto country : records::countries_of(region)) expected.push_back(country);
    CHECK(it.storefronts.size() == 29);
    CHECK(std::ranges::is_permutation(it.storefronts, expected));
    CHECK(it.contact.empty());
    CHECK(it.live());
    CHECK(it.connect_to.empty());
}

TEST_CASE("The built-in paces are no faster than what the hosts are known to bear") {
    const Configuration it = built_in();
    CHECK(rule(it, "itunes.apple.com").gap >= 4s);  // 15 a minute, the least of charts and lookup
    CHECK(rule(it, "itunes.apple.com").throttles_by_403);
    CHECK(rule(it, "play.google.com").gap >= 6s);  // 10 a minute
    CHECK(rule(it, "rss.applemarketingtools.com").gap >= 4s);
    for (const auto& one : it.hosts) {
        INFO(one.host);
        CHECK(one.gap >= 4s);
        CHECK(one.budget > 0);
        CHECK(one.connections == 1);
        CHECK(one.permission.empty());
        CHECK_FALSE(one.plain);
    }
}

TEST_CASE("Every published page of the built-in configuration has a host rule and an attribution") {
    const Configuration it = built_in();
    REQUIRE_FALSE(it.published.empty());
    for (const auto& page : it.published) {
        const std::string host = page.url.substr(8, page.url.find('/', 8) - 8);
        INFO(page.url);
        CHECK(std::ranges::find(it.hosts, host, &records::HostRule::host) != it.hosts.end());
        CHECK_FALSE(page.attribution.empty());
        CHECK_FALSE(page.terms.empty());
    }
}

TEST_CASE("A file that has a contact only leaves everything else as it is built in") {
    const Configuration it = over_built_in("contact = \"you@example.org\"\n");
    CHECK(it.contact == "you@example.org");
    CHECK(it.storefronts == built_in().storefronts);
    CHECK(it.hosts.size() == built_in().hosts.size());
    CHECK(it.schedules.size() == built_in().schedules.size());
}

TEST_CASE("A host of the file changes only the keys that it names") {
    const Configuration it = over_built_in(
        "[[host]]\nname = \"play.google.com\"\npermission = \"letter 4711\"\n"
        "[[host]]\nname = \"data.example.org\"\nper_minute = 0.5\n");
    CHECK(rule(it, "play.google.com").permission == "letter 4711");
    CHECK(rule(it, "play.google.com").gap == rule(built_in(), "play.google.com").gap);
    CHECK(rule(it, "play.google.com").budget == rule(built_in(), "play.google.com").budget);
    CHECK(rule(it, "data.example.org").gap == 120s);
    CHECK(it.hosts.size() == built_in().hosts.size() + 1);
}

TEST_CASE("A pace that does not divide a minute is rounded to the slower side") {
    const Configuration it = over_built_in("[[host]]\nname = \"a.example\"\nper_minute = 7\n");
    CHECK(rule(it, "a.example").gap == 8572ms);
}

TEST_CASE("A schedule asks sources everywhere, in some storefronts, or of none") {
    const Configuration it = over_built_in(
        "[schedule.mine]\nitunes-lookup = \"all\"\nappstore-page = [\"us\", \"BR\"]\n"
        "fx-ecb = \"once\"\npublished = \"once\"\n");
    const auto mine = std::ranges::find(it.schedules, "mine", &schedules::Schedule::name);
    REQUIRE(mine != it.schedules.end());
    REQUIRE(mine->sources.size() == 4);
    CHECK(mine->sources[0].source == "appstore-page");
    CHECK(mine->sources[0].storefronts == std::vector<records::Country>{"US", "BR"});
    CHECK(mine->sources[1].source == "fx-ecb");
    CHECK_FALSE(mine->sources[1].everywhere);
    CHECK(mine->sources[2].everywhere);
}

TEST_CASE("A schedule of the file takes the place of the built-in one of its name") {
    const Configuration it = over_built_in("[schedule.weekly]\nfx-ecb = \"once\"\n");
    const auto weekly = std::ranges::find(it.schedules, "weekly", &schedules::Schedule::name);
    REQUIRE(weekly != it.schedules.end());
    CHECK(weekly->sources.size() == 1);
    CHECK(it.schedules.size() == built_in().schedules.size());
}

TEST_CASE("A network of one's own is no live run") {
    const Configuration it = over_built_in(
        "[network]\nconnect_to = [\"itunes.apple.com:443:127.0.0.1:8443\"]\n"
        "ca_file = \"ca.pem\"\nprivate = true\n");
    CHECK(it.connect_to == std::vector<std::string>{"itunes.apple.com:443:127.0.0.1:8443"});
    CHECK(it.ca_file == "ca.pem");
    CHECK_FALSE(it.live());
}

TEST_CASE("What is wrong with a configuration is told with line, column, and what was expected") {
    struct Case {
        const char* text;
        const char* place;
        const char* told;
    };
    const auto c = GENERATE(values<Case>({
        {"contact = 1", ":1:11: ", "must be a text in quotes"},
        {"contact = \"me\"", ":1:11: ", "a mail address or a page of yours"},
        {"contact = \"a@b.org\\r\\nX: y\"", ":1:11: ", "a mail address or a page of yours"},
        {"\nkontakt = \"a@b.org\"", ":2:1: ", "unknown key 'kontakt' at the top of the file"},
        {"storefronts = [\"us\", \"uk\"]", ":1:22: ", "unknown country 'uk'"},
        {"storefronts = [\"us\", \"US\"]", ":1:22: ", "stands twice"},
        {"storefronts = \"us\"", ":1:15: ", "must be a list of texts"},
        {"charts = [\"free\"]", ":1:11: ", "unknown chart 'free'"},
        {"genres = [\"36\"]", ":1:11: ", "unknown genre '36'"},
        {"lookup_batch = 0", ":1:16: ", "a whole number from 1 to 200"},
        {"patience_minutes = -1", ":1:20: ", "a whole number from 0 to 1440"},
        {"host = 1", ":1:8: ", "must be written as [[host]]"},
        {"[[host]]\nper_minute = 1", ":1:1: ", "is not the name of a host"},
        {"[[host]]\nname = \"https://a.org/\"", ":1:1: ", "is not the name of a host"},
        {"[[host]]\nname = \"A.org\"", ":1:1: ", "is not the name of a host"},
        {"[[host]]\nname = \"a.org\"\n[[host]]\nname = \"a.org\"", ":3:1: ", "stands twice"},
        {"[[host]]\nname = \"a.org\"\nper_minute = 0", ":3:14: ", "from 0.01 to 60000"},
        {"[[host]]\nname = \"a.org\"\nper_minute = -3", ":3:14: ", "from 0.01 to 60000"},
        {"[[host]]\nname = \"a.org\"\nper_minute = nan", ":3:14: ", "from 0.01 to 60000"},
        {"[[host]]\nname = \"a.org\"\nper_minute = \"3\"", ":3:14: ", "from 0.01 to 60000"},
        {"[[host]]\nname = \"a.org\"\nbudget = -1", ":3:10: ", "a whole number from 0"},
        {"[[host]]\nname = \"a.org\"\nplain = \"yes\"", ":3:9: ", "must be true or false"},
        {"[[host]]\nname = \"a.org\"\nverify = false",
         ":3:1: ", "unknown key 'verify' in a [[host]]"},
        {"[[published]]\nurl = \"file:///etc/passwd\"", ":1:1: ", "needs its address"},
        {"[[published]]\nurl = \"https://a.org/\"", ":1:1: ", "whose figures it has"},
        {"[schedule.x]\nnonsense = \"all\"", ":2:12: ", "unknown source 'nonsense'"},
        {"[schedule.x]\nfx-ecb = \"always\"", ":2:10: ", "\"once\" (it is of no storefront)"},
        {"[schedule.x]\nfx-ecb = [\"xx\"]", ":2:11: ", "unknown country 'xx'"},
        {"[proxy]\nmx = \"socks5://a:1\"", ":2:6: ", "\"http://host:3128\""},
        {"[proxy]\nmx = \"http://user:word@a:1\"", ":2:6: ", "without a user and a password"},
        {"[network]\nconnect_to = [\"127.0.0.1:80\"]", ":2:15: ", "host:port:address:port"},
        {"[network]\ninsecure = true", ":2:1: ", "unknown key 'insecure' in [network]"},
        {"contact = ", ":1:", "this is not TOML"},
    }));
    INFO(c.text);
    CHECK_THAT(wrong(c.text), StartsWith(std::string("mine.toml") + c.place));
    CHECK_THAT(wrong(c.text), Contains(c.told));
    CHECK_THAT(wrong(c.text), Contains("schedules/dramascope.toml"));
}

TEST_CASE("K10 what is wrong with a job, the daemon or its alerts is told with line and column") {
    struct Case {
        const char* text;
        const char* place;
        const char* told;
    };
    const auto c = GENERATE(values<Case>({
        {"[job.charts]\ncron = \"0 25 * * *\"", ":2:8: ", "'cron': field 2 (hour): 25 is above 23"},
        {"[job.charts]\ncron = \"0 0 30 2 *\"", ":2:8: ", "'cron': never fires"},
        {"[job.charts]\nzone = \"Europe/Berlni\"", ":2:8: ", "unknown time zone 'Europe/Berlni'"},
        {"[job.charts]\nfetch = \"chart\"", ":2:9: ", "'fetch' must name a [schedule.NAME]"},
        {"[job.charts]\nmisfire = \"all\"", ":2:11: ", "cannot be repeated for the past"},
        {"[job.charts]\nmisfire = \"never\"", ":2:11: ", "one of, in quotes: skip, once, all"},
        {"[job.charts]\noverlap = true", ":2:11: ", "one of, in quotes: forbid, queue-one"},
        {"[job.charts]\nevery = 5", ":2:1: ", "unknown key 'every' in [job.charts]"},
        {"[job.charts]\ngrace_minutes = 0", ":2:17: ", "a whole number from 1 to 40320"},
        {"[job.charts]\nafter = [\"fx\", \"nothing\"]", ":2:16: ", "there is no [job.nothing]"},
        {"[job.charts]\nafter = [\"workbook\"]", ":2:10: ", "'charts' would wait for itself"},
        {"[job.charts]\nafter = [\"charts\"]", ":2:10: ", "'charts' would wait for itself"},
        {"[job.charts]\nreparse = true\nfetch = \"fx\"", ":1:1: ", "by one of: fetch"},
        {"[job.mine]\ncron = \"@daily\"", ":1:1: ", "must say what it does"},
        {"[job.mine]\nreparse = true", ":1:1: ", "must say when it runs: cron"},
        {"[job.mine]\nreport = \"daily\"\ncron = \"@daily\"",
         ":2:10: ", "\"weekly\" or \"revisions\""},
        {"[job.mine]\nreparse = false\ncron = \"@daily\"", ":2:11: ", "enabled = false"},
        {"[job.\"a b\"]\nreparse = true", ":1:1: ", "'a b' is not a name for a job"},
        {"[job]\ncharts = 1", ":2:10: ", "must be written as [job.charts]"},
        {"[daemon]\nlisten = \"0.0.0.0:80\"", ":2:10: ", "can be reached from other machines"},
        {"[daemon]\nlisten = \"127.0.0.1:80\"\nkey = \"k\"", ":2:10: ", "TLS needs both"},
        {"[daemon]\nlisten = \"here\"", ":2:10: ", "must be an address and a port"},
        {"[daemon]\nlisten = \"127.0.0.1:65536\"", ":2:10: ", "must be an address and a port"},
        {"[daemon]\nbehind_proxy = true\nlisten = \"[::]:80\"", ":3:10: ", "a login (login_file)"},
        {"[daemon]\nreports = \"\"", ":2:11: ", "must name the folder"},
        {"[daemon]\nstop_seconds = 0", ":2:16: ", "a whole number from 1 to 3600"},
        {"[alerts]\nwebhook = \"https://a.org/\"", ":2:1: ", "unknown key 'webhook' in [alerts]"},
        {"[alerts.smtp]\nhost = \"a.org\"", ":1:1: ", "mail needs from"},
        {"[alerts.smtp]\nfrom = \"a b@c\"", ":2:8: ", "is not a mail address"},
        {"[alerts.smtp]\nto = [\"a@b.org\\nCc: x\"]", ":2:7: ", "is not a mail address"},
        {"[time]\nspeed = 2000", ":1:1: ", "[time] is for tests"},
        {"[network]\nprivate = true\n[time]\nspeed = nan", ":4:9: ", "from 0.001 to 1000000"},
        {"[network]\nprivate = true\n[time]\nfrom = \"now\"", ":4:8: ", "a moment in quotes"},
    }));
    INFO(c.text);
    CHECK_THAT(wrong(c.text), StartsWith(std::string("mine.toml") + c.place));
    CHECK_THAT(wrong(c.text), Contains(c.told));
    CHECK_THAT(wrong(c.text), Contains("schedules/dramascope.toml"));
}

namespace {

const schedules::Job& job(const Configuration& from, const std::string& name) {
    const auto found = std::ranges::find(from.jobs, name, &schedules::Job::name);
    REQUIRE(found != from.jobs.end());
    return *found;
}

}  // namespace

TEST_CASE("The built-in jobs fetch each part as often as it changes, and report on Mondays") {
    const Configuration it = built_in();
    CHECK(job(it, "charts").cron.text == "15 2 * * *");
    CHECK(job(it, "workbook").cron.text == "0 6 * * mon");
    CHECK(job(it, "workbook").action == schedules::Action::weekly);
    CHECK(job(it, "workbook").after ==
          std::vector<std::string>{"fx", "charts", "app-pages", "published"});
    CHECK(job(it, "revisions").action == schedules::Action::revise);
    for (const auto& one : it.jobs) {
        INFO(one.name);
        CHECK(one.zone.name() == "UTC");
        CHECK(one.jitter == schedules::spread(one.name, one.jitter_within));
        CHECK((one.kind() == schedules::JobKind::derivation || !one.schedule.empty()));
    }
}

TEST_CASE("A job of the file changes only the keys that it has") {
    const Configuration it = over_built_in(
        "[job.charts]\nzone = \"Europe/Berlin\"\noverlap = \"queue-one\"\n"
        "[job.mine]\nreparse = true\ncron = \"@daily\"\nmisfire = \"all\"\ncap = 9\n");
    CHECK(job(it, "charts").zone.name() == "Europe/Berlin");
    CHECK(job(it, "charts").overlap == schedules::Overlap::queue_one);
    CHECK(job(it, "charts").cron.text == "15 2 * * *");
    CHECK(job(it, "charts").deadline == 600min);
    CHECK(job(it, "mine").misfire == schedules::Misfire::all);
    CHECK(job(it, "mine").cap == 9);
    CHECK(it.jobs.size() == built_in().jobs.size() + 1);
}

TEST_CASE("A job that is taken away is waited for by none") {
    const Configuration it = over_built_in("[job.published]\nenabled = false\n");
    CHECK(std::ranges::count(it.jobs, "published", &schedules::Job::name) == 0);
    CHECK(job(it, "workbook").after == std::vector<std::string>{"fx", "charts", "app-pages"});
}

TEST_CASE("A daemon that other machines reach has a login and TLS, or a proxy that has it") {
    const Configuration it = over_built_in(
        "[daemon]\nlisten = \"0.0.0.0:443\"\nlogin_file = \"login\"\ncertificate = \"c.pem\"\n"
        "key = \"k.pem\"\nkeep_runs_days = 30\n");
    CHECK(it.daemon.listen == "0.0.0.0:443");
    CHECK(it.daemon.keep_runs == std::chrono::days(30));
    CHECK(over_built_in("[daemon]\nlisten = \"[2001:db8::1]:80\"\nbehind_proxy = true\n"
                        "login_file = \"login\"\n")
              .daemon.behind_proxy);
    CHECK(over_built_in("[daemon]\nlisten = \"\"\n").daemon.listen.empty());
    CHECK(schedules::is_loopback("127.0.0.1:80"));
    CHECK(schedules::is_loopback("[::1]:80"));
    CHECK_FALSE(schedules::is_loopback("127.example.org:80"));
    CHECK_FALSE(schedules::is_loopback("0.0.0.0:80"));
}

TEST_CASE("A clock of a test runs as fast as it says, and leads back") {
    const Configuration it = over_built_in(
        "[network]\nprivate = true\n"
        "[time]\nfrom = \"2026-10-05T00:00:00Z\"\nat_unix = 1000\nspeed = 3600\n");
    REQUIRE(it.time);
    CHECK(records::to_text(schedules::time_on(*it.time, 1000.5)) == "2026-10-05T00:30:00Z");
    CHECK(records::to_text(schedules::time_on(*it.time, 999)) == "2026-10-04T23:00:00Z");
    CHECK(schedules::seconds_until(*it.time, *records::instant_from("2026-10-05T02:00:00Z"),
                                   1000.5) == Approx(1.5));
}
