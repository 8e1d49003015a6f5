#include <algorithm>
#include <charconv>

#include "parsers/apple_html.h"
#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/appstore_charts_generations.h"
#include "parsers/find_back.h"
#include "parsers/html.h"

namespace parsers {
namespace {

using records::Outcome;

/// A row of the list, as far as its markup was seen.
struct Row {
    std::string ordinal, title, link;
};

bool has_class(const HtmlElement& element, std::string_view name) {
    std::string_view classes = element.attribute("class");
    while (!classes.empty()) {
        const std::string_view one = classes.substr(0, classes.find(' '));
        if (one == name) return true;
        classes.remove_prefix(std::min(one.size() + 1, classes.size()));
    }
    return false;
}

bool wanted(const HtmlElement& element) {
    return element.tag == "li" || element.tag == "h3" || element.tag == "a" ||
           has_class(element, "ordinal");
}

void see(const HtmlElement& element, std::vector<Row>& rows) {
    if (element.tag == "li") rows.emplace_back();
    if (rows.empty()) return;
    Row& row = rows.back();
    if (has_class(element, "ordinal") && row.ordinal.empty()) row.ordinal = element.text;
    if (element.tag == "h3" && row.title.empty()) row.title = element.text;
    const std::string_view href = element.tag == "a" ? element.attribute("href") : "";
    if (row.link.empty() && !app_id_in_url(href).empty()) row.link = href;
}

int rank_in(std::string_view text) {
    int rank = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rank);
    const bool all = error == std::errc{} && end == text.data() + text.size();
    return all && rank > 0 && rank <= 1000 ? rank : 0;
}

void add_row(const Row& row, records::ChartSnapshot& chart, std::vector<records::Issue>& issues) {
    const std::string where = "li .ordinal \"" + row.ordinal.substr(0, 20) + "\"";
    const int rank = rank_in(row.ordinal);
    if (rank == 0) return issues.push_back({where, "expected a rank"});
    if (row.link.empty())
        return issues.push_back({where, "expected a link with the number of an app"});
    if (!chart.entries.empty() && rank <= chart.entries.back().rank)
        return issues.push_back({where, "the ranks do not ascend"});
    if (row.title.empty()) issues.push_back({where, "the app has no name"});
    records::ChartEntry entry;
    entry.rank = rank;
    entry.app_id = app_id_in_url(row.link);
    entry.name = row.title;
    chart.entries.push_back(std::move(entry));
}

}  // namespace

records::Reading read_charts_markup(const records::Page& page, const records::Asked& asked) {
    std::vector<Row> rows;
    const auto refusal =
        walk_html(page.body, wanted, [&](const HtmlElement& element) { see(element, rows); });
    if (refusal) return reading_of(Outcome::drift, "html", *refusal);
    std::erase_if(rows, [](const Row& row) { return row.ordinal.empty(); });
    const ChartAddress own = chart_address(own_url(page.body));
    records::ChartSnapshot chart;
    const auto which = own.chart ? own.chart : asked.chart;
    chart.country = own.country ? own.country : asked.country;
    chart.genre = own.genre.empty() ? asked.genre : own.genre;
    if (!which)
        return reading_of(Outcome::drift, "link[rel=canonical]",
                          "expected the page to name its chart");
    chart.chart = *which;
    chart.observed_at = page.fetched_at;
    records::Reading reading;
    reading.country = chart.country;
    reading.observed_at = page.fetched_at;
    if (!chart.country)
        reading.issues.push_back(
            {"link[rel=canonical]", "the page does not name a country that we know"});
    if (chart.genre.empty())
        reading.issues.push_back({"link[rel=canonical]", "the page does not name its genre"});
    if (find_back(page.body, "</html>") == std::string_view::npos)
        reading.issues.push_back({"html", "the page has no end: rows may be cut off"});
    if (rows.size() > most_rows) {
        reading.issues.push_back({"li .ordinal", "rows beyond 1000 are not read"});
        rows.resize(most_rows);
    }
    for (const Row& row : rows) add_row(row, chart, reading.issues);
    reading.outcome = chart.entries.empty() ? Outcome::drift : Outcome::rows;
    if (rows.empty()) reading.issues.push_back({"li .ordinal", "expected rows with a rank"});
    if (!chart.entries.empty()) reading.records.emplace_back(std::move(chart));
    return reading;
}

}  // namespace parsers
