#include "parsers/identity.h"

#include <algorithm>
#include <set>
#include <string>

namespace parsers {

namespace {

constexpr std::chrono::hours stale{36};

/// What a reading is about, as far as it says so.
struct Told {
    std::set<std::string> countries, charts, genres, apps;

    void take(const std::optional<records::Country>& country) {
        if (country) countries.emplace((*country)->code);
    }
    void operator()(const records::ChartSnapshot& chart) {
        take(chart.country);
        charts.emplace(records::to_text(chart.chart));
        if (!chart.genre.empty()) genres.insert(chart.genre);
    }
    void operator()(const records::AppListing& app) {
        take(app.country);
        if (!app.app_id.empty()) apps.insert(app.app_id);
        if (!app.bundle_id.empty()) apps.insert(app.bundle_id);
    }
    void operator()(const records::PublishedFigure& figure) {
        if (figure.app) apps.insert(figure.app->id);
    }
    void operator()(const records::FxRates&) {}
};

Told told_by(const records::Reading& reading) {
    Told told;
    told.take(reading.country);
    for (const auto& record : reading.records) std::visit(told, record);
    return told;
}

std::string listed(const std::set<std::string>& values) {
    std::string list;
    for (const auto& value : values) {
        if (list.size() > 80) return list + ", ...";
        list += (list.empty() ? "" : ", ") + value;
    }
    return list;
}

/// One of several ids of a call, "1636235979,6445905219", is enough.
bool names_one(const std::set<std::string>& told, std::string_view asked) {
    while (!asked.empty()) {
        const std::string_view one = asked.substr(0, asked.find(','));
        asked.remove_prefix(std::min(asked.size(), one.size() + 1));
        if (told.contains(std::string(one))) return true;
    }
    return false;
}

/// Makes a reading drift where it says something, and not what was asked.
void hold(records::Reading& reading, std::string_view what, std::string_view asked,
          const std::set<std::string>& told) {
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
    const Told told = told_by(reading);
    hold_all(reading, page.asked, told);
    const auto by_url =
        page.url.empty() ? std::optional<records::Asked>() : source.asked_by(page.url);
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
