#include <catch2/catch.hpp>

#include "crawler/url.h"

TEST_CASE("E25 what is no address of a host is never asked: data:, javascript:, blob:") {
    for (const char* link : {"data:text/html,<p>x", "javascript:alert(1)", "mailto:a@b.example",
                             "blob:https://apps.apple.com/1-2-3", "about:blank"}) {
        INFO(link);
        const auto page = crawler::url_from("https://apps.apple.com/us/app/id1");
        REQUIRE(page);
        const auto alone = crawler::url_from(link);
        REQUIRE_FALSE(alone);
        CHECK_FALSE(alone.error().what.empty());
        CHECK_FALSE(crawler::resolved(*page, link));
    }
}
