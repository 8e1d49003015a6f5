#include <array>

#include "parsers/chart_archives.h"

namespace parsers {

namespace {

using records::Chart;
using records::Marketplace;

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string text_of(Json value) { return std::string(value.text().value_or("")); }

void note(records::Reading& reading, std::string where, std::string what) {
    reading.issues.push_back({std::move(where), std::move(what)});
}

/// Genres as the inverted map writes them, and Apple's ids.
struct GenreName {
    std::string_view name, id;
};
constexpr std::array genre_names = {
    GenreName{"book", "6018"},
    GenreName{"business", "6000"},
    GenreName{"developer_tools", "6026"},
    GenreName{"education", "6017"},
    GenreName{"entertainment", "6016"},
    GenreName{"finance", "6015"},
    GenreName{"food_and_drink", "6023"},
    GenreName{"games", "6014"},
    GenreName{"graphics_and_design", "6027"},
    GenreName{"health_and_fitness", "6013"},
    GenreName{"lifestyle", "6012"},
    GenreName{"magazine_and_newspapers", "6021"},
    GenreName{"medical", "6020"},
    GenreName{"music", "6011"},
    GenreName{"navigation", "6010"},
    GenreName{"news", "6009"},
    GenreName{"photo_and_video", "6008"},
    GenreName{"productivity", "6007"},
    GenreName{"reference", "6006"},
    GenreName{"shopping", "6024"},
    GenreName{"social_networking", "6005"},
    GenreName{"sports", "6004"},
    GenreName{"travel", "6003"},
    GenreName{"utilities", "6002"},
    GenreName{"weather", "6001"},
};

std::string_view genre_id(std::string_view name) {
    const auto found = std::ranges::find(genre_names, name, &GenreName::name);
    return found == genre_names.end() ? std::string_view() : found->id;
}

std::optional<Chart> chart_of_pricing(std::string_view pricing) {
    if (pricing == "free") return Chart::top_free;
    if (pricing == "paid") return Chart::top_paid;
    return std::nullopt;
}

/// One position of an app; false when it cannot be placed.
bool add_position(ChartRows& rows, std::string_view bundle_id, Json position) {
    const auto chart = chart_of_pricing(position["pricing"].text().value_or(""));
    const auto genre = genre_id(position["genre"].text().value_or(""));
    const auto country = position["country_code"].text().value_or("");
    const int rank = rank_in(position["index"]);
    if (!chart || genre.empty() || country.empty() || rank == 0) return false;
    rows.add({Marketplace::apple, std::string(country), *chart, std::string(genre)},
             {rank, "", std::string(bundle_id), "", "", std::nullopt});
    return true;
}

std::optional<records::Instant> date_of(Json root) {
    return records::instant_from(root["date"].text().value_or(""));
}

/// Which chart a row of two stores is in: the address that its list came from says so.
std::optional<Chart> chart_of_address(std::string_view url) {
    if (has(url, "/top-free/") || has(url, "topselling_free")) return Chart::top_free;
    if (has(url, "/top-paid/") || has(url, "topselling_paid")) return Chart::top_paid;
    if (has(url, "topgrossing")) return Chart::top_grossing;
    return std::nullopt;
}

bool add_store_row(ChartRows& rows, Json sources, Json row) {
    const std::string store = text_of(row["store"]);
    const std::string country = text_of(row["country"]);
    const auto marketplace = records::marketplace_from(store);
    const auto chart = chart_of_address(sources[store + "-" + country]["url"].text().value_or(""));
    const std::string id = text_of(row["appId"]);
    const int rank = rank_in(row["rank"]);
    if (!marketplace || !chart || rank == 0 || country.empty()) return false;
    rows.add(
        {*marketplace, country, *chart, *marketplace == Marketplace::apple ? "36" : "APPLICATION"},
        {rank, id.substr(id.find(':') + 1), "", text_of(row["originalTitle"]),
         text_of(row["developer"]), std::nullopt});
    return true;
}

void finish(records::Reading& reading, ChartRows& rows, const JsonText& text,
            std::optional<records::Instant> observed_at, std::size_t unplaced) {
    if (!text.error().empty()) note(reading, "json", text.error());
    if (unplaced > 0)
        note(reading, "rows",
             "rows without a rank, a country, a chart or a known genre are left out: " +
                 std::to_string(unplaced));
    rows.finish(observed_at);
    if (reading.records.empty() && reading.issues.empty())
        note(reading, "/", "the file holds no chart");
}

}  // namespace

bool is_inverted_map(std::string_view body) {
    const std::string_view head = body.substr(0, 2048);
    return head.starts_with('{') && has(head, "\"country_code\"") && has(head, "\"pricing\"") &&
           has(head, "\"index\"");
}

records::Reading read_inverted_map(const records::Page& page) {
    const JsonText text(page.body);
    records::Reading reading;
    ChartRows rows(reading);
    std::size_t unplaced = 0;
    for (const auto& [bundle_id, positions] : text.root().members())
        for (const Json& position : positions.items())
            if (!add_position(rows, bundle_id, position)) ++unplaced;
    finish(reading, rows, text, page.fetched_at, unplaced);
    return reading;
}

bool is_daily_by_country(std::string_view body) {
    const std::string_view head = body.substr(0, 512);
    return head.starts_with('{') && has(head, "\"date\"") && has(head, "\"countries\"") &&
           has(head, "\"rank\"") && has(head, "\"developer\"");
}

records::Reading read_daily_by_country(const records::Page& page) {
    const JsonText text(page.body);
    records::Reading reading;
    ChartRows rows(reading);
    const bool told = page.asked.chart && !page.asked.genre.empty();
    const Chart chart = page.asked.chart.value_or(Chart::top_free);
    const std::string genre = page.asked.genre.empty() ? "6008" : page.asked.genre;
    std::size_t unplaced = 0;
    for (const auto& [country, list] : text.root()["countries"].members())
        for (const Json& row : list.items())
            if (const int rank = rank_in(row["rank"]); rank > 0)
                rows.add({Marketplace::apple, std::string(country), chart, genre},
                         {rank, text_of(row["id"]), "", text_of(row["name"]),
                          text_of(row["developer"]), std::nullopt});
            else
                ++unplaced;
    finish(reading, rows, text, date_of(text.root()), unplaced);
    if (!told && !reading.records.empty())
        note(reading, "chart",
             "the file does not say which chart it is: taken as what the archive of "
             "this shape documents, top free of genre 6008 (Photo & Video)");
    return reading;
}

bool is_daily_two_stores(std::string_view body) {
    const std::string_view head = body.substr(0, 4096);
    return head.starts_with('{') && has(head, "\"generatedAt\"") && has(head, "\"sources\"") &&
           has(head, "\"store\"");
}

records::Reading read_daily_two_stores(const records::Page& page) {
    const JsonText text(page.body);
    const Json root = text.root();
    records::Reading reading;
    ChartRows rows(reading);
    std::size_t unplaced = 0;
    for (const Json& row : root["records"].items())
        if (!add_store_row(rows, root["sources"], row)) ++unplaced;
    const auto made = records::instant_from(root["generatedAt"].text().value_or(""));
    finish(reading, rows, text, made ? made : date_of(root), unplaced);
    return reading;
}

}  // namespace parsers
