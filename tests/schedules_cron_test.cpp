// Cron expressions: what they mean, when they fire as clocks change, and what is said of wrong
// ones.

#include <catch2/catch.hpp>

#include <set>

#include "schedules/cron.h"
#include "schedules/job.h"
#include "schedules_zones.h"

using namespace std::chrono_literals;
using Catch::Contains;
using schedules::Cron;
using schedules::Zone;
using zones::at;

namespace {

Cron cron(std::string_view text) {
    const auto read = schedules::read_cron(text);
    if (!read) FAIL(text << ": " << read.error().what);
    return *read;
}

/// The first firings after an instant, in UTC.
std::vector<std::string> firings(std::string_view text, const Zone& zone, std::string_view after,
                                 int count) {
    std::vector<std::string> found;
    auto firing = schedules::next(cron(text), zone, at(after));
    for (; firing && count > 0; --count) {
        found.push_back(records::to_text(firing->at).substr(0, 16));
        firing = schedules::next(cron(text), zone, firing->at);
    }
    return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("K01 a job at 02:30 runs once, right after the hour that is skipped") {
    CHECK(firings("30 2 * * *", zones::berlin(), "2026-03-27T12:00:00Z", 3) ==
          Texts{"2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"});
    CHECK(schedules::next(cron("30 2 * * *"), zones::berlin(), at("2026-03-28T12:00:00Z"))->local ==
          "2026-03-29 03:00 +02:00 Europe/Berlin");
    // Many times in it are one firing, and one that is due then anyway is no second one.
    CHECK(firings("*/20 2,3 * * *", zones::berlin(), "2026-03-28T12:00:00Z", 4) ==
          Texts{"2026-03-29T01:00", "2026-03-29T01:20", "2026-03-29T01:40", "2026-03-30T00:00"});
}

TEST_CASE("K02 a job at 02:30 runs once when that hour is repeated, at its first pass") {
    CHECK(firings("30 2 * * *", zones::berlin(), "2026-10-24T12:00:00Z", 2) ==
          Texts{"2026-10-25T00:30", "2026-10-26T01:30"});
    CHECK(firings("*/30 2 * * *", zones::berlin(), "2026-10-24T12:00:00Z", 3) ==
          Texts{"2026-10-25T00:00", "2026-10-25T00:30", "2026-10-26T01:00"});
}

TEST_CASE("K03 a job each 10 minutes keeps its spacing over both changes, without gap or double") {
    const Cron each = cron("*/10 * * * *");
    for (const char* start : {"2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z"}) {
        auto firing = schedules::next(each, zones::berlin(), at(start));
        for (int i = 1; i < 60; ++i) {
            const auto then = schedules::next(each, zones::berlin(), firing->at);
            CHECK(then->at - firing->at == 10min);
            firing = then;
        }
    }
    CHECK(firings("0 * * * *", zones::berlin(), "2026-10-24T23:30:00Z", 4) ==
          Texts{"2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00", "2026-10-25T03:00"});
}

TEST_CASE("K03 clocks that change at midnight, or by half an hour, skip and double nothing") {
    // Midnight does not exist, as it was in Sao Paulo.
    const Zone forward = zones::by_rule("Test/Forward", "<-03>3<-02>,M11.1.0/0,M2.3.0/0");
    CHECK(firings("0 0 * * *", forward, "2026-10-31T12:00:00Z", 3) ==
          Texts{"2026-11-01T03:00", "2026-11-02T02:00", "2026-11-03T02:00"});
    CHECK(firings("30 23 * * *", forward, "2026-02-13T12:00:00Z", 3) ==
          Texts{"2026-02-14T01:30", "2026-02-15T01:30", "2026-02-16T02:30"});
    // The day begins, and one minute later the day before comes back.
    const Zone back = zones::by_rule("Test/Back", "<-0330>3:30<-0230>,M3.2.0/0:01,M11.1.0/0:01");
    CHECK(firings("*/30 * * * *", back, "2026-11-01T01:00:00Z", 6) ==
          Texts{"2026-11-01T01:30", "2026-11-01T02:00", "2026-11-01T02:30", "2026-11-01T03:00",
                "2026-11-01T03:30", "2026-11-01T04:00"});
    const Zone half = zones::by_rule("Test/Half", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
    CHECK(firings("45 1 * * *", half, "2026-04-03T20:00:00Z", 2) ==
          Texts{"2026-04-04T14:45", "2026-04-05T15:15"});
}

TEST_CASE("K09 days that few months have, both day fields, names, ranges and steps") {
    const Zone utc;
    CHECK(firings("0 0 29 2 *", utc, "2026-01-01T00:00:00Z", 2) ==
          Texts{"2028-02-29T00:00", "2032-02-29T00:00"});
    CHECK(firings("0 0 29 2 *", utc, "2096-03-01T00:00:00Z", 1) == Texts{"2104-02-29T00:00"});
    CHECK(firings("0 6 31 * *", utc, "2026-01-31T06:00:00Z", 3) ==
          Texts{"2026-03-31T06:00", "2026-05-31T06:00", "2026-07-31T06:00"});
    // Both restricted: one has to fit. One that begins with *: both.
    CHECK(firings("0 0 13 * fri", utc, "2026-11-10T00:00:00Z", 3) ==
          Texts{"2026-11-13T00:00", "2026-11-20T00:00", "2026-11-27T00:00"});
    CHECK(firings("0 0 */2 * mon", utc, "2026-11-01T00:00:00Z", 3) ==
          Texts{"2026-11-09T00:00", "2026-11-23T00:00", "2026-12-07T00:00"});
    CHECK(firings("5,35 8-10/2 * jun-AUG Mon-Fri", utc, "2026-06-01T00:00:00Z", 5) ==
          Texts{"2026-06-01T08:05", "2026-06-01T08:35", "2026-06-01T10:05", "2026-06-01T10:35",
                "2026-06-02T08:05"});
    CHECK(firings("0 0 * * sat-sun", utc, "2026-11-20T00:00:00Z", 3) ==
          Texts{"2026-11-21T00:00", "2026-11-22T00:00", "2026-11-28T00:00"});
    CHECK(firings("0 0 * * 7", utc, "2026-11-20T00:00:00Z", 1) == Texts{"2026-11-22T00:00"});
}

TEST_CASE("K09 the last day of a month, its last and its nth weekday") {
    const Zone utc;
    CHECK(firings("0 0 L * *", utc, "2028-01-01T00:00:00Z", 3) ==
          Texts{"2028-01-31T00:00", "2028-02-29T00:00", "2028-03-31T00:00"});
    CHECK(firings("0 0 1,L feb *", utc, "2026-01-01T00:00:00Z", 3) ==
          Texts{"2026-02-01T00:00", "2026-02-28T00:00", "2027-02-01T00:00"});
    CHECK(firings("0 6 * * mon#1", utc, "2026-11-01T00:00:00Z", 2) ==
          Texts{"2026-11-02T06:00", "2026-12-07T06:00"});
    CHECK(firings("0 6 * * friL", utc, "2026-11-01T00:00:00Z", 2) ==
          Texts{"2026-11-27T06:00", "2026-12-25T06:00"});
    CHECK(firings("0 6 * * 5#5", utc, "2026-11-01T00:00:00Z", 2) ==
          Texts{"2027-01-29T06:00", "2027-04-30T06:00"});
}

TEST_CASE("Macros stand for five fields") {
    const Zone utc;
    const char* after = "2026-11-22T10:30:00Z";  // a Sunday
    CHECK(firings("@hourly", utc, after, 1) == Texts{"2026-11-22T11:00"});
    CHECK(firings("@daily", utc, after, 1) == Texts{"2026-11-23T00:00"});
    CHECK(firings("@midnight", utc, after, 1) == Texts{"2026-11-23T00:00"});
    CHECK(firings("@weekly", utc, after, 1) == Texts{"2026-11-29T00:00"});
    CHECK(firings("@monthly", utc, after, 1) == Texts{"2026-12-01T00:00"});
    CHECK(firings("@Yearly", utc, after, 1) == Texts{"2027-01-01T00:00"});
}

TEST_CASE("The last firing is the one that next() would have given, and may be now") {
    const Zone utc;
    const auto last = [&](const char* text, const char* until) {
        const auto firing = schedules::last(cron(text), utc, at(until));
        return firing ? records::to_text(firing->at).substr(0, 16) : "";
    };
    CHECK(last("0 6 * * mon", "2026-11-23T06:00:00Z") == "2026-11-23T06:00");
    CHECK(last("0 6 * * mon", "2026-11-23T05:59:59Z") == "2026-11-16T06:00");
    CHECK(last("0 0 1 1 *", "2026-11-23T05:59:59Z") == "2026-01-01T00:00");
    CHECK(last("0 0 29 2 *", "2103-11-23T05:59:59Z") == "2096-02-29T00:00");
    CHECK(last("* * * * *", "2026-11-23T05:59:59Z") == "2026-11-23T05:59");
}

TEST_CASE("K14 firings go on through 2038, each one after the other") {
    auto firing = schedules::next(cron("15 2 * * *"), Zone(), at("2038-01-17T12:00:00Z"));
    for (int day = 18; day < 25; ++day) {
        CHECK(records::to_text(firing->at) == "2038-01-" + std::to_string(day) + "T02:15:00Z");
        firing = schedules::next(cron("15 2 * * *"), Zone(), firing->at);
    }
    CHECK(firings("59 23 31 12 *", Zone(), "2016-12-31T23:58:59Z", 2) ==
          Texts{"2016-12-31T23:59", "2017-12-31T23:59"});  // a leap second followed the first
}

TEST_CASE("K10 what is wrong with an expression is told with its field") {
    struct Case {
        const char* text;
        const char* told;
    };
    const auto c = GENERATE(values<Case>({
        {"", "expected 5 fields (minute hour day-of-month month weekday), found 0"},
        {"0 6 * *", "found 4"},
        {"0 6 * * mon *", "found 6"},
        {"60 * * * *", "field 1 (minute): 60 is above 59"},
        {"0 25 * * *", "field 2 (hour): 25 is above 23"},
        {"0 0 0 * *", "field 3 (day of month): 0 is below 1"},
        {"0 0 32 * *", "field 3 (day of month): 32 is above 31"},
        {"0 0 * 13 *", "field 4 (month): 13 is above 12"},
        {"0 0 * * 8", "field 5 (weekday): 8 is above 7"},
        {"0 0 * smarch *", "field 4 (month): 'smarch' is not a number or name"},
        {"x * * * *", "field 1 (minute): 'x' is not a number"},
        {"1,,2 * * * *", "field 1 (minute): '' is not a number"},
        {"-5 * * * *", "field 1 (minute): '' is not a number"},
        {"5/10 * * * *", "field 1 (minute): a step needs a range before it"},
        {"*/0 * * * *", "field 1 (minute): the step '0' must be a number from 1"},
        {"*/x * * * *", "field 1 (minute): the step 'x'"},
        {"0 22-2 * * *", "field 2 (hour): '22-2' runs backward"},
        {"0 0 * * mon#6", "field 5 (weekday): 'mon#6': behind # stands a number from 1 to 5"},
        {"0 0 * * L", "field 5 (weekday): 'l' is not"},
        {"99999999999999999999 * * * *",
         "field 1 (minute): '99999999999999999999' is not a number"},
        {"@reboot", "unknown name '@reboot'; those there are: @yearly"},
        {"0 0 30 2 *", "never fires"},
        {"0 0 31 4,6,9,11 *", "never fires"},
    }));
    INFO(c.text);
    const auto read = schedules::read_cron(c.text);
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().what, Contains(c.told));
}

TEST_CASE("K13 the same job has the same offset, and many jobs spread over all of the window") {
    CHECK(schedules::spread("charts", 10min) == schedules::spread("charts", 10min));
    CHECK(schedules::spread("charts", 0min) == 0s);
    std::set<std::chrono::seconds> offsets;
    std::vector<int> minutes(10);
    for (int i = 0; i < 600; ++i) {
        const auto offset = schedules::spread("job-" + std::to_string(i), 10min);
        REQUIRE((offset >= 0s && offset < 10min));
        offsets.insert(offset);
        ++minutes[static_cast<std::size_t>(offset / 1min)];
    }
    CHECK(offsets.size() > 300);
    for (const int jobs : minutes) CHECK((jobs > 30 && jobs < 90));
}
