#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/find_back.h"
#include "parsers/shown.h"
#include "parsers/sources.h"

namespace parsers {
namespace {

using records::AppListing;
using records::Outcome;

constexpr std::size_t longest_bare = std::size_t{256} << 10U;

std::optional<records::Asked> asked_by(std::string_view url) {
    const UrlParts parts = parts_of_url(url);
    const bool ours = parts.path == "/lookup" || parts.path == "/search";
    if (parts.host != "itunes.apple.com" || !ours) return std::nullopt;
    records::Asked asked;
    asked.source = "itunes-lookup";
    asked.country = records::country_from(query_value(parts.query, "country"));
    asked.app_id = query_value(parts.query, "id");
    if (asked.app_id.empty()) asked.app_id = query_value(parts.query, "bundleId");
    return asked;
}

bool only_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

// `app_id`: numbers with commas between, or a bundle id. Without a country the US would answer.
std::optional<records::Request> request(const records::Asked& asked) {
    constexpr std::string_view of_bundle_ids =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    const bool numbers = only_of(asked.app_id, "0123456789,");
    if (!asked.country || asked.app_id.empty()) return std::nullopt;
    if (!numbers && !only_of(asked.app_id, of_bundle_ids)) return std::nullopt;
    records::Request request;
    request.url = std::string("https://itunes.apple.com/lookup?") +
                  (numbers ? "id=" : "bundleId=") + asked.app_id +
                  "&country=" + records::storefront_code(*asked.country) + "&entity=software";
    return request;
}

// The members come in any order, so the count may stand behind the results.
bool is_results(std::string_view body) {
    constexpr std::string_view mark = "\"resultCount\"";
    if (!from_first_character(head_of(body)).starts_with('{')) return false;
    const std::string_view tail =
        body.substr(body.size() - std::min<std::size_t>(body.size(), 4096));
    return (head_of(body).find(mark) != std::string_view::npos ||
            tail.find(mark) != std::string_view::npos) &&
           body.find("\"results\"") != std::string_view::npos;
}

// A result as archives keep it, without what stood around it.
bool is_bare(std::string_view body) {
    if (body.size() > longest_bare) return false;
    const std::string_view text = from_first_character(body);
    return text.starts_with('{') && find_back(text, "\"wrapperType\"") != std::string_view::npos &&
           find_back(text, "\"trackId\"") != std::string_view::npos &&
           find_back(text, "\"trackViewUrl\"") != std::string_view::npos;
}

/// The members that are read, of some 45 that a result has in any order.
enum Field : std::size_t {
    kind,
    track_id,
    track_name,
    track_view_url,
    artist_name,
    bundle_id,
    genre_id,
    price,
    currency,
    rating,
    rating_count,
    released,
    updated,
    version,
    results_list,
    result_count
};
constexpr auto names = std::to_array<std::string_view>(
    {"kind", "trackId", "trackName", "trackViewUrl", "artistName", "bundleId", "primaryGenreId",
     "price", "currency", "averageUserRating", "userRatingCount", "releaseDate",
     "currentVersionReleaseDate", "version", "results", "resultCount"});
constexpr JsonNames wanted(names);
using Fields = std::vector<Json>;  // at the places of their names

std::optional<records::Day> day_of(const Json& moment, const Where& where,
                                   std::vector<records::Issue>& issues) {
    const std::string_view text = text_or_empty(moment);
    const auto instant = records::instant_from(text);
    if (instant) return records::day_of(*instant);
    if (!text.empty())
        issues.push_back(
            {where.path(), "expected a moment, found \"" + std::string(text.substr(0, 40)) + "\""});
    return std::nullopt;
}

/// A whole number. A text of one is read too; anything else is told.
std::optional<std::int64_t> whole_of(const Json& value, const Where& where,
                                     std::vector<records::Issue>& issues) {
    if (!value || value.is_null() || value.integer()) return value.integer();
    const std::string_view text = text_or_empty(value);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && error == std::errc{} && end == text.data() + text.size()) return number;
    issues.push_back({where.path(), "expected a whole number, found " + shown(value)});
    return std::nullopt;
}

// An app that nobody has rated has the rating 0 here, which is none.
void read_rating(const Fields& app, const std::string& where, AppListing& listing,
                 std::vector<records::Issue>& issues) {
    listing.rating_count = whole_of(app[rating_count], Where(where, "/userRatingCount"), issues);
    const auto average = app[rating].number();
    if (!average || *average == 0) return;
    if (*average >= 1 && *average <= 5)
        listing.rating = average;
    else
        issues.push_back({where + "/averageUserRating", "expected a rating from 1 to 5"});
}

AppListing listing_of(const Fields& app, const std::string& where,
                      std::vector<records::Issue>& issues) {
    AppListing listing;
    listing.country = storefront_in_url(text_or_empty(app[track_view_url]));
    listing.app_id = std::to_string(app[track_id].integer().value_or(0));
    listing.bundle_id = text_or_empty(app[bundle_id]);
    listing.name = text_or_empty(app[track_name]);
    listing.publisher = text_or_empty(app[artist_name]);
    if (const auto genre = whole_of(app[genre_id], Where(where, "/primaryGenreId"), issues))
        listing.genre = std::to_string(*genre);
    listing.price =
        price_of(app[price], text_or_empty(app[currency]), Where(where, "/price"), issues);
    read_rating(app, where, listing, issues);
    listing.released = day_of(app[released], Where(where, "/releaseDate"), issues);
    listing.updated = day_of(app[updated], Where(where, "/currentVersionReleaseDate"), issues);
    listing.version = text_or_empty(app[version]);
    if (listing.name.empty()) issues.push_back({where + "/trackName", "the app has no name"});
    return listing;
}

/// Results that are being read: apps become listings, whatever else is told.
class Results {
public:
    Results(const records::Page& page, const records::Asked& asked) : page_(page), asked_(asked) {}

    void add(const Json& result, const std::string& where) {
        const Fields fields = result.fields(wanted);
        const std::string_view what = text_or_empty(fields[kind]);
        const bool app = what == "software" || what == "mac-software" || what.empty();
        if (!app || !fields[track_id].integer())
            return issue(where, "not an app with a trackId, but of kind \"" +
                                    std::string(what.substr(0, 40)) + "\"");
        mac_apps_ += what == "mac-software" ? 1 : 0;
        AppListing listing = listing_of(fields, where, reading_.issues);
        if (!listing.country) listing.country = asked_.country;
        if (!listing.country)
            issue(where + "/trackViewUrl", "the result does not name a country that we know");
        listing.observed_at = page_.fetched_at;
        reading_.country = reading_.records.empty() || reading_.country == listing.country
                               ? listing.country
                               : std::nullopt;
        reading_.records.emplace_back(std::move(listing));
    }

    std::vector<Json> rows(const Json& list) {
        auto rows = rows_of(list, "/results", reading_.issues);
        reading_.records.reserve(rows.size());
        return rows;
    }

    void issue(const std::string& where, std::string what) {
        reading_.issues.push_back({where, std::move(what)});
    }

    // Mac apps share the ids, storefronts and fields of iPhone apps, and a search answers with
    // both. They are listed, and said to be there.
    records::Reading done(std::size_t results) && {
        if (mac_apps_ > 0)
            issue("/results",
                  std::to_string(mac_apps_) + " of the apps are for the Mac (mac-software)");
        reading_.observed_at = page_.fetched_at;
        reading_.outcome = results == 0               ? Outcome::empty
                           : reading_.records.empty() ? Outcome::unsupported
                                                      : Outcome::rows;
        if (results == 0) reading_.country = asked_.country;
        return std::move(reading_);
    }

private:
    const records::Page& page_;
    const records::Asked& asked_;
    records::Reading reading_;
    int mac_apps_ = 0;
};

records::Reading parse_results(const records::Page& page) {
    const JsonText json = json_of(page, wanted);
    const Json list = json.root()["results"];
    if (!list.is_list())
        return reading_of(Outcome::drift, "/results",
                          json.error().empty() ? "expected a list of results" : json.error());
    const records::Asked asked = asked_for(page, asked_by);
    Results results(page, asked);
    const auto all = results.rows(list);
    for (std::size_t at = 0; at < all.size(); ++at)
        results.add(all[at], "/results/" + std::to_string(at));
    const auto count = json.root()["resultCount"].integer();
    if (count != static_cast<std::int64_t>(list.size()))
        results.issue("/resultCount", "says " + (count ? std::to_string(*count) : "nothing") +
                                          ", there are " + std::to_string(list.size()) +
                                          " results");
    return std::move(results).done(all.size());
}

records::Reading parse_bare(const records::Page& page) {
    const JsonText json = json_of(page, wanted);
    if (!json.root().is_object()) return reading_of(Outcome::drift, "", json.error());
    const records::Asked asked = asked_for(page, asked_by);
    Results results(page, asked);
    results.add(json.root(), "");
    return std::move(results).done(1);
}

constexpr std::array<Generation, 2> generations = {{
    {"results", is_results, parse_results},
    {"bare", is_bare, parse_bare},
}};

}  // namespace

const Source itunes_lookup = {
    "itunes-lookup",
    "Apple's lookup and search: price, rating, version and dates of apps, without in-app purchases",
    3,
    generations,
    request,
    asked_by,
};

}  // namespace parsers
