#include <array>
#include <string>
#include <vector>

#include "parsers/gplay_token.h"
#include "parsers/gplay_url.h"
#include "parsers/json.h"
#include "parsers/prices.h"
#include "parsers/sources.h"

namespace parsers {

namespace {

constexpr std::string_view endpoint = "/_/PlayStoreUi/data/batchexecute";
constexpr std::string_view procedure = "vyAe2";
constexpr int rows_wanted = 200;  // no more has been seen, whatever was asked for
constexpr std::size_t most_rows = 2000;

bool is_answer(std::string_view body) { return body.starts_with(")]}'"); }

bool is_charts(std::string_view body) {
    return is_answer(body) && body.find("\"wrb.fr\",\"vyAe2\"") != body.npos;
}

/// A text's lines that hold frames. The lengths between them count UTF-16 units, not bytes.
std::vector<std::string_view> frame_lines(std::string_view body) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < body.size();) {
        const std::string_view line = body.substr(at, body.find('\n', at) - at);
        if (line.starts_with('[')) lines.push_back(line);
        at += line.size() + 1;
    }
    return lines;
}

std::string text_of(Json value) { return std::string(value.text().value_or("")); }

/// What is being read, so that a chart's problems can be told with its place.
struct Charts {
    const records::Page& page;
    records::Reading reading;
    int empty = 0;

    void note(std::string where, std::string what) {
        reading.issues.push_back({std::move(where), std::move(what)});
    }
};

/// The price of a row; a row without one has none to be read.
std::optional<records::Money> price_of(Charts& charts, Json meta, const std::string& where) {
    const Json price = meta.at({8, 1, 0});
    if (!price || price.is_null()) return std::nullopt;
    const auto micros = price[0].integer();
    const auto code = price[1].text().value_or("");
    const auto currency = records::Currency::find(code);
    if (!micros || !currency) {
        charts.note(where + "/0/8/1/0", "expected [micros, currency]; the currency is \"" +
                                            std::string(code.substr(0, 40)) + "\"");
        return std::nullopt;
    }
    const auto money = money_from_micros(*micros, *currency);
    if (money) return *money;
    charts.note(where + "/0/8/1/0", money.error().what);
    return std::nullopt;
}

void add_rows(Charts& charts, records::ChartSnapshot& chart, Json rows, const std::string& where) {
    int rank = 0;
    for (const Json& row : rows.items()) {
        if (rank == static_cast<int>(most_rows)) break;
        const std::string here = where + "/0/1/0/28/0/" + std::to_string(rank++);
        const Json meta = row[0];
        if (std::string package = text_of(meta.at({0, 0})); !package.empty())
            chart.entries.push_back({rank, std::move(package), "", text_of(meta[3]),
                                     text_of(meta[14]), price_of(charts, meta, here)});
        else
            charts.note(here + "/0/0/0",
                        "rank " + std::to_string(rank) + ": no package, the rank stays empty");
    }
}

/// A chart in the currency of another country is of another storefront.
void check_currency(Charts& charts, const records::ChartSnapshot& chart, const std::string& where) {
    if (!chart.country) return;
    const auto billed = records::billing_currency(records::Marketplace::google, *chart.country);
    for (const auto& entry : chart.entries) {
        if (!billed || !entry.price || entry.price->currency == *billed) continue;
        return charts.note(where, "a price in " + std::string(entry.price->currency->code) +
                                      ", but Google bills " + std::string((*billed)->code) +
                                      " in " + std::string((*chart.country)->code) +
                                      ": the chart may be of another storefront");
    }
}

/// Which chart it is: its token says so. What was asked for is no proof.
std::optional<NamedChart> name_of(Charts& charts, Json cluster, const std::string& where) {
    const auto token = cluster.at({3, 0}).text().value_or("");
    const auto named = chart_in_token(token);
    if (!named)
        charts.note(where + "/0/1/0/3/0",
                    "the token names no chart, so that it is not known which "
                    "chart this is: \"" +
                        std::string(token.substr(0, 80)) + "\"");
    return named;
}

void add_chart(Charts& charts, Json answer, const std::string& where) {
    const Json cluster = answer.at({0, 1, 0});
    const Json rows = cluster.at({28, 0});
    if (!rows.is_list())
        return charts.note(where + "/0/1/0/28/0", "expected the list of apps of a chart");
    const auto named = name_of(charts, cluster, where);
    if (!named) return;
    records::ChartSnapshot chart;
    chart.marketplace = records::Marketplace::google;
    chart.country = charts.reading.country;
    chart.chart = named->chart;
    chart.genre = named->category;
    chart.observed_at = charts.page.fetched_at;
    add_rows(charts, chart, rows, where);
    check_currency(charts, chart, where);
    if (rows.size() == 0) ++charts.empty;
    if (!chart.entries.empty()) charts.reading.records.emplace_back(std::move(chart));
}

void add_frame(Charts& charts, Json frame) {
    if (frame[0].text() != "wrb.fr") return;
    const std::string id = text_of(frame[1]);
    const Json last = frame[frame.size() - 1];
    const std::string where = "frame " + id + " \"" + text_of(last) + "\"";
    if (id != procedure)
        return charts.note(where, "the answer to another request than one for a chart: not read");
    const auto answer = frame[2].text();
    if (!answer) return charts.note(where + "/2", "null: Google answered this chart with an error");
    const JsonText text(*answer);
    if (!text.error().empty()) return charts.note(where + "/2", text.error());
    if (!text.root().at({0, 1}).is_null()) return add_chart(charts, text.root(), where);
    ++charts.empty;
    charts.note(where + "/2/0/1", "null: this chart is empty");
}

records::Outcome outcome_of(const Charts& charts) {
    if (!charts.reading.records.empty()) return records::Outcome::rows;
    return charts.empty > 0 ? records::Outcome::empty : records::Outcome::drift;
}

records::Reading read_charts(const records::Page& page) {
    Charts charts{page, {}};
    charts.reading.country = play_country(page);
    charts.reading.observed_at = page.fetched_at;
    for (const auto line : frame_lines(page.body)) {
        const JsonText text(line);
        if (!text.error().empty()) charts.note("line", text.error());
        for (const Json& frame : text.root().items()) add_frame(charts, frame);
    }
    if (!charts.reading.country)
        charts.note("gl",
                    "the answer does not say of which storefront it is: tell it with "
                    "--storefront, or save it with its URL");
    charts.reading.outcome = outcome_of(charts);
    return std::move(charts.reading);
}

/// The ids of the procedures that an answer is of.
std::string procedures_in(std::string_view body) {
    std::string ids;
    const std::string_view mark = "\"wrb.fr\",\"";
    for (std::size_t at = body.find(mark); at != body.npos && ids.size() < 80;
         at = body.find(mark, at + 1)) {
        const std::string_view rest = body.substr(at + mark.size(), 40);
        ids += (ids.empty() ? "" : ", ") + std::string(rest.substr(0, rest.find('"')));
    }
    return ids.empty() ? "no named request" : ids;
}

records::Reading read_other(const records::Page& page) {
    records::Reading reading;
    reading.outcome = records::Outcome::unsupported;
    reading.country = play_country(page);
    reading.observed_at = page.fetched_at;
    reading.issues.push_back({"wrb.fr", "an answer of Google Play to " + procedures_in(page.body) +
                                            ", not to vyAe2 (top charts): not read"});
    return reading;
}

constexpr Generation generations[] = {{"vyAe2", is_charts, read_charts},
                                      {"other-procedure", is_answer, read_other}};

std::string one_call(records::Chart chart, std::string_view category, std::size_t place) {
    return R"(["vyAe2","[[null,[[null,[null,)" + std::to_string(rows_wanted) +
           R"(]],null,null,[113]],[2,\")" + std::string(play_chart_name(chart)) + R"(\",\")" +
           std::string(category) + R"(\"]]]",null,")" + std::to_string(place) + R"("])";
}

bool is_category(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string_view::npos;
}

/// The calls of a request: for the chart; for all three of a category when no chart is named; for
/// what a report compares when no category is named either.
std::string calls_for(const records::Asked& asked) {
    using records::Chart;
    std::vector<Chart> charts = {Chart::top_free, Chart::top_paid, Chart::top_grossing};
    std::vector<std::string_view> categories = {asked.genre};
    if (asked.chart) charts = {*asked.chart};
    if (asked.genre.empty()) {
        charts = {Chart::top_free, Chart::top_grossing};
        categories = {"APPLICATION", "ENTERTAINMENT"};
    }
    std::string calls;
    std::size_t place = 0;
    for (const auto chart : charts) {
        for (const auto category : categories) {
            calls += (place == 0 ? "" : ",") + one_call(chart, category, place);
            ++place;
        }
    }
    return calls;
}

std::optional<records::Request> request(const records::Asked& asked) {
    const bool nothing_named = asked.genre.empty() && !asked.chart;
    if (!asked.country || !(nothing_named || is_category(asked.genre))) return std::nullopt;
    records::Request request;
    request.method = "POST";
    request.url = "https://play.google.com" + std::string(endpoint) +
                  "?rpcids=vyAe2&hl=en&gl=" + std::string((*asked.country)->code);
    request.content_type = "application/x-www-form-urlencoded;charset=UTF-8";
    request.body = "f.req=" + percent_encoded("[[" + calls_for(asked) + "]]");
    return request;
}

std::optional<records::Asked> asked_by(std::string_view url) {
    if (!is_play_url(url, endpoint)) return std::nullopt;
    records::Asked asked;
    asked.source = gplay_charts.name;
    asked.country = country_in(url);
    return asked;
}

}  // namespace

const Source gplay_charts = {"gplay-charts",
                             "Google Play: top charts, several in one answer (batchexecute vyAe2)",
                             3,
                             generations,
                             request,
                             asked_by};

}  // namespace parsers
