#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "app_world_internet.h"
#include "archive/history.h"

/// A small world, whose workbooks are written beside its archive.
struct Jobs : Internet {
    explicit Jobs(int per_minute = 60'000)
        : Internet(watched_apps(2), per_minute, "storefronts = [\"us\", \"mx\"]\n") {
        add("[daemon]\nreports = \"" + folder / "reports" + "\"\n");
    }

    void add(const std::string& text) const {
        std::ofstream(folder / "config.toml", std::ios::app) << text;
    }
    std::vector<std::string> words(std::vector<std::string> words) const {
        words.insert(words.end(), {"--config", folder / "config.toml", "--archive",
                                   folder / "archive", "--watchlist", folder / "watchlist.toml"});
        return words;
    }
    Ran command(const std::vector<std::string>& of) const { return run(words(of)); }
    archive::History history() const { return archive::open_history(folder / "archive").value(); }
};

/// Of a history in a folder, the newest run.
inline records::RunFacts newest_run(const archive::History& history) {
    return history.runs({}).value().at(0);
}
