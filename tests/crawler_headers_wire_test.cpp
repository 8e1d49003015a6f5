// Heads of answers as they come over the wire.

#include <catch2/catch.hpp>

#include <chrono>

#include "crawler/headers.h"
#include "crawler_transport_testing.h"

using namespace std::chrono_literals;
using namespace transport_testing;
using crawler::Fault;
using crawler::Received;
using loopback::Request;
using loopback::Wire;

namespace {

const std::string ok = "HTTP/1.1 200 OK\r\n";

/// Writes the same piece until the client goes.
loopback::Handler endless(std::string begin, std::string piece) {
    return [=](const Request&, Wire& wire) {
        wire.write(begin);
        while (wire.write(piece)) {
        }
    };
}

}  // namespace

TEST_CASE("D01 A header line of 1 MB is a head too large, not a lack of memory") {
    const Received got = ask_for(ok + "X-A: " + std::string(1 << 20, 'a') + "\r\n\r\nx");
    fails(got, Fault::too_large);
    CHECK(got.why.find("head") != std::string::npos);
    CHECK(got.why.find("memory") == std::string::npos);
}

TEST_CASE("D02 Header lines without an end are stopped") {
    loopback::Server server(endless(ok, "X-A: b\r\n"));
    const Received got = ask(server.origin() + "/");
    fails(got, Fault::too_large);
    CHECK(got.status == 0);
    CHECK(got.head.size() < 4096);
}

TEST_CASE("D02 A head has a cap of bytes, too") {
    loopback::Server server(endless(ok, "X-A: " + std::string(4096, 'b') + "\r\n"));
    const Received got = ask(server.origin() + "/");
    fails(got, Fault::too_large);
    CHECK(got.head.size() <= std::size_t{256} << 10U);
}

TEST_CASE("D02 The cap of lines is exact") {
    const int more = GENERATE(0, 1);
    std::string head = ok + "Content-Length: 1\r\n";  // and the empty line: 3 of 200
    for (int i = 0; i < 197 + more; ++i) head += "X-A: b\r\n";
    CHECK(ask_for(head + "\r\nx").fault == (more == 0 ? Fault::none : Fault::too_large));
}

TEST_CASE("D03 Interim answers without an end are stopped") {
    loopback::Server server(endless("", "HTTP/1.1 100 Continue\r\n\r\n"));
    fails(ask(server.origin() + "/"), Fault::too_large);
}

TEST_CASE("D03 An interim answer is passed over: the head is that of the final one") {
    const Received got =
        ask_for("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + loopback::answer(200, "hello"));
    CHECK(got.status == 200);
    CHECK(got.head == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n");
    CHECK(got.payload == "hello");
}

TEST_CASE("D04 A NUL in a header is refused") {
    const std::string line("X-A: a\0b\r\n", 10);
    const Received got = ask_for(ok + line + "Content-Length: 1\r\n\r\nx");
    fails(got, Fault::protocol);
    CHECK(got.why.find('\0') == std::string::npos);
}

TEST_CASE("D05 A header line without a colon is refused") {
    fails(ask_for(ok + "no colon here\r\nContent-Length: 1\r\n\r\nx"), Fault::protocol);
}

TEST_CASE("D06 A folded header is accepted and kept as it came") {
    const Received got = ask_for(ok + "X-A: one\r\n  two\r\nContent-Length: 1\r\n\r\nx");
    CHECK(got.fault == Fault::none);
    CHECK(got.head == ok + "X-A: one\r\n  two\r\nContent-Length: 1\r\n");
}

TEST_CASE("D07 D10 Cookies are neither kept nor sent") {
    loopback::Server server(loopback::always(
        loopback::answer(200, "x", "Set-Cookie: a=b; Path=/\r\nSet-Cookie: c=d; Domain=com\r\n")));
    const auto over = transport();
    const Received got = ask(*over, server.origin() + "/");
    ask(*over, server.origin() + "/");
    CHECK(server.log().at(1).header("cookie").empty());
    CHECK(got.head.find("a=b") != std::string::npos);
}

TEST_CASE("D07 1,400 cookies are a head too large") {
    std::string head = ok;
    for (int i = 0; i < 1400; ++i)
        head += "Set-Cookie: c" + std::to_string(i) + "=" + std::string(200, 'v') + "\r\n";
    fails(ask_for(head + "\r\nx"), Fault::too_large);
}

TEST_CASE("D08 A header of ours with a line end is not sent") {
    loopback::Server server(loopback::always(loopback::answer(200, "x")));
    const auto over = transport();
    auto sending = get(server.origin() + "/");
    sending.headers = {
        GENERATE(as<std::string>(), "If-None-Match: \"a\r\nX-Evil: 1\"", "If-None-Match: \"a\n\"")};
    fails(ask(*over, {sending}).front(), Fault::local);
    CHECK(server.requests() == 0);
}

TEST_CASE("D08 8-bit and control characters of a head are kept, but not shown") {
    const Received got = ask_for(ok + "ETag: \"\xff\xfe\x1b[31m\"\r\nContent-Length: 9\r\n\r\nx");
    CHECK(got.head.find("\xff\xfe\x1b") != std::string::npos);
    fails(got, Fault::cut);
    CHECK(got.why.find('\x1b') == std::string::npos);
}

TEST_CASE("D09 The moment of an answer is that of our clock, whatever its Date says") {
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const Received got =
        ask_for(loopback::answer(200, "x", "Date: Thu, 01 Jan 2099 00:00:00 GMT\r\n"));
    CHECK(got.fetched_at >= before);
    CHECK(got.fetched_at <= before + 10s);
    CHECK(got.head.find("2099") != std::string::npos);
}

TEST_CASE("D11 The transport keeps a body whatever its Content-Type claims") {
    const Received got =
        ask_for(loopback::answer(200, "{\"a\": 1}", "Content-Type: text/html\r\n"));
    CHECK(got.fault == Fault::none);
    CHECK(got.payload == "{\"a\": 1}");
    CHECK(crawler::header(got.head, "Content-Type") == "text/html");
}

TEST_CASE("D12 Header lines of the same name are all kept, in their order") {
    const Received got = ask_for(loopback::answer(200, "x", "X-A: 1\r\nx-a: 2\r\nX-A: 1\r\n"));
    CHECK(got.head == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX-A: 1\r\nx-a: 2\r\nX-A: 1\r\n");
}

TEST_CASE("A status that is none of the known ones is passed on as it is") {
    const int status = GENERATE(299, 451, 600, 999);
    CHECK(ask_for(loopback::answer(status, "x")).status == status);
}

TEST_CASE("Lines that end in a bare line feed are accepted and kept as they came") {
    const Received got = ask_for("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello");
    CHECK(got.fault == Fault::none);
    CHECK(got.head == "HTTP/1.1 200 OK\nContent-Length: 5\n");
    CHECK(got.payload == "hello");
}

TEST_CASE("The content coding stays on, also one that nobody knows") {
    const std::string coding = GENERATE(as<std::string>(), "gzip", "br", "nonsense");
    const Received got =
        ask_for(loopback::answer(200, "not really", "Content-Encoding: " + coding + "\r\n"));
    CHECK(got.fault == Fault::none);
    CHECK(got.payload == "not really");
}
