#pragma once

#include <string>
#include <vector>

#include "fixtures/simulator/simulator.h"

/// A short watch-list for simulations: the headline apps and some to which something happens.
inline std::vector<records::WatchedApp> simulated_apps() {
    using records::Marketplace;
    struct Row {
        const char* name;
        const char* apple;
        const char* google;
        const char* launched;
    };
    static constexpr Row rows[] = {
        {"ReelShort", "1636235979", "com.newleaf.app.android.victor", "2022-08-24"},
        {"DramaBox", "6445905219", "com.storymatrix.drama", "2023-04-18"},
        {"GoodShort", "6448176203", "com.newreading.goodreels", "2023-06-12"},
        {"DramaWave", "6670430706", "com.dramawave.app", "2024-09-23"},
        {"NetShort", "6504849169", "com.netshort.abroad", "2024-07-12"},
        {"Sereal+", "6473688138", "", ""},
        {"UniReel", "", "", ""},
        {"FreeReels", "", "com.freereels.app", ""},
        {"StoryReel", "6761538521", "", "2026-04-08"},
        {"Soda Reels", "6758488784", "", "2026-02-17"},
        {"CashFlicks", "6772791762", "", "2026-09-08"},
    };
    std::vector<records::WatchedApp> apps;
    for (const Row& row : rows) {
        records::WatchedApp app;
        app.name = row.name;
        app.publisher = std::string(row.name) + " & \"Friends\"";  // as awkward as the real ones
        if (*row.apple != '\0') app.ids.push_back({Marketplace::apple, row.apple});
        if (*row.google != '\0') app.ids.push_back({Marketplace::google, row.google});
        app.launched = records::day_from(row.launched);
        apps.push_back(app);
    }
    return apps;
}

/// Wishes from week 31 of 2026 on: the demo's weeks.
inline simulator::Wishes simulated_weeks(int weeks, std::uint64_t seed = 1) {
    simulator::Wishes wishes;
    wishes.seed = seed;
    wishes.first = records::Week(records::Day(std::chrono::year{2026} / 7 / 27));
    wishes.weeks = weeks;
    wishes.apps = simulated_apps();
    return wishes;
}
