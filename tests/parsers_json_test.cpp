#include <catch2/catch.hpp>

#include "parsers/json.h"

using parsers::Json;
using parsers::JsonNames;
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

namespace {

constexpr auto some_names = std::to_array<std::string_view>({"a", "id", "list"});
constexpr JsonNames some(some_names);

}  // namespace

TEST_CASE("fields are the members with these names, the first of equal ones, in one pass") {
    const JsonText json(R"({"x":0,"list":[1],"id":7,"id":8,"ai":9})");
    const auto fields = json.root().fields(some);
    REQUIRE(fields.size() == 3);
    CHECK_FALSE(fields[0]);
    CHECK(fields[1].integer() == 7);
    CHECK(fields[2].is_list());
    for (const Json& field : Json().fields(some)) CHECK_FALSE(field);
}

TEST_CASE("members without a wanted name are passed over, at whatever depth") {
    const JsonText json(R"( {"skip":{"id":1,"deep":[[{}],"]"]}, "id" : "x\"y" ,
                             "list":[1,{"id":2,"no":"}"},[{"no":1}],{}],"b":null,"a":true} )",
                        0, some);
    const Json root = json.root();
    CHECK(root.size() == 3);
    CHECK(root["id"].text() == "x\"y");
    CHECK(root["list"].size() == 4);
    CHECK(root["list"][1].size() == 1);
    CHECK(root["list"][1]["id"].integer() == 2);
    CHECK(root["list"][2][std::size_t{0}].is_object());
    CHECK(root["a"].boolean() == true);
    CHECK_FALSE(json.repaired());
}

TEST_CASE("a text whose members are passed over fails where the whole text does") {
    for (const std::string_view text :
         {"", "{", "[", "{\"no\":1", "{\"no\":[1}", "{\"no\"}", "{\"no\":}", "{\"no\":1,}", "{,}",
          "{\"no\":1 2}", "{\"id\":1}}", "{\"id\":1} 2", "{\"id\":tru}", "[1,]", "[1 2]", "[,1]",
          "{\"no\":\"x", "{\"id\":[}", "{no:1}"}) {
        INFO(text);
        const JsonText whole(text), part(text, 0, some);
        CHECK_FALSE(part.root());
        CHECK(part.error() == whole.error());
    }
}

TEST_CASE("what is wanted is repaired as in a whole text, and depth is bounded") {
    const JsonText repaired("{\"id\":\"\xFF\"}", 0, some);
    CHECK(repaired.repaired());
    CHECK(repaired.root()["id"].text() == "\xEF\xBF\xBD");
    const std::string deep(JsonText::max_depth + 1, '[');
    CHECK_FALSE(JsonText(deep + std::string(deep.size(), ']'), 0, some).root());
}

TEST_CASE("a text of more tokens than memory is meant for is refused with their number") {
    std::string zeros = "[0";
    for (std::size_t tokens = 3; tokens + 2 <= JsonText::most_tokens; tokens += 2) zeros += ",0";
    const JsonText most(zeros + "]"), over(zeros + ",0]");
    CHECK(most.root().size() == JsonText::most_tokens / 2 - 1);
    CHECK_FALSE(over.root());
    CHECK(over.error() ==
          "it has more than 12000000 brackets, colons, commas and values: too many to be read");
}

TEST_CASE("names of one length, first and last letter are told apart") {
    static constexpr auto alike = std::to_array<std::string_view>({"abc", "acc", "adc"});
    static constexpr JsonNames names(alike);
    for (std::size_t place = 0; place < alike.size(); ++place)
        CHECK(names.place_of(alike[place]) == place);
    CHECK(names.place_of("aec") == JsonNames::unknown);
    CHECK(names.place_of("") == JsonNames::unknown);
}
