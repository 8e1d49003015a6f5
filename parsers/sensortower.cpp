#include "parsers/sensortower.h"

#include <array>
#include <set>
#include <string>

#include "parsers/gplay_url.h"
#include "parsers/sources.h"

namespace parsers {

namespace {

using records::Chart;

constexpr std::string_view site = "https://app.sensortower.com/api/";
constexpr std::size_t most_apps = 2000;

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

bool starts_json(std::string_view body, char bracket) {
    const std::size_t at = body.find_first_not_of(" \t\r\n");
    return at != body.npos && body[at] == bracket;
}

std::string_view head_of(std::string_view body) {
    return starts_json(body, '{') ? body.substr(0, 64U << 10U) : std::string_view();
}

bool is_app_details(std::string_view body) {
    const auto head = head_of(body);
    return has(head, "\"worldwide_last_month_downloads\"") ||
           has(head, "\"worldwide_last_month_revenue\"");
}

bool is_publisher_apps(std::string_view body) {
    return has(head_of(body), "\"humanized_worldwide_last_30_days_");
}

bool is_rankings(std::string_view body) {
    const auto head = head_of(body);
    return has(head, "\"humanized_worldwide_last_month_") && has(head, "\"previous_rank\"");
}

bool is_humanized_app(std::string_view body) {
    return has(head_of(body), "\"humanized_worldwide_last_month_");
}

std::string text_of(Json value) { return std::string(value.text().value_or("")); }

std::string id_of(Json app) {
    const auto number = app["app_id"].integer();
    return number ? std::to_string(*number) : text_of(app["app_id"]);
}

records::Reading begun(const records::Page& page) {
    records::Reading reading;
    reading.observed_at = page.fetched_at;
    return reading;
}

void note(records::Reading& reading, std::string where, std::string what) {
    reading.issues.push_back({std::move(where), std::move(what)});
}

/// The outcome of an answer, and what is missing for its figures.
records::Reading finished(records::Reading reading, const JsonText& text) {
    if (!text.error().empty()) note(reading, "json", text.error());
    reading.outcome = reading.records.empty() ? records::Outcome::drift : records::Outcome::rows;
    if (reading.records.empty() && reading.issues.empty())
        note(reading, "/", "no app with figures where this answer of Sensor Tower has them");
    if (!reading.records.empty() && !reading.observed_at)
        note(reading, "date",
             "the answer does not say of which day it is, so that its figures have "
             "no period: tell it with --captured-at");
    return reading;
}

/// Whether the page is of the app that was asked for is read()'s business; here, all apps are read.
records::Reading read_app_details(const records::Page& page) {
    const JsonText text(page.body);
    auto reading = begun(page);
    FigureContext context{reading, reading.observed_at, text.root(), ""};
    add_details(context);
    return finished(std::move(reading), text);
}

records::Reading read_publisher_apps(const records::Page& page) {
    const JsonText text(page.body);
    auto reading = begun(page);
    std::size_t place = 0;
    for (const Json& app : text.root()["data"].items()) {
        FigureContext context{reading, reading.observed_at, app,
                              "/data/" + std::to_string(place++)};
        add_humanized(context, Span::last_30_days);
        if (place == most_apps) break;
    }
    return finished(std::move(reading), text);
}

/// An app's own object (2020), or a list of them (2026). Some say which day their figures are of.
records::Reading read_humanized_apps(const records::Page& page) {
    const JsonText text(page.body);
    auto reading = begun(page);
    const bool listed = text.root()["apps"].is_list();
    const auto apps = listed ? text.root()["apps"].items() : std::vector<Json>{text.root()};
    for (std::size_t place = 0; place < apps.size() && place < most_apps; ++place) {
        const auto own =
            records::instant_from(apps[place]["downloads_revenue_date"].text().value_or(""));
        if (own) reading.observed_at = own;
        FigureContext context{reading, own ? own : page.fetched_at, apps[place],
                              listed ? "/apps/" + std::to_string(place) : ""};
        add_humanized(context, Span::last_calendar_month);
    }
    return finished(std::move(reading), text);
}

std::optional<records::Money> price_of(Json price) {
    const auto currency = records::Currency::find(price["currency"].text().value_or(""));
    const auto value = price["value"].integer();  // in minor units, as subunit_to_unit says
    if (!currency || !value) return std::nullopt;
    std::int64_t unit = 1;
    for (int i = 0; i < currency.value()->decimals; ++i) unit *= 10;
    if (price["subunit_to_unit"].integer() != unit) return std::nullopt;
    return records::Money{*value, *currency};
}

records::ChartEntry entry_of(Json app) {
    const auto rank = app["rank"].integer().value_or(0);
    return {static_cast<int>(std::clamp<std::int64_t>(rank, 0, 10000)),
            id_of(app),
            "",
            text_of(app["name"]),
            text_of(app["publisher_name"]),
            price_of(app["price"])};
}

/// The rankings of a category in one answer, with figures of each app: an app that stands in two of
/// them has its figures once.
struct Rankings {
    const records::Page& page;
    records::Reading reading;
    std::set<std::string> counted;

    void add_chart(Chart chart, const std::string& name, Json rows);
    void add_row(records::ChartSnapshot&, Json app, const std::string& where);
};

void Rankings::add_row(records::ChartSnapshot& chart, Json app, const std::string& where) {
    auto entry = entry_of(app);
    if (app["os"].text() == "android") chart.marketplace = records::Marketplace::google;
    if (entry.rank < 1) return note(reading, where + "/rank", "expected a rank from 1");
    if (counted.insert(entry.app_id).second) {
        FigureContext context{reading, reading.observed_at, app, where};
        add_humanized(context, Span::last_calendar_month);
    }
    chart.entries.push_back(std::move(entry));
}

void Rankings::add_chart(Chart chart, const std::string& name, Json rows) {
    records::ChartSnapshot snapshot;
    snapshot.chart = chart;
    snapshot.country = reading.country;
    snapshot.genre =
        page.asked.genre.empty() ? query_value(page.url, "category") : page.asked.genre;
    snapshot.observed_at = reading.observed_at;
    std::size_t place = 0;
    for (const Json& app : rows.items()) {
        if (place == most_apps) break;
        add_row(snapshot, app, "/data/" + name + "/" + std::to_string(place++));
    }
    if (!snapshot.entries.empty()) reading.records.emplace_back(std::move(snapshot));
}

/// The country of the rankings stands in every link of a row: ".../overview/835599320?country=US".
std::optional<records::Country> country_of(Json data) {
    for (const std::string_view name : {"free", "grossing", "paid"})
        if (const auto link = data[name][0]["app_overview_url"].text())
            return records::country_from(query_value(*link, "country"));
    return std::nullopt;
}

void check_rankings(Rankings& rankings) {
    auto& reading = rankings.reading;
    if (!reading.country)
        note(reading, "/data", "the links of the rows name no country: tell it with --storefront");
    const bool genre =
        !rankings.page.asked.genre.empty() || !query_value(rankings.page.url, "category").empty();
    if (!genre)
        note(reading, "category",
             "the answer does not say which category it ranks: save it with "
             "its URL, or tell it with --genre");
}

records::Reading read_rankings(const records::Page& page) {
    const JsonText text(page.body);
    const Json root = text.root();
    Rankings rankings{page, begun(page), {}};
    if (const auto date = records::instant_from(root["date"].text().value_or("")))
        rankings.reading.observed_at = date;
    rankings.reading.country = country_of(root["data"]);
    rankings.add_chart(Chart::top_free, "free", root.at("/data/free"));
    rankings.add_chart(Chart::top_paid, "paid", root.at("/data/paid"));
    rankings.add_chart(Chart::top_grossing, "grossing", root.at("/data/grossing"));
    if (!rankings.reading.records.empty()) check_rankings(rankings);
    return finished(std::move(rankings.reading), text);
}

constexpr Generation generations[] = {{"app-details", is_app_details, read_app_details},
                                      {"category-rankings", is_rankings, read_rankings},
                                      {"publisher-apps", is_publisher_apps, read_publisher_apps},
                                      {"humanized-app", is_humanized_app, read_humanized_apps}};

/// An app's details: a number is one of Apple's, everything else a package.
std::optional<records::Request> request(const records::Asked& asked) {
    if (asked.app_id.empty() || !asked.country) return std::nullopt;
    const bool number = asked.app_id.find_first_not_of("0123456789") == std::string::npos;
    return records::Request{"GET",
                            std::string(site) + (number ? "ios" : "android") + "/apps/" +
                                percent_encoded(asked.app_id) +
                                "?country=" + std::string((*asked.country)->code),
                            "", ""};
}

/// Between "/apps/" and the next mark of a URL.
std::string app_in(std::string_view url) {
    const std::string_view mark = "/apps/";
    const std::size_t at = url.find(mark);
    if (at == url.npos) return "";
    const std::string_view rest = url.substr(at + mark.size());
    return std::string(rest.substr(0, rest.find_first_of("/?#")));
}

std::optional<records::Asked> asked_by(std::string_view url) {
    if (!url.starts_with(site)) return std::nullopt;
    records::Asked asked;
    asked.source = sensortower.name;
    asked.country = records::country_from(query_value(url, "country"));
    asked.genre = query_value(url, "category");
    asked.app_id = app_in(url);
    return asked;
}

}  // namespace

const Source sensortower = {"sensortower",
                            "Sensor Tower: public estimates of apps, and rankings of categories",
                            3,
                            generations,
                            request,
                            asked_by};

}  // namespace parsers
