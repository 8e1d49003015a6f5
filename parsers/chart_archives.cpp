#include "parsers/chart_archives.h"

#include <algorithm>

#include "parsers/sources.h"

namespace parsers {

namespace {

constexpr Generation generations[] = {
    {"inverted-map", is_inverted_map, read_inverted_map},
    {"daily-two-stores", is_daily_two_stores, read_daily_two_stores},
    {"daily-by-country", is_daily_by_country, read_daily_by_country},
    {"rank-table", is_rank_table, read_rank_table}};

std::optional<records::Request> request(const records::Asked&) { return std::nullopt; }

std::optional<records::Asked> asked_by(std::string_view) { return std::nullopt; }

}  // namespace

int rank_in(Json value) {
    const auto rank = value.integer().value_or(0);
    return rank < 1 || rank > 10'000 ? 0 : static_cast<int>(rank);
}

void ChartRows::put(const Key& key, std::vector<records::ChartEntry>&& entries,
                    std::optional<records::Instant> observed_at) {
    const auto country = records::country_from(key.country);
    if (!key.country.empty() && !country) {
        unknown_countries_[key.country] += entries.size();
        return;
    }
    std::ranges::stable_sort(entries, {}, &records::ChartEntry::rank);
    const auto twice = std::ranges::adjacent_find(entries, {}, &records::ChartEntry::rank);
    if (twice != entries.end())
        reading_.issues.push_back(
            {key.country + " " + std::string(records::to_text(key.chart)) + " " + key.genre,
             "two rows hold rank " + std::to_string(twice->rank)});
    reading_.records.emplace_back(records::ChartSnapshot{
        key.marketplace, country, key.chart, key.genre, observed_at, std::move(entries)});
}

void ChartRows::finish(std::optional<records::Instant> observed_at) {
    for (auto& [key, entries] : charts_) put(key, std::move(entries), observed_at);
    for (const auto& [code, rows] : unknown_countries_)
        reading_.issues.push_back(
            {"country", "\"" + code.substr(0, 20) +
                            "\" is no storefront; rows left out: " + std::to_string(rows)});
    reading_.observed_at = observed_at;
    reading_.outcome = reading_.records.empty() ? records::Outcome::drift : records::Outcome::rows;
}

const Source chart_archives = {"chart-archives",
                               "charts that others collected and published as files",
                               3,
                               generations,
                               request,
                               asked_by};

}  // namespace parsers
