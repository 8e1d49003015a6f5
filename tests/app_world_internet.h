#pragma once

#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "app_testing.h"
#include "app_world.h"
#include "archive/archive.h"
#include "loopback/world_truth.h"

/// A world, its server, and an archive that starts empty.
struct Internet {
    explicit Internet(std::vector<records::WatchedApp> watched, int per_minute,
                      const std::string& more = "", std::vector<loopback::FaultRule> rules = {})
        : apps(std::move(watched)),
          world(wishes_of(now, apps), now),
          server(world, std::move(rules)) {
        std::ofstream(folder / "config.toml") << more << loopback_configuration(server, per_minute);
        std::ofstream watchlist(folder / "watchlist.toml");
        for (const auto& app : apps) {
            watchlist << "[[app]]\nname = '" << app.name << "'\npublisher = '" << app.publisher
                      << "'\n";
            for (const auto& id : app.ids)
                watchlist << records::to_text(id.marketplace) << " = '" << id.id << "'\n";
        }
    }

    std::vector<std::string> fetch_words(const std::string& archive) const {
        return {"fetch", "--config",    folder / "config.toml",   "--archive",
                archive, "--watchlist", folder / "watchlist.toml"};
    }
    Ran run(const std::vector<std::string>& words) const {
        std::ostringstream out, err;
        const int code = app::run(words, {out, err, this_second, false});
        return {code, out.str(), err.str()};
    }
    Ran fetch(const std::vector<std::string>& more = {}) const {
        auto words = fetch_words(folder / "archive");
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
    std::unique_ptr<archive::Archive> archive() const {
        return archive::open_to_read(folder / "archive", apps).value();
    }
    std::vector<records::Task> plan() const {
        const auto configuration =
            schedules::read_configuration(read_file(folder / "config.toml"), "config.toml",
                                          source_names(), builtin_configuration());
        return app::plan(configuration.value(), apps, {}).value();
    }

    records::Instant now = this_second();
    std::vector<records::WatchedApp> apps;
    loopback::StoreWorld world;
    loopback::WorldServer server;
    Folder folder;
};

/// What the readings of an archive say.
inline loopback::Facts facts_in(const archive::Archive& archive) {
    loopback::Facts facts;
    const auto responses = archive.responses({}).value();
    for (const auto& response : responses) {
        const auto reading = archive.reading(response.id, std::nullopt);
        INFO(response.url << ": " << (reading ? "" : reading.error().what));
        REQUIRE(reading);
        for (const auto& record : reading->records)
            loopback::add_facts(facts, reading->source, record);
    }
    return facts;
}

/// How many tasks of the newest crawl ended in each way; "open": those that did not.
using Endings = std::map<std::string, std::size_t>;

inline Endings endings_of(archive::Archive& archive) {
    Endings endings;
    const auto crawls = archive.journal().crawls().value();
    const auto tasks = archive.journal().tasks(crawls.front().id).value();
    for (const auto& task : tasks)
        ++endings[task.ending ? std::string(records::to_text(*task.ending)) : "open"];
    return endings;
}

inline std::string url_of(const loopback::Request& request) {
    return "https://" + request.host + request.target;
}
