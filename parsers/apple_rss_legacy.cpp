#include <array>

#include "parsers/apple_page.h"
#include "parsers/apple_rss_legacy_atom.h"
#include "parsers/apple_rss_legacy_feed.h"
#include "parsers/apple_urls.h"
#include "parsers/sources.h"

namespace parsers {
namespace {

using records::Outcome;

std::optional<records::Asked> asked_by(std::string_view url) {
    const RssAddress address = rss_address(url);
    if (!address.chart) return std::nullopt;
    records::Asked asked;
    asked.source = "apple-rss-legacy";
    asked.country = address.country;
    asked.chart = address.chart;
    asked.genre = address.genre;
    return asked;
}

// More than 100 rows are accepted and not given.
std::optional<records::Request> request(const records::Asked& asked) {
    const bool genre_fits = asked.genre.empty() || is_number(asked.genre);
    if (!asked.country || !asked.chart || !genre_fits) return std::nullopt;
    constexpr std::array names = {"topfreeapplications", "toppaidapplications",
                                  "topgrossingapplications"};
    records::Request request;
    request.url = "https://itunes.apple.com/" + records::storefront_code(*asked.country) + "/rss/" +
                  names[static_cast<std::size_t>(*asked.chart)] + "/limit=100/";
    if (!asked.genre.empty()) request.url += "genre=" + asked.genre + "/";
    request.url += "json";
    return request;
}

/// Whether the first member of a JSON object is "feed", as in all of Apple's feeds.
bool begins_with_feed(std::string_view body) {
    std::string_view text = from_first_character(head_of(body));
    if (!text.starts_with('{')) return false;
    text = from_first_character(text.substr(1));
    return text.starts_with("\"feed\"");
}

bool is_json(std::string_view body) {
    return begins_with_feed(body) &&
           head_of(body, 16384).find("\"label\"") != std::string_view::npos;
}

bool is_atom(std::string_view body) {
    const std::string_view head = head_of(from_first_character(head_of(body, 8192)));
    return head.starts_with('<') && head.find("<feed") != std::string_view::npos &&
           head.find("http://itunes.apple.com/rss") != std::string_view::npos;
}

/// The members of an entry that are read: behind the long summary, some of them.
enum Field : std::size_t { name, artist, price_of_app, id, link };
constexpr auto field_names =
    std::to_array<std::string_view>({"im:name", "im:artist", "im:price", "id", "link"});
constexpr JsonNames names_of_entry(field_names);

/// The target of the link with a `rel`, or of the only link. A list, or one object.
std::string_view link_of(const Json& link, std::string_view rel) {
    if (link.is_object()) return text_or_empty(link["attributes"]["href"]);
    for (const Json& one : link.items())
        if (text_or_empty(one["attributes"]["rel"]) == rel)
            return text_or_empty(one["attributes"]["href"]);
    return {};
}

RssFeed feed_of(const Json& feed) {
    const std::string_view self = link_of(feed["link"], "self");
    const std::string_view id = text_or_empty(feed["id"]["label"]);
    return {.self = rss_address(self).feed.empty() ? id : self,
            .title = text_or_empty(feed["title"]["label"]),
            .updated = text_or_empty(feed["updated"]["label"])};
}

RssEntry entry_of(const Json& json) {
    const auto fields = json.fields(names_of_entry);
    const Json price = fields[price_of_app]["attributes"], ids = fields[id]["attributes"];
    const std::string_view url = text_or_empty(fields[id]["label"]);
    return {.id = text_or_empty(ids["im:id"]),
            .bundle_id = text_or_empty(ids["im:bundleId"]),
            .name = text_or_empty(fields[name]["label"]),
            .publisher = text_or_empty(fields[artist]["label"]),
            .amount = text_or_empty(price["amount"]),
            .currency = text_or_empty(price["currency"]),
            .url = url.empty() ? link_of(fields[link], "alternate") : url,
            .amount_as_number = price["amount"].number()};
}

void add_entry(RssChart& chart, const Json& entry, const std::string& where) {
    if (entry.is_object())
        chart.add(entry_of(entry), where);
    else
        chart.add_unreadable(where, "expected an object");
}

records::Reading parse_json(const records::Page& page) {
    const JsonText json = json_of(page);
    const Json feed = json.root()["feed"];
    if (!feed) return reading_of(Outcome::drift, "", json.error());
    RssChart chart(feed_of(feed), page, asked_for(page, asked_by));
    const Json entry = feed["entry"];
    std::size_t place = 0;
    for (const Json& one : entry.items())
        add_entry(chart, one, "/feed/entry/" + std::to_string(place++));
    if (entry && !entry.is_list() && !entry.is_null()) add_entry(chart, entry, "/feed/entry");
    return std::move(chart).done();
}

records::Reading parse_atom(const records::Page& page) {
    return read_atom_chart(page, asked_for(page, asked_by));
}

constexpr std::array<Generation, 2> generations = {{
    {"json", is_json, parse_json},
    {"atom", is_atom, parse_atom},
}};

}  // namespace

const Source apple_rss_legacy = {
    "apple-rss-legacy",
    "Apple's RSS charts: top free, paid and grossing by storefront and genre, 100 rows",
    3,
    generations,
    request,
    asked_by,
};

}  // namespace parsers
