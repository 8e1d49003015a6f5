#include <catch2/catch.hpp>

#include "reports/cell_words.h"
#include "reports/workbook.h"
#include "tests/golden.h"
#include "tests/reports_markets.h"

using namespace reports;
using records::Chart;
using records::Marketplace;

namespace {

const Table* table_of(const Workbook& workbook, const std::string& name) {
    for (const Sheet& sheet : workbook.sheets)
        if (const Table* table = sheet.table(name)) return table;
    return nullptr;
}

/// What the cell of a row says, as readers see it; the row is the one that has `key` in any of its
/// first three columns. Of columns with one title, the first.
std::string cell(const Workbook& workbook, const std::string& name, const std::string& key,
                 const std::string& column) {
    const Table* table = table_of(workbook, name);
    if (!table) return "no such table";
    for (const auto& row : table->rows)
        for (std::size_t at = 0; at < 3 && at < row.size(); ++at)
            if (shown(row[at], Kind::text) == key)
                for (std::size_t place = 0; place < row.size(); ++place)
                    if (table->columns[place].title == column)
                        return shown(row[place], table->columns[place].kind);
    return "no such cell";
}

std::string strip(const Workbook& workbook, const std::string& column) {
    const Table& table = *table_of(workbook, "summary_strip");
    for (std::size_t at = 0; at < table.columns.size(); ++at)
        if (table.columns[at].title == column)
            return shown(table.rows[0][at], table.columns[at].kind);
    return "no such cell";
}

struct Stand {
    std::size_t app;
    int rank;
};

constexpr int before = -7;  // days from the Monday of the report's week
constexpr int now = 0;

/// Adds a chart of the United States; its entries have ids but for `by_name` of them.
void add(records::Market& market, int day, int depth, const std::vector<Stand>& stands,
         int by_name = 0, Marketplace marketplace = Marketplace::apple,
         Chart chart = Chart::top_free) {
    const auto moment = market.week.monday() + std::chrono::days{day} + std::chrono::hours{12};
    const auto response = static_cast<records::ResponseId>(market.charts.size()) + 1;
    const records::Storefront storefront{marketplace, "US"};
    const std::string genre = marketplace == Marketplace::apple ? "6016" : "ENTERTAINMENT";
    market.charts.push_back({storefront, chart, genre, depth, moment, response, by_name});
    for (const Stand& stand : stands)
        market.ranks.push_back(
            {stand.app, storefront, chart, genre, stand.rank, depth, moment, response});
}

/// The apps of the small market, and no charts. ReelShort is on both stores, DramaBox on Apple's.
records::Market apps_only() {
    records::Market market = markets::empty(12);
    market.apps = markets::small().apps;
    return market;
}

/// ReelShort stood on both charts in the week before; of this week there is a chart of names only
/// of the App Store, and one of Google Play with ids.
records::Market names_only() {
    records::Market market = apps_only();
    add(market, before, 25, {{0, 3}, {1, 5}});
    add(market, before, 100, {{0, 9}}, 0, Marketplace::google, Chart::top_grossing);
    add(market, now, 25, {}, 25);
    add(market, now, 100, {{0, 8}}, 0, Marketplace::google, Chart::top_grossing);
    return market;
}

}  // namespace

TEST_CASE("A chart of names only says of no app that it is not charting") {
    const Workbook workbook = build(names_only());
    CHECK(cell(workbook, "us_apps", "DramaBox", "top free") == "not known");
    CHECK(cell(workbook, "publishers_rows", "Dianzhong", "United States") == "not known");
    CHECK(cell(workbook, "publishers_rows", "Dianzhong", "charting") == "not known");
    CHECK(cell(workbook, "publishers_rows", "Dianzhong", "best rank") == "not known");
    CHECK(cell(workbook, "summary_regions", "United States", "Best on top free now") ==
          "not known");
    CHECK(strip(workbook, "Share of the top three") == "not known");
    CHECK(to_text(workbook).find("Not known: entries of these charts have no ids.") !=
          std::string::npos);
}

TEST_CASE("What is not known of one store stays so for an app that charts on the other") {
    const Workbook workbook = build(names_only());
    CHECK(cell(workbook, "us_apps", "ReelShort", "top free") == "not known");
    CHECK(cell(workbook, "us_apps", "ReelShort", "change") == "not known");
    CHECK(cell(workbook, "us_apps", "ReelShort", "top grossing") == "93");
    CHECK(cell(workbook, "us_apps", "ReelShort", "entries") == "not known");
    CHECK(cell(workbook, "us_apps", "ReelShort", "exits") == "not known");
}

TEST_CASE("Where every chart has names only, nobody counts how many apps are on it") {
    records::Market market = apps_only();
    add(market, before, 25, {{0, 3}});
    add(market, now, 25, {}, 25);
    const Workbook workbook = build(market);
    CHECK(cell(workbook, "summary_regions", "United States", "apps charting") == "not known");
    CHECK(cell(workbook, "summary_regions", "United States", "exits") == "not known");
    CHECK(strip(workbook, "Apps charting") == "not known");
    CHECK(strip(workbook, "Exits") == "not known");
    CHECK(summary(workbook).find("watched apps on the last charts: not known") !=
          std::string::npos);
    CHECK(to_text(workbook).find("not collected: Latin America, Southeast Asia; not known: "
                                 "United States") != std::string::npos);
}

TEST_CASE("An app that a chart with ids would have shown has a presence of 0") {
    records::Market market = apps_only();
    add(market, before, 25, {{1, 3}});
    add(market, now, 25, {{0, 1}});
    CHECK(cell(build(market), "us_apps", "DramaBox", "top free") == "0");
    market.charts.back().by_name = 1;
    CHECK(cell(build(market), "us_apps", "DramaBox", "top free") == "not known");
}

TEST_CASE("A chart shown shorter is no fall") {
    records::Market market = apps_only();
    add(market, before, 100, {{0, 4}, {1, 40}});
    add(market, now, 25, {{0, 1}});
    const Workbook workbook = build(market);
    CHECK(cell(workbook, "us_apps", "ReelShort", "change") == "+3");
    CHECK(cell(workbook, "us_apps", "DramaBox", "change") == "0");
    CHECK(cell(workbook, "us_apps", "DramaBox", "exits") == "not known");
    CHECK(cell(workbook, "publishers_rows", "COL Group", "change") == "+3");
    CHECK(cell(workbook, "summary_top_free", "ReelShort", "change") == "+3");
    CHECK(strip(workbook, "Change on week before") == "0");
}

TEST_CASE("A chart shown longer is no rise") {
    records::Market market = apps_only();
    add(market, before, 25, {{0, 2}});
    add(market, now, 100, {{0, 3}, {1, 60}});
    const Workbook workbook = build(market);
    CHECK(cell(workbook, "us_apps", "ReelShort", "change") == "-1");
    CHECK(cell(workbook, "us_apps", "DramaBox", "change") == "0");
    CHECK(strip(workbook, "Change on week before") == "0");
}

TEST_CASE("An entry moved by no more than the chart without it can show") {
    records::Market market = apps_only();
    add(market, before, 100, {{0, 20}});
    add(market, now, 25, {{1, 25}});
    CHECK(cell(build(market), "summary_moves", "ReelShort", "change") == "at least 6");
    CHECK(cell(build(market), "summary_moves", "DramaBox", "change") == "at least 76");
}

TEST_CASE("Top grossing that nobody collected is not 0") {
    records::Market market = apps_only();
    add(market, before, 25, {{0, 2}});
    add(market, now, 25, {{0, 1}});
    const Workbook workbook = build(market);
    CHECK(cell(workbook, "us_apps", "ReelShort", "top grossing") == "not collected");
    CHECK(cell(workbook, "publishers_rows", "COL Group", "presence") == "not collected");
    CHECK(cell(workbook, "publishers_rows", "All companies", "presence") == "not collected");
    CHECK(cell(workbook, "publishers_rows", "COL Group", "Latin America") == "not collected");
    CHECK(to_text(workbook).find("nobody charted") == std::string::npos);
}

TEST_CASE("Apps without a company have no home but one that all of them share") {
    records::Market market = apps_only();
    for (const char* name : {"One", "Other"}) {
        market.apps.push_back({});
        market.apps.back().name = name;
        market.apps.back().hq = records::Country("SG");
    }
    CHECK(cell(build(market), "publishers_rows", "company not known", "HQ") == "not known");
    market.apps[2].hq = records::Country("SG");  // the app of the small market without a company
    CHECK(cell(build(market), "publishers_rows", "company not known", "HQ") == "Singapore");
    market.apps.back().hq = records::Country("HK");
    CHECK(cell(build(market), "publishers_rows", "company not known", "HQ") == "not known");
    CHECK(cell(build(market), "publishers_rows", "COL Group", "HQ") == "United States");
}

namespace {

/// Why the days of the small market's first chart have no entries, with the refused page of
/// Wednesday from another source and URL.
std::string wednesday(const std::string& source, const std::string& url) {
    records::Market market = markets::small();
    for (auto& facts : market.responses)
        if (facts.outcome == records::Outcome::blocked) {
            facts.source = source;
            facts.url = url;
        }
    const Workbook workbook = build(market);
    CHECK(to_text(workbook).find("blocked | body: a captcha is asked for") != std::string::npos);
    return cell(workbook, "coverage_rows", "United States", "Wed 09-30");
}

}  // namespace

TEST_CASE("A refused page is the reason of the chart that its address names") {
    const std::string feed = "https://itunes.apple.com/us/rss/";
    CHECK(wednesday("apple-rss-legacy", feed + "topfreeapplications/limit=100/genre=6016/json") ==
          "blocked, r8");
    CHECK(wednesday("apple-rss-legacy", feed + "topgrossingapplications/genre=6016/json") ==
          "not due");
    CHECK(wednesday("apple-rss-legacy", feed + "topfreeapplications/genre=6014/json") == "not due");
    CHECK(wednesday("apple-rss-legacy", feed + "topfreeapplications/json") == "not due");
    CHECK(wednesday("appstore-charts",
                    "https://apps.apple.com/us/iphone/charts/6016?chart=top-free") ==
          "blocked, r8");
}

TEST_CASE("A refused page that is of no chart is no chart's reason") {
    CHECK(wednesday("itunes-lookup", "https://itunes.apple.com/lookup?id=1&country=us") ==
          "not due");
    CHECK(wednesday("gplay-charts", "https://play.google.com/x?rpcids=vyAe2&gl=US") == "not due");
}
