#include <catch2/catch.hpp>

#include "parsers/json.h"

using parsers::JsonText;

TEST_CASE("a value is reached by keys and places, and an absent one is empty, not an error") {
    const JsonText text(R"({"feed":{"entry":[{"im:name":{"label":"Nine Lives"}}, 7]}})");
    REQUIRE(text.error().empty());
    REQUIRE(text.root().at("/feed/entry/0/im:name/label").text() == "Nine Lives");
    REQUIRE(text.root()["feed"]["entry"][1].integer() == 7);
    REQUIRE_FALSE(text.root().at("/feed/entry/2/im:name"));
    REQUIRE_FALSE(text.root()["feed"]["missing"]["deeper"][3].text());
    REQUIRE(text.root()["feed"]["entry"].size() == 2);
}

TEST_CASE("a number is an integer when it has no fraction and 64 bits hold it") {
    const JsonText text(R"([5, 5.0, 5.5, "5", 1e30, -3])");
    REQUIRE(text.root()[0].integer() == 5);
    REQUIRE(text.root()[1].integer() == 5);
    REQUIRE_FALSE(text.root()[2].integer());
    REQUIRE_FALSE(text.root()[3].integer());
    REQUIRE_FALSE(text.root()[4].integer());
    REQUIRE(text.root()[4].number() == 1e30);
    REQUIRE(text.root()[5].number() == -3.0);
}

TEST_CASE("I03 bytes that are not UTF-8 and half surrogates become U+FFFD, and the rest is read") {
    const JsonText text("[\"a\xFF b\", \"\\ud83d x\", \"\\ud83d\\ude00\", \"tab\there\"]");
    REQUIRE(text.error().empty());
    REQUIRE(text.repaired());
    REQUIRE(text.root()[0].text() == "a\xEF\xBF\xBD b");
    REQUIRE(text.root()[1].text() == "\xEF\xBF\xBD x");
    REQUIRE(text.root()[2].text() == "\xF0\x9F\x98\x80");
    REQUIRE(text.root()[3].text() == "tab\xEF\xBF\xBDhere");
}

TEST_CASE("I05 a text that ends early says at which byte and inside what") {
    REQUIRE(JsonText(R"({"feed":[1,2)").error() == "byte 12: the text ends inside a list");
    REQUIRE(JsonText(R"({"feed":"ab)").error() == "byte 11: the text ends inside a text");
    REQUIRE(JsonText("").error() == "byte 0: there is no text");
}

TEST_CASE("I01 nesting beyond the cap is refused, up to it is read") {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    REQUIRE(JsonText(nested(150)).error().empty());
    REQUIRE(JsonText(nested(201)).error() == "nested deeper than 200 levels");
    REQUIRE(JsonText(nested(1'000'000)).error() == "nested deeper than 200 levels");
}

TEST_CASE("a text that goes on behind its value is not JSON") {
    REQUIRE_FALSE(JsonText("[1] trailing").error().empty());
}

TEST_CASE("the same thread reads a text while an earlier one is still in use") {
    const JsonText first(R"(["first"])");
    const JsonText second(R"(["second"])");
    REQUIRE(first.root()[0].text() == "first");
    REQUIRE(second.root()[0].text() == "second");
}

TEST_CASE("a text may live longer than its thread's buffers: it is not freed twice at exit") {
    static const JsonText kept(R"(["kept"])");
    REQUIRE(kept.root()[0].text() == "kept");
}

TEST_CASE("a value is cut out of a script at its own end") {
    REQUIRE(parsers::value_length(R"([1,"a]\"",{"b":[2]}], sideChannel: {})") == 20);
    REQUIRE(parsers::value_length(R"("te\"xt" rest)") == 8);
    REQUIRE(parsers::value_length("[1,2") == 0);
    REQUIRE(parsers::value_length("x[1]") == 0);
}
