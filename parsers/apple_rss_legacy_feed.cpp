#include "parsers/apple_rss_legacy_feed.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"

namespace parsers {
namespace {

using records::Chart;
using records::Outcome;

/// The feeds that are charts of iPhone apps, and how English storefronts call them.
struct Feed {
    std::string_view name;
    Chart chart;
    std::string_view title;
};

constexpr std::array feeds = {
    Feed{"topfreeapplications", Chart::top_free, "Top Free Applications"},
    Feed{"toppaidapplications", Chart::top_paid, "Top Paid Applications"},
    Feed{"topgrossingapplications", Chart::top_grossing, "Top Grossing Applications"},
};

/// Genres as English titles write them: "Top Free Applications in Finance".
struct GenreName {
    std::string_view name, genre;
};
constexpr std::array genre_names = {
    GenreName{"Business", "6000"},
    GenreName{"Weather", "6001"},
    GenreName{"Utilities", "6002"},
    GenreName{"Travel", "6003"},
    GenreName{"Sports", "6004"},
    GenreName{"Social Networking", "6005"},
    GenreName{"Reference", "6006"},
    GenreName{"Productivity", "6007"},
    GenreName{"Photo & Video", "6008"},
    GenreName{"News", "6009"},
    GenreName{"Navigation", "6010"},
    GenreName{"Music", "6011"},
    GenreName{"Lifestyle", "6012"},
    GenreName{"Health & Fitness", "6013"},
    GenreName{"Games", "6014"},
    GenreName{"Finance", "6015"},
    GenreName{"Entertainment", "6016"},
    GenreName{"Education", "6017"},
    GenreName{"Books", "6018"},
    GenreName{"Medical", "6020"},
    GenreName{"Magazines & Newspapers", "6021"},
    GenreName{"Food & Drink", "6023"},
    GenreName{"Shopping", "6024"},
    GenreName{"Developer Tools", "6026"},
    GenreName{"Graphics & Design", "6027"},
};

/// The genre that an English title names; empty when it names none.
std::string_view genre_in_title(std::string_view title, std::string_view name_of_feed) {
    constexpr std::string_view mark = " in ";
    title.remove_prefix(title.find(name_of_feed) + name_of_feed.size());
    return title.starts_with(mark) ? title.substr(mark.size()) : std::string_view{};
}

/// Whether a title's genre is another than the link's. A name that we do not know could be any of
/// the genres, but not all of them.
bool contradicts(std::string_view name, std::string_view genre) {
    if (name.empty() || genre.empty()) return false;
    const auto known = std::ranges::find(genre_names, name, &GenreName::name);
    return known == genre_names.end() ? genre == "36" : known->genre != genre;
}

std::string_view behind(std::string_view step, std::string_view mark) {
    return step.starts_with(mark) ? step.substr(mark.size()) : std::string_view{};
}

/// What the steps behind the feed's name say: "limit=100", "genre=6016", "sf=143441".
void read_options(std::string_view path, std::size_t from, RssAddress& address) {
    constexpr std::size_t most_options = 8;
    for (std::size_t place = from; place < from + most_options; ++place) {
        const std::string_view step = step_of(path, place);
        if (step.empty()) return;
        if (const auto genre = behind(step, "genre="); !genre.empty()) address.genre = genre;
        if (const auto number = behind(step, "sf="); !number.empty()) {
            address.names_country = true;
            address.country = storefront_from_code(number);
        }
    }
}

}  // namespace

RssAddress rss_address(std::string_view url) {
    const UrlParts parts = parts_of_url(url);
    const bool old_host = parts.path.starts_with("/WebObjects/MZStoreServices.woa/ws/RSS/");
    const bool living = parts.host == "itunes.apple.com" && step_of(parts.path, 1) == "rss";
    if (!living && !(old_host && parts.host.ends_with("itunes.apple.com"))) return {};
    const std::size_t place = living ? 2 : 4;
    RssAddress address;
    address.feed = step_of(parts.path, place);
    address.genre = "36";
    address.names_country = living;
    if (living) address.country = records::country_from(step_of(parts.path, 0));
    const auto feed = std::ranges::find(feeds, address.feed, &Feed::name);
    if (feed != feeds.end()) address.chart = feed->chart;
    read_options(parts.path, place + 1, address);
    return address;
}

RssChart::RssChart(const RssFeed& feed, const records::Page& page, const records::Asked& asked) {
    read_identity(feed, asked);
    if (!known_) return;
    read_time(feed, page);
    check_title(feed.title);
}

void RssChart::read_identity(const RssFeed& feed, const records::Asked& asked) {
    const RssAddress address = rss_address(feed.self);
    const bool told = !address.feed.empty();
    const auto chart = told ? address.chart : asked.chart;
    known_ = chart.has_value();
    if (!known_ && told)
        reading_ = reading_of(Outcome::unsupported, "/feed/link",
                              "the feed \"" + address.feed.substr(0, 60) +
                                  "\" is not a chart of iPhone apps by free, paid or grossing");
    if (!known_ && !told)
        reading_ = reading_of(Outcome::drift, "/feed/link",
                              "expected a link with rel=self that names the chart");
    if (!known_) return;
    chart_.chart = *chart;
    chart_.genre = told ? address.genre : asked.genre;
    chart_.country = address.names_country ? address.country : asked.country;
    if (!chart_.country)
        reading_.issues.push_back({"/feed/link", "the feed does not name a country that we know"});
}

void RssChart::read_time(const RssFeed& feed, const records::Page& page) {
    chart_.observed_at = records::instant_from(feed.updated);
    constexpr std::chrono::hours clocks_apart{1};
    if (chart_.observed_at && page.fetched_at &&
        *chart_.observed_at > *page.fetched_at + clocks_apart)
        reading_.issues.push_back({"/feed/updated", "the chart is of " +
                                                        records::to_text(*chart_.observed_at) +
                                                        ", later than it was fetched at " +
                                                        records::to_text(*page.fetched_at)});
    if (chart_.observed_at) return;
    chart_.observed_at = page.fetched_at;
    reading_.issues.push_back(
        {"/feed/updated", "expected the moment of the chart, with a time zone; found \"" +
                              std::string(feed.updated.substr(0, 40)) + "\""});
}

// Only English titles name the chart in words that we know. A feed that says two things of itself
// is not read: its rows could be of either.
void RssChart::check_title(std::string_view title) {
    for (const Feed& feed : feeds) {
        if (title.find(feed.title) == std::string_view::npos) continue;
        const auto genre = genre_in_title(title, feed.title);
        if (feed.chart != chart_.chart)
            refuse_title(feed.title, to_text(chart_.chart));
        else if (contradicts(genre, chart_.genre))
            refuse_title(genre.substr(0, 60), "genre " + chart_.genre);
    }
}

void RssChart::refuse_title(std::string_view told, std::string_view linked) {
    known_ = false;
    reading_.outcome = Outcome::drift;
    reading_.issues.push_back({"/feed/title", "the title says \"" + std::string(told) +
                                                  "\", the link " + std::string(linked)});
}

bool RssChart::takes_more() {
    if (known_ && rank_ < static_cast<int>(most_rows)) return true;
    if (known_ && !full_)
        reading_.issues.push_back(
            {"/feed/entry", "rows beyond " + std::to_string(most_rows) + " are not read"});
    full_ = true;
    return false;
}

void RssChart::add_unreadable(const std::string& where, const std::string& what) {
    if (!takes_more()) return;
    ++rank_;
    reading_.issues.push_back({where, "rank " + std::to_string(rank_) + ": " + what});
}

void RssChart::add(const RssEntry& entry, const std::string& where) {
    if (!takes_more()) return;
    const std::string_view id = entry.id.empty() ? app_id_in_url(entry.url) : entry.id;
    if (!is_number(id))
        return add_unreadable(where + "/id", "expected the number of an app, found \"" +
                                                 std::string(id.substr(0, 40)) + "\"");
    ++rank_;
    if (entry.name.empty()) reading_.issues.push_back({where + "/im:name", "the app has no name"});
    chart_.entries.push_back({.rank = rank_,
                              .app_id = std::string(id),
                              .bundle_id = std::string(entry.bundle_id),
                              .name = std::string(entry.name),
                              .publisher = std::string(entry.publisher),
                              .price = entry.amount_as_number
                                           ? price_of(*entry.amount_as_number, entry.currency,
                                                      {where, "/im:price"}, reading_.issues)
                                           : price_of(entry.amount, entry.currency,
                                                      {where, "/im:price"}, reading_.issues)});
}

records::Reading RssChart::done() && {
    reading_.country = chart_.country;
    reading_.observed_at = chart_.observed_at;
    if (!known_) return std::move(reading_);
    const Outcome none = rank_ == 0 ? Outcome::empty : Outcome::drift;
    reading_.outcome = chart_.entries.empty() ? none : Outcome::rows;
    if (reading_.outcome == Outcome::rows) reading_.records.emplace_back(std::move(chart_));
    return std::move(reading_);
}

}  // namespace parsers
