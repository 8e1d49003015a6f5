#include <catch2/catch.hpp>

#include "crawler/url.h"

using crawler::Url;

namespace {

Url url(const std::string& text) {
    const auto taken = crawler::url_from(text);
    INFO(text << ": " << (taken ? "" : taken.error().what));
    REQUIRE(taken);
    return *taken;
}

/// Why a URL is refused.
std::string refusal(const std::string& text) {
    const auto taken = crawler::url_from(text);
    INFO(text << ": " << (taken ? taken->text() : ""));
    REQUIRE_FALSE(taken);
    return taken.error().what;
}

std::string at(const Url& base, const std::string& location) {
    const auto target = crawler::resolved(base, location);
    return target ? target->text() : "refused";
}

std::string canonical(const std::string& text) { return crawler::canonical(url(text)); }

records::HostRule rule(const std::string& host) {
    records::HostRule one;
    one.host = host;
    return one;
}

std::string verdict(const std::string& text, const std::vector<records::HostRule>& rules) {
    const auto found = crawler::rule_for(url(text), rules);
    return found ? "asked: " + (*found)->host : found.error().what;
}

}  // namespace

TEST_CASE("A URL is taken into its parts, and put together again") {
    const Url plain = url("HTTPS://iTunes.Apple.com/us/rss/x?limit=1&a=b#top");
    REQUIRE(plain.scheme == "https");
    REQUIRE(plain.host == "itunes.apple.com");
    REQUIRE(plain.port == 443);
    REQUIRE(plain.target == "/us/rss/x?limit=1&a=b");
    REQUIRE(plain.text() == "https://itunes.apple.com/us/rss/x?limit=1&a=b");
    REQUIRE(url("https://a.example").target == "/");
    REQUIRE(url("https://a.example?q").target == "/?q");
    REQUIRE(url("https://a.example/?").target == "/");
    REQUIRE(url("http://a.example/").port == 80);
    REQUIRE(url("https://a.example:08443/x").text() == "https://a.example:8443/x");
}

TEST_CASE("A target is as it was written, but for dot segments") {
    REQUIRE(url("https://a.example/a/../b/./c").target == "/b/c");
    REQUIRE(url("https://a.example/%7Ex%2f//y;z?a=../b&c=%20+").target ==
            "/%7Ex%2f//y;z?a=../b&c=%20+");
}

TEST_CASE("E09 an IPv4 address in decimal, octal, hex or short form is the address it means") {
    REQUIRE(url("http://2130706434/x").host == "127.0.0.2");
    REQUIRE(url("http://0177.0.0.1/").host == "127.0.0.1");
    REQUIRE(url("http://0x7f.1/").host == "127.0.0.1");
    REQUIRE(url("http://127.1/").host == "127.0.0.1");
    REQUIRE(url("http://127.1./").host == "127.0.0.1");
    REQUIRE(url("http://2852039166/").text() == "http://169.254.169.254/");
}

TEST_CASE("E09 E10 E11 a redirect to an address is refused, for it is no host of the list") {
    const Url base = url("https://play.google.com/store");
    for (const std::string location :
         {"http://2130706434/", "//0177.0.0.1/", "//127.1/", "https://[::ffff:127.0.0.2]/",
          "https://[::1]/", "https://[fe80::1]/", "https://[fc00::1]/",
          "https://[64:ff9b::7f00:1]/", "https://169.254.169.254/latest/meta-data/",
          "https://[fd00:ec2::254]/"}) {
        INFO(location);
        const auto target = crawler::resolved(base, location);
        REQUIRE(target);
        REQUIRE_FALSE(crawler::rule_for(*target, std::vector{rule("play.google.com")}));
    }
    REQUIRE_THAT(refusal("https://[fe80::1%25eth0]/"), Catch::EndsWith("its address has a zone"));
}

TEST_CASE("E19 a URL with a user or a password is refused") {
    for (const std::string text :
         {"https://u:p@a.example/", "https://u@a.example/", "https://@a.example/",
          "https://:@a.example/", "https://a.example%2f@b.example/"}) {
        REQUIRE(refusal(text) == "URL \"" + text + "\" is not asked: it has a user or a password");
    }
    REQUIRE(url("https://a.example/u:p@b").target == "/u:p@b");
}

TEST_CASE("E20 what one parser could see otherwise than another is refused") {
    for (const std::string text : {"https://a.example\\@b.example/",
                                   "https://a.example\\b/",
                                   "https:\\\\a.example/",
                                   "https://a.exa\tmple/",
                                   "https://a.example/\tx",
                                   "https://a.example/x\n",
                                   "https://a.example/a\r\nHost: b",
                                   "https://a.example/ x",
                                   " https://a.example/",
                                   "https://a.example/\x7f",
                                   "https://a\xef\xbc\x8e"
                                   "example/",
                                   "https://a\xe3\x80\x82"
                                   "example/",
                                   "https://\xd0\xb0"
                                   "pple.example/",
                                   "https://a.example/caf\xc3\xa9",
                                   "https://a.example/%00",
                                   "https://a.example/?x=%00",
                                   "https://a%00.example/",
                                   "https://a%20b.example/",
                                   "https://a%40b.example/",
                                   "https://a%2fb.example/",
                                   "https://a..example/",
                                   "https://.example/",
                                   "https://./",
                                   "https://a.example../",
                                   "https:///",
                                   "https://",
                                   "https:",
                                   "",
                                   "/",
                                   "a.example/",
                                   "//a.example/",
                                   "https://*.example/",
                                   "https://a.example:x/",
                                   "https://[::1/",
                                   "https://[::1]x/",
                                   "https://[1.2.3.4]/",
                                   "https://[]/",
                                   "https:a.example"}) {
        refusal(text);
    }
    const std::string nul("https://a.example/\0x", 20);
    REQUIRE_THAT(refusal(nul), Catch::Contains("\"https://a.example/\\x00x\" is not asked"));
}

TEST_CASE("E20 a label of 63 characters and a name of 253 are the longest") {
    const std::string label(63, 'a');
    const std::string name = label + "." + label + "." + label + "." + std::string(61, 'b');
    REQUIRE(url("https://" + name + "/").host == name);
    refusal("https://" + name + "b/");
    refusal("https://" + label + "a.example/");
    REQUIRE(url("https://xn--mnchen-3ya.example/").host == "xn--mnchen-3ya.example");
    REQUIRE(url("https://a_b.example/").host == "a_b.example");
}

TEST_CASE("E20 a URL of more than 8 KiB is refused, in few words") {
    const std::string longest = "https://a.example/" + std::string(8192 - 18, 'x');
    REQUIRE(url(longest).target.size() == 8192 - 17);
    const std::string why = refusal(longest + "x");
    REQUIRE_THAT(why, Catch::EndsWith("it is longer than 8 KiB"));
    REQUIRE(why.size() < 300);
}

TEST_CASE("E07 other schemes than https and http are refused") {
    for (const std::string text :
         {"file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "dict://a.example/",
          "ldap://a.example/", "smb://a.example/", "scp://a.example/", "ws://a.example/",
          "data:text/html,x", "javascript:alert(1)", "mailto:x@a.example", "hTTpx://a.example/"}) {
        refusal(text);
    }
    REQUIRE_THAT(refusal("ftp://a.example/"), Catch::EndsWith("only https and http are"));
}

TEST_CASE("E21 a port is asked only where the configuration has it") {
    auto special = rule("a.example");
    special.port = 8443;
    auto plain = rule("plain.example");
    plain.plain = true;
    const std::vector<records::HostRule> rules = {special, plain};
    REQUIRE(verdict("https://a.example/", rules) == "asked: a.example");
    REQUIRE(verdict("https://a.example:443/", rules) == "asked: a.example");
    REQUIRE(verdict("https://a.example:8443/", rules) == "asked: a.example");
    REQUIRE(verdict("https://a.example:8444/", rules) ==
            "port 8444 of host \"a.example\" is not in the configuration; if it is meant, give it "
            "there as the host's port");
    REQUIRE_THAT(verdict("https://a.example:80/", rules), Catch::StartsWith("port 80 of host"));
    REQUIRE_THAT(verdict("https://plain.example:22/", rules), Catch::StartsWith("port 22"));
    REQUIRE(verdict("http://plain.example/", rules) == "asked: plain.example");
    REQUIRE_THAT(verdict("http://plain.example:443/", rules), Catch::StartsWith("port 443"));
    for (const std::string port : {"0", "65536", "99999", "-1", "4 43", "443x"})
        refusal("https://a.example:" + port + "/");
}

TEST_CASE("E16 http:// is asked only of a host that the configuration marks as plain") {
    const std::vector<records::HostRule> rules = {rule("a.example")};
    REQUIRE(verdict("http://a.example/", rules) ==
            "http:// is not asked of host \"a.example\"; ask https://, or mark the host as plain "
            "in the configuration");
}

TEST_CASE("E23 a host that is not in the configuration is never asked") {
    const std::vector<records::HostRule> rules = {rule("apple.com"), rule("itunes.apple.com")};
    REQUIRE(verdict("https://itunes.apple.com/x", rules) == "asked: itunes.apple.com");
    for (const std::string host :
         {"evil.example", "apps.apple.com", "itunes.apple.com.evil.example", "xapple.com", "com",
          "1.2.3.4", "itunes-apple.com"}) {
        REQUIRE(verdict("https://" + host + "/", rules) ==
                "host \"" + host +
                    "\" is not in the configuration; add it there if it may be asked");
    }
    REQUIRE_FALSE(crawler::rule_for(url("https://apple.com/"), {}));
}

TEST_CASE("E26 a host in upper case or with a trailing dot is the same host") {
    const std::vector<records::HostRule> rules = {rule("a.example")};
    for (const std::string text :
         {"https://A.EXAMPLE/x", "https://a.example./x", "https://A.Example.:443/x"}) {
        REQUIRE(url(text).text() == "https://a.example/x");
        REQUIRE(verdict(text, rules) == "asked: a.example");
    }
}

TEST_CASE("H19 scheme, host and port make an origin, each with rules of its own") {
    REQUIRE(url("https://a.example/x").origin() == "https://a.example");
    REQUIRE(url("https://a.example:443/").origin() == "https://a.example");
    REQUIRE(url("http://a.example/").origin() == "http://a.example");
    REQUIRE(url("http://a.example:443/").origin() == "http://a.example:443");
    REQUIRE(url("https://a.example:8443/").origin() == "https://a.example:8443");
    REQUIRE(url("https://[::1]:8443/").origin() == "https://[::1]:8443");
}

TEST_CASE("J07 each way to write a URL has one canonical form, which is its own") {
    const std::pair<const char*, const char*> table[] = {
        {"HTTPS://A.Example/Path", "https://a.example/Path"},  // case: of the host only
        {"https://a.example:443/", "https://a.example/"},      // the scheme's own port
        {"http://a.example:80/", "http://a.example/"},         //
        {"http://a.example:443/", "http://a.example:443/"},    // not its own
        {"https://a.example", "https://a.example/"},           // no path
        {"https://a.example/a/./b/../c/", "https://a.example/a/c/"},
        {"https://a.example/a/%2E%2e/b", "https://a.example/b"},  // dots in disguise
        {"https://a.example/../../x", "https://a.example/x"},
        {"https://a.example/a//b", "https://a.example/a//b"},  // an empty segment is one
        {"https://a.example/%7Euser/%41", "https://a.example/~user/A"},
        {"https://a.example/%2f%3a%e3", "https://a.example/%2F%3A%E3"},
        {"https://a.example/a?q=%7e%2f", "https://a.example/a?q=~%2F"},
        {"https://a.example/100%", "https://a.example/100%25"},  // a stray "%"
        {"https://a.example/%%32%45", "https://a.example/%252E"},
        {"https://a.example/%252e", "https://a.example/%252e"},  // decoded once
        {"https://a.example/a?", "https://a.example/a"},         // an empty query
        {"https://a.example/a?#f", "https://a.example/a"},
        {"https://a.example/a#f?g", "https://a.example/a"},  // a fragment
        {"https://a.example/a?b=2&a=1&b=1", "https://a.example/a?b=2&a=1&b=1"},
        {"https://a.example/a?utm_source=x", "https://a.example/a?utm_source=x"},
        {"https://a.example/a?b=../c", "https://a.example/a?b=../c"},
        {"https://xn--MNCHEN-3ya.example/", "https://xn--mnchen-3ya.example/"},
        {"https://[2606:4700:0:0:0:0:0:1111]/", "https://[2606:4700::1111]/"},
        {"https://[::FFFF:7F00:1]/", "https://[::ffff:127.0.0.1]/"},
        {"http://2130706434/", "http://127.0.0.2/"},
        {"https://a.example./", "https://a.example/"},
    };
    for (const auto& [text, form] : table) {
        INFO(text);
        REQUIRE(canonical(text) == form);
        REQUIRE(canonical(form) == form);
    }
}

TEST_CASE("J07 URLs that may mean different things have different canonical forms") {
    const std::pair<const char*, const char*> table[] = {
        {"https://a.example/a", "http://a.example/a"},
        {"https://a.example/a", "https://a.example/A"},
        {"https://a.example/a", "https://a.example/a/"},
        {"https://a.example/a%2Fb", "https://a.example/a/b"},
        {"https://a.example/?a=1&b=2", "https://a.example/?b=2&a=1"},
        {"https://a.example/?a=+", "https://a.example/?a=%20"},
        {"https://a.example/", "https://a.example:8443/"},
        {"https://www.a.example/", "https://a.example/"},
    };
    for (const auto& [one, other] : table) {
        CAPTURE(one, other);
        REQUIRE(canonical(one) != canonical(other));
    }
}

TEST_CASE("RFC 3986 §5.4.1: a relative Location is meant from its base") {
    const Url base = url("http://a/b/c/d;p?q");
    const std::pair<const char*, const char*> table[] = {
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q"},
        {"g#s", "http://a/b/c/g"},
        {"g?y#s", "http://a/b/c/g?y"},
        {";x", "http://a/b/c/;x"},
        {"g;x", "http://a/b/c/g;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
    };
    for (const auto& [location, target] : table) {
        INFO(location);
        REQUIRE(at(base, location) == target);
    }
}

TEST_CASE("RFC 3986 §5.4.2: an abnormal Location has its meaning too, or is refused") {
    const Url base = url("http://a/b/c/d;p?q");
    const std::pair<const char*, const char*> table[] = {
        {"../../../g", "http://a/g"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/./x", "http://a/b/c/g?y/./x"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/./x", "http://a/b/c/g"},
        {"g#s/../x", "http://a/b/c/g"},
        {"http:g", "refused"},
        {"g:h", "refused"},
    };
    for (const auto& [location, target] : table) {
        INFO(location);
        REQUIRE(at(base, location) == target);
    }
}

TEST_CASE("E05 a Location that cannot be parsed is refused, a careless one is mended") {
    const Url base = url("https://a.example:8443/p/q?x=/y/z");
    REQUIRE(at(base, "r") == "https://a.example:8443/p/r");
    REQUIRE(at(base, "/a b") == "https://a.example:8443/a%20b");
    REQUIRE(at(base, "/caf\xc3\xa9?n=\xe3\x83\x84") ==
            "https://a.example:8443/caf%C3%A9?n=%E3%83%84");
    REQUIRE(at(base, "//b.example") == "https://b.example/");
    REQUIRE(at(base, "http://b.example/x#y") == "http://b.example/x");
    REQUIRE(at(base, "https://b.example/x y") == "https://b.example/x%20y");
    for (const std::string location :
         {"https://", "https://u:p@b.example/", "//u@b.example/", "file:///etc/passwd", "//",
          "https://b.example:99999/", "https://b\xc3\xbc.example/", "/%00", "//b example/"}) {
        INFO(location);
        REQUIRE(at(base, location) == "refused");
    }
}

TEST_CASE("D08 a Location with line ends or of 1 MB is refused, in few words") {
    const Url base = url("https://a.example/");
    REQUIRE(at(base, "/x\r\n y") == "refused");
    const auto much = crawler::resolved(base, std::string(1 << 20, 'x'));
    REQUIRE_FALSE(much);
    REQUIRE(much.error().what.size() < 300);
}
