#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/simulator/simulator.h"
#include "tests/simulator_wishes.h"

namespace {

using records::Marketplace;
using records::Page;
using simulator::TruthRow;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// The texts between two marks, in order.
std::vector<std::string> between(std::string_view text, std::string_view open,
                                 std::string_view close) {
    std::vector<std::string> found;
    for (std::size_t at = text.find(open); at != std::string_view::npos; at = text.find(open, at)) {
        at += open.size();
        found.emplace_back(text.substr(at, text.find(close, at) - at));
    }
    return found;
}

struct Told {
    std::vector<Page> pages;
    std::vector<TruthRow> truth;
};

Told told(const simulator::Wishes& wishes) {
    Told out;
    simulator::simulate(
        wishes, [&](Page page) { out.pages.push_back(std::move(page)); },
        [&](const TruthRow& row) { out.truth.push_back(row); });
    return out;
}

const Told& one_week() {
    static const Told week = told(simulated_weeks(1));
    return week;
}

/// The pages of ten weeks that some tests look at, and the truth of all.
const Told& ten_weeks() {
    static const Told weeks = [] {
        Told out;
        simulator::simulate(
            simulated_weeks(10),
            [&](Page page) {
                for (const char* kind : {"/details?", "gl=PH&rt=c", "/co/rss/", "/bn/rss/"}) {
                    if (!contains(page.url, kind)) continue;
                    out.pages.push_back(std::move(page));
                    return;
                }
            },
            [&](const TruthRow& row) { out.truth.push_back(row); });
        return out;
    }();
    return weeks;
}

std::vector<std::string> rss_ids(const Page& page) {
    return between(page.body, R"(?uo=2","attributes":{"im:id":")", "\"");
}

std::string country_of_rss(const Page& page) {
    return between(page.url, "itunes.apple.com/", "/rss/").at(0);
}

records::Currency billed(Marketplace marketplace, const std::string& code) {
    return records::billing_currency(marketplace, *records::country_from(code)).value();
}

std::string bytes_of(const Told& told) {
    std::string all;
    for (const Page& page : told.pages) {
        all += page.url + records::to_text(*page.fetched_at) + page.head + page.body;
    }
    return all;
}

bool fit_for_a_url(char c) {
    return c > ' ' && c < '\x7F' && !contains("\"<>\\^`{|}", std::string_view(&c, 1));
}

}  // namespace

TEST_CASE("the same wishes give the same pages and the same truth") {
    const Told again = told(simulated_weeks(1));
    REQUIRE(bytes_of(again) == bytes_of(one_week()));
    REQUIRE(again.truth.size() == one_week().truth.size());
    REQUIRE(std::ranges::equal(again.truth, one_week().truth, {}, &TruthRow::revenue_usd,
                               &TruthRow::revenue_usd));
}

TEST_CASE("another seed gives another market") {
    REQUIRE(bytes_of(told(simulated_weeks(1, 2))) != bytes_of(one_week()));
}

TEST_CASE("no weeks give no pages, and no apps still give full charts") {
    REQUIRE(told(simulated_weeks(0)).pages.empty());
    simulator::Wishes nobody = simulated_weeks(1);
    nobody.apps.clear();
    const Told without = told(nobody);
    REQUIRE(without.truth.empty());
    const auto chart = std::ranges::find_if(
        without.pages, [](const Page& page) { return contains(page.url, "limit=100"); });
    REQUIRE(rss_ids(*chart).size() >= 97);
}

TEST_CASE("pages come in order of time, within the wished week") {
    const records::Week week = simulated_weeks(1).first;
    REQUIRE(std::ranges::is_sorted(one_week().pages, {}, &Page::fetched_at));
    REQUIRE(week.contains(*one_week().pages.front().fetched_at));
    REQUIRE(week.contains(*one_week().pages.back().fetched_at));
}

TEST_CASE("every page says in its head that it is simulated, and how it was received") {
    for (const Page& page : one_week().pages) {
        REQUIRE(contains(page.head, "\r\nX-Dramascope: simulated\r\n"));
        REQUIRE(page.head.starts_with("HTTP/1.1 " + std::to_string(page.status) + " "));
        REQUIRE(contains(page.head, "\r\nContent-Type: " + page.content_type + "\r\n"));
        REQUIRE(contains(page.head,
                         "\r\nContent-Length: " + std::to_string(page.body.size()) + "\r\n"));
    }
}

TEST_CASE("every URL is absolute and well-formed, and no pattern is left unfilled") {
    for (const Page& page : one_week().pages) {
        INFO(page.url);
        REQUIRE(page.url.starts_with("https://"));
        REQUIRE(std::ranges::all_of(page.url, fit_for_a_url));
        REQUIRE_FALSE(contains(page.body, "{{"));
    }
}

TEST_CASE("a week holds every kind of page for both marketplaces") {
    std::set<std::string> hosts;
    for (const Page& page : one_week().pages)
        hosts.insert(between(page.url, "https://", "/").at(0));
    const std::set<std::string> expected = {
        "apps.apple.com",  "app.sensortower.com",         "cdn.jsdelivr.net", "itunes.apple.com",
        "play.google.com", "rss.applemarketingtools.com", "www.ecb.europa.eu"};
    std::set<std::string> missing;
    std::ranges::set_difference(expected, hosts, std::inserter(missing, missing.end()));
    missing.erase("app.sensortower.com");  // is asked once a month
    REQUIRE(missing.empty());
}

TEST_CASE("an Apple feed has 97 to 100 rows of those 100 asked for, and 50 of 50") {
    int feeds = 0;
    for (const Page& page : one_week().pages) {
        if (!contains(page.url, "/rss/top")) continue;
        ++feeds;
        const std::vector<std::string> ids = rss_ids(page);
        const bool deep = contains(page.url, "limit=100");
        REQUIRE(ids.size() >= (deep ? 97U : 50U));
        REQUIRE(ids.size() <= (deep ? 100U : 50U));
        REQUIRE(std::set(ids.begin(), ids.end()).size() == ids.size());
    }
    REQUIRE(feeds > 200);
}

TEST_CASE("prices are in the currency that the storefront bills") {
    int prices = 0;
    for (const Page& page : one_week().pages) {
        if (!contains(page.url, "/rss/top")) continue;
        const records::Currency currency = billed(Marketplace::apple, country_of_rss(page));
        for (const auto& code : between(page.body, R"("amount":"0.00","currency":")", "\"")) {
            REQUIRE(code == currency->code);
            ++prices;
        }
    }
    for (const Page& page : one_week().pages) {
        if (!contains(page.url, "/details?")) continue;
        const auto country = between(page.url, "&gl=", "&").at(0);
        const auto code = between(page.body, R"("priceCurrency":")", "\"").at(0);
        REQUIRE(code == billed(Marketplace::google, country)->code);
        ++prices;
    }
    REQUIRE(prices > 10000);
}

TEST_CASE("an app that is downloaded five times as much stands above on Apple's free chart") {
    std::map<std::tuple<std::string, records::Country, records::Day>, double> demand;
    for (const TruthRow& row : one_week().truth) {
        if (row.marketplace != Marketplace::apple) continue;
        demand[{simulated_apps()[row.app].ids.front().id, row.country, row.day}] = row.downloads;
    }
    int pairs = 0;
    for (const Page& page : one_week().pages) {
        const auto day = records::day_of(*page.fetched_at);
        const bool settled = day > simulated_weeks(1).first.monday();
        if (!settled || !contains(page.url, "/rss/topfree")) continue;
        const records::Country country = *records::country_from(country_of_rss(page));
        double least_above = 1e18;
        for (const std::string& id : rss_ids(page)) {
            const auto today = demand.find({id, country, day});
            if (today == demand.end()) continue;
            REQUIRE(today->second < 5 * least_above);
            if (least_above < 1e18) ++pairs;
            least_above = std::min(least_above, today->second);
        }
    }
    REQUIRE(pairs > 300);
}

TEST_CASE("Google's counter grows by the world's downloads and a few percent, the same each time") {
    std::map<std::string, std::vector<std::pair<records::Day, double>>> counters;
    for (const Page& page : ten_weeks().pages) {
        if (!contains(page.url, "/details?") || !contains(page.url, "gl=US")) continue;
        const auto id = between(page.url, "?id=", "&").at(0);
        const auto band = between(page.body, R"(+",)", "]").at(0);  // 50000000,51893013,"50M+"
        const double exact = std::stod(between(band, ",", ",").at(0));
        counters[id].emplace_back(records::day_of(*page.fetched_at), exact);
    }
    REQUIRE(counters.size() == 6);
    std::map<std::pair<std::string, records::Day>, double> world;
    const auto apps = simulated_apps();
    for (const TruthRow& row : ten_weeks().truth) {
        if (row.marketplace != Marketplace::google) continue;
        world[{apps[row.app].ids.back().id, row.day}] += row.downloads;
    }
    for (const auto& [id, seen] : counters) {
        const auto sum = [&, app = id](records::Day from, records::Day until) {
            double downloads = 0;
            for (records::Day day = from; day < until; day += std::chrono::days{1}) {
                downloads += world[{app, day}];
            }
            return downloads;
        };
        const double whole =
            (seen.back().second - seen.front().second) / sum(seen.front().first, seen.back().first);
        REQUIRE(whole >= 1.019);
        REQUIRE(whole <= 1.081);
        for (std::size_t i = 1; i < seen.size(); ++i) {
            const double part =
                (seen[i].second - seen[i - 1].second) / sum(seen[i - 1].first, seen[i].first);
            REQUIRE(part == Approx(whole).epsilon(1e-3));
        }
    }
}

TEST_CASE("what goes wrong in a collection goes wrong once, where it is planned") {
    int refused = 0;
    int of_another_storefront = 0;
    int without_entries = 0;
    for (const Page& page : ten_weeks().pages) {
        if (page.status == 429) ++refused;
        if (contains(page.url, "/co/rss/") && contains(page.body, "itunes.apple.com/us/rss/")) {
            ++of_another_storefront;
        }
        if (contains(page.url, "/bn/rss/") && !contains(page.body, "\"entry\"")) ++without_entries;
    }
    REQUIRE(refused == 1);
    REQUIRE(of_another_storefront == 1);
    REQUIRE(without_entries == 1);
}

TEST_CASE("a chunk of Google's charts is announced by its length in UTF-16 units and two") {
    int chunks = 0;
    for (const Page& page : one_week().pages) {
        if (!contains(page.url, "batchexecute")) continue;
        REQUIRE(page.body.starts_with(")]}'\n\n"));
        std::size_t at = 6;
        while (at < page.body.size()) {
            const std::size_t line = page.body.find('\n', at) + 1;
            const std::size_t end = page.body.find('\n', line);
            std::size_t units = 2;
            for (std::size_t i = line; i < end; ++i) {
                const auto byte = static_cast<unsigned char>(page.body[i]);
                if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0U ? 2 : 1;
            }
            REQUIRE(std::stoul(page.body.substr(at, line - at)) == units);
            at = end + 1;
            ++chunks;
        }
    }
    REQUIRE(chunks > 100);
}
