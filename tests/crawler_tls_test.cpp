// TLS, names and sockets.

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "crawler_transport_testing.h"

using namespace std::chrono_literals;
using namespace transport_testing;
using crawler::Fault;
using crawler::Received;
using loopback::Certificate;
using loopback::Request;
using loopback::Server;
using loopback::Wire;

namespace {

loopback::Options tls(Certificate kind) {
    loopback::Options how;
    how.tls = kind;
    return how;
}

Received ask_tls(Certificate kind, const crawler::CurlOptions& how = options()) {
    Server server(loopback::always(loopback::answer(200, "secret")), tls(kind));
    const Received got = ask(server.origin() + "/", how);
    if (got.fault != Fault::none) CHECK(server.requests() == 0);
    return got;
}

void is_refused(const Received& got, const char* word) {
    CHECK(got.fault == Fault::tls);
    CHECK(got.payload.empty());
    CHECK(got.exchange.request.empty());
    CHECK_THAT(got.why, Catch::Contains("localhost") && Catch::Contains(word));
}

/// What asks a server that treats the bare connection like this.
Received ask_greeted(std::function<bool(Wire&)> greet, std::chrono::milliseconds connect) {
    loopback::Options how = tls(Certificate::good);
    how.greet = std::move(greet);
    Server server(loopback::always(loopback::answer(200, "x")), how);
    auto hasty = options();
    hasty.connect = connect;
    return ask(server.origin() + "/", hasty);
}

/// So few file descriptors are free, as long as this lives.
class FewFiles {
public:
    explicit FewFiles(std::size_t free) {
        getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit few{256, before_.rlim_max};
        setrlimit(RLIMIT_NOFILE, &few);
        for (int each = 0; (each = ::dup(STDERR_FILENO)) >= 0;) taken_.push_back(each);
        for (; free > 0 && !taken_.empty(); --free) give_back();
    }
    FewFiles(const FewFiles&) = delete;
    FewFiles& operator=(const FewFiles&) = delete;
    ~FewFiles() {
        while (!taken_.empty()) give_back();
        setrlimit(RLIMIT_NOFILE, &before_);
    }

private:
    void give_back() {
        ::close(taken_.back());
        taken_.pop_back();
    }

    rlimit before_{};
    std::vector<int> taken_;
};

/// A socket that listens on loopback and never accepts, its queue full: it answers no SYN.
class BlackHole {
public:
    explicit BlackHole(int family = AF_INET, int port = 0) : listener_(make(family)) {
        sockaddr_storage where{};
        socklen_t size = set(where, family, port);
        works_ = ::bind(listener_, reinterpret_cast<const sockaddr*>(&where), size) == 0 &&
                 ::listen(listener_, 0) == 0 &&
                 ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size) == 0;
        port_ = ntohs(reinterpret_cast<const sockaddr_in*>(&where)->sin_port);
        for (int& each : waiting_) {
            each = make(family);
            ::connect(each, reinterpret_cast<const sockaddr*>(&where), size);
        }
    }
    BlackHole(const BlackHole&) = delete;
    BlackHole& operator=(const BlackHole&) = delete;
    ~BlackHole() {
        ::close(listener_);
        for (const int each : waiting_) ::close(each);
    }
    int port() const { return port_; }
    bool works() const { return works_; }

private:
    static int make(int family) { return ::socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0); }
    static socklen_t set(sockaddr_storage& where, int family, int port) {
        where.ss_family = static_cast<sa_family_t>(family);
        reinterpret_cast<sockaddr_in*>(&where)->sin_port = htons(static_cast<uint16_t>(port));
        if (family == AF_INET6) {
            reinterpret_cast<sockaddr_in6*>(&where)->sin6_addr = in6addr_loopback;
            return sizeof(sockaddr_in6);
        }
        reinterpret_cast<sockaddr_in*>(&where)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return sizeof(sockaddr_in);
    }

    int listener_;
    bool works_ = false;
    int port_ = 0;
    int waiting_[4]{};
};

}  // namespace

TEST_CASE("An answer over TLS tells its version and cipher, on a kept connection too") {
    Server server(loopback::always(loopback::answer(200, "x")), tls(Certificate::good));
    const auto over = transport();
    for (int i = 0; i < 2; ++i) {
        const Received got = ask(*over, server.origin() + "/");
        CHECK(got.fault == Fault::none);
        CHECK(got.why.empty());
        CHECK(got.exchange.tls == "TLSv1.3 TLS_AES_256_GCM_SHA384");
        CHECK(got.exchange.address == "127.0.0.1");
    }
    CHECK(server.connections() == 1);
}

TEST_CASE("F01 An expired certificate is refused") {
    is_refused(ask_tls(Certificate::expired), "expired");
}

TEST_CASE("F02 A certificate of another name is refused") {
    is_refused(ask_tls(Certificate::wrong_name), "localhost");
}

TEST_CASE("F03 A certificate by nobody we know is refused") {
    is_refused(ask_tls(Certificate::self_signed), "certificate");
    auto system = options();
    system.ca_file.clear();
    is_refused(ask_tls(Certificate::good, system), "certificate");
}

TEST_CASE("F04 TLS older than 1.2 is refused") {
    is_refused(ask_tls(Certificate::old_tls), "TLS 1.2");
}

TEST_CASE("F05 Plain HTTP on the port of TLS is refused") {
    is_refused(ask_greeted(
                   [](Wire& wire) {
                       wire.write(loopback::answer(200, "x"));
                       wire.read(4096);
                       return false;
                   },
                   2s),
               "TLS");
}

TEST_CASE("F06 A connection that ends during the handshake can be tried again") {
    const bool reset = GENERATE(false, true);
    const Received got = ask_greeted(
        [=](Wire& wire) {
            wire.read(4096);
            if (reset) wire.reset();
            return false;
        },
        2s);
    fails(got, Fault::connect);
    CHECK_THAT(got.why, Catch::Contains("handshake"));
}

TEST_CASE("F07 A handshake that is never answered ends by the deadline of the connection") {
    const Received got = ask_greeted([](Wire& wire) { return wire.wait(1h); }, 300ms);
    fails(got, Fault::connect);
    CHECK(got.exchange.finished >= 250);
    CHECK(got.exchange.finished < 1500);
}

TEST_CASE("F08 A chain without its middle is refused") {
    is_refused(ask_tls(Certificate::no_intermediate), "certificate");
}

TEST_CASE("F09 Without root certificates there is one error at the start") {
    auto how = options();
    how.ca_file = GENERATE(as<std::string>(), "/nonexistent/roots.pem", "/dev/null");
    const auto made = crawler::curl_transport(how);
    REQUIRE_FALSE(made.has_value());
    CHECK_THAT(made.error().what, Catch::Contains(how.ca_file) && Catch::Contains("install"));
}

TEST_CASE("F10 Nothing in the crawler switches the verification of certificates off") {
    int settings = 0;
    const auto folder = std::filesystem::path(PROJECT_ROOT) / "crawler";
    for (const auto& each : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(each.path());
        for (std::string line; std::getline(file, line);) {
            if (line.find("SSL_VERIFY") == std::string::npos) continue;
            ++settings;
            INFO(each.path() << ": " << line);
            CHECK((line.find("VERIFYPEER, 1L)") != std::string::npos ||
                   line.find("VERIFYHOST, 2L)") != std::string::npos));
        }
    }
    CHECK(settings == 2);
}

TEST_CASE("F11 A refused connection can be tried again") {
    int port = 0;
    {
        const Server server(loopback::always(""));
        port = server.port();
    }
    const Received got = ask("http://127.0.0.1:" + std::to_string(port) + "/");
    fails(got, Fault::connect);
    CHECK(got.exchange.address == "127.0.0.1");
    CHECK(got.exchange.connected == -1);
    CHECK(got.exchange.first_byte == -1);
    CHECK(got.fetched_at.time_since_epoch() > 24h);
    CHECK_THAT(got.why, Catch::Contains("127.0.0.1:" + std::to_string(port)));
}

TEST_CASE("F12 A host that answers no SYN ends by the deadline of the connection") {
    const BlackHole hole;
    REQUIRE(hole.works());
    auto how = options();
    how.connect = 300ms;
    const Received got = ask("http://127.0.0.1:" + std::to_string(hole.port()) + "/", how);
    fails(got, Fault::connect);
    CHECK(got.exchange.finished >= 250);
    CHECK(got.exchange.finished < 1500);
}

TEST_CASE("F13 A name that does not exist is told as that") {
    const Received got = ask("https://no-such-host.invalid/");
    CHECK(got.fault == Fault::name);
    CHECK_THAT(got.why, Catch::Contains("no-such-host.invalid") && Catch::Contains("DNS"));
}

TEST_CASE("F14 A name that cannot be resolved holds no other host up") {
    Server server(loopback::always(loopback::answer(200, "x")));
    const auto over = transport();
    const auto lost = get("https://no-such-host.invalid/");
    const auto found = get(server.origin() + "/");
    over->send(lost);
    over->send(found);
    const auto first = over->wait(2s);
    REQUIRE_FALSE(first.empty());
    CHECK((first.front().id == found.id || first.front().exchange.finished < 1000));
}

TEST_CASE("F15 Where IPv6 is broken, IPv4 is used in less than a second") {
    Server server(loopback::always(loopback::answer(200, "x")));
    const std::string port = std::to_string(server.port());
    const BlackHole broken(AF_INET6, server.port());
    if (!broken.works()) WARN("there is no IPv6 on loopback here: a refused address is tried");
    auto how = options();
    how.resolve = {"both.example:" + port + ":[::1],127.0.0.1"};
    const Received got = ask("http://both.example:" + port + "/", how);
    CHECK(got.fault == Fault::none);
    CHECK(got.exchange.address == "127.0.0.1");
    CHECK(got.exchange.finished < 1000);
    if (broken.works()) CHECK(got.exchange.finished > 100);
}

TEST_CASE("F17 Without a free file descriptor a request is told as ours, and later ones work") {
    Server server(loopback::always(loopback::answer(200, "x")));
    auto how = options();
    how.whole = 500ms;
    const auto over = transport(how);
    std::vector<crawler::Sending> many;
    for (int i = 0; i < 32; ++i) many.push_back(get(server.origin() + "/"));
    {
        const FewFiles few(8);
        int local = 0;
        for (const Received& got : ask(*over, many)) {
            if (got.fault != Fault::local) continue;
            ++local;
            CHECK_THAT(got.why, Catch::Contains("ulimit -n"));
        }
        CHECK(local > 0);
    }
    CHECK(ask(*over, server.origin() + "/").fault == Fault::none);
}
