#include <catch2/catch.hpp>

#include <string>

#include "parsers/html.h"

using parsers::HtmlElement;
using parsers::json_ld_blocks;
using parsers::script_with;
using parsers::walk_html;

namespace {

std::string repeated(std::string_view piece, int times) {
    std::string all;
    for (int at = 0; at < times; ++at) all += piece;
    return all;
}

/// "h3:Reel|a:" for what a walk visits.
std::string visited(std::string_view page, const std::vector<std::string>& tags) {
    std::string log;
    const auto refusal = walk_html(
        page,
        [&](const HtmlElement& element) {
            return std::find(tags.begin(), tags.end(), element.tag) != tags.end();
        },
        [&](const HtmlElement& element) { log += element.tag + ":" + element.text + "|"; });
    return refusal ? "refused: " + *refusal : log;
}

}  // namespace

TEST_CASE("a script is found by marks of its opening tag, in any order of attributes") {
    const std::string page =
        "<p>id=\"data\"</p><script>1</script>"
        "<script type=\"application/json\" id=\"data\">{\"a\":\"<b>\"}</script>"
        "<SCRIPT id=\"other\" >2</SCRIPT>";
    CHECK(script_with(page, {"id=\"data\""}) == "{\"a\":\"<b>\"}");
    CHECK(script_with(page, {"id=\"data\"", "application/json"}) == "{\"a\":\"<b>\"}");
    CHECK(script_with(page, {"id=\"other\""}) == "2");
    CHECK_FALSE(script_with(page, {"id=\"data\"", "text/plain"}));
    CHECK_FALSE(script_with(page, {"id=\"none\""}));
    CHECK_FALSE(script_with("<script id=\"data\">{", {"id=\"data\""}));
    CHECK_FALSE(script_with("<div id=\"data\">x</div><script>y</script>", {"id=\"data\""}));
}

TEST_CASE("of several scripts with the marks the last one is taken") {
    const std::string page = "<script id=\"d\">1</script><script id=\"d\">2</script>";
    CHECK(script_with(page, {"id=\"d\""}) == "2");
}

TEST_CASE("all JSON-LD blocks are found, in order") {
    const std::string page =
        "<script name=\"x\" type=\"application/ld+json\">{1}</script>"
        "application/ld+json<script type=application/ld+json>{2}</script>"
        "<script type=\"application/ld+json\">{3";
    CHECK(json_ld_blocks(page) == std::vector<std::string_view>{"{1}", "{2}"});
}

TEST_CASE("elements are visited in the order of the page, with folded text") {
    CHECK(visited("<ul><li> 1 <h3>Reel\n  &amp; Short</h3></li><li><h3>B</h3></ul>",
                  {"li", "h3"}) == "li:1 Reel & Short|h3:Reel & Short|li:B|h3:B|");
    CHECK(visited("<h3>a<script>var x = '<h3>b</h3>';</script></h3>", {"h3"}) == "h3:a|");
    CHECK(visited("", {"h3"}).empty());
}

TEST_CASE("attributes of an element are found by name") {
    std::string href;
    const auto refusal = walk_html(
        "<A HREF='https://apps.apple.com/us/app/id1?a=1&amp;b=2' class=x>t</A>",
        [](const HtmlElement& element) { return element.tag == "a"; },
        [&](const HtmlElement& element) {
            href = element.attribute("href");
            CHECK(element.attribute("title").empty());
        });
    CHECK_FALSE(refusal);
    CHECK(href == "https://apps.apple.com/us/app/id1?a=1&b=2");
}

TEST_CASE("pages that would cost seconds or gigabytes are refused before Gumbo sees them") {
    const auto refused = [](const std::string& page) {
        return visited(page, {}).starts_with("refused: ");
    };
    CHECK(refused(std::string((8U << 20U) + 1, 'x')));
    CHECK(refused(repeated("<div>", 600)));
    CHECK(refused(repeated("<div/>", 600)));
    CHECK(refused(repeated("<rect/>", 600)));
    CHECK(refused("<svg>" + repeated("<div></div><rect/>", 600)));
    CHECK(refused(repeated("<span><div></span>", 600)));
    CHECK(refused(repeated("<li><dd>", 600)));
    CHECK(refused(repeated("<b>", 17) + "x"));
    CHECK(refused("<p" + repeated(" a=1", 1001) + ">"));
    CHECK(refused(repeated("<br>", 100'001)));
}

TEST_CASE("ordinary sloppy pages are not refused") {
    CHECK_FALSE(visited(repeated("<li>x<p>y<br>", 2000), {"h3"}).starts_with("refused"));
    CHECK_FALSE(visited("<svg>" + repeated("<path d='M0'/>", 2000) + "</svg>", {"h3"})
                    .starts_with("refused"));
    CHECK_FALSE(visited("<table>" + repeated("<tr><td>x", 2000), {"h3"}).starts_with("refused"));
    CHECK_FALSE(visited(repeated("<ul><li>x</ul>", 2000), {"h3"}).starts_with("refused"));
}

TEST_CASE("a page that repeats a mark without end costs no more than others") {
    const std::string marks = repeated("<script id=\"d\">", 200'000);
    CHECK_FALSE(script_with(marks, {"id=\"d\""}));
    CHECK(json_ld_blocks(repeated("application/ld+json ", 200'000)).empty());
}
