#include <algorithm>
#include <array>

#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/sources.h"

namespace parsers {
namespace {

using records::Chart;
using records::Outcome;

constexpr std::string_view all_apps = "36";

/// What a URL of these feeds says: "/api/v2/us/apps/top-free/100/apps.json" and, in v1,
/// "/api/v1/us/ios-apps/top-free/games/100/explicit.json".
struct Address {
    bool ours = false;
    std::optional<records::Country> country;
    std::string chart;
    std::string genre;
};

Address address_of(std::string_view url) {
    const UrlParts parts = parts_of_url(url);
    const bool host = parts.host == "rss.applemarketingtools.com" ||
                      parts.host == "rss.marketingtools.apple.com" ||
                      parts.host == "rss.itunes.apple.com";
    const std::string_view kind = step_of(parts.path, 3);
    if (!host || step_of(parts.path, 0) != "api" || (kind != "apps" && kind != "ios-apps"))
        return {};
    const bool games = kind == "ios-apps" && step_of(parts.path, 5) == "games";
    return {true, records::country_from(step_of(parts.path, 2)),
            std::string(step_of(parts.path, 4)), games ? "6014" : std::string(all_apps)};
}

std::optional<records::Asked> asked_by(std::string_view url) {
    const Address address = address_of(url);
    if (!address.ours) return std::nullopt;
    records::Asked asked;
    asked.source = "apple-rss";
    asked.country = address.country;
    asked.chart = records::chart_from(address.chart);
    asked.genre = address.genre;
    return asked;
}

// This feed has no grossing chart and ignores a genre; above 100 rows its server fails.
std::optional<records::Request> request(const records::Asked& asked) {
    const bool offered = asked.chart == Chart::top_free || asked.chart == Chart::top_paid;
    const bool all = asked.genre.empty() || asked.genre == all_apps;
    if (!asked.country || !offered || !all) return std::nullopt;
    records::Request request;
    request.url = "https://rss.applemarketingtools.com/api/v2/" +
                  records::storefront_code(*asked.country) + "/apps/" +
                  std::string(to_text(*asked.chart)) + "/100/apps.json";
    return request;
}

bool is_feed(std::string_view body) {
    const std::string_view head = from_first_character(head_of(body));
    if (!head.starts_with('{')) return false;
    return from_first_character(head.substr(1)).starts_with("\"feed\"") &&
           head_of(body, 16384).find("\"label\"") == std::string_view::npos &&
           body.find("\"results\"") != std::string_view::npos;
}

bool is_v1(std::string_view body) {
    return is_feed(body) && body.find("/api/v1/") != std::string_view::npos;
}

bool is_v2(std::string_view body) { return is_feed(body) && !is_v1(body); }

/// The address that the feed says it is at: its id, or its link to itself.
Address own_address(const Json& feed) {
    const Address by_id = address_of(text_or_empty(feed["id"]));
    if (by_id.ours) return by_id;
    for (const Json& link : feed["links"].items())
        if (const Address self = address_of(text_or_empty(link["self"])); self.ours) return self;
    return {};
}

/// v1 writes ISO 8601 with milliseconds, v2 a date as in mails.
std::optional<records::Instant> moment_of(std::string_view text) {
    const auto iso = records::instant_from(text);
    return iso ? iso : records::instant_from_rfc822(text);
}

void read_identity(const Json& feed, const Address& address, const records::Asked& asked,
                   records::ChartSnapshot& chart, std::vector<records::Issue>& issues) {
    const std::string_view country = text_or_empty(feed["country"]);
    chart.genre = address.ours ? address.genre : asked.genre;
    chart.country = country.empty() ? address.country : records::country_from(country);
    if (country.empty() && !address.ours) chart.country = asked.country;
    if (!chart.country)
        issues.push_back({"/feed/country", "the feed does not name a country that we know"});
}

void read_time(const Json& feed, const records::Page& page, records::ChartSnapshot& chart,
               std::vector<records::Issue>& issues) {
    const std::string_view updated = text_or_empty(feed["updated"]);
    chart.observed_at = moment_of(updated);
    if (chart.observed_at) return;
    chart.observed_at = page.fetched_at;
    issues.push_back(
        {"/feed/updated", "expected the moment of the chart, with a time zone; found \"" +
                              std::string(updated.substr(0, 40)) + "\""});
}

void add_row(const Json& row, int rank, records::ChartSnapshot& chart,
             std::vector<records::Issue>& issues) {
    const std::string where = "/feed/results/" + std::to_string(rank - 1);
    const std::string_view own = text_or_empty(row["id"]);
    const std::string_view id = own.empty() ? app_id_in_url(text_or_empty(row["url"])) : own;
    if (!is_number(id)) {
        issues.push_back(
            {where + "/id", "rank " + std::to_string(rank) + ": expected the number of an app"});
        return;
    }
    records::ChartEntry entry;
    entry.rank = rank;
    entry.app_id = id;
    entry.name = text_or_empty(row["name"]);
    entry.publisher = text_or_empty(row["artistName"]);
    if (entry.name.empty()) issues.push_back({where + "/name", "the app has no name"});
    chart.entries.push_back(std::move(entry));
}

/// The chart of a feed whose identity is known.
records::Reading read_chart(const Json& feed, records::ChartSnapshot chart, const Address& address,
                            const records::Asked& asked, const records::Page& page) {
    records::Reading reading;
    read_identity(feed, address, asked, chart, reading.issues);
    if (address.ours && chart.country && address.country != chart.country)
        return reading_of(Outcome::drift, "/feed/country",
                          "the feed is of " + records::storefront_code(*chart.country) +
                              ", its own address of another country");
    read_time(feed, page, chart, reading.issues);
    int rank = 0;
    for (const Json& row : rows_of(feed["results"], "/feed/results", reading.issues))
        add_row(row, ++rank, chart, reading.issues);
    reading.country = chart.country;
    reading.observed_at = chart.observed_at;
    reading.outcome = rank == 0 ? Outcome::empty : Outcome::rows;
    if (rank > 0 && chart.entries.empty()) reading.outcome = Outcome::drift;
    if (reading.outcome == Outcome::rows) reading.records.emplace_back(std::move(chart));
    return reading;
}

records::Reading parse(const records::Page& page) {
    const JsonText json = json_of(page);
    const Json feed = json.root()["feed"];
    if (!feed["results"].is_list())
        return reading_of(Outcome::drift, "/feed/results",
                          json.error().empty() ? "expected a list of apps" : json.error());
    const Address address = own_address(feed);
    const records::Asked asked = asked_for(page, asked_by);
    const auto which = address.ours ? records::chart_from(address.chart) : asked.chart;
    if (!which)
        return reading_of(address.ours ? Outcome::unsupported : Outcome::drift, "/feed/id",
                          "expected an address that names a chart by free, paid or grossing; found "
                          "the chart \"" +
                              address.chart.substr(0, 40) + "\"");
    records::ChartSnapshot chart;
    chart.chart = *which;
    return read_chart(feed, std::move(chart), address, asked, page);
}

constexpr std::array<Generation, 2> generations = {{
    {"v2", is_v2, parse},
    {"v1", is_v1, parse},
}};

}  // namespace

const Source apple_rss = {
    "apple-rss",
    "Apple's marketing tools feeds: top free and paid over all genres, 100 rows, without prices",
    3,
    generations,
    request,
    asked_by,
};

}  // namespace parsers
