// The tests' own server must do what it is told, or no test over it means anything.

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "loopback/server.h"

using namespace std::chrono_literals;

namespace {

/// Sends bytes to a port, and reads until the connection ends.
std::string exchange(int port, const std::string& bytes) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, "127.0.0.1", &where.sin_addr);
    REQUIRE(::connect(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
    REQUIRE(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(bytes.size()));
    std::string all;
    char part[4096];
    for (ssize_t got = 0; (got = ::recv(socket, part, sizeof part, 0)) > 0;)
        all.append(part, static_cast<std::size_t>(got));
    ::close(socket);
    return all;
}

}  // namespace

TEST_CASE("The loopback server records requests and answers any bytes") {
    loopback::Server server([](const loopback::Request& request, loopback::Wire& wire) {
        wire.write("what? " + request.body + "\n");
        if (request.nth == 2) wire.close();
    });
    const std::string got = exchange(server.port(),
                                     "POST /a?b HTTP/1.1\r\nHost: Example.COM:81\r\n"
                                     "Content-Length: 2\r\n\r\nhi"
                                     "GET / HTTP/1.1\r\nhost: [::1]\r\n\r\n");
    CHECK(got == "what? hi\nwhat? \n");
    const auto log = server.log();
    REQUIRE(log.size() == 2);
    CHECK(log[0].target == "/a?b");
    CHECK(log[0].host == "example.com");
    CHECK(log[1].host == "[::1]");
    CHECK(log[1].nth == 2);
    CHECK(server.connections() == 1);
}

TEST_CASE("The loopback server ends at once with clients that hang and handlers that wait") {
    const auto begun = std::chrono::steady_clock::now();
    int silent = -1;
    {
        loopback::Server server([](const loopback::Request&, loopback::Wire& wire) {
            wire.write(std::string(std::size_t{8} << 20U, 'x'));
            wire.wait(1h);
        });
        silent = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(static_cast<std::uint16_t>(server.port()));
        ::inet_pton(AF_INET, "127.0.0.1", &where.sin_addr);
        REQUIRE(::connect(silent, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
        CHECK(::send(silent, "GET / HTTP/1.1\r\n\r\n", 18, 0) == 18);
        std::this_thread::sleep_for(20ms);
    }
    CHECK(std::chrono::steady_clock::now() - begun < 1s);
    ::close(silent);
}

TEST_CASE("The tests' root certificate is in a file") {
    CHECK(std::filesystem::file_size(loopback::ca_file()) > 100);
}
