// robots.txt as files come, and copies of it by status and age.

#include "crawler_robots.h"

#include <chrono>

#include "crawler/pattern.h"

using crawler::most_robots_bytes;
using crawler::Pattern;
using crawler::Robots;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const records::Instant noon = std::chrono::sys_days{std::chrono::year(2026) / 11 / 22} + hours(12);

records::RobotsCopy copy_of(int status, const std::string& body = "",
                            std::optional<seconds> max_age = {}) {
    return {"https://a.example", noon, status, body, max_age};
}

crawler::RobotsVerdict verdict_of(int status, const std::string& body = "",
                                  const std::string& target = "/p") {
    return crawler::decide(copy_of(status, body), "dramascope", target);
}

seconds life_of(int status, std::optional<seconds> max_age = {}) {
    return crawler::good_until(copy_of(status, "", max_age)) - noon;
}

/// Which copy counts `after` the last one was served, when the newest came with `status`.
int status_in_force(int status, seconds after) {
    const std::optional<records::RobotsCopy> last = copy_of(200, ours("disallow: /q\n"));
    auto newest = copy_of(status);
    newest.fetched_at = noon + after;
    return crawler::in_force(newest, last).status;
}

std::optional<std::chrono::milliseconds> delay(const std::string& value) {
    return Robots(ours("Crawl-delay: " + value + "\n"), "dramascope").crawl_delay();
}

/// Comment lines of that many bytes together.
std::string filler(std::size_t bytes) {
    std::string text;
    while (text.size() + 100 <= bytes) text += std::string(99, '#') + "\n";
    return text.append(bytes - text.size(), '\n');
}

}  // namespace

TEST_CASE("H02 RFC 9309 §2.3.1.3: a robots.txt that is not there allows everything") {
    for (const int status : {400, 401, 403, 404, 410, 451, 499}) {
        const auto verdict = verdict_of(status, "User-agent: *\nDisallow: /");
        INFO(status);
        REQUIRE(verdict.allowed);
        REQUIRE(verdict.rule == "robots.txt: " + std::to_string(status));
    }
}

TEST_CASE("H03 RFC 9309 §2.3.1.4: a robots.txt that the server fails to serve allows nothing") {
    for (const int status : {500, 502, 503, 504, 599}) {
        const auto verdict = verdict_of(status);
        INFO(status);
        REQUIRE_FALSE(verdict.allowed);
        REQUIRE(verdict.rule == "robots.txt: " + std::to_string(status));
    }
    REQUIRE(verdict_of(503, "", "/robots.txt").allowed);
}

TEST_CASE("H04 RFC 9309 §2.3.1.4: a robots.txt that cannot be reached allows nothing") {
    REQUIRE_FALSE(verdict_of(0).allowed);
    REQUIRE(verdict_of(0).rule == "robots.txt: unreachable");
    REQUIRE(verdict_of(0, "connection refused").rule ==
            "robots.txt: unreachable, connection refused");
    REQUIRE(verdict_of(0, std::string(5000, '\n')).rule.size() < 900);
}

TEST_CASE("H05 a 429 on robots.txt counts as a 5xx") {
    REQUIRE_FALSE(verdict_of(429).allowed);
    REQUIRE(life_of(429) == hours(1));
}

TEST_CASE("H07 RFC 9309 §2.3.1.2: more redirects than are followed: it is not there") {
    for (const int status : {301, 302, 307, 308}) REQUIRE(verdict_of(status).allowed);
}

TEST_CASE("RFC 9309 §2.3.1: a status that there is not allows nothing") {
    for (const int status : {-1, 1, 100, 199, 600, 999}) REQUIRE_FALSE(verdict_of(status).allowed);
}

TEST_CASE("RFC 9309 §2.3.1.1: the rules of a robots.txt that was served are followed") {
    for (const int status : {200, 203, 206, 299}) {
        const auto verdict = verdict_of(status, ours("disallow: /p\n"), "/p/1");
        REQUIRE_FALSE(verdict.allowed);
        REQUIRE(verdict.rule == "Disallow: /p (line 2)");
        REQUIRE(verdict_of(status, ours("disallow: /p\n"), "/q").allowed);
    }
    REQUIRE(verdict_of(204).rule == "no rule");
}

TEST_CASE("A verdict names the rule as it is written, and its line") {
    const Robots robots(ours("\n#\nDisallow: /_ \nALLOW:/_/%6fpen$\n"), "dramascope");
    REQUIRE(robots.decide("/_/x").rule == "Disallow: /_ (line 4)");
    REQUIRE(robots.decide("/_/open").rule == "Allow: /_/%6fpen$ (line 5)");
    REQUIRE(robots.decide("/").rule == "no rule");
    REQUIRE(rule(ours("disallow: /p\ndisallow: /p\n"), "/p") == "Disallow: /p (line 2)");
    const Robots hostile(ours("disallow: /\x1b[2J" + std::string(9000, 'x') + "\ndisallow: /\n"),
                         "dramascope");
    REQUIRE(hostile.decide("/\x1b[2J" + std::string(9000, 'x')).rule.size() < 240);
    REQUIRE_THAT(hostile.decide("/\x1b[2J" + std::string(9000, 'x')).rule,
                 Catch::StartsWith("Disallow: /\\x1b[2Jxxx"));
}

TEST_CASE("H08 RFC 9309 §2.5: of a robots.txt, 500 KiB are read") {
    const std::string last = "disallow: /p\n";
    const std::string begin = ours("disallow: /q\n");
    const auto file = [&](std::size_t bytes) {
        return begin + filler(bytes - begin.size() - last.size()) + last;
    };
    REQUIRE(file(most_robots_bytes).size() == 512'000);
    require_refused(file(most_robots_bytes), {"/p", "/q"});
    require_refused(file(most_robots_bytes + 1), {"/p", "/q"});  // only its line end is beyond
    require_allowed(file(most_robots_bytes + 13), {"/p"});
    require_refused(file(std::size_t{10} << 20U), {"/q"});
    require_allowed(file(std::size_t{10} << 20U), {"/p"});
}

TEST_CASE("H08 a rule that is cut at 500 KiB never allows more than it said") {
    const std::string begin = ours("disallow: /\n");
    const auto cut_after = [&](const std::string& shown, const std::string& beyond) {
        return begin + filler(most_robots_bytes - begin.size() - shown.size()) + shown + beyond;
    };
    require_refused(cut_after("allow: /", "about\n"), {"/p"});
    require_refused(cut_after("allow: /", ""), {"/p"});
    require_allowed(cut_after("allow: /p\n", "allow: /q\n"), {"/p"});
    require_refused(cut_after("allow: /p\n", "allow: /q\n"), {"/q"});
}

TEST_CASE("H08 a line of any length is a rule (GoogleOnly_LineTooLong cuts it)") {
    const std::string path = "/x/" + std::string(100'000, 'a');
    require_refused(ours("disallow: " + path + "/q\n"), {path + "/q", path + "/q2"});
    require_allowed(ours("disallow: " + path + "/q\n"),
                    {path + "/r", "/x/", path.substr(0, 16'664)});
}

TEST_CASE("H09 a page in place of a robots.txt has no rules") {
    const std::string page =
        "<!DOCTYPE html>\n<html><head><title>User-agent: *</title>\n<meta name=robots "
        "content=\"noindex\">\n<script>var disallow = {a: "
        "'/'};</script></head>\n<body><p>Disallow: "
        "/ everything</p>\n</body></html>\n";
    require_allowed(page, {"/", "/p"});
    REQUIRE(verdict_of(200, page).rule == "no rule");
}

TEST_CASE(
    "H10 (ID_UTF8ByteOrderMarkIsSkipped) a mark at the beginning is passed over, whole or not") {
    const std::string rules = ours("disallow: /p\n");
    for (const std::string mark : {"\xEF\xBB\xBF", "\xEF\xBB", "\xEF"})
        require_refused(mark + rules, {"/p"});
    for (const std::string other : {"\xEF\x11\xBF", "\xBB\xBF", "\xFE\xFF", "x"})
        require_allowed(other + rules, {"/p"});  // the User-agent line is none
    require_allowed(ours("\xEF\xBB\xBF"
                         "disallow: /p\n"),
                    {"/p"});
    REQUIRE_FALSE(Robots("\xEF\xBB\xBF", "dramascope").crawl_delay());
}

TEST_CASE("H10 a robots.txt in UTF-16 is obeyed, with its byte order mark and without") {
    std::string little, big;
    for (const char c : ours("disallow: /p\ndisallow: /\xE4$\n")) {
        little += std::string{c, '\0'};
        big += std::string{'\0', c};
    }
    for (const std::string& wide :
         {"\xFF\xFE" + little, "\xFE\xFF" + big, little, big, big + "\n"}) {
        require_refused(wide, {"/p", "/%C3%A4"});
        require_allowed(wide, {"/q"});
    }
    const std::string half = std::string("\xFE\xFF") + big + std::string("\xD8\x3D\0/\0\n", 6);
    require_refused(half, {"/p"});
    const std::string pair = ours("disallow: /\xF0\x9F\x8E\xAC");
    std::string coded = "\xFE\xFF";
    for (const char c : ours("disallow: /")) coded += std::string{'\0', c};
    require_refused(coded + "\xD8\x3C\xDF\xAC", {"/%F0%9F%8E%AC"});
    require_allowed(coded + "\xD8\x3C\xDF\xAC", {"/%F0%9F%8E%AD"});
    require_refused(pair, {"/%F0%9F%8E%AC"});
}

TEST_CASE("H10 a NUL is an octet like others") {
    const std::string nul = ours(std::string("disallow: /a\0b\n\0\ndisallow: /c\n", 30));
    require_refused(nul, {"/c", "/a%00b", std::string("/a\0b", 4)});
    require_allowed(nul, {"/a", "/ab"});
}

TEST_CASE("H14 Crawl-delay is a number of seconds from 0 to 300") {
    using std::chrono::milliseconds;
    REQUIRE(delay("0") == milliseconds(0));
    REQUIRE(delay("0.5") == milliseconds(500));
    REQUIRE(delay("1.1") == milliseconds(1100));
    REQUIRE(delay("0.0001") == milliseconds(1));
    REQUIRE(delay("10 # seconds") == milliseconds(10'000));
    REQUIRE(delay("300") == milliseconds(300'000));
    REQUIRE(delay("300.1") == milliseconds(300'000));
    REQUIRE(delay("9999") == milliseconds(300'000));
    REQUIRE(delay(std::string(400, '9')) == milliseconds(300'000));
    for (const std::string value :
         {"-1", "NaN", "nan", "inf", "-inf", "soon", "", "5s", "1 2", "1,5", "0x10", "1e2", "+5"}) {
        INFO(value);
        REQUIRE_FALSE(delay(value));
    }
}

TEST_CASE("H14 Crawl-delay counts in groups of ours, and the longest of several") {
    const auto of = [](const std::string& text) {
        return Robots(text, "dramascope").crawl_delay();
    };
    REQUIRE(of("user-agent: *\ncrawl-delay: 5\n") == seconds(5));
    REQUIRE_FALSE(of("user-agent: *\ncrawl-delay: 5\nuser-agent: dramascope\ndisallow: /p\n"));
    REQUIRE_FALSE(of("user-agent: other\ncrawl-delay: 5\n"));
    REQUIRE_FALSE(of("crawl-delay: 5\n"));
    REQUIRE(of(ours("crawl-delay: 5\ncrawl-delay: 9\ncrawl-delay: 2\ncrawl-delay: x\n")) ==
            seconds(9));
}

TEST_CASE("H15 a pattern of 1,000 stars is matched in steps that grow with its length only") {
    const std::string path = "/" + std::string(2047, 'a');
    std::string stars, pairs, block = std::string(500, 'a') + "b";
    for (int i = 0; i < 1000; ++i) stars += "*a";
    for (int i = 0; i < 1000; ++i) pairs += "*ab";
    for (const std::string& written :
         {"/" + stars, "/" + stars + "b", "/" + stars + "$", "/" + pairs, "/*" + block,
          "/*" + block + "*" + block, "/" + std::string(1000, '*') + "b"}) {
        std::size_t comparisons = 0;
        Pattern(written).matches(path, &comparisons);
        INFO(written.substr(0, 40) << ": " << comparisons);
        REQUIRE(comparisons > 0);
        REQUIRE(comparisons <= 3 * (written.size() + path.size()));
    }
    REQUIRE(Pattern("/" + stars).matches(path));
    REQUIRE_FALSE(Pattern("/" + stars + "b").matches(path));
}

TEST_CASE("H15 a piece is found where it overlaps with its own beginning") {
    REQUIRE(Pattern("/*aab").matches("/aaab"));
    REQUIRE(Pattern("/*abab$").matches("/ababab"));
    REQUIRE(Pattern("/*abac*c").matches("/ababacc"));
    REQUIRE_FALSE(Pattern("/*abac*c").matches("/ababac"));
    REQUIRE_FALSE(Pattern("/*a$").matches("/ab"));
    REQUIRE_FALSE(Pattern("/ab*bc$").matches("/abc"));
    REQUIRE(Pattern("*").matches(""));
    REQUIRE(Pattern("").matches(""));
}

TEST_CASE("H16 RFC 9309 §2.4: a copy is good for a day, or less where Cache-Control says so") {
    REQUIRE(life_of(200) == hours(24));
    REQUIRE(life_of(404) == hours(24));
    REQUIRE(life_of(200, hours(48)) == hours(24));
    REQUIRE(life_of(200, hours(23) + minutes(59)) == hours(23) + minutes(59));
    REQUIRE(life_of(200, seconds(900)) == seconds(900));
    REQUIRE(life_of(410, seconds(900)) == seconds(900));
}

TEST_CASE("H16 a host that says no-cache is not asked for robots.txt before every request") {
    REQUIRE(life_of(200, seconds(0)) == minutes(10));
    REQUIRE(life_of(200, seconds(-5)) == minutes(10));
}

TEST_CASE("H16 a robots.txt that could not be had is asked for again after an hour") {
    for (const int status : {0, 429, 500, 503, 999}) {
        REQUIRE(life_of(status) == hours(1));
        REQUIRE(life_of(status, hours(24)) == hours(1));
    }
}

TEST_CASE("H17 RFC 9309 §2.3.1.4: while it cannot be had, the last copy counts, for 30 days") {
    for (const int status : {0, 429, 500, 503}) {
        REQUIRE(status_in_force(status, hours(25)) == 200);
        REQUIRE(status_in_force(status, days(30)) == 200);
        REQUIRE(status_in_force(status, days(30) + seconds(1)) == status);
        REQUIRE(status_in_force(status, days(31)) == status);
    }
    for (const int status : {200, 404, 410}) REQUIRE(status_in_force(status, hours(25)) == status);
    const auto down = copy_of(503);
    REQUIRE(&crawler::in_force(down, std::nullopt) == &down);
}
