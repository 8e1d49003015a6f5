#include "tests/reports_markets.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "records/geography.h"

namespace markets {
namespace {

using namespace records;
using std::chrono::days;
using std::chrono::hours;

const Week week_40 = *week_from("2026-W40");

ResponseFacts facts(Market& market, const char* source, Country country, Instant observed) {
    ResponseFacts one;
    one.id = static_cast<ResponseId>(market.responses.size()) + 1;
    one.url = std::string("https://stores.example/") + source + '/' + std::string(country->code) +
              '/' + std::to_string(one.id);
    one.place = "saved/" + std::to_string(one.id) + ".json";
    one.digest = "sha256:" + std::string(60, '0') + std::to_string(1000 + one.id % 9000);
    one.segment = "warc/2026-10.warc.gz";
    one.offset = one.id * 4096;
    one.bytes = 20'000 + one.id;
    one.observed = observed;
    one.recorded = observed + hours{1};
    one.source = source;
    one.generation = "2024";
    one.parser_version = 1;
    one.outcome = Outcome::rows;
    one.country = country;
    return one;
}

struct Stand {
    std::size_t app;
    int rank;
};

void add_chart(Market& market, Storefront storefront, Chart chart, const std::string& genre,
               Instant observed, int depth, const std::vector<Stand>& stands) {
    const char* source =
        storefront.marketplace == Marketplace::apple ? "apple-rss" : "gplay-charts";
    market.responses.push_back(facts(market, source, storefront.country, observed));
    const ResponseId response = market.responses.back().id;
    market.charts.push_back({storefront, chart, genre, depth, observed, response});
    for (const Stand& stand : stands)
        market.ranks.push_back(
            {stand.app, storefront, chart, genre, stand.rank, depth, observed, response});
}

void add_listing(Market& market, std::size_t app, Storefront storefront, Instant observed,
                 std::optional<std::int64_t> installs, double rating, std::int64_t count) {
    const bool apple = storefront.marketplace == Marketplace::apple;
    market.responses.push_back(
        facts(market, apple ? "itunes-lookup" : "gplay-details", storefront.country, observed));
    AppListing listing;
    listing.marketplace = storefront.marketplace;
    listing.country = storefront.country;
    listing.name = market.apps[app].name;
    listing.rating = rating;
    listing.rating_count = count;
    listing.installs = installs;
    market.listings.push_back({app, listing, observed, market.responses.back().id});
}

WatchedApp app(std::string name, std::string publisher, std::string parent,
               std::vector<AppId> ids) {
    WatchedApp one;
    one.name = std::move(name);
    one.publisher = std::move(publisher);
    one.parent = std::move(parent);
    one.ids = std::move(ids);
    return one;
}

PublishedFigure figure(std::string subject, Metric metric, std::int64_t value,
                       std::optional<Currency> currency, Bound bound) {
    PublishedFigure one;
    one.subject = std::move(subject);
    one.metric = metric;
    one.value = value;
    one.currency = currency;
    one.bound = bound;
    one.period = Period{week_40.monday() - days{28}, week_40.monday() - days{1}};
    one.basis = Basis::net;
    one.basis_rule = "the vendor's page says after fees";
    one.attribution = "Sensor Tower";
    one.evidence = "/revenue: < $5k";
    return one;
}

void add_figures(Market& market, Instant observed) {
    market.responses.push_back(facts(market, "sensortower", "US", observed));
    const ResponseId response = market.responses.back().id;
    market.figures = {
        {figure("ReelShort", Metric::iap_revenue, 500'000, Currency("USD"), Bound::below),
         response},
        {figure("ReelShort", Metric::downloads, 300'000, {}, Bound::exact), response},
        {figure("DramaBox", Metric::iap_revenue, 1'000'000, Currency("BRL"), Bound::exact),
         response},
        {figure("DramaBox", Metric::share, 125, {}, Bound::exact), response}};
    market.responses.push_back(facts(market, "fx-ecb", "US", observed));
    market.fx.push_back(
        {{week_40.monday() - days{3}, "EUR", {{Currency("BRL"), 6.0}, {Currency("USD"), 1.2}}},
         market.responses.back().id});
}

/// A repeatable number in 0..most-1 from what it is for.
int pick(std::uint64_t what, std::uint64_t most) {
    what = (what + 0x9E3779B97F4A7C15ULL) * 0xBF58476D1CE4E5B9ULL;
    what = (what ^ (what >> 29)) * 0x94D049BB133111EBULL;
    return static_cast<int>(((what ^ (what >> 32)) >> 16) % most);
}

std::vector<WatchedApp> many_apps() {
    static constexpr const char* names[] = {
        "ReelShort",   "DramaBox",   "GoodShort",   "DramaWave",  "NetShort",
        "ShortMax",    "FlickReels", "Sereal+",     "FlexTV",     "MoboReels",
        "Kalos TV",    "My Drama",   "DreameShort", "SnackShort", "Tallflix",
        "LiteTV",      "JoyReels",   "PineDrama",   "Melolo",     "Vigloo",
        "红果短剧",    "iDrama",     "Playlet",     "CandyJar",   "Kuku TV",
        "DramaShorts", "ShortsWave", "StardustTV",  "RapidTV",    "=HYPERLINK(\"x\",\"Reel\")"};
    std::vector<WatchedApp> apps;
    for (std::size_t at = 0; at < 72; ++at) {
        const std::string name = at < std::size(names) ? names[at] : "Drama " + std::to_string(at);
        std::vector<AppId> ids;
        if (at % 9 != 8) ids.push_back({Marketplace::apple, std::to_string(1'000'000 + at)});
        if (at % 5 != 4) ids.push_back({Marketplace::google, "com.drama" + std::to_string(at)});
        apps.push_back(app(name, "Publisher " + std::to_string(at) + " PTE. LTD.",
                           at % 3 ? "Parent Group " + std::to_string(at % 20) : "", ids));
    }
    return apps;
}

bool is_collected(Storefront storefront, Chart chart, int day, int days_in_all) {
    const auto key = static_cast<std::uint64_t>(day) * 64 +
                     static_cast<std::uint64_t>(storefront.country->apple_storefront);
    if (storefront.country->code == "VE" && storefront.marketplace == Marketplace::google)
        return false;
    if (day >= days_in_all - 14 && day < days_in_all - 7 && storefront.country->code == "BO")
        return false;
    return pick(key * 4 + static_cast<std::uint64_t>(chart), 20) != 0;
}

std::vector<Stand> stands_of(const Market& market, Storefront storefront, Chart chart, int day,
                             int depth) {
    std::vector<Stand> stands;
    std::set<int> taken;
    for (std::size_t app_place = 0; app_place < market.apps.size(); ++app_place) {
        const auto& ids = market.apps[app_place].ids;
        if (std::ranges::none_of(
                ids, [&](const AppId& id) { return id.marketplace == storefront.marketplace; }))
            continue;
        const auto key = app_place * 1000 +
                         static_cast<std::uint64_t>(storefront.country->apple_storefront % 997) +
                         static_cast<std::uint64_t>(chart) * 7;
        const double level = 3.0 + double(app_place) * 2.4 + pick(key, 30);
        const double wave =
            12 * std::sin(day / 9.0 + double(app_place)) - day * (app_place % 7 == 3 ? 0.6 : 0.0);
        const int rank = int(level + wave) + pick(key * 100 + static_cast<std::uint64_t>(day), 4);
        if (rank >= 1 && rank <= depth && taken.insert(rank).second)
            stands.push_back({app_place, rank});
    }
    return stands;
}

}  // namespace

Market empty(int weeks_back) { return {week_40, weeks_back, {}, {}, {}, {}, {}, {}, {}, {}}; }

ResponseId add_late_chart(Market& market) {
    const Instant observed = week_40.monday() + days{2} + hours{12};
    add_chart(market, {Marketplace::apple, "US"}, Chart::top_free, "6016", observed, 100,
              {{0, 1}, {1, 12}});
    market.responses.back().recorded = week_40.plus(1).monday() + days{1};
    return market.responses.back().id;
}

Market small() {
    const Instant monday = week_40.monday();
    Market market = empty(12);
    market.apps = {
        app("ReelShort", "NewLeaf Publishing", "COL Group",
            {{Marketplace::apple, "1636235979"}, {Marketplace::google, "com.newleaf"}}),
        app("DramaBox", "STORYMATRIX PTE. LTD.", "Dianzhong", {{Marketplace::apple, "6445905219"}}),
        app("=HYPERLINK(\"http://x\")", "", "", {{Marketplace::google, "com.x"}}),
        app("UniReel", "", "COL Group", {})};
    market.apps[0].hq = Country("US");
    const Storefront apple_us{Marketplace::apple, "US"};
    const Storefront google_br{Marketplace::google, "BR"};
    add_chart(market, apple_us, Chart::top_free, "6016", monday - days{1} + hours{12}, 100,
              {{0, 5}, {1, 40}});
    add_listing(market, 0, google_br, monday - days{2}, 50'000'000, 4.5, 1'000'000);
    add_chart(market, apple_us, Chart::top_free, "6016", monday + hours{12}, 100,
              {{0, 3}, {1, 60}});
    add_chart(market, google_br, Chart::top_grossing, "ENTERTAINMENT", monday + hours{13}, 100,
              {{2, 7}, {0, 9}});
    add_listing(market, 0, google_br, monday + days{3}, 50'600'000, 4.6, 1'002'000);
    add_listing(market, 0, apple_us, monday + days{3}, {}, 4.7, 250'000);
    add_chart(market, apple_us, Chart::top_free, "6016", monday + days{6} + hours{12}, 100,
              {{0, 2}});
    auto blocked = facts(market, "apple-rss", "US", monday + days{2});
    blocked.outcome = Outcome::blocked;
    blocked.issues = {{"body", "a captcha is asked for"}};
    market.responses.push_back(blocked);
    add_figures(market, monday + days{1});
    market.last_recorded = Instant(week_40.plus(2).monday());
    return market;
}

Market large(int weeks, bool all_genres) {
    Market market = empty(weeks - 1);
    market.apps = many_apps();
    const Day first = week_40.plus(1 - weeks).monday();
    for (int day = 0; day < weeks * 7; ++day)
        for (const Region region : report_regions)
            for (const Country country : countries_of(region))
                for (const Marketplace marketplace : {Marketplace::apple, Marketplace::google})
                    for (const Chart chart : {Chart::top_free, Chart::top_grossing})
                        for (int genre = 0; genre < (all_genres ? 2 : 1); ++genre) {
                            const Storefront storefront{marketplace, country};
                            if (country->code == "TL" ||
                                !is_collected(storefront, chart, day, weeks * 7))
                                continue;
                            const int depth = marketplace == Marketplace::apple ? 100 : 200;
                            const bool apple = marketplace == Marketplace::apple;
                            add_chart(market, storefront, chart,
                                      genre   ? (apple ? "36" : "APPLICATION")
                                      : apple ? "6016"
                                              : "ENTERTAINMENT",
                                      Instant(first + days{day}) + hours{14}, depth,
                                      stands_of(market, storefront, chart, day + genre * 3, depth));
                        }
    for (const int back : {6, 1})
        for (std::size_t at = 0; at < market.apps.size(); ++at)
            for (const char* code : {"US", "BR", "ID"}) {
                const auto country = *country_from(code);
                const auto scale = static_cast<std::int64_t>(72 - at);
                if (at % 5 != 4)
                    add_listing(market, at, {Marketplace::google, country},
                                week_40.plus(1).monday() - days{back == 6 ? 9 : 1},
                                scale * 700'000 - back * scale * 1000, 4.1 + double(at % 9) / 10,
                                scale * 9000 - back * 30);
                if (at % 9 != 8)
                    add_listing(market, at, {Marketplace::apple, country},
                                week_40.plus(1).monday() - days{back == 6 ? 9 : 1}, {},
                                4.0 + double(at % 10) / 10, scale * 1500 - back * 12);
            }
    add_figures(market, Instant(week_40.monday()) + hours{30});
    market.last_recorded = Instant(week_40.plus(2).monday());
    return market;
}

}  // namespace markets
