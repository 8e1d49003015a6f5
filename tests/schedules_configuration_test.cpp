// What a configuration says, and what is said of one that is wrong.

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>

#include "golden.h"
#include "schedules/configuration.h"

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
    const auto read = schedules::read_configuration(text, "mine.toml", sources, built_in());
    if (!read) FAIL(read.error().what);
    return *read;
}

std::string wrong(const std::string& text) {
    const auto read = schedules::read_configuration(text, "mine.toml", sources, built_in());
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

TEST_CASE("What is wrong with a configuration is told with its line and what was expected") {
    struct Case {
        const char* text;
        const char* place;
        const char* told;
    };
    const auto c = GENERATE(values<Case>({
        {"contact = 1", ":1: ", "must be a text in quotes"},
        {"contact = \"me\"", ":1: ", "a mail address or a page of yours"},
        {"contact = \"a@b.org\\r\\nX: y\"", ":1: ", "a mail address or a page of yours"},
        {"\nkontakt = \"a@b.org\"", ":2: ", "unknown key 'kontakt' at the top of the file"},
        {"storefronts = [\"us\", \"uk\"]", ":1: ", "unknown country 'uk'"},
        {"storefronts = [\"us\", \"US\"]", ":1: ", "stands twice"},
        {"storefronts = \"us\"", ":1: ", "must be a list of texts"},
        {"charts = [\"free\"]", ":1: ", "unknown chart 'free'"},
        {"genres = [\"36\"]", ":1: ", "unknown genre '36'"},
        {"lookup_batch = 0", ":1: ", "a whole number from 1 to 200"},
        {"patience_minutes = -1", ":1: ", "a whole number from 0 to 1440"},
        {"host = 1", ":1: ", "must be written as [[host]]"},
        {"[[host]]\nper_minute = 1", ":1: ", "is not the name of a host"},
        {"[[host]]\nname = \"https://a.org/\"", ":1: ", "is not the name of a host"},
        {"[[host]]\nname = \"A.org\"", ":1: ", "is not the name of a host"},
        {"[[host]]\nname = \"a.org\"\n[[host]]\nname = \"a.org\"", ":3: ", "stands twice"},
        {"[[host]]\nname = \"a.org\"\nper_minute = 0", ":3: ", "from 0.01 to 60000"},
        {"[[host]]\nname = \"a.org\"\nper_minute = -3", ":3: ", "from 0.01 to 60000"},
        {"[[host]]\nname = \"a.org\"\nper_minute = nan", ":3: ", "from 0.01 to 60000"},
        {"[[host]]\nname = \"a.org\"\nper_minute = \"3\"", ":3: ", "from 0.01 to 60000"},
        {"[[host]]\nname = \"a.org\"\nbudget = -1", ":3: ", "a whole number from 0"},
        {"[[host]]\nname = \"a.org\"\nplain = \"yes\"", ":3: ", "must be true or false"},
        {"[[host]]\nname = \"a.org\"\nverify = false",
         ":3: ", "unknown key 'verify' in a [[host]]"},
        {"[[published]]\nurl = \"file:///etc/passwd\"", ":1: ", "needs its address"},
        {"[[published]]\nurl = \"https://a.org/\"", ":1: ", "whose figures it has"},
        {"[schedule.x]\nnonsense = \"all\"", ":2: ", "unknown source 'nonsense'"},
        {"[schedule.x]\nfx-ecb = \"always\"", ":2: ", "\"once\" (it is of no storefront)"},
        {"[schedule.x]\nfx-ecb = [\"xx\"]", ":2: ", "unknown country 'xx'"},
        {"[proxy]\nmx = \"socks5://a:1\"", ":2: ", "\"http://host:3128\""},
        {"[proxy]\nmx = \"http://user:word@a:1\"", ":2: ", "without a user and a password"},
        {"[network]\nconnect_to = [\"127.0.0.1:80\"]", ":2: ", "host:port:address:port"},
        {"[network]\ninsecure = true", ":2: ", "unknown key 'insecure' in [network]"},
        {"contact = ", ":1:", "this is not TOML"},
    }));
    INFO(c.text);
    CHECK_THAT(wrong(c.text), StartsWith(std::string("mine.toml") + c.place));
    CHECK_THAT(wrong(c.text), Contains(c.told));
    CHECK_THAT(wrong(c.text), Contains("schedules/dramascope.toml"));
}
