// Lines, groups and products: RFC 9309, and the cases that google/robotstxt publishes as its
// expectations (named as they are there), in our own words and examples. Where the two differ, the
// RFC counts, and the test says so.

#include "crawler_robots.h"

// ----------------------------------------------------------------- §2.1, §2.2: lines and groups

TEST_CASE("RFC 9309 §2.2: a rule is a name, a colon and a path, with white space where one likes") {
    for (const std::string text : {"user-agent:dramascope\ndisallow:/p\n",
                                   " user-agent : dramascope \n\tdisallow\t:\t/p\t\n",
                                   "User-Agent:   dramascope # us\n  Disallow:/p#not this\n"}) {
        require_refused(text, {"/p", "/p/q"});
        require_allowed(text, {"/", "/q"});
    }
}

TEST_CASE("RFC 9309 §2.2 (ID_LineSyntax_Line): lines with unknown names are no rules") {
    require_allowed("agent: dramascope\nforbid: /\n", {"/", "/p"});
    require_allowed(ours("disallow-all: /\n/p\n: /\nnoindex: /\n"), {"/", "/p"});
}

TEST_CASE("ID_LineSyntax_Line: between two words a forgotten colon is understood") {
    require_refused("user-agent dramascope\ndisallow /\n", {"/p"});
    require_allowed("user-agent dramascope x\ndisallow /\n", {"/p"});
    require_allowed(ours("disallow\n"), {"/p"});
}

TEST_CASE("RFC 9309 §2.2 (ID_REPLineNamesCaseInsensitive): names of lines are of any case") {
    for (const std::string text : {"USER-AGENT: dramascope\nDISALLOW: /\nALLOW: /open\n",
                                   "user-agent: dramascope\ndisallow: /\nallow: /open\n",
                                   "uSER-aGENT: dramascope\ndISALLOW: /\naLLOW: /open\n"}) {
        require_allowed(text, {"/open/1"});
        require_refused(text, {"/closed"});
    }
}

TEST_CASE("RFC 9309 §2.2 (ID_LinesNumbersAreCountedCorrectly): a line ends in LF, CR or CRLF") {
    for (const std::string end : {"\n", "\r", "\r\n"}) {
        const std::string text = "User-agent: other" + end + "Allow: /" + end + end +
                                 "User-agent: dramascope" + end + end + "Disallow: /p";
        REQUIRE(rule(text, "/p") == "Disallow: /p (line 6)");
        REQUIRE(rule(text + end, "/p") == "Disallow: /p (line 6)");
    }
    REQUIRE(rule("#\r\n#\n\r#\r\nuser-agent: *\n\rdisallow: /p\r", "/p") ==
            "Disallow: /p (line 7)");
}

TEST_CASE("RFC 9309 §2.1 (ID_LineSyntax_Groups): rules belong to the agents right before them") {
    const std::string text =
        "disallow: /outside\n"
        "user-agent: one\n"
        "disallow: /\n"
        "allow: /a\n"
        "user-agent: two\n"
        "disallow: /\n"
        "\n"
        "allow: /b\n"
        "user-agent: three\n"
        "\n"
        "user-agent: one\n"
        "allow: /c\n"
        "disallow: /\n";
    REQUIRE(allowed(text, "/a", "one"));
    REQUIRE(allowed(text, "/c", "one"));
    REQUIRE_FALSE(allowed(text, "/b", "one"));
    REQUIRE(allowed(text, "/b", "two"));
    REQUIRE_FALSE(allowed(text, "/a", "two"));
    REQUIRE_FALSE(allowed(text, "/c", "two"));
    REQUIRE(allowed(text, "/c", "three"));
    REQUIRE_FALSE(allowed(text, "/a", "three"));
    for (const std::string product : {"one", "two", "three"})
        REQUIRE_FALSE(allowed(text, "/outside", product));
    REQUIRE(allowed(text, "/outside", "four"));
}

TEST_CASE("RFC 9309 §2.2.2: rules before the first User-agent line belong to nobody") {
    require_allowed("Disallow: /\nUser-agent: dramascope\nDisallow: /p\n", {"/q"});
    require_allowed("Disallow: /\n", {"/q"});
}

TEST_CASE("RFC 9309 §2.1: the last group may be without rules, and then allows everything") {
    require_allowed("User-agent: *\nDisallow: /\n\nUser-agent: dramascope\n", {"/", "/p"});
}

TEST_CASE("RFC 9309 §2.2: an empty line does not end a group, nor does a comment") {
    require_refused("User-agent: dramascope\n\n# here they come\n\nDisallow: /p\n\nDisallow: /q\n",
                    {"/p", "/q"});
}

// ------------------------------------------------------------------------------ §2.2.1: products

TEST_CASE("H11 RFC 9309 §2.2.1 (ID_UserAgentValueCaseInsensitive): a product is of any case") {
    for (const std::string name : {"DRAMASCOPE", "dramascope", "DramaScope"}) {
        const std::string text = "User-agent: " + name + "\nDisallow: /p\n";
        REQUIRE_FALSE(allowed(text, "/p"));
        REQUIRE_FALSE(allowed(text, "/p", "DRAMAscope"));
        REQUIRE(allowed(text, "/q"));
    }
}

TEST_CASE("H11 RFC 9309 §2.2.1: all groups that name us are one group") {
    const std::string text =
        "user-agent: dramascope\ndisallow: /a\ndisallow: /b\n\n"
        "user-agent: other\ndisallow: /d\n\n"
        "user-agent: dramascope\ndisallow: /c\n";
    require_refused(text, {"/a", "/b", "/c"});
    require_allowed(text, {"/d"});
}

TEST_CASE("H11 RFC 9309 §2.2.1 (ID_GlobalGroups_Secondary): * counts only if nobody names us") {
    const std::string both = "user-agent: *\nallow: /\nuser-agent: dramascope\ndisallow: /\n";
    REQUIRE_FALSE(allowed(both, "/p"));
    REQUIRE(allowed(both, "/p", "other"));
    require_refused("user-agent: x\nallow: /\nuser-agent: *\ndisallow: /p\n", {"/p"});
    require_allowed("user-agent: x\ndisallow: /\nuser-agent: y\ndisallow: /\n", {"/p"});
    require_allowed("", {"/", "/p"});
    require_allowed("user-agent: *\ndisallow: /a\nuser-agent: dramascope\ndisallow: /b\n", {"/a"});
}

TEST_CASE("H11 RFC 9309 §2.2.1: groups of * are one group too, in whatever places") {
    const std::string text =
        "user-agent: *\ndisallow: /a\nuser-agent: x\nallow: /\n"
        "user-agent: *\ndisallow: /b\n";
    require_refused(text, {"/a", "/b"});
}

TEST_CASE("H11 a group that names us beside * is ours") {
    const std::string text =
        "user-agent: *\nuser-agent: dramascope\ndisallow: /a\n"
        "user-agent: *\ndisallow: /b\n";
    REQUIRE_FALSE(allowed(text, "/a"));
    REQUIRE(allowed(text, "/b"));
    REQUIRE_FALSE(allowed(text, "/a", "other"));
    REQUIRE_FALSE(allowed(text, "/b", "other"));
}

TEST_CASE("H11 RFC 9309 §2.2.1: a product that only begins like ours, or is inside, is another") {
    for (const std::string name : {"drama", "dramascope-news", "dramascopes", "mydramascope",
                                   "drama scope", "dramascope_x", "", "-"}) {
        INFO(name);
        require_allowed("user-agent: " + name + "\ndisallow: /\n", {"/p"});
    }
}

TEST_CASE("H11 GoogleOnly_AcceptUserAgentUpToFirstSpace: a product ends where its letters do") {
    for (const std::string name :
         {"dramascope/2.1", "dramascope 2", "dramascope*", "dramascope;"}) {
        INFO(name);
        require_refused("user-agent: *\nallow: /\nuser-agent: " + name + "\ndisallow: /\n", {"/p"});
    }
    const std::string text = "user-agent: *\ndisallow: /\nuser-agent: two words\nallow: /\n";
    REQUIRE(allowed(text, "/p", "two"));
    REQUIRE_FALSE(allowed(text, "/p", "two words"));
}

TEST_CASE("H11 (ID_VerifyValidUserAgentsToObey): what is no product is named by no group") {
    const std::string specific = "user-agent: dramascope\nuser-agent: a\ndisallow: /\n";
    for (const std::string product :
         {"", "dramascope/1", "dramascope*", " dramascope", "a b", "*"}) {
        INFO(product);
        REQUIRE(allowed(specific, "/p", product));
        REQUIRE_FALSE(allowed("user-agent: *\ndisallow: /\n", "/p", product));
    }
    for (const std::string product : {"Some-Bot", "some_bot", "somebot", "-", "_"})
        REQUIRE_FALSE(allowed("user-agent: " + product + "\ndisallow: /\n", "/p", product));
}

TEST_CASE("H11 * stands for everybody alone or with words behind it, not as a beginning") {
    require_refused("user-agent: * all of you\ndisallow: /\n", {"/p"});
    require_refused("user-agent: *\ndisallow: /\n", {"/p"});
    require_allowed("user-agent: *scope\ndisallow: /\n", {"/p"});
}

// ------------------------------------------------------------------------- §2.2.4: other records

TEST_CASE("RFC 9309 §2.2.4 (ID_NonStandardLineExample_Sitemap): a sitemap ends no group") {
    const std::string sitemap = "Sitemap: https://a.example/sitemap.xml\n";
    require_refused(sitemap + "User-agent: dramascope\n" + sitemap + "Disallow: /p\n" + sitemap +
                        "Disallow: /q\n" + sitemap,
                    {"/p", "/q"});
    require_refused("User-agent: dramascope\n" + sitemap + "User-agent: x\nDisallow: /p\n", {"/p"});
    require_refused("User-agent: dramascope\nCrawl-delay: 5\nUser-agent: x\nDisallow: /p\n",
                    {"/p"});
}

TEST_CASE("RFC 9309 §2.2.4: unknown records between agents and rules change nothing") {
    require_refused("User-agent: dramascope\nHost: a.example\nClean-param: x\nDisallow: /p\n",
                    {"/p"});
    require_allowed("User-agent: dramascope\nNoindex: /p\nDisallow: /q\n", {"/p"});
}

TEST_CASE("RFC 9309 §2.3.1.5: lines that cannot be read do not spoil the others") {
    require_refused(ours("\x01\x02\n:::\n<p>\nDisallow: /p\n\xff\xfe\n=\nDisallow: /q"),
                    {"/p", "/q"});
}

TEST_CASE("The usual misspellings of Disallow and User-agent are understood") {
    for (const std::string name :
         {"dissallow", "Dissalow", "disalow", "diasllow", "DISALLAW", "disallow"})
        require_refused(ours(name + ": /p\n"), {"/p"});
    for (const std::string name : {"useragent", "User agent"})
        require_refused(name + ": dramascope\ndisallow: /p\n", {"/p"});
}
