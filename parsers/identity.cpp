#include "parsers/identity.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "parsers/sources.h"

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

/// These answer with just what they were asked for. A product page, a file of many charts or an
/// answer with an app's neighbours may rightly hold more.
constexpr std::array answers_asked_only = {&itunes_lookup, &gplay_charts};

bool is_one_of(const std::string& list, const std::string& id) {
    return !id.empty() && ("," + list + ",").find("," + id + ",") != std::string::npos;
}

std::string name_of(const records::Record& record) {
    if (const auto* app = std::get_if<records::AppListing>(&record))
        return "app " + app->app_id + " of " +
               (app->country ? std::string((*app->country)->code) : "no known storefront");
    const auto* chart = std::get_if<records::ChartSnapshot>(&record);
    return chart ? "chart " + std::string(to_text(chart->chart)) + " of " + chart->genre : "";
}

bool is_asked(const records::Record& record, const records::Asked& asked) {
    const auto other = [&](const std::optional<records::Country>& country) {
        return asked.country && country && *country != *asked.country;
    };
    if (const auto* app = std::get_if<records::AppListing>(&record))
        return !other(app->country) &&
               (asked.app_id.empty() || is_one_of(asked.app_id, app->app_id) ||
                is_one_of(asked.app_id, app->bundle_id));
    const auto* chart = std::get_if<records::ChartSnapshot>(&record);
    return !chart || (!other(chart->country) && (!asked.chart || chart->chart == *asked.chart) &&
                      (asked.genre.empty() || chart->genre == asked.genre));
}

/// Takes out what was not asked for, where something that was is there too.
void keep_asked(records::Reading& reading, const records::Asked& asked) {
    if (reading.outcome != records::Outcome::rows) return;
    const auto is_foreign = [&](const records::Record& one) { return !is_asked(one, asked); };
    for (const auto& record : reading.records)
        if (is_foreign(record))
            reading.issues.push_back({"asked", name_of(record) + " was not asked for: left out"});
    if (std::erase_if(reading.records, is_foreign) > 0 && asked.country)
        reading.country = asked.country;
    if (reading.records.empty()) reading.outcome = records::Outcome::drift;
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

/// In which currencies the prices of a reading are.
struct Prices {
    std::optional<records::Marketplace> marketplace;
    std::size_t count = 0, in_usd = 0;

    void take(const records::Money& price) {
        ++count;
        in_usd += price.currency->code == "USD" ? 1U : 0U;
    }
    void take(const std::optional<records::Money>& price) {
        if (price) take(*price);
    }
    void operator()(const records::ChartSnapshot& chart) {
        marketplace = chart.marketplace;
        for (const auto& entry : chart.entries) take(entry.price);
    }
    void operator()(const records::AppListing& app) {
        marketplace = app.marketplace;
        take(app.price);
        for (const auto& purchase : app.iap) take(purchase.price);
        if (app.iap_range) take(app.iap_range->first);
        if (app.iap_range) take(app.iap_range->second);
    }
    void operator()(const records::PublishedFigure&) {}
    void operator()(const records::FxRates&) {}
};

/// Whether the content of a page says its country by itself.
bool proves_country(const records::Page& page, const Generation& generation) {
    records::Page alone;
    alone.body = page.body;
    alone.asked = page.asked;
    alone.asked.country.reset();
    return generation.parse(alone).country.has_value();
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
    const bool asked_only =
        std::ranges::find(answers_asked_only, &source) != answers_asked_only.end();
    for (const auto* asked : {&page.asked, by_url ? &*by_url : nullptr}) {
        if (!asked || reading.outcome == records::Outcome::drift) continue;
        hold_all(reading, *asked, told);
        if (asked_only) keep_asked(reading, *asked);
    }
}

void check_billed(const records::Page& page, const Generation& generation,
                  records::Reading& reading) {
    Prices prices;
    for (const auto& record : reading.records) std::visit(prices, record);
    if (!reading.country || prices.count == 0 || prices.in_usd < prices.count) return;
    const auto billed = records::billing_currency(*prices.marketplace, *reading.country);
    if (!billed || (*billed)->code == "USD" || proves_country(page, generation)) return;
    reading.outcome = records::Outcome::drift;
    reading.records.clear();
    reading.issues.push_back(
        {"price", "asked for " + records::storefront_code(*reading.country) + ", which bills " +
                      std::string((*billed)->code) + "; all " + std::to_string(prices.count) +
                      " prices are in USD: the page looks like that of another storefront"});
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
