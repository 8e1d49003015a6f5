#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "app/builtin.h"
#include "app/plan.h"
#include "golden.h"
#include "loopback/certificates.h"
#include "loopback/world_server.h"
#include "parsers/sources.h"
#include "schedules/watchlist.h"

/// The second in which the test runs. The transport stamps answers with the real clock, so that
/// the world must be of today.
inline records::Instant this_second() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

inline std::vector<records::WatchedApp> watched_apps(std::size_t at_most = 1000) {
    auto apps = schedules::read_watchlist(app::builtin_watchlist, "built-in").value().apps;
    if (apps.size() > at_most) apps.resize(at_most);
    return apps;
}

/// Ten weeks that end with this one: by then some apps have left some storefronts.
inline simulator::Wishes wishes_of(records::Instant now, std::vector<records::WatchedApp> apps) {
    const records::Day first = records::day_of(now) - std::chrono::days{63};
    return {1, records::Week(first), 10, std::move(apps)};
}

/// What is different in a world of one's own: where its hosts are, and that nobody need wait.
inline std::string loopback_configuration(const loopback::WorldServer& server, int per_minute) {
    const auto quoted = [](std::string_view text) { return "\"" + std::string(text) + "\""; };
    std::string text = "contact = \"tests@press.example\"\n[network]\nprivate = true\nca_file = " +
                       quoted(loopback::ca_file()) + "\nconnect_to = [";
    for (const std::string& place : server.connect_to()) text += quoted(place);
    text += "]\n";
    for (const std::string& host : loopback::WorldServer::names()) {
        text += "[[host]]\nname = " + quoted(host) +
                "\nper_minute = " + std::to_string(per_minute) + "\nbudget = 100000\n";
    }
    return text + "[[published]]\nurl = \"https://" +
           std::string(loopback::WorldServer::publisher) +
           "/figures\"\nattribution = \"Simulated\"\nterms = \"Invented.\"\n";
}

inline std::vector<std::string_view> source_names() {
    std::vector<std::string_view> names;
    for (const auto* source : parsers::sources) names.push_back(source->name);
    return names;
}

inline schedules::Configuration builtin_configuration() {
    return schedules::read_configuration(app::builtin_configuration, "built-in", source_names(), {})
        .value();
}
