// What is done about an answer, by its status, its head and its fault.

#include <catch2/catch.hpp>

#include "crawler/verdict.h"

namespace {

using namespace std::chrono_literals;
using crawler::Effect;
using crawler::Fault;
using crawler::Next;
using crawler::Received;
using crawler::Verdict;
using records::Ending;

const records::Instant now{std::chrono::sys_days{std::chrono::year(2026) / 10 / 5} + 12h};

records::HostRule rule_of(bool throttles_by_403 = false) {
    records::HostRule rule;
    rule.host = "itunes.apple.com";
    rule.throttles_by_403 = throttles_by_403;
    return rule;
}

Received answer(int status, const std::string& lines = "") {
    Received received;
    received.status = status;
    received.head = "HTTP/1.1 " + std::to_string(status) + " Said\r\n" + lines + "\r\n";
    return received;
}

Verdict judged(const Received& received, const std::string& decoded = "", bool identity = false) {
    const records::HostRule rule = rule_of();
    return judge(received, {rule, false, identity, now}, decoded);
}

Verdict judged(int status, const std::string& lines = "") { return judged(answer(status, lines)); }

Verdict of_fault(Fault fault, int status = 0, const std::string& lines = "") {
    Received received = answer(status, lines);
    if (status == 0) received.head.clear();
    received.fault = fault;
    received.why = "what the transport says";
    return judged(received);
}

TEST_CASE("A whole page ends its task") {
    for (const int status : {200, 203}) {
        const Verdict verdict = judged(status);
        CHECK(verdict.next == Next::keep);
        CHECK(verdict.ending == Ending::fetched);
        CHECK(verdict.effect == Effect::good);
        CHECK(verdict.why.empty());
    }
}

TEST_CASE("A17 404 and 410 are answers: the app is not there, and the host is well") {
    for (const int status : {404, 410}) {
        CHECK(judged(status).next == Next::keep);
        CHECK(judged(status).ending == Ending::fetched);
        CHECK(judged(status).effect == Effect::good);
    }
}

TEST_CASE("A01 A02 429 defers for as long as the host asks, in seconds or by a date") {
    CHECK(judged(429, "Retry-After: 120\r\n").wait == 120s);
    CHECK(judged(429, "Retry-After: Mon, 05 Oct 2026 12:01:30 GMT\r\n").wait == 90s);
    const Verdict verdict = judged(429, "Retry-After: 120\r\n");
    CHECK(verdict.next == Next::defer);
    CHECK(verdict.effect == Effect::throttled);
    CHECK(verdict.why ==
          "itunes.apple.com answered 429: we asked too fast, it asks us to wait 120 s");
}

TEST_CASE("A03 A04 A05 a Retry-After that means nothing leaves the wait to us") {
    for (const auto* value : {"Mon, 05 Oct 2026 11:00:00 GMT", "-5", "soon"}) {
        const Verdict verdict = judged(429, "Retry-After: " + std::string(value) + "\r\n");
        CHECK(verdict.next == Next::defer);
        CHECK_FALSE(verdict.wait.has_value());
        CHECK(verdict.why == "itunes.apple.com answered 429: we asked too fast");
    }
}

TEST_CASE("A06 a Retry-After of ages is cut to our longest wait, and that is told") {
    const Verdict verdict = judged(429, "Retry-After: 99999999999999\r\n");
    CHECK(verdict.wait == 24h);
    CHECK(verdict.why ==
          "itunes.apple.com answered 429: we asked too fast, it asks us to wait 86400 s (or more: "
          "that is our longest wait)");
}

TEST_CASE("A07 a Retry-After of 1.5 is two seconds") {
    CHECK(judged(429, "Retry-After: 1.5\r\n").wait == 2s);
}

TEST_CASE("A14 503 with Retry-After defers, without one it is trouble") {
    CHECK(judged(503, "Retry-After: 30\r\n").next == Next::defer);
    CHECK(judged(503, "Retry-After: 30\r\n").wait == 30s);
    CHECK(judged(503).next == Next::again);
    CHECK(judged(503).effect == Effect::trouble);
}

TEST_CASE("A15 403 throttles where the rule of the host says so, otherwise it blocks") {
    const records::HostRule throttles = rule_of(true);
    CHECK(judge(answer(403), {throttles, false, false, now}, "").next == Next::defer);
    CHECK(judged(403).next == Next::keep);
    CHECK(judged(403).ending == Ending::blocked);
    CHECK(judged(403).why ==
          "itunes.apple.com answered 403: the host refuses us; a block is respected, not got "
          "around");
}

TEST_CASE("A19 408, 425, 500, 502, 503, 504 and 520 to 524 are tried again") {
    for (const int status : {408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524}) {
        INFO(status);
        CHECK(judged(status).next == Next::again);
        CHECK(judged(status).effect == Effect::trouble);
        CHECK_FALSE(judged(status).why.empty());
    }
}

TEST_CASE("A20 401, 402, 403, 407 and 451 block: told, and not tried again") {
    for (const int status : {401, 402, 403, 407, 451}) {
        INFO(status);
        CHECK(judged(status).next == Next::keep);
        CHECK(judged(status).ending == Ending::blocked);
        CHECK(judged(status).effect == Effect::throttled);
    }
    CHECK(judged(451).why ==
          "itunes.apple.com answered 451: the page is withheld for legal reasons");
}

TEST_CASE("A21 a status that there is not is no success") {
    for (const int status : {100, 199, 300, 305, 501, 505, 530, 600, 999}) {
        INFO(status);
        CHECK(judged(status).next == Next::keep);
        CHECK(judged(status).ending == Ending::failed);
        CHECK(judged(status).effect == Effect::neutral);
    }
    CHECK(judged(999).why == "itunes.apple.com answered 999: it is an odd status");
}

TEST_CASE("A22 a part of a page that nobody asked for is no page") {
    CHECK(judged(206).ending == Ending::failed);
    CHECK(judged(206).why ==
          "itunes.apple.com answered 206: it is a part of a page that nobody asked for");
}

TEST_CASE("A23 304 to a request without validators is an error") {
    CHECK(judged(304).ending == Ending::failed);
    CHECK(judged(304).why == "itunes.apple.com answered 304: \"not modified\", which nobody asked");
    const records::HostRule rule = rule_of();
    const Verdict asked = judge(answer(304), {rule, true, false, now}, "");
    CHECK(asked.ending == Ending::not_modified);
    CHECK(asked.effect == Effect::good);
}

TEST_CASE("A24 202, 204 and other 2xx are no whole page") {
    for (const int status : {201, 202, 204, 205, 226}) {
        CHECK(judged(status).next == Next::keep);
        CHECK(judged(status).ending == Ending::failed);
    }
    CHECK(judged(204).why == "itunes.apple.com answered 204: it brings no whole page");
}

TEST_CASE("Any other 4xx is a fault of the request, and not tried again") {
    for (const int status : {400, 405, 406, 411, 414, 418, 431, 499}) {
        CHECK(judged(status).next == Next::keep);
        CHECK(judged(status).ending == Ending::failed);
        CHECK(judged(status).effect == Effect::neutral);
    }
}

TEST_CASE("E04 a redirect without a Location has failed") {
    for (const int status : {301, 302, 303, 307, 308}) {
        CHECK(judged(status, "Location: /x\r\n").next == Next::redirect);
        CHECK(judged(status).next == Next::keep);
        CHECK(judged(status).ending == Ending::failed);
    }
    CHECK(judged(302).why ==
          "itunes.apple.com answered 302: a redirect that does not say where to");
}

TEST_CASE("B05 a head that contradicts itself is not believed, and asked for again") {
    const Verdict verdict = judged(200, "Content-Length: 5\r\nContent-Length: 6\r\n");
    CHECK(verdict.next == Next::again);
    CHECK(verdict.effect == Effect::trouble);
    CHECK(verdict.why.starts_with("itunes.apple.com sent headers that contradict each other: "));
}

TEST_CASE("C04 a coding that is wrong is asked for once without one, then it has failed") {
    const Received coded = answer(200, "Content-Encoding: gzip\r\n");
    CHECK(judged(coded, "this is no gzip").next == Next::identity);
    const Verdict second = judged(coded, "this is no gzip", true);
    CHECK(second.next == Next::keep);
    CHECK(second.ending == Ending::failed);
    CHECK(second.why == "the body from itunes.apple.com cannot be decoded: this is no gzip");
    CHECK(judged(answer(200), "a chunk is cut").ending == Ending::failed);
}

TEST_CASE("A body of another status than 200 need not be decoded") {
    CHECK(judged(answer(404, "Content-Encoding: gzip\r\n"), "cut").ending == Ending::fetched);
    CHECK(judged(answer(503, "Content-Encoding: gzip\r\n"), "cut").next == Next::again);
}

TEST_CASE("A fault of the way is tried again; one that will be the same next time is not") {
    for (const Fault fault :
         {Fault::name, Fault::connect, Fault::timeout, Fault::cut, Fault::protocol}) {
        CHECK(of_fault(fault).next == Next::again);
        CHECK(of_fault(fault).effect == Effect::trouble);
        CHECK(of_fault(fault).why == "what the transport says");
    }
    for (const Fault fault : {Fault::tls, Fault::forbidden, Fault::too_large}) {
        CHECK(of_fault(fault).next == Next::keep);
        CHECK(of_fault(fault).ending == Ending::failed);
    }
    CHECK(of_fault(Fault::local).next == Next::again);
    CHECK(of_fault(Fault::local).effect == Effect::neutral);
}

TEST_CASE("A 200 that broke off is no page") {
    CHECK(of_fault(Fault::cut, 200).next == Next::again);
    CHECK(of_fault(Fault::too_large, 200).ending == Ending::failed);
}

TEST_CASE("A host that says \"slow down\" is heard even where its answer breaks off") {
    CHECK(of_fault(Fault::cut, 429, "Retry-After: 60\r\n").next == Next::defer);
    CHECK(of_fault(Fault::cut, 429, "Retry-After: 60\r\n").wait == 60s);
}

TEST_CASE("F13 a name that cannot be resolved waits long before it is asked again") {
    CHECK(of_fault(Fault::name).wait == 2min);
    CHECK_FALSE(of_fault(Fault::connect).wait.has_value());
}

}  // namespace
