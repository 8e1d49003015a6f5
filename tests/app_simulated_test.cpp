#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fixtures/simulator/simulator.h"
#include "parsers/read.h"
#include "tests/simulator_wishes.h"

// The simulator and the parsers are written against the same description of the formats and know
// nothing of each other. Here one has to understand the other.

namespace {

using records::AppListing;
using records::ChartSnapshot;
using records::FxRates;
using records::Marketplace;
using records::Outcome;
using records::Page;
using records::PublishedFigure;
using records::Reading;

/// A page without its body, and what was read from it.
struct Read {
    Page page;
    Reading reading;
};

const std::vector<Read>& ten_weeks() {
    static const std::vector<Read> all = [] {
        std::vector<Read> out;
        simulator::simulate(
            simulated_weeks(10),
            [&](Page page) {
                Reading reading = parsers::read(page);
                page.body.clear();
                out.push_back({std::move(page), std::move(reading)});
            },
            [](const simulator::TruthRow&) {});
        return out;
    }();
    return all;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// What a URL says after a mark, as long as it is letters.
std::string word_after(const std::string& url, std::string_view mark) {
    const std::size_t at = url.find(mark);
    if (at == std::string::npos) return "";
    const auto from = url.begin() + static_cast<std::ptrdiff_t>(at + mark.size());
    return {from,
            std::find_if_not(from, url.end(), [](unsigned char c) { return std::isalpha(c); })};
}

/// The country that a URL asks for; empty where pages are of no country.
std::optional<records::Country> asked_country(const std::string& url) {
    for (const char* mark :
         {"itunes.apple.com/", "apps.apple.com/", "&gl=", "country=", "/api/v2/"}) {
        const auto country = records::country_from(word_after(url, mark));
        if (country) return country;
    }
    return std::nullopt;
}

/// The URLs of all pages with an outcome, without what comes after the "?".
std::vector<std::string> pages_with(Outcome outcome) {
    std::vector<std::string> urls;
    for (const Read& read : ten_weeks()) {
        if (read.reading.outcome != outcome) continue;
        urls.push_back(read.page.url.substr(0, read.page.url.find('?')));
    }
    return urls;
}

std::set<std::string> sources_of_rows() {
    std::set<std::string> names;
    for (const Read& read : ten_weeks()) {
        if (read.reading.outcome == Outcome::rows) names.insert(read.reading.source);
    }
    return names;
}

template <class Kind>
std::vector<std::pair<const Read*, const Kind*>> all_of() {
    std::vector<std::pair<const Read*, const Kind*>> found;
    for (const Read& read : ten_weeks()) {
        for (const auto& record : read.reading.records) {
            if (const Kind* kind = std::get_if<Kind>(&record)) found.emplace_back(&read, kind);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("every simulated page reads as what it was made to be") {
    using Urls = std::vector<std::string>;
    REQUIRE(pages_with(Outcome::unsupported) == Urls{});
    REQUIRE(pages_with(Outcome::blocked) ==
            Urls{"https://itunes.apple.com/lookup",
                 "https://play.google.com/_/PlayStoreUi/data/batchexecute"});
    REQUIRE(
        pages_with(Outcome::empty) ==
        Urls{"https://itunes.apple.com/bn/rss/topgrossingapplications/limit=50/genre=6016/json"});
    REQUIRE(pages_with(Outcome::drift) ==
            Urls{"https://itunes.apple.com/co/rss/topfreeapplications/limit=50/genre=6016/json",
                 "https://apps.apple.com/pe/app/reelshort/id1636235979"});
    REQUIRE(sources_of_rows() == std::set<std::string>{"apple-rss", "apple-rss-legacy",
                                                       "itunes-lookup", "appstore-page",
                                                       "gplay-charts", "gplay-details",
                                                       "sensortower", "fx-ecb", "fx-currency-api"});
}

TEST_CASE("a simulated page that gives rows has no issue but those that were planned") {
    int stale = 0;
    int without_a_chart = 0;
    for (const Read& read : ten_weeks()) {
        if (read.reading.outcome != Outcome::rows) continue;
        for (const records::Issue& issue : read.reading.issues) {
            INFO(read.page.url << " " << issue.where << ": " << issue.what);
            const bool is_stale = issue.where == "observed_at";
            const bool is_empty = contains(issue.what, "this chart is empty");
            const bool is_coin = issue.where == "codes";  // currency-api lists coins too
            REQUIRE((is_stale || is_empty || is_coin));
            stale += is_stale ? 1 : 0;
            without_a_chart += is_empty ? 1 : 0;
        }
    }
    REQUIRE(stale == 1);
    REQUIRE(without_a_chart > 0);
}

TEST_CASE("a simulated page is of the storefront that was asked, at the moment it was fetched") {
    for (const Read& read : ten_weeks()) {
        if (read.reading.outcome != Outcome::rows || read.reading.source == "sensortower") continue;
        INFO(read.page.url);
        REQUIRE(read.reading.country == asked_country(read.page.url));
        REQUIRE(read.reading.observed_at);
        REQUIRE(*read.reading.observed_at <= *read.page.fetched_at + std::chrono::hours{24});
    }
}

TEST_CASE("a simulated chart is the chart that was asked for, with every entry complete") {
    const auto charts = all_of<ChartSnapshot>();
    REQUIRE(charts.size() > 3000);
    for (const auto& [read, chart] : charts) {
        INFO(read->page.url);
        if (contains(read->page.url, "genre=6016")) REQUIRE(chart->genre == "6016");
        if (contains(read->page.url, "topgrossing")) {
            REQUIRE(chart->chart == records::Chart::top_grossing);
        }
        if (contains(read->page.url, "limit=100")) REQUIRE(chart->entries.size() >= 97);
        for (const records::ChartEntry& entry : chart->entries) {
            REQUIRE((!entry.app_id.empty() && !entry.name.empty()));
            if (read->reading.source == "apple-rss") continue;  // has neither
            const auto currency = billing_currency(chart->marketplace, *chart->country);
            if (read->reading.source == "apple-rss-legacy") REQUIRE_FALSE(entry.publisher.empty());
            if (entry.price && currency) REQUIRE(entry.price->currency == *currency);
        }
    }
}

TEST_CASE("the prices of simulated in-app purchases are read in the storefront's money") {
    std::set<std::string> five_dollars;
    for (const auto& [read, listing] : all_of<AppListing>()) {
        for (const records::InAppPurchase& item : listing->iap) {
            INFO(read->page.url << " " << item.name);
            REQUIRE(item.price);
            const records::Currency currency = item.price->currency;
            REQUIRE(currency == billing_currency(Marketplace::apple, *listing->country));
            if (item.name != "500 Coins") continue;
            five_dollars.insert(storefront_code(*listing->country) + " " +
                                std::to_string(item.price->minor_units));
        }
        if (read->reading.source != "gplay-details") continue;
        REQUIRE(listing->iap_range);
        REQUIRE(listing->iap_range->first.minor_units < listing->iap_range->second.minor_units);
    }
    REQUIRE(five_dollars == std::set<std::string>{"br 2990", "cl 5990", "co 2490000", "id 9900000",
                                                  "mx 9900", "my 2290", "pe 2290", "ph 29900",
                                                  "sg 698", "th 19900", "us 499", "vn 149000"});
}

TEST_CASE("simulated listings carry ratings, and Google's an exact counter that only grows") {
    std::map<std::string, std::int64_t> counters;
    for (const auto& [read, listing] : all_of<AppListing>()) {
        if (read->reading.source == "sensortower") continue;
        INFO(read->page.url << " " << listing->app_id);
        REQUIRE(listing->rating_count);
        if (read->reading.source == "itunes-lookup") continue;
        REQUIRE(listing->rating);
        REQUIRE(listing->histogram);
        if (listing->marketplace == Marketplace::apple) continue;
        REQUIRE(listing->installs);
        REQUIRE(*listing->installs >= counters[listing->app_id]);
        REQUIRE(*listing->installs_floor <= *listing->installs);
        counters[listing->app_id] = *listing->installs;
    }
    REQUIRE(counters.size() == 6);
}

TEST_CASE("simulated rates are of their day and have every currency that Apple bills here") {
    int days = 0;
    for (const auto& [read, rates] : all_of<FxRates>()) {
        if (read->reading.source != "fx-currency-api") continue;
        ++days;
        REQUIRE(rates->date == records::day_of(*read->page.fetched_at));
        for (const char* code : {"USD", "BRL", "MXN", "COP", "CLP", "PEN", "IDR", "VND"}) {
            INFO(code);
            REQUIRE(std::ranges::any_of(
                rates->rates, [&](const auto& rate) { return rate.first->code == code; }));
        }
    }
    REQUIRE(days == 69);  // of seventy, one without a collection
}

TEST_CASE("simulated figures of a vendor are of the calendar month before they were read") {
    const auto figures = all_of<PublishedFigure>();
    REQUIRE_FALSE(figures.empty());
    for (const auto& [read, figure] : figures) {
        INFO(read->page.url << " " << figure->subject);
        REQUIRE(figure->period);
        REQUIRE(figure->period->last < records::day_of(*read->page.fetched_at));
        REQUIRE(figure->period->days() >= 30);
        REQUIRE(figure->value > 0);
    }
}
