#include <catch2/catch.hpp>

#include "records/time.h"

using namespace records;
using namespace std::chrono_literals;

namespace {

Day day(std::string_view text) { return day_from(text).value(); }
std::string moment(std::string_view text) {
    const auto instant = instant_from(text);
    return instant ? to_text(*instant) : "refused";
}
std::string rfc822(std::string_view text) {
    const auto instant = instant_from_rfc822(text);
    return instant ? to_text(*instant) : "refused";
}

}  // namespace

TEST_CASE("a week runs from Monday to Sunday, 00:00:00 to 23:59:59 UTC") {
    const Week week = week_from("2026-W40").value();
    REQUIRE(to_text(week.monday()) == "2026-09-28");
    REQUIRE(to_text(week.period().last) == "2026-10-04");
    REQUIRE(week.contains(instant_from("2026-09-28T00:00:00Z").value()));
    REQUIRE(week.contains(instant_from("2026-10-04T23:59:59Z").value()));
    REQUIRE_FALSE(week.contains(instant_from("2026-10-05T00:00:00Z").value()));
    REQUIRE_FALSE(week.contains(instant_from("2026-09-27T23:59:59Z").value()));
}

TEST_CASE("the year of a week is the year of its Thursday") {
    REQUIRE(to_text(Week(day("2026-12-31"))) == "2026-W53");
    REQUIRE(to_text(Week(day("2027-01-03"))) == "2026-W53");
    REQUIRE(to_text(Week(day("2027-01-04"))) == "2027-W01");
    REQUIRE(to_text(Week(day("2024-12-30"))) == "2025-W01");
    REQUIRE(to_text(Week(day("2021-01-03"))) == "2020-W53");
}

TEST_CASE("every day of 28 years lies in the week that its text names") {
    for (Day any = day("2000-01-01"); any < day("2028-01-01"); any += std::chrono::days(1)) {
        const Week week(any);
        REQUIRE(week.period().contains(any));
        REQUIRE(week_from(to_text(week)) == week);
    }
}

TEST_CASE("week 53 is refused in a year that has 52") {
    REQUIRE(week_from("2026-W53"));
    REQUIRE_FALSE(week_from("2025-W53"));
    REQUIRE_FALSE(week_from("2026-W54"));
    REQUIRE_FALSE(week_from("2026-W00"));
}

TEST_CASE("a week is written one way only") {
    for (const auto* text : {"2026W40", "2026-w40", "2026-W4", "2026-W040", "2026-W40 ",
                             " 2026-W40", "26-W40", "2026-40", "", "2026-W-1", "2026-Wxx"}) {
        CAPTURE(text);
        REQUIRE_FALSE(week_from(text));
    }
}

TEST_CASE("weeks are counted across the end of a year") {
    REQUIRE(to_text(week_from("2026-W53")->plus(1)) == "2027-W01");
    REQUIRE(to_text(week_from("2027-W01")->plus(-1)) == "2026-W53");
    REQUIRE(week_from("2026-W53").value() < week_from("2027-W01").value());
}

TEST_CASE("a day that the calendar lacks is refused") {
    REQUIRE(day_from("2024-02-29"));
    REQUIRE(day_from("2000-02-29"));
    REQUIRE_FALSE(day_from("2023-02-29"));
    REQUIRE_FALSE(day_from("1900-02-29"));
    REQUIRE_FALSE(day_from("2026-04-31"));
    REQUIRE_FALSE(day_from("2026-13-01"));
    REQUIRE_FALSE(day_from("2026-00-10"));
    REQUIRE_FALSE(day_from("2026-1-1"));
    REQUIRE_FALSE(day_from("2026-01-01T00:00:00Z"));
}

TEST_CASE("a moment is turned to UTC, whatever its zone") {
    REQUIRE(moment("2026-10-05T14:00:00Z") == "2026-10-05T14:00:00Z");
    REQUIRE(moment("2026-10-05T07:00:00-07:00") == "2026-10-05T14:00:00Z");
    REQUIRE(moment("2026-10-05T23:30:00-07:00") == "2026-10-06T06:30:00Z");
    REQUIRE(moment("2026-10-05T05:45:00+0545") == "2026-10-05T00:00:00Z");
    REQUIRE(moment("2026-01-01T00:00:00+0000") == "2026-01-01T00:00:00Z");
    REQUIRE(moment("2026-10-05T14:00:00.987Z") == "2026-10-05T14:00:00Z");
    REQUIRE(moment("2026-10-05 14:00:00+00:00") == "2026-10-05T14:00:00Z");
    REQUIRE(moment("1969-12-31T23:59:59Z") == "1969-12-31T23:59:59Z");
}

TEST_CASE("a bare day is midnight UTC") { REQUIRE(moment("2026-10-05") == "2026-10-05T00:00:00Z"); }

TEST_CASE("a moment without a zone would be a guess and is refused") {
    REQUIRE(moment("2026-10-05T14:00:00") == "refused");
    REQUIRE(moment("2026-10-05T14:00") == "refused");
    REQUIRE(moment("2026-10-05T14:00:00.5") == "refused");
}

TEST_CASE("what is not quite a moment is refused") {
    for (const auto* text : {"", "2026-10-05T", "2026-10-05T25:00:00Z", "2026-10-05T10:61:00Z",
                             "2026-10-05T10:00:00Zx", "2026-10-05T10:00:00.Z",
                             "2026-10-05T10:00:00+9", "2026-02-30T10:00:00Z", "yesterday"}) {
        CAPTURE(text);
        REQUIRE(moment(text) == "refused");
    }
}

TEST_CASE("RFC 822 dates are read with and without the day's name, with a zone or GMT") {
    REQUIRE(rfc822("Tue, 11 Aug 2026 13:55:38 +0000") == "2026-08-11T13:55:38Z");
    REQUIRE(rfc822("Tue, 11 Aug 2026 13:55:38 GMT") == "2026-08-11T13:55:38Z");
    REQUIRE(rfc822("Mon, 05 Oct 2026 07:00:00 -0700") == "2026-10-05T14:00:00Z");
    REQUIRE(rfc822("5 Oct 2026 07:00 UT") == "2026-10-05T07:00:00Z");
}

TEST_CASE("an RFC 822 date without a zone, or of a month or day that does not exist, is refused") {
    REQUIRE(rfc822("Tue, 11 Aug 2026 13:55:38") == "refused");
    REQUIRE(rfc822("Tue, 31 Feb 2026 13:55:38 GMT") == "refused");
    REQUIRE(rfc822("Tue, 11 Agu 2026 13:55:38 GMT") == "refused");
    REQUIRE(rfc822("") == "refused");
    REQUIRE(rfc822("Tue, ") == "refused");
}

TEST_CASE("a period counts both of its ends") {
    const Period period{day("2026-02-27"), day("2026-03-02")};
    REQUIRE(period.days() == 4);
    REQUIRE(period.contains(day("2026-02-27")));
    REQUIRE(period.contains(day("2026-03-02")));
    REQUIRE_FALSE(period.contains(day("2026-03-03")));
}
