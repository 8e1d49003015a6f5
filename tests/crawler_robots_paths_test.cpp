// Paths of Allow and Disallow: RFC 9309, and the cases that google/robotstxt publishes as its
// expectations (named as they are there), in our own words and examples. Where the two differ, the
// RFC counts, and the test says so.

#include "crawler_robots.h"

// ------------------------------------------------------------------- §2.2.2: Allow and Disallow

TEST_CASE("H01 RFC 9309 §2.2.2 (ID_AllowDisallow_Value_CaseSensitive): paths have their case") {
    require_refused(ours("disallow: /lists/\n"), {"/lists/a"});
    require_allowed(ours("disallow: /LISTS/\n"), {"/lists/a"});
}

TEST_CASE("H01 RFC 9309 §2.2.2: matching starts at the first octet of the path") {
    require_allowed(ours("disallow: /b\n"), {"/a/b", "/?/b", "//b"});
    require_refused(ours("disallow: /b\n"), {"/b", "/bc", "/b/c?d"});
}

TEST_CASE("H01 RFC 9309 §2.2.2 (ID_LongestMatch): the match with the most octets counts") {
    const std::string narrow_no = ours("disallow: /top/list.json\nallow: /top/\n");
    require_refused(narrow_no, {"/top/list.json", "/top/list.json?x"});
    require_allowed(narrow_no, {"/top/", "/top/list.xml"});
    const std::string narrow_yes = ours("allow: /top/list.json\ndisallow: /top/\n");
    require_allowed(narrow_yes, {"/top/list.json"});
    require_refused(narrow_yes, {"/top/", "/top/list.xml"});
    const std::string slash = ours("disallow: /t\nallow: /t/\n");
    require_refused(slash, {"/t", "/tx"});
    require_allowed(slash, {"/t/", "/t/x"});
}

TEST_CASE("H01 RFC 9309 §2.2.2 (ID_LongestMatch): the order of rules means nothing") {
    for (const std::string& text :
         {ours("allow: /a/b\ndisallow: /a\n"), ours("disallow: /a\nallow: /a/b\n")}) {
        require_allowed(text, {"/a/b"});
        require_refused(text, {"/a/c"});
    }
}

TEST_CASE("H01 RFC 9309 §2.2.2 (ID_LongestMatch): Allow wins a tie") {
    require_allowed(ours("disallow: /\nallow: /\n"), {"/", "/p"});
    require_allowed(ours("allow: /p/q\ndisallow: /p/q\n"), {"/p/q"});
    require_allowed(ours("disallow: /folder\nallow: /folder\n"), {"/folder/page"});
    require_allowed(ours("disallow: /%62\nallow: /b\n"), {"/b"});
    require_allowed(ours("disallow: /a:\nallow: /a%3A\n"), {"/a:"});
    require_allowed(ours("disallow: /\xe3\x83\x84\nallow: /%E3%83%84\n"), {"/%e3%83%84"});
}

TEST_CASE("H01 (ID_LongestMatch): a pattern with a star is as specific as it is long") {
    const std::string shorter = ours("allow: /list\ndisallow: /*.json\n");
    require_refused(shorter, {"/list.json"});
    require_allowed(shorter, {"/list", "/list.xml"});
    const std::string longer = ours("allow: /top/list\ndisallow: /*.json\n");
    require_allowed(longer, {"/top/list.json"});
    require_refused(longer, {"/top/other.json"});
}

TEST_CASE("H12 RFC 9309 §2.2.2: an octet that must be percent-encoded counts as three") {
    require_allowed(ours("allow: /t/\xe3\x83\x84\ndisallow: /t/*bcdefg\n"), {"/t/%E3%83%84bcdefg"});
    require_refused(ours("allow: /t/\xe3\x83\x84\ndisallow: /t/*bcdefghij\n"),
                    {"/t/%E3%83%84bcdefghij"});
}

TEST_CASE("H01 RFC 9309 §2.2.2: where no rule matches, it is allowed, and so without rules") {
    require_allowed(ours("disallow: /p\n"), {"/", "/q", "/?/p"});
    require_allowed(ours(""), {"/", "/p"});
    REQUIRE(rule(ours("disallow: /p\n"), "/q") == "no rule");
}

TEST_CASE("H01 RFC 9309 §2.2 (ID_LongestMatch): an empty path is no rule") {
    require_allowed(ours("disallow:\nallow:\n"), {"/", "/p"});
    require_allowed(ours("disallow:   # nothing\n"), {"/", "/p"});
    require_allowed("user-agent: dramascope\ndisallow:\nuser-agent: x\ndisallow: /\n", {"/p"});
}

TEST_CASE("H13 RFC 9309 §2.2.2: /robots.txt itself is always allowed") {
    const std::string text = ours("disallow: /\ndisallow: /robots.txt$\n");
    REQUIRE(allowed(text, "/robots.txt"));
    REQUIRE_FALSE(allowed(text, "/robots.txt/x"));
    REQUIRE_FALSE(allowed(text, "/x/robots.txt"));
    REQUIRE_FALSE(allowed(text, "/ROBOTS.TXT"));
    REQUIRE(rule(text, "/robots.txt") == "robots.txt itself is always allowed");
}

TEST_CASE("H01 RFC 9309 §5.2: the longer of two rules counts, whatever it is") {
    const std::string text = ours("Allow: /shows/list/\nDisallow: /shows/list/hidden.gif\n");
    require_refused(text, {"/shows/list/hidden.gif"});
    require_allowed(text, {"/shows/list/", "/shows/list/open.gif"});
}

TEST_CASE("H01 RFC 9309 §5.1: four kinds of groups in one file") {
    const std::string text =
        "User-Agent: *\nDisallow: *.gif$\nDisallow: /notes/\nAllow: /press/\n\n"
        "User-Agent: alone\nDisallow:/\nAllow:/notes/page.html\nAllow:/notes/free.gif\n\n"
        "User-Agent: first\nUser-Agent: second\nDisallow: /notes/page.html\n\n"
        "User-Agent: empty\n\nEOF\n";
    REQUIRE_FALSE(allowed(text, "/any/where.gif"));
    REQUIRE(allowed(text, "/any/where.gif?x"));
    REQUIRE_FALSE(allowed(text, "/notes/x"));
    REQUIRE(allowed(text, "/press/x"));
    REQUIRE(allowed(text, "/notes/free.gif", "alone"));
    REQUIRE_FALSE(allowed(text, "/press/x", "alone"));
    REQUIRE_FALSE(allowed(text, "/notes/page.html", "first"));
    REQUIRE_FALSE(allowed(text, "/notes/page.html", "second"));
    REQUIRE(allowed(text, "/notes/x.gif", "second"));
    REQUIRE(allowed(text, "/notes/x.gif", "empty"));
}

// --------------------------------------------------------------------- §2.2.2: percent-encoding

TEST_CASE("H12 RFC 9309 §2.2.2 (ID_Encoding): reserved characters in a query match themselves") {
    const std::string text = ours("disallow: /\nallow: /go?a=b&to=https://x.example?y&z\n");
    require_allowed(text, {"/go?a=b&to=https://x.example?y&z"});
    require_refused(text, {"/go?a=b&to=https://x.example"});
}

TEST_CASE("H12 RFC 9309 §2.2.2: reserved characters match their percent-encoding, on either side") {
    for (const std::string path : {"/go?to=https://x.example", "/go?to=https%3A%2F%2Fx.example"})
        require_refused(ours("disallow: " + path + "\n"),
                        {"/go?to=https://x.example", "/go?to=https%3A%2F%2Fx.example",
                         "/go?to=https%3a%2f%2fx.example"});
}

TEST_CASE("H12 RFC 9309 §2.2.2 (ID_Encoding): octets beyond ASCII match their percent-encoding") {
    for (const std::string path : {"/caf\xc3\xa9/\xe3\x83\x84", "/caf%C3%A9/%E3%83%84",
                                   "/caf%c3%a9/%e3%83%84", "/caf\xc3%a9/%e3\x83%84"}) {
        // A target that is not encoded is compared as what it will be: Google leaves it as it is.
        require_refused(
            ours("disallow: " + path + "\n"),
            {"/caf%C3%A9/%E3%83%84", "/caf%c3%a9/%e3%83%84", "/caf\xc3\xa9/\xe3\x83\x84"});
        require_allowed(ours("disallow: " + path + "\n"), {"/caf%E9/%E3%83%84", "/cafe/"});
    }
}

TEST_CASE("H12 RFC 9309 §2.2.2: an encoded letter is that letter; Google sees two things there") {
    for (const std::string path : {"/x/%62%61%7A", "/x/%62%61%7a", "/x/b%61z", "/x/baz"})
        require_refused(ours("disallow: " + path + "\n"), {"/x/baz", "/x/%62%61%7A", "/x/ba%7a"});
}

TEST_CASE("H12 an encoding is decoded once, and a stray % is a %") {
    require_allowed(ours("disallow: /%2562\n"), {"/b", "/%62"});
    require_refused(ours("disallow: /%2562\n"), {"/%2562"});
    for (const std::string stray : {"/100%", "/%zz", "/%4", "/%", "/%%41"})
        require_refused(ours("disallow: " + stray + "\n"), {stray});
    require_refused(ours("disallow: /100%\n"), {"/100%25"});
}

// --------------------------------------------------------------------- §2.2.3: special characters

TEST_CASE("H12 RFC 9309 §2.2.3 (ID_SpecialCharacters): * stands for any octets, or none") {
    const std::string text = ours("disallow: /a/*/z\n");
    require_refused(text, {"/a/b/z", "/a//z", "/a/b/c/z", "/a/b/zoo", "/a/?/z"});
    require_allowed(text, {"/a/z", "/a/b/y", "/b/a/x/z"});
    require_refused(ours("disallow: *\n"), {"/", "/p"});
    require_refused(ours("disallow: /*/*/*\n"), {"/a/b/c", "///"});
    require_allowed(ours("disallow: /*/*/*\n"), {"/a/b"});
    require_refused(ours("disallow: /a***b\n"), {"/ab", "/axb"});
}

TEST_CASE("H12 RFC 9309 §2.2.3 (ID_SpecialCharacters): $ is the end of the target") {
    const std::string text = ours("disallow: /a/b$\n");
    require_refused(text, {"/a/b"});
    require_allowed(text, {"/a/b/", "/a/bc", "/a/b?c", "/a/b$"});
    require_refused(ours("disallow: /$\n"), {"/", ""});
    require_allowed(ours("disallow: /$\n"), {"/a", "/?"});
    require_refused(ours("disallow: *$\n"), {"/", "/a"});
    require_refused(ours("disallow: /a*$\n"), {"/a", "/abc"});
}

TEST_CASE("H12 RFC 9309 §2.2.3: $ in another place is a dollar") {
    require_refused(ours("disallow: /a$b\n"), {"/a$b", "/a$bc", "/a%24b"});
    require_allowed(ours("disallow: /a$b\n"), {"/a", "/ab"});
    require_refused(ours("disallow: /a$*\n"), {"/a$", "/a$b"});
    require_refused(ours("disallow: /a$$\n"), {"/a$"});
    require_allowed(ours("disallow: /a$$\n"), {"/a", "/a$$"});
}

TEST_CASE("H12 RFC 9309 §2.2.3: %2A and %24 are the characters themselves") {
    require_refused(ours("disallow: /file-%2A.html\n"), {"/file-*.html", "/file-%2a.html"});
    require_allowed(ours("disallow: /file-%2A.html\n"), {"/file-x.html"});
    require_refused(ours("disallow: /price-%24\n"), {"/price-$", "/price-$5", "/price-%245"});
    require_allowed(ours("disallow: /price-%24\n"), {"/price-"});
    require_allowed(ours("disallow: /a%2A\n"), {"/ab"});
}

TEST_CASE("H12 RFC 9309 §2.2.3 (ID_SpecialCharacters): # begins a comment, in any place") {
    const std::string text = ours("# disallow: /\ndisallow: /a#b\nallow: / # all else\n");
    require_refused(text, {"/a", "/ab"});
    require_allowed(text, {"/b"});
    require_refused(ours("disallow: /a%23b\n"), {"/a%23b"});
    require_allowed(ours("disallow: /a%23b\n"), {"/a"});
    require_allowed(ours("disallow #: /\n"), {"/a"});
}

TEST_CASE("H12 GoogleOnly_DocumentationChecks: a path is a beginning, with or without a star") {
    for (const std::string path : {"/show", "/show*"}) {
        const std::string text = ours("disallow: /\nallow: " + path + "\n");
        require_allowed(text, {"/show", "/show.html", "/show/one.html", "/shows", "/shows/a",
                               "/show.json?id=1"});
        require_refused(text, {"/Show.asp", "/slideshow", "/?id=show", "/other"});
    }
    const std::string folder = ours("disallow: /\nallow: /show/\n");
    require_allowed(folder, {"/show/", "/show/one", "/show/?one", "/show/one.html", "/show/?id=1"});
    require_refused(folder, {"/show", "/show.html", "/Show/one.html"});
}

TEST_CASE("H12 GoogleOnly_DocumentationChecks: stars and ends in the middle of a name") {
    const std::string any = ours("disallow: /\nallow: /*.xml\n");
    require_allowed(any, {"/feed.xml", "/us/feed.xml", "/us/feed.xml?limit=5", "//us/a.xml.gz.html",
                          "/feed.xml/", "/find?f=feed.xml/"});
    require_refused(any, {"/xml/", "/find?xml", "/feed.XML"});
    const std::string end = ours("disallow: /\nallow: /*.xml$\n");
    require_allowed(end, {"/feed.xml", "/us/feed.xml", "/a.xml.xml"});
    require_refused(end, {"/feed.xml?limit=5", "/feed.xml/", "/feed.xml5", "/xml/", "/find?xml",
                          "/aaaxmlaaa", "//us/feed.XML"});
    const std::string middle = ours("disallow: /\nallow: /show*.xml\n");
    require_allowed(middle, {"/show.xml", "/shows/slideshow.xml?limit=5"});
    require_refused(middle, {"/Show.XML", "/a/show.xml"});
}

TEST_CASE("H01 GoogleOnly_DocumentationChecks: order of precedence") {
    require_allowed(ours("allow: /p\ndisallow: /\n"), {"/page"});
    require_allowed(ours("allow: /main\ndisallow: /main\n"), {"/main/page"});
    require_refused(ours("allow: /main\ndisallow: /*.htm\n"), {"/main.htm"});
    require_allowed(ours("allow: /$\ndisallow: /\n"), {"/"});
    require_refused(ours("allow: /$\ndisallow: /\n"), {"/main.html"});
}

TEST_CASE("GoogleOnly_IndexHTMLisDirectory is a custom of Google's that we do not have") {
    const std::string text = ours("allow: /open/index.html\ndisallow: /\n");
    require_allowed(text, {"/open/index.html"});
    require_refused(text, {"/open/", "/open/index.htm", "/"});
}

TEST_CASE("GoogleOnly_SystemTest: no file, no product, no target") {
    REQUIRE(allowed("", "/p", "dramascope"));
    REQUIRE(allowed(ours("disallow: /\n"), "/p", ""));
    REQUIRE_FALSE(allowed(ours("disallow: /\n"), ""));
    REQUIRE(allowed("", "", ""));
}
