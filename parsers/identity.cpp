#include "parsers/identity.h"

#include <algorithm>
#include <set>
#include <string>

namespace parsers {

namespace {

constexpr std::chrono::hours stale{36};

/// What a reading is about, as far as it says so.
struct Told {
    bool with_apps = false;  // which cost most to gather
    std::set<std::string, std::less<>> countries, charts, genres, apps;

    void take(const std::optional<records::Country>& country) {
        if (country && !countries.contains((*country)->code)) countries.emplace((*country)->code);
    }
    void take_app(const std::string& id) {
        if (with_apps && !id.empty()) apps.insert(id);
    }
    void operator()(const records::ChartSnapshot& chart) {
        take(chart.country);
        charts.emplace(records::to_text(chart.chart));
        if (!chart.genre.empty()) genres.insert(chart.genre);
    }
    void operator()(const records::AppListing& app) {
        take(app.country);
        take_app(app.app_id);
        take_app(app.bundle_id);
    }
    void operator()(const records::PublishedFigure& figure) {
        if (figure.app) take_app(figure.app->id);
    }
    void operator()(const records::FxRates&) {}
};

Told told_by(const records::Reading& reading, bool with_apps) {
    Told told;
    told.with_apps = with_apps;
    told.take(reading.country);
    for (const auto& record : reading.records) std::visit(told, record);
    return told;
}

std::string listed(const std::set<std::string, std::less<>>& values) {
    std::string list;
    for (const auto& value : values) {
        if (list.size() > 80) return list + ", ...";
        list += (list.empty() ? "" : ", ") + value;
    }
    return list;
}

/// One of several ids of a call, "1636235979,6445905219", is enough.
bool names_one(const std::set<std::string, std::less<>>& told, std::string_view asked) {
    while (!asked.empty()) {
        const std::string_view one = asked.substr(0, asked.find(','));
        asked.remove_prefix(std::min(asked.size(), one.size() + 1));
        if (told.contains(one)) return true;
    }
    return false;
}

/// Makes a reading drift where it says something, and not what was asked.
void hold(records::Reading& reading, std::string_view what, std::string_view asked,
          const std::set<std::string, std::less<>>& told) {
    if (asked.empty() || told.empty() || names_one(told, asked)) return;
    reading.outcome = records::Outcome::drift;
    reading.records.clear();
    reading.issues.push_back({std::string(what), "asked for " + std::string(asked) +
                                                     ", the page is of " + listed(told) +
                                                     ": nothing of it is taken"});
}

void hold_all(records::Reading& reading, const records::Asked& asked, const Told& told) {
    if (asked.country) hold(reading, "storefront", (*asked.country)->code, told.countries);
    if (asked.chart) hold(reading, "chart", records::to_text(*asked.chart), told.charts);
    hold(reading, "genre", asked.genre, told.genres);
    hold(reading, "app", asked.app_id, told.apps);
}

bool is_dated(const records::Record& record) {
    return std::holds_alternative<records::ChartSnapshot>(record) ||
           std::holds_alternative<records::AppListing>(record);
}

}  // namespace

void check_identity(const records::Page& page, const Source& source, records::Reading& reading) {
    const auto by_url =
        page.url.empty() ? std::optional<records::Asked>() : source.asked_by(page.url);
    const bool of_app = !page.asked.app_id.empty() || (by_url && !by_url->app_id.empty());
    const Told told = told_by(reading, of_app);
    hold_all(reading, page.asked, told);
    if (by_url && reading.outcome != records::Outcome::drift) hold_all(reading, *by_url, told);
}

void check_dated(records::Reading& reading) {
    if (!std::ranges::any_of(reading.records, is_dated) || reading.observed_at) return;
    reading.issues.push_back({"observed_at",
                              "when this was seen is not known: tell it with "
                              "--captured-at"});
}

void check_fresh(const records::Page& page, records::Reading& reading) {
    if (!std::ranges::any_of(reading.records, is_dated) || !reading.observed_at) return;
    if (!page.fetched_at || *page.fetched_at - *reading.observed_at <= stale) return;
    reading.issues.push_back({"observed_at", "stale: of " + records::to_text(*reading.observed_at) +
                                                 ", more than 36 hours before it was fetched at " +
                                                 records::to_text(*page.fetched_at) +
                                                 "; its rows have its own time"});
}

}  // namespace parsers
