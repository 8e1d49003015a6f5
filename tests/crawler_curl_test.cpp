// The loop of the transport: many at once, waiting, and its end.

#include <catch2/catch.hpp>

#include <chrono>

#include "crawler_transport_testing.h"

using namespace std::chrono_literals;
using namespace transport_testing;
using crawler::Fault;
using crawler::Received;
using loopback::Request;
using loopback::Server;
using loopback::Wire;
using std::chrono::steady_clock;

TEST_CASE("Many requests at once each have their own answer") {
    Server server([](const Request& request, Wire& wire) {
        wire.write(loopback::answer(200, request.target));
    });
    const auto over = transport();
    std::vector<crawler::Sending> many;
    for (int i = 0; i < 60; ++i) many.push_back(get(server.origin() + "/" + std::to_string(i)));
    const auto answers = ask(*over, many);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        CHECK(answers[i].id == many[i].id);
        CHECK(answers[i].payload == "/" + std::to_string(i));
    }
    CHECK(over->in_flight() == 0);
    CHECK(server.requests() == 60);
}

TEST_CASE("Waiting for nothing takes its time, and no longer") {
    const auto over = transport();
    const auto begun = steady_clock::now();
    CHECK(over->wait(60ms).empty());
    CHECK(steady_clock::now() - begun >= 60ms);
    CHECK(steady_clock::now() - begun < 500ms);
}

TEST_CASE("Waiting ends with the first answer, and without time it still looks") {
    Server server([](const Request& request, Wire& wire) {
        if (request.target == "/slow") wire.wait(1h);
        wire.write(loopback::answer(200, "x"));
    });
    const auto over = transport();
    over->send(get(server.origin() + "/slow"));
    over->send(get(server.origin() + "/"));
    CHECK(over->in_flight() == 2);
    const auto begun = steady_clock::now();
    CHECK(over->wait(5s).size() == 1);
    CHECK(steady_clock::now() - begun < 1s);
    CHECK(over->wait(0ms).empty());
    CHECK(over->in_flight() == 1);
}

TEST_CASE("A transport that goes leaves its requests at once") {
    Server server([](const Request&, Wire& wire) { wire.wait(1h); });
    const auto begun = steady_clock::now();
    {
        const auto over = transport();
        over->send(get(server.origin() + "/"));
        CHECK(over->wait(50ms).empty());
    }
    CHECK(steady_clock::now() - begun < 1s);
}

TEST_CASE(
    "Requests one after the other share a connection; one that asks for its end has its own") {
    Server server([](const Request& request, Wire& wire) {
        const bool last = request.target == "/last";
        wire.write(loopback::answer(200, "x", last ? "Connection: close\r\n" : ""));
    });
    const auto over = transport();
    for (const char* target : {"/", "/", "/last", "/"}) {
        CHECK(ask(*over, server.origin() + target).fault == Fault::none);
        CHECK_FALSE(ask(*over, server.origin() + "/").exchange.request.empty());
    }
    CHECK(server.connections() == 2);
}

TEST_CASE("Nobody is asked without a name of ours") {
    auto how = options();
    how.user_agent.clear();
    const auto made = crawler::curl_transport(how);
    REQUIRE_FALSE(made.has_value());
    CHECK_THAT(made.error().what, Catch::Contains("contact"));
}

TEST_CASE("A method that nobody planned is not sent") {
    Server server(loopback::always(loopback::answer(200, "x")));
    const auto over = transport();
    auto sending = get(server.origin() + "/");
    sending.request.method = "DELETE";
    const Received got = ask(*over, {sending}).front();
    CHECK(got.fault == Fault::local);
    CHECK(server.connections() == 0);
}

TEST_CASE("A large body is kept byte by byte") {
    std::string body(std::size_t{5} << 20U, '\0');
    for (std::size_t i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>(i * 2654435761U >> 24U);
    loopback::Options how;
    how.tls = loopback::Certificate::good;
    Server server(loopback::always(loopback::answer(200, body)), how);
    const Received got = ask(server.origin() + "/");
    CHECK(got.fault == Fault::none);
    CHECK((got.payload == body));
}
