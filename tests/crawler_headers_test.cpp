#include <catch2/catch.hpp>

#include "crawler/headers.h"

using std::chrono::hours;
using std::chrono::seconds;

namespace {

// 2026-11-22, 10:00 UTC, a Sunday.
const records::Instant now = std::chrono::sys_days{std::chrono::year(2026) / 11 / 22} + hours(10);
constexpr seconds day = hours(24);

std::string head_of(const std::string& lines, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\n" + lines + "\r\n";
}

std::optional<seconds> wait_of(const std::string& value) {
    return crawler::retry_after(head_of("Retry-After: " + value + "\r\n", "429 Too Many Requests"),
                                now, day);
}

std::string remark(const std::string& head, const std::string& body = "") {
    return crawler::remark_on(head, body, *records::instant_from("2026-11-22T12:00:00Z"));
}

std::string fault_of(const std::string& lines) { return crawler::why_not_believed(head_of(lines)); }

std::optional<seconds> age_of(const std::string& value) {
    return crawler::max_age(head_of("Cache-Control: " + value + "\r\n"));
}

}  // namespace

TEST_CASE("A01 Retry-After in seconds is that long a wait") {
    REQUIRE(wait_of("120") == seconds(120));
    REQUIRE(wait_of("  120\t") == seconds(120));
    REQUIRE(wait_of("86400") == day);
}

TEST_CASE("A02 Retry-After as a date is the time until then, in all three forms of a date") {
    REQUIRE(wait_of("Sun, 22 Nov 2026 10:01:30 GMT") == seconds(90));
    REQUIRE(wait_of("Sunday, 22-Nov-26 10:01:30 GMT") == seconds(90));
    REQUIRE(wait_of("Sun Nov 22 10:01:30 2026") == seconds(90));
}

TEST_CASE("A02 a day of one digit and a year of two are read as RFC 9110 §5.6.7 has them") {
    const records::Instant first =
        std::chrono::sys_days{std::chrono::year(2026) / 12 / 1} + hours(10);
    const auto wait = [&](const std::string& date) {
        return crawler::retry_after(head_of("Retry-After: " + date + "\r\n"), first, day);
    };
    REQUIRE(wait("Tue Dec  1 10:00:05 2026") == seconds(5));
    REQUIRE(wait("Tuesday, 01-Dec-26 10:00:05 GMT") == seconds(5));
    REQUIRE_FALSE(wait("Tuesday, 01-Dec-94 10:00:05 GMT"));   // 1994
    REQUIRE(wait("Tuesday, 01-Dec-76 10:00:05 GMT") == day);  // 2076: fifty years ahead
    REQUIRE_FALSE(wait("Tuesday, 01-Dec-77 10:00:05 GMT"));   // 1977
}

TEST_CASE("A03 a Retry-After date in the past, or now, says nothing") {
    REQUIRE_FALSE(wait_of("Sun, 22 Nov 2026 09:00:00 GMT"));
    REQUIRE_FALSE(wait_of("Sun, 22 Nov 2026 10:00:00 GMT"));
    REQUIRE_FALSE(wait_of("Thu, 01 Jan 1970 00:00:00 GMT"));
}

TEST_CASE("A04 a Retry-After below zero, or of zero, says nothing") {
    REQUIRE_FALSE(wait_of("-5"));
    REQUIRE_FALSE(wait_of("0"));
    REQUIRE_FALSE(wait_of("0.0"));
}

TEST_CASE("A05 a Retry-After in words says nothing") {
    for (const std::string value :
         {"soon", "", "120 seconds", "12O", "+5", "0x10", "1e3", ".5", "5.", "1.5.2", "1,5",
          "Sun, 22 Nov 2026", "Sun, 32 Nov 2026 10:01:30 GMT", "Sun, 22 Nov 2026 10:01:30 CET",
          "a b c d e", "a-b-c-d-e-GMT"}) {
        INFO(value);
        REQUIRE_FALSE(wait_of(value));
    }
    REQUIRE_FALSE(crawler::retry_after(head_of(""), now, day));
}

TEST_CASE("A06 a Retry-After beyond the longest wait is the longest wait") {
    REQUIRE(wait_of("86401") == day);
    REQUIRE(wait_of("99999999999999") == day);
    REQUIRE(wait_of(std::string(500, '9')) == day);
    REQUIRE(wait_of("86400.5") == day);
    REQUIRE(wait_of("Fri, 31 Dec 9999 23:59:59 GMT") == day);
}

TEST_CASE("A07 a fraction of a second in Retry-After is rounded up") {
    REQUIRE(wait_of("1.5") == seconds(2));
    REQUIRE(wait_of("1.0001") == seconds(2));
    REQUIRE(wait_of("0.1") == seconds(1));
    REQUIRE(wait_of("2.000") == seconds(2));
}

TEST_CASE("B03 a Content-Length in words is not believed") {
    for (const std::string value : {"thousand", "", "1000 bytes", "0x3e8", "1.5", "1e3", "5,,5"}) {
        INFO(value);
        REQUIRE_THAT(fault_of("Content-Length: " + value + "\r\n"),
                     Catch::StartsWith("Content-Length is no number of bytes: \""));
    }
}

TEST_CASE("B04 a Content-Length below zero is not believed") {
    REQUIRE(fault_of("Content-Length: -1\r\n") == "Content-Length is no number of bytes: \"-1\"");
    REQUIRE_FALSE(fault_of("Content-Length: +1\r\n").empty());
}

TEST_CASE("B05 two Content-Length that differ are not believed, two that are equal are") {
    const std::string why = "two Content-Length that differ: 5 and 6 (RFC 9112 §6.3)";
    REQUIRE(fault_of("Content-Length: 5\r\ncontent-length: 6\r\n") == why);
    REQUIRE(fault_of("Content-Length: 5\r\nServer: x\r\nContent-Length: 5, 6\r\n") == why);
    REQUIRE(fault_of("Content-Length: 5, 6\r\n") == why);
    REQUIRE(fault_of("Content-Length: 5\r\nContent-Length: 5\r\n").empty());
    REQUIRE(fault_of("Content-Length: 5, 5\r\n").empty());
    REQUIRE(fault_of("Content-Length: 5\r\nContent-Length: 05\r\n").empty());
}

TEST_CASE("B06 a Content-Length that no file has is not believed") {
    REQUIRE(fault_of("Content-Length: 9223372036854775807\r\n").empty());
    REQUIRE_FALSE(fault_of("Content-Length: 9223372036854775808\r\n").empty());
    REQUIRE_FALSE(fault_of("Content-Length: 99999999999999999999999\r\n").empty());
}

TEST_CASE("B06 what is told of a Content-Length of 1 MB is short, and one line") {
    const std::string why = fault_of("Content-Length: " + std::string(1 << 20, '9') + "\r\n");
    REQUIRE(why.size() < 260);
    REQUIRE(fault_of("Content-Length: 1\r\n \x1b[2J\r\n") ==
            "Content-Length is no number of bytes: \"1\\x0d\\x0a \\x1b[2J\"");
}

TEST_CASE("B08 Content-Length beside Transfer-Encoding is believed, and told") {
    const std::string both = head_of("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
    REQUIRE(crawler::why_not_believed(both).empty());
    REQUIRE(remark(both) ==
            "Content-Length beside Transfer-Encoding: the latter counts (RFC 9112 §6.3)");
    REQUIRE(remark(head_of("Content-Length: 5\r\n")).empty());
    REQUIRE(remark(head_of("Transfer-Encoding: chunked\r\n")).empty());
}

TEST_CASE("D09 a Date an hour or more from our clock is told in hours, unless a cache kept it") {
    CHECK(remark(head_of("Date: Mon, 23 Nov 2026 12:10:00 GMT\r\n")) ==
          "its Date is 24 h ahead of our clock, which counts");
    const std::string behind = "Date: Sat, 21 Nov 2026 12:00:00 GMT\r\n";
    CHECK(remark(head_of(behind)) == "its Date is 24 h behind our clock, which counts");
    CHECK(remark(head_of(behind + "Age: 86400\r\n")).empty());
    CHECK(remark(head_of("Date: Sun, 22 Nov 2026 12:59:59 GMT\r\n")).empty());
    CHECK(remark(head_of("Date: soon\r\n")).empty());
}

TEST_CASE("D11 a Content-Type that its body contradicts is told") {
    CHECK(remark(head_of("Content-Type: text/html; charset=utf-8\r\n"), " {\"a\": 1}") ==
          "its Content-Type is text/html, its body JSON: it is read as what was asked for");
    CHECK(
        remark(head_of("Content-Type: application/json\r\n"), "<html>") ==
        "its Content-Type is application/json, its body markup: it is read as what was asked for");
    CHECK(remark(head_of("Content-Type: text/html\r\n"), "<html>").empty());
    CHECK(remark(head_of("Content-Type: application/json\r\n"), "[]").empty());
    CHECK(remark(head_of("Content-Type: text/javascript\r\n"), "{}").empty());
    CHECK(remark(head_of("Content-Type: text/html\r\n"), "").empty());
}

TEST_CASE("D05 a header line without a colon is skipped") {
    REQUIRE(crawler::header(head_of("garbage\r\nETag\r\nETag: \"x\"\r\n"), "ETag") == "\"x\"");
}

TEST_CASE("D06 a folded header line is one line") {
    const std::string head = head_of("X: a\r\n b\r\n\tc\r\nServer: y\r\n");
    REQUIRE(crawler::header(head, "X") == "a\r\n b\r\n\tc");
    REQUIRE(crawler::header(head, "Server") == "y");
    REQUIRE(crawler::header(head_of("X: a\r\n ETag: \"x\"\r\n"), "ETag").empty());
}

TEST_CASE("D08 a validator that cannot be sent back safely is left out") {
    const std::string k1(1022, 'x');
    for (const std::string value : {"\"a\r\n b\"", "\"caf\xc3\xa9\"", "\"\x01\"", "\"\x7f\""}) {
        const auto found =
            crawler::validators_in(head_of("ETag: " + value + "\r\nLast-Modified: " + value));
        INFO(value);
        REQUIRE(found.none());
    }
    REQUIRE(crawler::validators_in(head_of("ETag: \"" + k1 + "\"\r\n")).etag == "\"" + k1 + "\"");
    REQUIRE(crawler::validators_in(head_of("ETag: \"" + k1 + "x\"\r\n")).none());
    REQUIRE(crawler::validators_in(head_of("ETag: " + std::string(1 << 20, 'x'))).none());
}

TEST_CASE("D12 of header lines with one name, the first counts") {
    const std::string head =
        head_of("ETag: \"1\"\r\netag: \"2\"\r\nLocation: /a\r\nLocation: /b\r\n");
    REQUIRE(crawler::header(head, "etag") == "\"1\"");
    REQUIRE(crawler::header(head, "LOCATION") == "/a");
    REQUIRE(crawler::validators_in(head).etag == "\"1\"");
}

TEST_CASE("A header is found by its whole name, in a line of the head") {
    const std::string head = "Via: status\r\nAge:1\nETagger: no\r\n\r\nETag: body";
    REQUIRE(crawler::header(head, "Age") == "1");
    REQUIRE(crawler::header(head, "Via").empty());   // the first line is the status line
    REQUIRE(crawler::header(head, "ETag").empty());  // what comes after the head is not of it
    REQUIRE(crawler::header("", "ETag").empty());
    REQUIRE(crawler::header("HTTP/1.1 200 OK", "ETag").empty());
    REQUIRE(crawler::header("HTTP/1.1 200 OK\r\nETag: x", "ETag") == "x");
}

TEST_CASE("J02 a weak or unquoted ETag is kept as it came") {
    for (const std::string value : {"W/\"a\"", "a-b_c", "\"\"", "\"with space\"", "w/'x'"}) {
        INFO(value);
        REQUIRE(crawler::validators_in(head_of("ETag: " + value + "\r\n")).etag == value);
    }
}

TEST_CASE("J04 a Last-Modified is kept as it came, also one in the future") {
    const auto found =
        crawler::validators_in(head_of("last-modified: Fri, 31 Dec 2094 23:59:59 GMT\r\n"));
    REQUIRE(found.last_modified == "Fri, 31 Dec 2094 23:59:59 GMT");
    REQUIRE(found.etag.empty());
    REQUIRE(found.of == 0);
}

TEST_CASE("RFC 9111 §5.2.2: max-age is read among other directives") {
    REQUIRE(age_of("max-age=600") == seconds(600));
    REQUIRE(age_of("public, MAX-AGE = \"600\" , must-revalidate") == seconds(600));
    REQUIRE(age_of("s-maxage=5, max-age=0") == seconds(0));
    REQUIRE_FALSE(age_of("public"));
    REQUIRE_FALSE(age_of("xmax-age=5"));
    REQUIRE_FALSE(crawler::max_age(head_of("")));
}

TEST_CASE("RFC 9111 §4.2.1: of several ages the least counts, one that is no number is 0") {
    REQUIRE(age_of("max-age=600, max-age=60") == seconds(60));
    REQUIRE(age_of("max-age=60, max-age=600") == seconds(60));
    REQUIRE(crawler::max_age(head_of(
                "Cache-Control: max-age=600\r\nCache-Control: no-cache\r\n")) == seconds(0));
    REQUIRE(age_of("no-store") == seconds(0));
    REQUIRE(age_of("max-age=soon") == seconds(0));
    REQUIRE(age_of("max-age=-1") == seconds(0));
    REQUIRE(age_of("max-age") == seconds(0));
    REQUIRE(age_of("max-age=99999999999999999999") == seconds(2147483647));
}
