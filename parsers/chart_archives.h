#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "parsers/json.h"
#include "records/page.h"
#include "records/reading.h"

namespace parsers {

// Charts that others collected and published as files of their own making. They are second-hand:
// the shapes are recognised, the charts rebuilt, and what a file does not say comes from what was
// asked.

/// {"com.app": [{"country_code", "pricing", "genre", "index", "total"}]}: an inverted map of all
/// charts of a day (2024). The index is the rank. The day is not in it.
bool is_inverted_map(std::string_view body);
records::Reading read_inverted_map(const records::Page&);

/// {"date", "countries": {"us": [{"rank", "id", "name", "developer"}]}}: a chart per country
/// (2026).
bool is_daily_by_country(std::string_view body);
records::Reading read_daily_by_country(const records::Page&);

/// {"date", "generatedAt", "sources": {...}, "records": [{"store", "country", "rank", "appId"}]}:
/// both marketplaces in one list of rows (2026).
bool is_daily_two_stores(std::string_view body);
records::Reading read_daily_two_stores(const records::Page&);

/// Lines of rank, id, name, artist, release date, written off a page: storefront, chart, genre and
/// moment are what was asked.
bool is_rank_table(std::string_view body);
records::Reading read_rank_table(const records::Page&);

/// Charts being put together from rows in any order.
class ChartRows {
public:
    explicit ChartRows(records::Reading& reading) : reading_(reading) {}

    struct Key {
        records::Marketplace marketplace;
        std::string country;  // as written
        records::Chart chart;
        std::string genre;

        friend auto operator<=>(const Key&, const Key&) = default;
    };

    void add(const Key& key, records::ChartEntry entry) {
        charts_[key].push_back(std::move(entry));
    }

    /// Puts the charts into the reading, in order of country, chart and genre, entries by rank.
    /// Countries that are no storefront become one issue, as do ranks held twice.
    void finish(std::optional<records::Instant> observed_at);

private:
    void put(const Key&, std::vector<records::ChartEntry>&&, std::optional<records::Instant>);

    records::Reading& reading_;
    std::map<Key, std::vector<records::ChartEntry>> charts_;
    std::map<std::string, std::size_t> unknown_countries_;
};

/// A rank as a number of JSON; 0 when there is none, or none between 1 and 10,000.
int rank_in(Json value);

}  // namespace parsers
