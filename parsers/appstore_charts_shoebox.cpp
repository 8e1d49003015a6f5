#include <algorithm>

#include "parsers/apple_catalog.h"
#include "parsers/apple_html.h"
#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/appstore_charts_generations.h"
#include "parsers/html.h"

namespace parsers {
namespace {

using records::ChartSnapshot;
using records::Outcome;

/// Whether each row names its rank in this very chart, upwards. Then copies that lack rows still
/// have true ranks; where they do not, the rank is the position.
bool rows_know_their_ranks(const std::vector<Json>& rows, const ChartSnapshot& chart) {
    int last = 0;
    for (const Json& row : rows) {
        const ChartPlace place = place_of_row(row);
        if (place.chart != chart.chart || place.genre != chart.genre || place.position <= last)
            return false;
        last = place.position;
    }
    return !rows.empty();
}

void add_rows(const std::vector<Json>& rows, const std::string& where, ChartSnapshot& chart,
              std::vector<records::Issue>& issues) {
    const bool own_ranks = rows_know_their_ranks(rows, chart);
    int last = 0;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        const std::string here = where + "/" + std::to_string(at);
        auto entry = entry_of_row(rows[at], here, issues);
        entry.rank = own_ranks ? place_of_row(rows[at]).position : static_cast<int>(at) + 1;
        if (!is_number(entry.app_id)) {
            issues.push_back({here + "/id", "rank " + std::to_string(entry.rank) +
                                                ": expected the number of an app"});
            continue;
        }
        if (entry.rank != last + 1 && own_ranks)
            issues.push_back({here, "this copy lacks the ranks between " + std::to_string(last) +
                                        " and " + std::to_string(entry.rank)});
        last = entry.rank;
        chart.entries.push_back(std::move(entry));
    }
}

records::Reading done(ChartSnapshot chart, std::vector<records::Issue> issues, bool empty,
                      const records::Page& page) {
    records::Reading reading;
    chart.observed_at = page.fetched_at;
    reading.country = chart.country;
    reading.observed_at = page.fetched_at;
    reading.issues = std::move(issues);
    reading.outcome = empty ? Outcome::empty : Outcome::drift;
    if (!chart.entries.empty()) {
        reading.outcome = Outcome::rows;
        reading.records.emplace_back(std::move(chart));
    }
    return reading;
}

records::Reading chart_of(const Json& list, ChartSnapshot chart, const records::Asked& asked,
                          const records::Page& page) {
    std::vector<records::Issue> issues;
    const auto rows = rows_of(list, "/data", issues);
    if (!chart.country && !rows.empty()) chart.country = country_of_row(rows.front());
    if (!chart.country) chart.country = asked.country;
    if (!chart.country)
        issues.push_back({"/data/0/href", "the page does not name a country that we know"});
    if (chart.genre.empty()) issues.push_back({"/data", "the page does not name its genre"});
    add_rows(rows, "/data", chart, issues);
    return done(std::move(chart), std::move(issues), rows.empty(), page);
}

/// The chart that a key of the shoebox names and its JSON text holds.
records::Reading chart_under(const ShoeboxKey& key, std::string_view text,
                             const records::Asked& asked, const records::Page& page) {
    const JsonText json(text);
    const Json list = json.root()["d"]["apps"][std::size_t{0}];
    if (!list["data"].is_list())
        return reading_of(Outcome::drift, "/d/apps/0/data",
                          json.error().empty() ? "expected a list of apps" : json.error());
    const auto which = records::chart_from(key.chart);
    if (!which)
        return reading_of(Outcome::unsupported, "#shoebox-media-api-cache-apps",
                          "the chart \"" + std::string(key.chart.substr(0, 40)) +
                              "\" is not one by free, paid or grossing");
    ChartSnapshot chart;
    chart.country = records::country_from(key.country);
    chart.chart = *which;
    chart.genre = key.genre;
    return chart_of(list["data"], std::move(chart), asked, page);
}

}  // namespace

records::Reading read_charts_shoebox(const records::Page& page, const records::Asked& asked) {
    const auto block = script_with(page.body, {"shoebox-media-api-cache-apps"});
    const JsonText shoebox = json_within(page.body, block.value_or(""));
    for (const auto& [name, value] : shoebox.root().members()) {
        const ShoeboxKey key = shoebox_key(name);
        if (key.kind == "charts") return chart_under(key, text_or_empty(value), asked, page);
    }
    return reading_of(Outcome::drift, "#shoebox-media-api-cache-apps",
                      shoebox.error().empty() ? "expected a key of a chart" : shoebox.error());
}

records::Reading read_chart_rows(const records::Page& page, const records::Asked& asked) {
    const JsonText json = json_of(page);
    const Json rows = json.root();
    if (rows.size() == 0) return reading_of(Outcome::drift, "", json.error());
    const ChartPlace first = place_of_row(rows[std::size_t{0}]);
    if (!first.chart)
        return reading_of(Outcome::drift, "/0/attributes/chartPositions", "expected a chart");
    ChartSnapshot chart;
    chart.chart = *first.chart;
    chart.genre = first.genre;
    return chart_of(rows, std::move(chart), asked, page);
}

}  // namespace parsers
