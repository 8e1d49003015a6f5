// Message framing and slow peers, at the level of sockets.

#include <catch2/catch.hpp>

#include "crawler/chunks.h"
#include "crawler_transport_testing.h"

using namespace std::chrono_literals;
using namespace transport_testing;
using crawler::Fault;
using crawler::Received;
using loopback::Request;
using loopback::Wire;

namespace {

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

/// Writes a beginning, and then one piece after the other until the client goes.
loopback::Handler endless(std::string begin, std::string piece, std::chrono::milliseconds gap) {
    return [=](const Request&, Wire& wire) {
        wire.write(begin);
        while (wire.write(piece))
            if (gap.count() > 0 && !wire.wait(gap)) return;
    };
}

crawler::CurlOptions hasty() {
    auto how = options();
    how.whole = 600ms;
    return how;
}

/// Options under which a peer is slow after a second.
crawler::CurlOptions impatient() {
    auto how = options();
    how.slow_for = 1s;
    return how;
}

}  // namespace

TEST_CASE("A whole answer comes as it was received, with its exchange") {
    loopback::Server server(loopback::always(loopback::answer(200, "hello", "X-A: b\r\n")));
    const Received got = ask(server.origin() + "/a/../b?c=%7e");
    CHECK(got.fault == Fault::none);
    CHECK(got.why.empty());
    CHECK(got.status == 200);
    CHECK(got.head == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n");
    CHECK(got.payload == "hello");
    CHECK(got.payload.capacity() >= got.payload.size() + records::body_slack);
    CHECK(got.exchange.address == "127.0.0.1");
    CHECK(got.exchange.protocol == "HTTP/1.1");
    CHECK(got.exchange.tls.empty());
    CHECK(got.exchange.cut.empty());
    CHECK(got.exchange.connected >= 0);
    CHECK(got.exchange.first_byte >= got.exchange.connected);
    CHECK(got.exchange.finished >= got.exchange.first_byte);
    CHECK(got.exchange.request == server.log().at(0).head);
    CHECK(server.log().at(0).target == "/a/../b?c=%7e");
    CHECK(server.log().at(0).header("accept-encoding") == "gzip, deflate");
    CHECK(server.log().at(0).header("user-agent") == "dramascope/test (+https://contact.example)");
}

TEST_CASE("A POST is sent with its body and its type, and identity is asked for by wish") {
    loopback::Server server(loopback::always(loopback::answer(200, "x")));
    const auto over = transport();
    crawler::Sending sending = get(server.origin() + "/");
    sending.request.method = "POST";
    sending.request.content_type = "application/x-www-form-urlencoded";
    sending.request.body = std::string(3 << 20, 'q');
    sending.headers = {"If-None-Match: \"x\""};
    sending.identity = true;
    const Received got = ask(*over, {sending}).front();
    CHECK(got.fault == Fault::none);
    const Request seen = server.log().at(0);
    CHECK(seen.body == sending.request.body);
    CHECK(seen.header("content-type") == "application/x-www-form-urlencoded");
    CHECK(seen.header("expect").empty());
    CHECK(seen.header("if-none-match") == "\"x\"");
    CHECK(seen.header("accept-encoding") == "identity");
    CHECK(got.exchange.request == seen.head + seen.body);
    CHECK(ask(*over, server.origin() + "/").fault == Fault::none);
    CHECK(server.log().at(1).method == "GET");
    CHECK(server.log().at(1).header("if-none-match").empty());
    CHECK(server.connections() == 1);
}

TEST_CASE("Secrets are sent, but are no part of the exchange that is archived") {
    loopback::Server server(loopback::always(loopback::answer(200, "x")));
    const auto over = transport();
    crawler::Sending sending = get(server.origin() + "/");
    sending.headers = {"Authorization: Bearer key", "COOKIE: a=b"};
    const Received got = ask(*over, {sending}).front();
    CHECK(server.log().at(0).header("authorization") == "Bearer key");
    CHECK(got.exchange.request.find("key") == std::string::npos);
    CHECK(got.exchange.request.find("a=b") == std::string::npos);
    CHECK(got.exchange.request.find("User-Agent") != std::string::npos);
}

TEST_CASE("B01 A body shorter than its Content-Length is cut, and its part is kept") {
    const Received got = ask_for(ok + "Content-Length: 1000\r\n\r\n" + std::string(100, 'x'));
    fails(got, Fault::cut);
    CHECK(got.payload.size() == 100);
    CHECK(got.exchange.cut == "disconnect");
    CHECK(got.why.find("127.0.0.1") != std::string::npos);
}

TEST_CASE("B02 Bytes behind the Content-Length are flagged, and the connection is not reused") {
    loopback::Server server(
        loopback::always(ok + "Content-Length: 10\r\n\r\n" + std::string(100, 'x')));
    const auto over = transport();
    const Received got = ask(*over, server.origin() + "/");
    fails(got, Fault::protocol);
    CHECK(got.payload.size() == 10);
    CHECK(got.why.find("behind the end") != std::string::npos);
    ask(*over, server.origin() + "/");
    CHECK(server.connections() == 2);
}

TEST_CASE("B03 B04 B05 B06 A Content-Length that cannot be believed is a protocol error") {
    const std::string lines =
        GENERATE(as<std::string>(), "Content-Length: thousand\r\n", "Content-Length: -1\r\n",
                 "Content-Length: 4\r\nContent-Length: 5\r\n",
                 "Content-Length: 99999999999999999999999\r\n");
    CAPTURE(lines);
    const Received got = ask_for(ok + lines + "\r\nhello");
    fails(got, Fault::protocol);
    CHECK(got.payload.empty());
}

TEST_CASE("B07 A body declared beyond the cap is refused before it comes") {
    const Received got = ask_for(ok + "Content-Length: 10737418240\r\n\r\nxxxx");
    fails(got, Fault::too_large);
    CHECK(got.payload.empty());
    CHECK(got.exchange.cut == "length");
}

TEST_CASE("B08 Transfer-Encoding beside Content-Length decides where the body ends") {
    const Received got = ask_for(
        ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    CHECK(got.fault == Fault::none);
    CHECK(got.payload == "5\r\nhello\r\n0\r\n\r\n");
    CHECK(got.head.find("Content-Length: 3") != std::string::npos);
}

TEST_CASE("B09 B10 A body without an end is stopped at the cap") {
    const std::string begin = GENERATE_COPY(ok + "\r\n", chunked);
    const std::string data(std::size_t{64} << 10U, 'x');
    loopback::Server server(
        endless(begin, begin == chunked ? "10000\r\n" + data + "\r\n" : data, 0ms));
    const auto over = transport();
    auto sending = get(server.origin() + "/");
    sending.most_bytes = std::size_t{1} << 20U;
    const Received got = ask(*over, {sending}).front();
    fails(got, Fault::too_large);
    CHECK(got.payload.size() == sending.most_bytes);
    CHECK(got.exchange.cut == "length");
}

TEST_CASE("B11 A chunked body without its last chunk is cut") {
    const Received got = ask_for(chunked + "5\r\nhello\r\n");
    fails(got, Fault::cut);
    CHECK(got.payload == "5\r\nhello\r\n");
}

TEST_CASE("B11 A chunked body whose last chunk lacks its end is cut") {
    fails(ask_for(chunked + "5\r\nhello\r\n0\r\n"), Fault::cut);
}

TEST_CASE("B12 B13 A chunk size that is none, or beyond every size, is a protocol error") {
    const std::string size = GENERATE(as<std::string>(), "xyz", "FFFFFFFFFFFFFFFFFF", "-5");
    CAPTURE(size);
    fails(ask_for(chunked + size + "\r\nhello\r\n0\r\n\r\n"), Fault::protocol);
}

TEST_CASE("B14 Chunk extensions count towards the cap of the body") {
    loopback::Server server(endless(chunked, "1;" + std::string(1000, 'e') + "\r\nx\r\n", 0ms));
    const auto over = transport();
    auto sending = get(server.origin() + "/");
    sending.most_bytes = std::size_t{256} << 10U;
    fails(ask(*over, {sending}).front(), Fault::too_large);
}

TEST_CASE("B15 Trailers count towards the cap of the head") {
    std::string trailers;
    for (int i = 0; i < 1000; ++i) trailers += "X-Trailer: " + std::to_string(i) + "\r\n";
    const Received got = ask_for(chunked + "1\r\nx\r\n0\r\n" + trailers + "\r\n");
    fails(got, Fault::too_large);
    CHECK(got.why.find("200 lines") != std::string::npos);
}

TEST_CASE("B15 A few trailers are part of the body as received") {
    const Received got = ask_for(chunked + "1\r\nx\r\n0\r\nX-T: 1\r\n\r\n");
    CHECK(got.fault == Fault::none);
    CHECK(got.payload == "1\r\nx\r\n0\r\nX-T: 1\r\n\r\n");
    CHECK(got.head.find("X-T") == std::string::npos);
}

TEST_CASE("B16 A body that drips ends by the limit of speed") {
    loopback::Server server(endless(ok + "Content-Length: 1000\r\n\r\n", "x", 50ms));
    const Received got = ask(server.origin() + "/", impatient());
    fails(got, Fault::timeout);
    CHECK(got.exchange.cut == "time");
    CHECK(got.why.find("too slow") != std::string::npos);
}

TEST_CASE("B17 A peer that falls silent ends by the deadline of the whole") {
    loopback::Server server([](const Request&, Wire& wire) {
        wire.write(ok + "Content-Length: 1000\r\n\r\n" + std::string(500, 'x'));
        wire.wait(1h);
    });
    const Received got = ask(server.origin() + "/", hasty());
    fails(got, Fault::timeout);
    CHECK(got.payload.size() == 500);
    CHECK(got.exchange.finished < 1500);
}

TEST_CASE("B18 A head that drips ends by the limit of speed") {
    loopback::Server server(endless("HTTP/1.1 200 OK\r\nX-A: ", "x", 50ms));
    const Received got = ask(server.origin() + "/", impatient());
    fails(got, Fault::timeout);
    CHECK(got.status == 0);
}

TEST_CASE("B19 A reset within the body is a cut") {
    loopback::Server server([](const Request&, Wire& wire) {
        wire.write(ok + "Content-Length: 1000\r\n\r\n" + std::string(500, 'x'));
        wire.wait(50ms);
        wire.reset();
    });
    const Received got = ask(server.origin() + "/");
    fails(got, Fault::cut);
    CHECK(got.exchange.cut == "disconnect");
}

TEST_CASE("B20 A connection that ends without a byte is a cut") {
    const Received got = ask_for("");
    fails(got, Fault::cut);
    CHECK(got.status == 0);
    CHECK(got.exchange.cut.empty());
    CHECK_FALSE(got.exchange.request.empty());
}

TEST_CASE("B21 B22 An answer without an HTTP/1 status line is refused") {
    const std::string bytes =
        GENERATE(as<std::string>(), "<html>hello</html>", "HTTP/one OK\r\nA: b\r\n\r\nhello",
                 "\x16\x03\x01 garbage\r\n\r\n", "HTTP/0.9 200 OK\r\n\r\n");
    CAPTURE(bytes);
    const Received got = ask_for(bytes);
    fails(got, Fault::protocol);
    CHECK(got.payload.empty());
}

TEST_CASE("B23 A kept connection that ended is replaced, and each request is sent once") {
    loopback::Server server(loopback::then_close(loopback::answer(200, "x")));
    const auto over = transport();
    for (int i = 0; i < 5; ++i) {
        CHECK(ask(*over, server.origin() + "/").fault == Fault::none);
        CHECK(over->wait(5ms).empty());
    }
    CHECK(server.requests() == 5);
    CHECK(server.connections() == 5);
}

TEST_CASE("B23 A kept connection that ends under a request is told, not asked again by itself") {
    loopback::Server server([](const Request& request, Wire& wire) {
        if (request.nth == 1)
            wire.write(loopback::answer(200, "x"));
        else
            wire.close();
    });
    const auto over = transport();
    CHECK(ask(*over, server.origin() + "/").fault == Fault::none);
    const Received got = ask(*over, server.origin() + "/");
    fails(got, Fault::cut);
    CHECK(got.why.find("kept connection") != std::string::npos);
    CHECK(server.requests() == 2);
    CHECK(ask(*over, server.origin() + "/").fault == Fault::none);
}

TEST_CASE("B24 The cap of the body is exact") {
    const std::size_t cap = 100'000;
    const int more = GENERATE(-1, 0, 1);
    const bool declared = GENERATE(true, false);
    const std::string body(cap + static_cast<std::size_t>(more + 1) - 1, 'x');
    loopback::Server server(loopback::then_close(
        declared ? loopback::answer(200, body, "Content-Encoding: gzip\r\n") : ok + "\r\n" + body));
    const auto over = transport();
    auto sending = get(server.origin() + "/");
    sending.most_bytes = cap;
    const Received got = ask(*over, {sending}).front();
    CHECK(got.fault == (more > 0 ? Fault::too_large : Fault::none));
    CHECK(got.exchange.cut == (more > 0 ? "length" : ""));
    CHECK(got.payload.size() == (more <= 0 ? body.size() : declared ? 0 : cap));
}

TEST_CASE("B25 An answer that nobody asked for is never given to the next request") {
    const std::string unasked = loopback::answer(200, "POISON");
    const std::string first = GENERATE_COPY(
        loopback::answer(200, "good"), chunked + "4\r\ngood\r\n0\r\n\r\n",
        loopback::answer(204, ""), loopback::answer(304, ""), loopback::answer(200, ""));
    const auto after = GENERATE(0ms, 30ms);
    const bool tls = GENERATE(false, true);
    CAPTURE(first, after.count(), tls);
    loopback::Options how;
    if (tls) how.tls = loopback::Certificate::good;
    loopback::Server server(
        [=](const Request& request, Wire& wire) {
            if (request.target == "/second") return void(wire.write(loopback::answer(200, "own")));
            wire.write(after.count() == 0 ? first + unasked : first);
            wire.wait(after);
            if (after.count() > 0) wire.write(unasked);
        },
        how);
    const auto over = transport();
    const Received one = ask(*over, server.origin() + "/first");
    CHECK(one.payload.find("POISON") == std::string::npos);
    over->wait(60ms);
    const Received two = ask(*over, server.origin() + "/second");
    CHECK(two.payload == "own");
    CHECK(server.connections() == 2);
}

TEST_CASE("The end of a chunked body is found however its bytes are split") {
    const std::string body = "5;ext=\"0\"\r\nhello\r\n0A\r\n0123456789\r\n0\r\nA: b\r\n\r\n";
    const std::string all = body + "HTTP/1.1 200 OK";
    for (std::size_t step = 1; step <= all.size(); ++step) {
        crawler::Chunks chunks;
        std::size_t taken = 0;
        for (std::size_t at = 0; at < all.size(); at += step)
            taken += chunks.take(std::string_view(all).substr(at, step));
        CHECK(taken == body.size());
        CHECK(chunks.ended());
        CHECK(chunks.trailer_lines() == 2);
    }
}
