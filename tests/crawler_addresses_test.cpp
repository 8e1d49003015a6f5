// Whom the transport connects to, and what it tells whom.

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>

#include "crawler/curl_sockets.h"
#include "crawler_transport_testing.h"

using namespace std::chrono_literals;
using namespace transport_testing;
using crawler::Fault;
using crawler::Received;
using loopback::Request;
using loopback::Server;
using loopback::Wire;

namespace {

crawler::CurlOptions public_only() {
    auto how = options();
    how.private_network = false;
    return how;
}

/// A variable of the environment, as long as this lives.
class Variable {
public:
    Variable(const char* name, const std::string& value) : name_(name) {
        setenv(name, value.c_str(), 1);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() { unsetenv(name_); }

private:
    const char* name_;
};

}  // namespace

TEST_CASE("E06 E07 No other scheme than http and https is asked") {
    const std::string url = GENERATE(
        as<std::string>(), "file:///etc/passwd", "gopher://127.0.0.1/", "dict://127.0.0.1/",
        "ldap://127.0.0.1/", "scp://127.0.0.1/a", "ftp://127.0.0.1/", "smb://127.0.0.1/a/b",
        "ftps://127.0.0.1/", "telnet://127.0.0.1/", "nonsense://127.0.0.1/", "http://[::1/");
    CAPTURE(url);
    const Received got = ask(url);
    fails(got, Fault::forbidden);
    CHECK(got.payload.empty());
    CHECK(got.exchange.request.empty());
}

TEST_CASE("E06 E16 A redirect is answered to whoever asked, and not followed") {
    Server other(loopback::always(loopback::answer(200, "x")));
    const bool inside = GENERATE(false, true);
    const std::string target = inside ? other.origin() + "/" : "file:///etc/passwd";
    loopback::Options how;
    how.tls = loopback::Certificate::good;
    Server server(loopback::always(loopback::answer(302, "", "Location: " + target + "\r\n")), how);
    const Received got = ask(server.origin() + "/");
    CHECK(got.fault == Fault::none);
    CHECK(got.status == 302);
    CHECK(other.connections() == 0);
}

TEST_CASE("E08 E11 An address that is not public is refused before any packet") {
    loopback::Options how;
    how.address = "127.0.0.2";
    Server server(loopback::always(loopback::answer(200, "x")), how);
    const Received got = ask(server.origin() + "/", public_only());
    fails(got, Fault::forbidden);
    CHECK(got.exchange.address == "127.0.0.2");
    CHECK(got.exchange.request.empty());
    CHECK(got.why.find("127.0.0.2") != std::string::npos);
    CHECK(server.connections() == 0);
    fails(ask("http://169.254.169.254/latest/meta-data/", public_only()), Fault::forbidden);
}

TEST_CASE("E09 E10 Other ways to write a private address do not help") {
    Server server(loopback::always(loopback::answer(200, "x")));
    const std::string host = GENERATE(as<std::string>(), "2130706433", "0x7f000001", "0177.0.0.1",
                                      "127.1", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0");
    CAPTURE(host);
    const Received got =
        ask("http://" + host + ":" + std::to_string(server.port()) + "/", public_only());
    fails(got, Fault::forbidden);
    CHECK(server.connections() == 0);
}

TEST_CASE("E13 A name that resolves to a private address is refused") {
    Server server(loopback::always(loopback::answer(200, "x")));
    const Received got =
        ask("http://localhost:" + std::to_string(server.port()) + "/", public_only());
    fails(got, Fault::forbidden);
    CHECK(server.connections() == 0);
}

TEST_CASE("E14 The address is checked at the connection, not at a lookup before it") {
    Server server(loopback::always(loopback::answer(200, "x")));
    auto how = public_only();
    how.connect_to = {server.connect_to("public.example", 80)};
    const Received got = ask("http://public.example/", how);
    fails(got, Fault::forbidden);
    CHECK(server.connections() == 0);
    how.private_network = true;
    CHECK(ask("http://public.example/", how).fault == Fault::none);
}

TEST_CASE("E15 Every address of a name is checked on its own") {
    Server server(loopback::always(loopback::answer(200, "x")));
    const std::string port = std::to_string(server.port());
    auto how = public_only();
    how.resolve = {"several.example:" + port + ":[::1],127.0.0.1,10.0.0.1"};
    fails(ask("http://several.example:" + port + "/", how), Fault::forbidden);
    CHECK(server.connections() == 0);
}

TEST_CASE("E15 A public address has a socket, the private one beside it has none") {
    const auto opened = [](const char* digits) {
        curl_sockaddr address{};
        address.family = AF_INET;
        address.socktype = SOCK_STREAM;
        auto* const in = reinterpret_cast<sockaddr_in*>(&address.addr);
        in->sin_family = AF_INET;
        inet_pton(AF_INET, digits, &in->sin_addr);
        crawler::Sockets sockets;
        const crawler::Opened one = sockets.open(address, false);
        if (one.socket != CURL_SOCKET_BAD) sockets.close(one.socket);
        return one;
    };
    CHECK(opened("9.9.9.9").socket != CURL_SOCKET_BAD);
    CHECK(opened("9.9.9.9").refused.empty());
    CHECK(opened("192.168.0.1").socket == CURL_SOCKET_BAD);
    CHECK_FALSE(opened("192.168.0.1").refused.empty());
    CHECK(opened("192.168.0.1").address == "192.168.0.1");
}

TEST_CASE("E18 What is sent to one host is not remembered for another") {
    Server one(loopback::always(loopback::answer(302, "", "Location: /elsewhere\r\n")));
    Server two(loopback::always(loopback::answer(200, "x")));
    const auto over = transport();
    auto sending = get(one.origin() + "/");
    sending.headers = {"Authorization: Bearer a", "X-Api-Key: b", "Cookie: c=d"};
    ask(*over, {sending});
    ask(*over, two.origin() + "/");
    const Request seen = two.log().at(0);
    CHECK(seen.header("authorization").empty());
    CHECK(seen.header("x-api-key").empty());
    CHECK(seen.header("cookie").empty());
    CHECK(seen.header("referer").empty());
}

TEST_CASE("E22 Proxies of the environment are ignored") {
    Server proxy(loopback::always(loopback::answer(200, "from the proxy")));
    Server server(loopback::always(loopback::answer(200, "from the host")));
    const Variable a("http_proxy", proxy.origin());
    const Variable b("ALL_PROXY", proxy.origin());
    CHECK(ask(server.origin() + "/").payload == "from the host");
    CHECK(proxy.connections() == 0);
}

TEST_CASE("E22 A configured proxy is used, whatever the environment excludes") {
    Server proxy(loopback::always(loopback::answer(200, "from the proxy")));
    const Variable none("no_proxy", "*");
    const auto over = transport();
    auto sending = get("http://shop.example/a");
    sending.proxy = "http://us:er@127.0.0.1:" + std::to_string(proxy.port());
    const Received got = ask(*over, {sending}).front();
    CHECK(got.payload == "from the proxy");
    CHECK(proxy.log().at(0).target == "http://shop.example/a");
    CHECK_FALSE(proxy.log().at(0).header("proxy-authorization").empty());
    CHECK(got.exchange.request.find("roxy-Auth") == std::string::npos);
}
