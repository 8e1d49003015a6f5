#pragma once

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "app/watching_status.h"
#include "schedules/configuration.h"

/// What the tests of watching share: a status, and a client that sends any bytes.
namespace watching {

inline records::Instant at(std::string_view text) { return *records::instant_from(text); }

/// A configuration of three jobs, of which two fetch in two storefronts.
inline schedules::Configuration configuration() {
    schedules::Configuration made;
    made.storefronts = {*records::country_from("us"), *records::country_from("br")};
    made.schedules = {{"charts", {{"gplay-charts", true, {}}}}, {"fx", {{"fx-ecb", false, {}}}}};
    const auto job = [](std::string name, schedules::Action action, std::string schedule,
                        std::string_view cron) {
        schedules::Job of;
        of.name = std::move(name);
        of.action = action;
        of.schedule = std::move(schedule);
        of.cron = *schedules::read_cron(cron);
        return of;
    };
    made.jobs = {job("charts", schedules::Action::fetch, "charts", "15 2 * * *"),
                 job("fx", schedules::Action::fetch, "fx", "0 16 * * *"),
                 job("workbook", schedules::Action::weekly, "", "0 6 * * mon")};
    made.daemon.listen = "127.0.0.1:0";
    return made;
}

inline app::DaemonFacts daemon(schedules::Configuration made = configuration()) {
    app::DaemonFacts facts;
    facts.configuration = std::make_shared<const schedules::Configuration>(std::move(made));
    facts.started = at("2026-10-01T00:00:00Z");
    facts.configured = facts.started;
    facts.now = at("2026-10-06T09:00:00Z");
    return facts;
}

inline records::SlotFacts slot(const std::string& job, std::string_view nominal,
                               records::SlotState state, const std::string& why = "") {
    records::SlotFacts facts;
    facts.slot = {job, at(nominal)};
    facts.due = facts.slot.nominal;
    facts.local = std::string(nominal);
    facts.state = state;
    facts.why = why;
    return facts;
}

inline records::RunFacts run(records::RunId id, const std::string& job, std::string_view nominal,
                             records::SlotState state, const std::string& why = "") {
    records::RunFacts facts;
    facts.id = id;
    facts.start.slot = {job, at(nominal)};
    facts.start.begun = at(nominal) + std::chrono::seconds{30};
    facts.start.cause = "schedule";
    facts.end.emplace();
    facts.end->ended = at(nominal) + std::chrono::minutes{12};
    facts.end->state = state;
    facts.end->why = why;
    facts.end->rows = 5800;
    return facts;
}

/// A status in which a bit of everything has happened.
inline app::Status status() {
    using records::SlotState;
    app::Status made;
    made.daemon = daemon();
    made.version = "0.1.0";
    made.disk = app::Disk{52'000'000'000, 100'000'000'000};
    for (const auto& job : made.daemon.configuration->jobs) {
        app::JobStatus of;
        of.name = job.name;
        of.action = std::string(schedules::action_names.at(static_cast<std::size_t>(job.action)));
        of.cron = job.cron.text;
        of.zone = job.zone.name();
        of.next = schedules::next(job.cron, job.zone, made.daemon.now);
        made.jobs.push_back(of);
    }
    made.jobs[0].newest = slot("charts", "2026-10-06T02:15:00Z", SlotState::incomplete,
                               "3 of 116 requests got no data");
    made.jobs[0].success = run(41, "charts", "2026-10-05T02:15:00Z", SlotState::done);
    made.jobs[0].yields = {{"gplay-charts", "us", 4, 4, 0, 0, 0, 0, 400},
                           {"gplay-charts", "br", 4, 1, 0, 1, 2, 0, 100}};
    made.jobs[1].waiting = {slot("fx", "2026-10-06T08:30:00Z", SlotState::waiting)};
    made.jobs[2].newest = slot("workbook", "2026-10-05T06:00:00Z", SlotState::done);
    for (int day = 0; day < 6; ++day) {
        const auto when = records::day_of(made.daemon.now) - std::chrono::days{5 - day};
        const std::size_t got = day == 5 ? 1 : 4;
        made.freshness.push_back({"gplay-charts", "br", when, 4, got, 100 * got});
        made.freshness.push_back({"gplay-charts", "us", when, 4, 4, 400});
    }
    made.freshness.push_back({"fx-ecb", "", records::day_of(made.daemon.now), 1, 0, 0});
    made.newest[{"gplay-charts", "br"}] = at("2026-10-03T02:15:00Z");
    made.newest[{"gplay-charts", "us"}] = at("2026-10-06T02:15:00Z");
    made.expected = {{"gplay-charts", "br", at("2026-10-04T02:15:00Z")},
                     {"gplay-charts", "us", at("2026-10-04T02:15:00Z")}};
    auto& totals = made.totals.jobs["charts"];
    totals.runs[static_cast<std::size_t>(SlotState::done)] = 5;
    totals.requests = 580;
    totals.bytes = 81'000'000;
    made.totals.slots["charts"][static_cast<std::size_t>(SlotState::done)] = 5;
    made.totals.sources = made.jobs[0].yields;
    made.runs = {run(42, "charts", "2026-10-06T02:15:00Z", SlotState::incomplete,
                     "3 of 116 requests got no data"),
                 run(41, "charts", "2026-10-05T02:15:00Z", SlotState::done)};
    made.workbooks = {{records::Week(records::day_of(at("2026-09-28T00:00:00Z"))), 1,
                       at("2026-10-05T06:00:00Z"), std::nullopt, "dramascope-2026-W40.xlsx", ""}};
    return made;
}

/// Sends bytes to a server on this machine, and gives what comes until it ends.
class Client {
public:
    explicit Client(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto port = std::stoul(address.substr(address.rfind(':') + 1));
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        REQUIRE(connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    }
    ~Client() { close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool send(std::string_view bytes) const {
        return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }
    std::string rest() const {
        std::string all(1 << 16, '\0');
        std::size_t size = 0;
        while (size < all.size()) {
            const auto got = recv(socket_, all.data() + size, all.size() - size, 0);
            if (got <= 0) break;
            size += static_cast<std::size_t>(got);
        }
        return all.substr(0, size);
    }

private:
    int socket_;
};

inline std::string ask(const std::string& address, const std::string& path,
                       const std::string& more = "Host: localhost\r\n",
                       const std::string& method = "GET") {
    const Client client(address);
    client.send(method + " " + path + " HTTP/1.1\r\n" + more + "\r\n");
    return client.rest();
}

inline void write_file(const std::string& name, const std::string& text, unsigned mode = 0600) {
    std::ofstream(name) << text;
    std::filesystem::permissions(name, static_cast<std::filesystem::perms>(mode));
}

}  // namespace watching
