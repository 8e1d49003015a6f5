#include <catch2/catch.hpp>

#include "parsers/sensortower.h"
#include "parsers/sources.h"

using namespace parsers;

namespace {

records::Period days(const char* first, const char* last) {
    return {*records::day_from(first), *records::day_from(last)};
}

}  // namespace

TEST_CASE("last month is the previous calendar month, over the turn of a year and in leap years") {
    const auto month = [](const char* date) {
        return period_before(records::instant_from(date), Span::last_calendar_month);
    };
    CHECK(month("2026-01-31") == days("2025-12-01", "2025-12-31"));
    CHECK(month("2024-03-01") == days("2024-02-01", "2024-02-29"));
    CHECK(month("2026-10-05T23:59:59Z") == days("2026-09-01", "2026-09-30"));
    CHECK_FALSE(period_before(std::nullopt, Span::last_calendar_month));
}

TEST_CASE("the last 30 days end on the day before") {
    const auto period = period_before(records::instant_from("2026-04-16"), Span::last_30_days);
    CHECK(period == days("2026-03-17", "2026-04-15"));
    CHECK(period->days() == 30);
}

TEST_CASE("a chart of Play is asked for in one call, or all three when none is named") {
    records::Asked asked;
    asked.genre = "ENTERTAINMENT";
    CHECK_FALSE(gplay_charts.request(asked));  // no storefront
    asked.country = records::Country("MX");
    const auto all = gplay_charts.request(asked);
    REQUIRE(all);
    CHECK(all->method == "POST");
    CHECK(all->url.ends_with("gl=MX"));
    for (const char* name : {"topselling_free", "topselling_paid", "topgrossing"})
        CHECK(all->body.find(name) != std::string::npos);
    asked.chart = records::Chart::top_grossing;
    CHECK(gplay_charts.request(asked)->body.find("topselling") == std::string::npos);
    asked.genre = "6016\"]]";
    CHECK_FALSE(gplay_charts.request(asked));
}

TEST_CASE("an app of Play is asked for by storefront and package, both or not at all") {
    records::Asked asked;
    asked.app_id = "com.example.lantern";
    CHECK_FALSE(gplay_details.request(asked));
    asked.country = records::Country("ID");
    CHECK(gplay_details.request(asked)->url ==
          "https://play.google.com/store/apps/details?id=com.example.lantern&hl=en&gl=ID");
}
