// HTTP/2 is not spoken: a stream that a server refuses was measured to become six requests within
// 187 ms. So what its frames can do wrong cannot happen, which is the rule that these tests hold.

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "crawler_transport_testing.h"

using namespace std::chrono_literals;
using namespace transport_testing;
using crawler::Fault;
using crawler::Received;
using loopback::Server;

namespace {

/// A port that was free a moment ago.
int free_port() { return Server(loopback::always("")).port(); }

bool answers(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool yes = ::connect(socket, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
    ::close(socket);
    return yes;
}

/// An nginx of the machine, as long as this lives: HTTP/2 over TLS, and in plain text.
class Nginx {
public:
    Nginx() {
        if (!installed()) return;
        std::string folder = (std::filesystem::temp_directory_path() / "nginx-XXXXXX").string();
        folder_ = mkdtemp(folder.data());
        std::ofstream(folder_ + "/page") << "hello";
        std::ofstream(folder_ + "/nginx.conf") << configuration();
        const std::string file = folder_ + "/nginx.conf";
        process_ = ::fork();
        if (process_ == 0) {
            ::execl(path, path, "-c", file.c_str(), nullptr);
            ::_exit(1);
        }
        for (int i = 0; i < 200 && !answers(tls_port_); ++i) std::this_thread::sleep_for(10ms);
    }
    Nginx(const Nginx&) = delete;
    Nginx& operator=(const Nginx&) = delete;
    ~Nginx() {
        if (process_ > 0) {
            ::kill(process_, SIGTERM);
            ::waitpid(process_, nullptr, 0);
        }
        std::error_code ignored;
        if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
    }
    static bool installed() { return std::filesystem::exists(path); }
    std::string origin() const { return "https://localhost:" + std::to_string(tls_port_); }
    std::string plain() const { return "http://127.0.0.1:" + std::to_string(plain_port_); }
    /// The protocol of each request, a line each.
    std::string protocols() const {
        std::ifstream log(folder_ + "/log");
        return {std::istreambuf_iterator<char>(log), {}};
    }

private:
    static constexpr const char* path = "/usr/sbin/nginx";

    std::string configuration() const {
        const std::string pem = loopback::server_file();
        const auto listen = [](int port) { return "listen 127.0.0.1:" + std::to_string(port); };
        return "daemon off; master_process off; pid " + folder_ + "/pid; error_log " + folder_ +
               "/errors;\nevents {}\nhttp { log_format p '$server_protocol'; access_log " +
               folder_ + "/log p; client_body_temp_path " + folder_ + "; proxy_temp_path " +
               folder_ + "; fastcgi_temp_path " + folder_ + "; uwsgi_temp_path " + folder_ +
               "; scgi_temp_path " + folder_ + ";\nhttp2_max_concurrent_streams 1;\nserver { " +
               listen(tls_port_) + " ssl http2; " + listen(plain_port_) + ";\nssl_certificate " +
               pem + "; ssl_certificate_key " + pem + ";\nroot " + folder_ + "; } }\n";
    }

    int tls_port_ = free_port();
    int plain_port_ = free_port();
    std::string folder_;
    pid_t process_ = -1;
};

}  // namespace

TEST_CASE("G01 G02 G03 G04 G05 G06 G07 G08 A server that would speak HTTP/2 is spoken to in 1.1") {
    loopback::Options how;
    how.tls = loopback::Certificate::good;
    const bool also_old = GENERATE(true, false);
    how.alpn =
        also_old ? std::vector<std::string>{"h2", "http/1.1"} : std::vector<std::string>{"h2"};
    Server server(loopback::always(loopback::answer(200, "x")), how);
    const Received got = ask(server.origin() + "/");
    CHECK(got.fault == Fault::none);
    CHECK(got.exchange.protocol == "HTTP/1.1");
    CHECK(server.log().at(0).head.starts_with("GET / HTTP/1.1\r\n"));
}

TEST_CASE("G03 A request is sent once, however the connection ends under it") {
    Server server([](const loopback::Request&, loopback::Wire& wire) { wire.reset(); });
    fails(ask(server.origin() + "/"), Fault::cut);
    CHECK(server.requests() == 1);
}

TEST_CASE("G06 Frames of HTTP/2 as an answer are no HTTP as it is accepted") {
    const std::string settings("\0\0\0\x04\0\0\0\0\0", 9);
    fails(ask_for(settings + settings), Fault::protocol);
}

TEST_CASE("G09 G10 nginx with HTTP/2 and one stream at once is spoken to in 1.1, in parallel") {
    if (!Nginx::installed()) {
        WARN("nginx is not installed: not tried");
        return;
    }
    const Nginx nginx;
    const auto over = transport();
    std::vector<crawler::Sending> many;
    for (int i = 0; i < 4; ++i) many.push_back(get(nginx.origin() + "/page"));
    for (const Received& got : ask(*over, many)) {
        CHECK(got.fault == Fault::none);
        CHECK(got.payload == "hello");
        CHECK(got.exchange.protocol == "HTTP/1.1");
    }
    CHECK(nginx.protocols() == "HTTP/1.1\nHTTP/1.1\nHTTP/1.1\nHTTP/1.1\n");
}

TEST_CASE("G11 HTTP/2 in plain text is neither used nor asked for") {
    Server server(loopback::always(loopback::answer(200, "x")));
    const auto over = transport();
    for (int i = 0; i < 3; ++i) CHECK(ask(*over, server.origin() + "/").fault == Fault::none);
    CHECK(server.connections() == 1);
    for (const loopback::Request& seen : server.log()) {
        CHECK(seen.header("upgrade").empty());
        CHECK(seen.header("http2-settings").empty());
    }
    if (!Nginx::installed()) {
        WARN("nginx is not installed: tried with our own server only");
        return;
    }
    const Nginx nginx;
    for (int i = 0; i < 3; ++i) CHECK(ask(*over, nginx.plain() + "/page").payload == "hello");
}

TEST_CASE(
    "G11 An answer that switches the protocol is passed on as an odd status, without a body") {
    const Received got =
        ask_for("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
    CHECK(got.payload.empty());
    CHECK((got.fault != Fault::none || got.status == 101));
}
