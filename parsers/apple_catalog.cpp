#include "parsers/apple_catalog.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/find_back.h"

namespace parsers {
namespace {

/// What the app is on its first platform: iPhone, where there is one.
Json platform_of(const Json& attributes) {
    const Json platforms = attributes["platformAttributes"];
    if (const Json ios = platforms["ios"]) return ios;
    const auto members = platforms.members();
    return members.empty() ? Json{} : members.front().second;
}

/// The price for who does not have the app yet: its offers are also one for an update.
std::optional<records::Money> price_of_offers(const Json& offers, const std::string& where,
                                              std::vector<records::Issue>& issues) {
    for (const Json& offer : offers.items())
        if (text_or_empty(offer["type"]) != "update")
            return price_of(offer["price"], text_or_empty(offer["currencyCode"]), where, issues);
    return std::nullopt;
}

void read_rating(const Json& rating, const std::string& where, records::AppListing& listing,
                 std::vector<records::Issue>& issues) {
    const auto value = rating["value"].number();
    if (value && *value >= 1 && *value <= 5) listing.rating = value;
    listing.rating_count = rating["ratingCount"].integer();
    listing.histogram = histogram_of(rating["ratingCountList"], false, listing.rating,
                                     where + "/ratingCountList", issues);
}

void read_versions(const Json& platform, const std::string& where, records::AppListing& listing,
                   std::vector<records::Issue>& issues) {
    const Json latest = platform["versionHistory"][std::size_t{0}];
    listing.version = text_or_empty(latest["versionDisplay"]);
    const std::string_view released = text_or_empty(platform["releaseDate"]);
    const std::string_view updated = text_or_empty(latest["releaseDate"]);
    listing.released = records::day_from(released);
    listing.updated = records::day_from(updated);
    if (!released.empty() && !listing.released)
        issues.push_back({where + "/releaseDate", "expected a day"});
    if (!updated.empty() && !listing.updated)
        issues.push_back({where + "/versionHistory/0/releaseDate", "expected a day"});
}

void read_purchases(const Json& list, const std::string& where, records::AppListing& listing,
                    std::vector<records::Issue>& issues) {
    for (const Json& one : rows_of(list, where, issues)) {
        const Json attributes = one["attributes"];
        const std::string here = where + "/" + std::to_string(listing.iap.size());
        listing.iap.push_back({std::string(text_or_empty(attributes["name"])),
                               price_of_offers(attributes["offers"], here, issues)});
    }
}

std::string genre_of(const Json& row) {
    const std::string_view first =
        text_or_empty(row["relationships"]["genres"]["data"][std::size_t{0}]["id"]);
    return first.empty() ? place_of_row(row).genre : std::string(first);
}

bool average_fits(const std::array<std::int64_t, 5>& counts, double rating) {
    double stars = 0;
    for (std::size_t at = 0; at < counts.size(); ++at)
        stars += static_cast<double>(at + 1) * static_cast<double>(counts[at]);
    const auto all =
        static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    constexpr double most_apart = 0.3;  // the rating is rounded, the counts of old pages too
    return all == 0 || std::abs(stars / all - rating) <= most_apart;
}

}  // namespace

records::AppListing listing_of_row(const Json& row, const std::string& where,
                                   std::vector<records::Issue>& issues) {
    const Json attributes = row["attributes"];
    const Json platform = platform_of(attributes);
    records::AppListing listing;
    listing.country = country_of_row(row);
    listing.app_id = text_or_empty(row["id"]);
    listing.bundle_id = text_or_empty(platform["bundleId"]);
    listing.name = text_or_empty(attributes["name"]);
    listing.publisher = text_or_empty(attributes["artistName"]);
    listing.genre = genre_of(row);
    listing.price = price_of_offers(platform["offers"], where + "/offers", issues);
    read_rating(attributes["userRating"], where + "/userRating", listing, issues);
    read_versions(platform, where + "/platformAttributes", listing, issues);
    read_purchases(row["relationships"]["top-in-apps"]["data"], where + "/top-in-apps/data",
                   listing, issues);
    return listing;
}

records::ChartEntry entry_of_row(const Json& row, const std::string& where,
                                 std::vector<records::Issue>& issues) {
    const Json attributes = row["attributes"];
    const Json platform = platform_of(attributes);
    records::ChartEntry entry;
    entry.app_id = text_or_empty(row["id"]);
    entry.bundle_id = text_or_empty(platform["bundleId"]);
    entry.name = text_or_empty(attributes["name"]);
    entry.publisher = text_or_empty(attributes["artistName"]);
    entry.price = price_of_offers(platform["offers"], where + "/offers", issues);
    return entry;
}

ChartPlace place_of_row(const Json& row) {
    const Json place = row["attributes"]["chartPositions"]["appStore"];
    const auto position = place["position"].integer().value_or(0);
    const auto genre = place["genre"].integer();
    return {records::chart_from(text_or_empty(place["chart"])),
            genre ? std::to_string(*genre) : std::string{},
            position > 0 && position <= 1000 ? static_cast<int>(position) : 0};
}

std::optional<records::Country> country_of_row(const Json& row) {
    const std::string_view href = text_or_empty(row["href"]);
    constexpr std::string_view before = "/v1/catalog/";
    if (!href.starts_with(before)) return std::nullopt;
    return records::country_from(step_of(href, 2));
}

namespace {

std::string_view word_behind(std::string_view key, std::string_view mark) {
    const std::size_t at = key.find(mark);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = key.substr(at + mark.size());
    return rest.substr(0, rest.find('.'));
}

}  // namespace

ShoeboxKey shoebox_key(std::string_view key) {
    constexpr std::string_view mark = "v1.catalog.";
    ShoeboxKey found;
    const std::size_t at = key.find(mark);
    if (at == std::string_view::npos) return found;
    found.country = word_behind(key, mark);
    const std::string_view rest = key.substr(at + mark.size() + found.country.size());
    if (rest.starts_with(".apps.")) {
        found.kind = "apps";
        found.app_id = word_behind(rest, ".apps.");
    } else if (rest.starts_with(".charts.")) {
        found.kind = "charts";
        found.genre = word_behind(rest, ".genre.");
        found.chart = word_behind(rest, ".chart.");
    }
    return found;
}

bool shoebox_has(std::string_view shoebox, std::string_view kind) {
    constexpr std::string_view mark = "v1.catalog.";
    for (std::size_t at = find_back(shoebox, mark); at != std::string_view::npos;
         at = find_back(shoebox.substr(0, at), mark))
        if (shoebox_key(shoebox.substr(at, 64)).kind == kind) return true;
    return false;
}

std::optional<std::array<std::int64_t, 5>> histogram_of(const Json& counts, bool five_stars_first,
                                                        std::optional<double> rating,
                                                        const std::string& where,
                                                        std::vector<records::Issue>& issues) {
    if (!counts || counts.is_null()) return std::nullopt;
    std::array<std::int64_t, 5> histogram{};
    bool readable = counts.size() == histogram.size();
    for (std::size_t at = 0; readable && at < histogram.size(); ++at) {
        const auto count = counts[five_stars_first ? histogram.size() - 1 - at : at].integer();
        readable = count && *count >= 0 && *count < (std::int64_t{1} << 40);
        histogram[at] = count.value_or(0);
    }
    if (readable && (!rating || average_fits(histogram, *rating))) return histogram;
    issues.push_back({where, readable
                                 ? "the counts contradict the rating: they are in another order"
                                 : "expected five counts of ratings"});
    return std::nullopt;
}

}  // namespace parsers
