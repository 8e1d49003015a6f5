// The daemon's server over real sockets.

#include <catch2/catch.hpp>

#include <filesystem>
#include <thread>

#include "app/http_server.h"
#include "app/watching.h"
#include "app_testing.h"
#include "app_watching_testing.h"
#include "loopback/certificates.h"

using Catch::Contains;
using Catch::StartsWith;
using watching::ask;
using watching::Client;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<app::Watching> watch(const std::string& archive,
                                     const schedules::Configuration& configuration) {
    const auto facts = watching::daemon(configuration);
    auto started =
        app::Watching::start(archive, {[facts] { return facts; }, [](const auto&, const auto&) {}});
    INFO((started ? "" : started.error().what));
    REQUIRE(started);
    return *std::move(started);
}

std::unique_ptr<app::HttpServer> serve(const app::HttpServer::Settings& settings) {
    auto server =
        app::HttpServer::start(settings, [](const app::HttpQuestion& question) -> app::HttpAnswer {
            return {200, "text/plain", question.method + " " + question.path + "\n"};
        });
    INFO((server ? "" : server.error().what));
    REQUIRE(server);
    return *std::move(server);
}

std::size_t memory_kb() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmRSS:") {
            std::size_t kb = 0;
            status >> kb;
            return kb;
        }
    return 0;
}

}  // namespace

TEST_CASE("Each page is there, guarded by its headers, and others are not") {
    const Folder folder;
    const auto watching = watch(folder / "", watching::configuration());
    for (const auto* path : {"/", "/status.json", "/style.css", "/metrics", "/livez"}) {
        const auto answer = ask(watching->address(), path);
        CHECK_THAT(answer, StartsWith("HTTP/1.1 200"));
        CHECK_THAT(answer, Contains("Content-Security-Policy: default-src 'none'; style-src "
                                    "'self'; img-src 'self'; base-uri 'none'; form-action "
                                    "'none'; frame-ancestors 'none'\r\n"));
        CHECK_THAT(answer, Contains("X-Content-Type-Options: nosniff\r\n"));
        CHECK_THAT(answer, !Contains("\r\nServer:"));
    }
    CHECK_THAT(ask(watching->address(), "/nothing"), StartsWith("HTTP/1.1 404"));
    const auto head = ask(watching->address(), "/", "Host: localhost\r\n", "HEAD");
    CHECK_THAT(head, StartsWith("HTTP/1.1 200") && Catch::EndsWith("\r\n\r\n"));
}

TEST_CASE("readyz says what is not ready") {
    const Folder folder;
    const auto watching = watch(folder / "", watching::configuration());
    CHECK_THAT(ask(watching->address(), "/readyz"), StartsWith("HTTP/1.1 200"));
    watching::write_file(folder / "runs.sqlite", std::string(4096, 'x'));
    const auto answer = ask(watching->address(), "/readyz");
    CHECK_THAT(answer, StartsWith("HTTP/1.1 503") && Contains("runs.sqlite"));
    CHECK_THAT(ask(watching->address(), "/livez"), StartsWith("HTTP/1.1 200"));
    CHECK_THAT(ask(watching->address(), "/metrics"), Contains("dramascope_history_readable 0\n"));
}

TEST_CASE("N07: a workbook is served, and no file outside of its folder, and no link") {
    const Folder folder;
    auto configuration = watching::configuration();
    configuration.daemon.reports = folder / "reports";
    std::filesystem::create_directory(folder / "reports");
    watching::write_file(folder / "reports/dramascope-2026-W40.xlsx", "PK a workbook");
    watching::write_file(folder / "dramascope-2026-W41.xlsx", "outside");
    std::filesystem::create_symlink(folder / "dramascope-2026-W41.xlsx",
                                    folder / "reports/dramascope-2026-W41.xlsx");
    std::filesystem::create_directory(folder / "reports/dramascope-2026-W42.xlsx");
    const auto watching = watch(folder / "", configuration);
    const auto served = ask(watching->address(), "/reports/dramascope-2026-W40.xlsx");
    CHECK_THAT(served, StartsWith("HTTP/1.1 200") && Catch::EndsWith("PK a workbook"));
    CHECK_THAT(served, Contains("attachment; filename=\"dramascope-2026-W40.xlsx\""));
    for (const auto* path :
         {"/reports/dramascope-2026-W41.xlsx", "/reports/dramascope-2026-W42.xlsx", "/reports/",
          "/reports/../dramascope-2026-W41.xlsx", "/reports//etc/passwd",
          "/reports/%2e%2e/dramascope-2026-W41.xlsx"})
        CHECK_THAT(ask(watching->address(), path), StartsWith("HTTP/1.1 404"));
}

TEST_CASE("N13, N14: a foreign Host, two Hosts and a POST are refused on the wire") {
    const Folder folder;
    const auto watching = watch(folder / "", watching::configuration());
    CHECK_THAT(ask(watching->address(), "/", "Host: evil.example\r\n"), StartsWith("HTTP/1.1 421"));
    CHECK_THAT(ask(watching->address(), "/", "Host: localhost\r\nHost: evil.example\r\n"),
               StartsWith("HTTP/1.1 421"));
    CHECK_THAT(ask(watching->address(), "/", ""), StartsWith("HTTP/1.1 421"));
    CHECK_THAT(ask(watching->address(), "/", "Host: localhost\r\n", "POST"),
               StartsWith("HTTP/1.1 405"));
    CHECK_THAT(
        ask(watching->address(), "/", "Host: localhost\r\nOrigin: http://evil.example\r\n", "POST"),
        StartsWith("HTTP/1.1 403"));
}

TEST_CASE("N16: a body is not read, however large, and memory stays flat") {
    const Folder folder;
    const auto watching = watch(folder / "", watching::configuration());
    ask(watching->address(), "/livez");
    const auto before = memory_kb();
    const Client client(watching->address());
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n");
    const std::string piece(1 << 16, 'x');
    int sent = 0;
    while (sent < 2000 && client.send(piece)) ++sent;
    CHECK(sent < 2000);
    CHECK(memory_kb() < before + 8192);
    CHECK_THAT(ask(watching->address(), "/", "Host: localhost\r\nContent-Length: 5\r\n"),
               StartsWith("HTTP/1.1 413"));
    CHECK_THAT(ask(watching->address(), "/", "Host: localhost\r\nTransfer-Encoding: chunked\r\n"),
               StartsWith("HTTP/1.1 413"));
}

TEST_CASE("N16: a head without an end is cut off, be it large or slow") {
    app::HttpLimits limits;
    limits.head_time = 300ms;
    const auto server = serve({"127.0.0.1:0", "", "", limits});
    const auto before = memory_kb();
    const Client large(server->address());
    large.send("GET / HTTP/1.1\r\n");
    int lines = 0;
    while (lines < 100'000 && large.send("X-Header: " + std::string(1000, 'x') + "\r\n")) ++lines;
    CHECK(lines < 100'000);
    CHECK(memory_kb() < before + 8192);

    const Client slow(server->address());
    const auto begun = std::chrono::steady_clock::now();
    bool open = slow.send("GET / HTTP/1.1\r\n");
    while (open && std::chrono::steady_clock::now() - begun < 5s) {
        std::this_thread::sleep_for(50ms);
        open = slow.send("X");
    }
    CHECK_FALSE(open);
    CHECK_THAT(ask(server->address(), "/still"), Contains("GET /still"));
}

TEST_CASE("N16: connections beyond the limit wait until the idle ones are cut off") {
    app::HttpLimits limits;
    limits.head_time = 300ms;
    limits.connections = 4;
    const auto server = serve({"127.0.0.1:0", "", "", limits});
    std::vector<std::unique_ptr<Client>> idle;
    for (int count = 0; count < 20; ++count)
        idle.push_back(std::make_unique<Client>(server->address()));
    CHECK_THAT(ask(server->address(), "/at-last"), Contains("GET /at-last"));
}

TEST_CASE("A server ends at once, whoever is connected to it") {
    auto server = serve({"127.0.0.1:0", "", "", {}});
    const Client one(server->address());
    const Client two(server->address());
    one.send("GET / HT");
    const auto begun = std::chrono::steady_clock::now();
    server.reset();
    CHECK(std::chrono::steady_clock::now() - begun < 2s);
}

TEST_CASE("An address that is taken is an error that names it") {
    const auto server = serve({"127.0.0.1:0", "", "", {}});
    const auto second = app::HttpServer::start({server->address(), "", "", {}}, {});
    REQUIRE_FALSE(second);
    CHECK_THAT(second.error().what, StartsWith(server->address() + ": cannot be listened on"));
}

TEST_CASE("N12: over TLS it answers, and a client without TLS gets nothing") {
    const auto& pem = loopback::server_file();
    const auto server = serve({"127.0.0.1:0", pem, pem, {}});
    CHECK(app::names_of_certificate(pem, pem).value().size() > 0);
    CHECK_FALSE(app::names_of_certificate("/nowhere.pem", pem));
    CHECK_THAT(ask(server->address(), "/plain"), !Contains("/plain"));
    const std::string command =
        "echo 'GET /over-tls HTTP/1.0\r\n\r\n' | openssl s_client -quiet "
        "-connect " +
        server->address() + " 2>/dev/null";
    FILE* pipe = popen(command.c_str(), "r");
    std::string answer(4096, '\0');
    answer.resize(std::fread(answer.data(), 1, answer.size(), pipe));
    pclose(pipe);
    CHECK_THAT(answer, Contains("GET /over-tls"));
}
