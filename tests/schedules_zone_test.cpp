// What wall clocks show, by the rules of time zones.

#include <catch2/catch.hpp>

#include <map>

#include "schedules_zones.h"

using namespace std::chrono_literals;
using Catch::Contains;
using schedules::LocalTime;
using schedules::Zone;
using zones::at;

namespace {

LocalTime wall(std::string_view text) { return LocalTime(at(text).time_since_epoch()); }

std::string fault(std::string_view name, const schedules::ZoneFiles& files) {
    const auto zone = schedules::zone_named(name, files);
    return zone ? "" : zone.error().what;
}

}  // namespace

TEST_CASE("K12 an instant is kept in UTC, and told with the date on the wall of its zone") {
    CHECK(Zone().text(at("2026-10-05T23:59:00Z")) == "2026-10-05 23:59 +00:00 UTC");
    const Zone jakarta = zones::by_rule("Asia/Jakarta", "WIB-7");
    CHECK(jakarta.text(at("2026-10-05T23:59:00Z")) == "2026-10-06 06:59 +07:00 Asia/Jakarta");
    const Zone la_paz = zones::by_rule("America/La_Paz", "<-04>4");
    CHECK(la_paz.text(at("2026-10-05T03:59:59Z")) == "2026-10-04 23:59:59 -04:00 America/La_Paz");
    const Zone yangon = zones::by_rule("Asia/Yangon", "<+0630>-6:30");
    CHECK(yangon.text(at("2026-10-05T23:59:00Z")) == "2026-10-06 06:29 +06:30 Asia/Yangon");
}

TEST_CASE("K01 a wall time that is skipped stands for the first instant after the gap") {
    const auto found = zones::berlin().instants(wall("2026-03-29T02:30:00Z"));
    CHECK_FALSE(found.on_clock);
    CHECK_FALSE(found.second);
    CHECK(found.first == at("2026-03-29T01:00:00Z"));
    CHECK(zones::berlin().instants(wall("2026-03-29T01:59:59Z")).first ==
          at("2026-03-29T00:59:59Z"));
    CHECK(zones::berlin().instants(wall("2026-03-29T03:00:00Z")).first ==
          at("2026-03-29T01:00:00Z"));
    CHECK(zones::berlin().instants(wall("2026-03-29T03:00:00Z")).on_clock);
}

TEST_CASE("K02 a wall time that is repeated stands for two instants") {
    const auto found = zones::berlin().instants(wall("2026-10-25T02:30:00Z"));
    CHECK(found.on_clock);
    CHECK(found.first == at("2026-10-25T00:30:00Z"));
    REQUIRE(found.second);
    CHECK(*found.second == at("2026-10-25T01:30:00Z"));
    CHECK_FALSE(zones::berlin().instants(wall("2026-10-25T03:00:00Z")).second);
    CHECK_FALSE(zones::berlin().instants(wall("2026-10-25T01:59:59Z")).second);
}

TEST_CASE("K04 new rules hold for the zones that are read after them, and for no other") {
    std::string installed = zones::tzif(-10'800, {}, "<-03>3");
    const auto files = [&](std::string_view) { return installed; };
    const auto before = schedules::zone_named("America/Sao_Paulo", files);
    REQUIRE(before);
    installed = zones::tzif(-10'800, {}, "<-03>3<-02>,M11.1.0/0,M2.3.0/0");
    const auto after = schedules::zone_named("America/Sao_Paulo", files);
    REQUIRE(after);
    const auto summer = at("2027-01-10T12:00:00Z");
    CHECK(before->text(summer) == "2027-01-10 09:00 -03:00 America/Sao_Paulo");
    CHECK(after->text(summer) == "2027-01-10 10:00 -02:00 America/Sao_Paulo");
}

TEST_CASE("K14 the rules hold after 2037, and no interval is negative around 2038") {
    for (const char* name : {"Europe/Berlin", "America/New_York", "Asia/Jakarta"}) {
        const Zone zone = zones::of_system(name);
        auto last = zone.local(at("2037-12-31T00:00:00Z"));
        for (auto now = at("2037-12-31T01:00:00Z"); now < at("2038-02-01T00:00:00Z"); now += 1h) {
            CHECK(zone.local(now) - last == 1h);
            last = zone.local(now);
        }
    }
    const Zone berlin = zones::of_system("Europe/Berlin");
    CHECK(berlin.text(at("2038-01-19T03:14:08Z")) == "2038-01-19 04:14:08 +01:00 Europe/Berlin");
    CHECK(berlin.text(at("2045-07-01T12:00:00Z")) == "2045-07-01 14:00 +02:00 Europe/Berlin");
    CHECK(berlin.text(at("2099-12-01T12:00:00Z")) == "2099-12-01 13:00 +01:00 Europe/Berlin");
}

TEST_CASE("K14 a database that counts leap seconds is refused, since days have 86400 seconds") {
    std::string file = zones::tzif(0, {}, "UTC0");
    const auto second = file.find("TZif", 4);
    file.replace(second, 44, zones::header('2', 1, 0, 1));
    CHECK_THAT(fault("right/UTC", [&](auto) { return file; }), Contains("without leap seconds"));
}

TEST_CASE("The table holds until its last change, and then the rule") {
    // A rule that begins with the year 2020, after one change.
    const auto zone = schedules::zone_named("Test/Zone", [](std::string_view) {
        return zones::tzif(3600, {{at("2020-01-01T00:00:00Z").time_since_epoch().count(), 7200}},
                           "XXX-2YYY,J60/0,J300/0");
    });
    REQUIRE(zone);
    CHECK(zone->text(at("2019-07-01T00:00:00Z")).ends_with("01:00 +01:00 Test/Zone"));
    CHECK(zone->text(at("2020-01-10T00:00:00Z")).ends_with("02:00 +02:00 Test/Zone"));
    CHECK(zone->text(at("2020-07-01T00:00:00Z")).ends_with("03:00 +03:00 Test/Zone"));
    // J60 is the 1st of March in each year.
    CHECK(zone->text(at("2024-02-29T21:59:59Z")).ends_with("+02:00 Test/Zone"));
    CHECK(zone->text(at("2024-02-29T22:00:00Z")).ends_with("+03:00 Test/Zone"));
    CHECK(zone->text(at("2023-02-28T22:00:00Z")).ends_with("+03:00 Test/Zone"));
}

TEST_CASE("Summers of the south, of negative hours, and of whole years are what they are") {
    struct Case {
        const char* footer;
        const char* at;
        const char* ahead;
    };
    const auto c = GENERATE(values<Case>({
        {"<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2026-01-01T00:00:00Z", "-03:00"},  // Santiago
        {"<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2026-07-01T00:00:00Z", "-04:00"},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", "-02:00"},  // Nuuk
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", "-01:00"},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", "+01:00"},  // Dublin
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", "+00:00"},
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-12-01T00:00:00Z", "+11:00"},  // Lord Howe
        {"XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", "-04:00"},
    }));
    INFO(c.footer << " at " << c.at);
    CHECK_THAT(zones::by_rule("Test/Zone", c.footer).text(at(c.at)), Contains(c.ahead));
}

TEST_CASE("Every zone of the machine is read, and a wall time leads back to its instant") {
    for (const char* name : {"America/New_York", "America/Sao_Paulo", "Asia/Jakarta", "Asia/Manila",
                             "Europe/Berlin", "Africa/Casablanca", "Pacific/Apia", "Asia/Tehran",
                             "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu"}) {
        const Zone zone = zones::of_system(name);
        for (auto now = at("1970-01-01T00:00:00Z"); now < at("2045-01-01T00:00:00Z"); now += 37h) {
            const auto found = zone.instants(zone.local(now));
            INFO(name << " " << records::to_text(now));
            CHECK(found.on_clock);
            CHECK((found.first == now || found.second == now));
        }
    }
}

TEST_CASE("A zone file that is cut anywhere is refused, and so is what is none") {
    const std::string whole =
        zones::tzif(0, {{-3'000'000'000, 3600}, {0, 7200}}, "CET-1CEST,M3.5.0,M10.5.0/3");
    CHECK(fault("A/B", [&](auto) { return whole; }).empty());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        INFO("cut to " << size);
        CHECK_THAT(fault("A/B", [&](auto) { return whole.substr(0, size); }), Contains("TZif"));
    }
    CHECK_THAT(fault("A/B", [](auto) { return zones::tzif(0, {}, "CET-1", '\0'); }),
               Contains("version 2"));
    CHECK_THAT(fault("A/B",
                     [](auto) {
                         return zones::tzif(0, {{5, 0}, {5, 60}}, "UTC0");
                     }),
               Contains("TZif"));
    CHECK_THAT(fault("A/B",
                     [](auto) {
                         return zones::tzif(0, {{5, 200'000}}, "UTC0");
                     }),
               Contains("TZif"));
    for (const char* footer :
         {"C", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.1.0,M1.1.0",
          "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-99"}) {
        INFO(footer);
        CHECK_THAT(fault("A/B", [&](auto) { return zones::tzif(0, {}, footer); }),
                   Contains("TZif"));
    }
}

TEST_CASE("K10 a name that is no zone is refused before a file is looked for") {
    const auto never = [](std::string_view) -> std::optional<std::string> {
        FAIL("no file is to be asked for");
        return {};
    };
    for (const char* name : {"", "../../etc/passwd", "/etc/localtime", "Europe/../x", "a b", "A/",
                             "A//B", "Europe/Berlin\n"}) {
        INFO(name);
        CHECK_THAT(fault(name, never), Contains("unknown time zone"));
    }
    CHECK_THAT(fault("Europe/Berlni", zones::system_file), Contains("'Europe/Berlni'"));
    CHECK_THAT(fault("europe/berlin", zones::system_file), Contains("spelled exactly"));
}
