#include <catch2/catch.hpp>

#include <string>

#include "parsers/find_back.h"
#include "parsers/gplay_blocks.h"
#include "parsers/gplay_token.h"
#include "parsers/gplay_url.h"

using namespace parsers;

TEST_CASE("the last place of a mark is what rfind says") {
    const std::string text = "abcabcQab\nQQ{id:'x'}{id:'x' tail";
    for (std::size_t from = 0; from < text.size(); ++from)
        for (std::size_t length = 1; from + length <= text.size() && length < 9; ++length) {
            const std::string mark = text.substr(from, length);
            INFO(mark);
            CHECK(find_back(text, mark) == text.rfind(mark));
        }
    CHECK(find_back(text, "nowhere") == std::string::npos);
    CHECK(find_back("short", "longer than the text") == std::string::npos);
    CHECK(find_back(text, "") == std::string::npos);
}

TEST_CASE("the table of requests tells all keys of a procedure, in its order") {
    const std::string page =
        "<script>var AF_dataServiceRequests = {'ds:3' : {id:'abc'},'ds:12' : {id:'Ws7gDc'},"
        "'ds:5' : {id:'Ws7gDc'}};</script>{'ds:9' : {id:'Ws7gDc'}}";
    const auto keys = keys_bound_to(page, "Ws7gDc");
    REQUIRE(keys.size() == 2);
    CHECK(keys[0] == "ds:12");
    CHECK(keys[1] == "ds:5");
    CHECK(keys_bound_to(page, "other").empty());
    CHECK(keys_bound_to("no table", "Ws7gDc").empty());
}

TEST_CASE("a data block is read in both of its forms, and ends with its script") {
    const std::string page =
        "<script>AF_initDataCallback({key: 'ds:1', isError:  false , hash: '2', "
        "data:function(){return [1,\"}});\"]\n}});</script>"
        "<script>AF_initDataCallback({key: 'ds:15', hash: '1', data:[2,\", sideChannel:\"], "
        "sideChannel: {}});</script>"
        "<script>AF_initDataCallback({key: 'ds:2', isError:  true ,  data:[\"er\"]});</script>"
        "<script>AF_initDataCallback({key: 'ds:3', data:[";
    const auto blocks = all_blocks(page);
    REQUIRE(blocks.size() == 2);
    CHECK(blocks[0].read().root()[0].integer() == 1);
    CHECK(blocks[1].read().root()[0].integer() == 2);
    const auto one = block_with_key(page, "ds:1");
    REQUIRE(one);
    CHECK(one->key == "ds:1");
    CHECK_FALSE(block_with_key(page, "ds:9"));
}

TEST_CASE("a chart's token names its chart and category, in both alphabets of base64") {
    const auto free = chart_in_token("qgIjEiEQAOIEHAoaChR0b3BzZWxsaW5nX2ZyZWVfR0FNRRAtGAM=");
    REQUIRE(free);
    CHECK(free->chart == records::Chart::top_free);
    CHECK(free->category == "GAME");
    CHECK_FALSE(chart_in_token(""));
    CHECK_FALSE(chart_in_token("qgIjEiEQAOIE"));
    CHECK_FALSE(chart_in_token("\x01\x02 not base64"));
}

TEST_CASE("a parameter of a URL is found by its whole name and decoded") {
    CHECK(query_value("https://x/y?gl=US&hl=en", "gl") == "US");
    CHECK(query_value("https://x/y?agl=BR&gl=M%58#gl=CL", "gl") == "MX");
    CHECK(query_value("https://x/y?q=a+b%2", "q") == "a b%2");
    CHECK(query_value("https://x/y?glx", "gl").empty());
    CHECK(query_value("https://x/y", "gl").empty());
    CHECK(percent_encoded("a b[\"é\"]") == "a%20b%5B%22%C3%A9%22%5D");
}

TEST_CASE("a page made of beginnings of blocks takes no longer than its size") {
    std::string page = "<script>var AF_dataServiceRequests = {";
    for (int i = 0; i < 1000; ++i) page += "'ds:" + std::to_string(i) + "' : {id:'Ws7gDc'},";
    page += "};</script>";
    for (int i = 0; i < 200'000; ++i) page += "AF_initDataCallback({key: 'ds:5', data:[";
    CHECK(keys_bound_to(page, "Ws7gDc").size() == 16);
    CHECK(all_blocks(page).empty());
    CHECK(all_blocks(page + "</script>").empty());
}
