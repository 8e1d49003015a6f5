#include "archive/sqlite_market.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "archive/payload.h"
#include "archive/sqlite_charts.h"
#include "archive/sqlite_facts.h"
#include "archive/sqlite_responses.h"
#include "archive/sqlite_watch.h"

namespace archive {
namespace {

using namespace records;

/// Gathers a market. Every statement takes, of each response, the latest reading that was recorded
/// up to `as_of`: the condition on r.id, whose question mark is `as_of_`.
class MarketReader {
public:
    MarketReader(Database& database, Faces& faces, const Watch& watch, Market& market)
        : database_(database),
          faces_(faces),
          watch_(watch),
          market_(market),
          first_day_(market.week.plus(-market.weeks_back).monday()),
          last_day_(market.week.period().last),
          first_(seconds(Instant(first_day_))),
          end_(seconds(Instant(last_day_ + std::chrono::days{1}))),
          as_of_(up_to(market.as_of)) {}

    void read() {
        read_charts(database_, faces_, watched_faces(database_, watch_), {first_, end_, as_of_},
                    market_, needed_);
        for (const auto& [app, place] : watched_apps(database_, watch_)) read_app(app, place);
        keep_one_listing_per_claim();
        read_figures();
        read_fx();
        read_responses();
    }

private:
    /// Listings of an app, storefront by storefront: those of the window, and the last before it.
    void read_app(std::int64_t app, std::size_t place) {
        std::string country;
        for (bool more = true; more; more = next_country(app, country)) {
            read_listings(app, place, country);
            read_listing_before(app, place, country);
        }
    }

    bool next_country(std::int64_t app, std::string& country) {
        Query next(database_, "select min(country) from listing where app = ? and country > ?");
        next.with(app).with(country);
        if (!next.next() || next.is_null(0)) return false;
        country = next.text(0);
        return true;
    }

    void read_listings(std::int64_t app, std::size_t place, const std::string& country) {
        Query rows(database_,
                   "select l.seen, r.response, r.id, r.source, l.payload from listing l join "
                   "reading r on r.id = l.reading where l.app = ? and l.country = ? and l.seen >= "
                   "? and l.seen < ? and r.outcome = 'rows' and r.id = (select id from reading "
                   "where response = "
                   "r.response and recorded <= ? order by recorded desc, id desc limit 1)");
        rows.with(app).with(country).with(first_).with(end_).with(as_of_);
        while (rows.next()) take_listing(rows, place);
    }

    void read_listing_before(std::int64_t app, std::size_t place, const std::string& country) {
        Query rows(database_,
                   "select l.seen, r.response, r.id, r.source, l.payload from listing l join "
                   "reading r on r.id = l.reading where l.app = ? and l.country = ? and l.seen < ? "
                   "and r.outcome = 'rows' and r.id = (select id from reading where response = "
                   "r.response and recorded "
                   "<= ? order by recorded desc, id desc limit 1) order by l.seen desc, r.response "
                   "limit 1");
        rows.with(app).with(country).with(first_).with(as_of_);
        if (rows.next()) take_listing(rows, place);
    }

    void take_listing(const Query& row, std::size_t place) {
        const ResponseId response = row.number(1);
        listings_.push_back(
            {{place, listing_from(row.text(4)), instant_at(row.number(0)), response},
             row.number(2),
             std::string(row.text(3))});
    }

    struct Listed {
        ListingSeen seen;
        std::int64_t reading;
        std::string source;
    };

    static auto claim(const Listed& it) {
        return std::tie(it.seen.observed, it.seen.listing.marketplace, it.seen.listing.country,
                        it.seen.app, it.seen.listing.app_id, it.source);
    }

    /// Two pages of one source may claim the same moment: the first recorded is used.
    void keep_one_listing_per_claim() {
        std::ranges::sort(listings_, [](const Listed& one, const Listed& other) {
            return std::tuple_cat(claim(one), std::tie(one.seen.response)) <
                   std::tuple_cat(claim(other), std::tie(other.seen.response));
        });
        const Listed* used = nullptr;
        for (const Listed& each : listings_) {
            const bool again =
                used && claim(*used) == claim(each) && used->seen.response != each.seen.response;
            if (again && used->seen.listing != each.seen.listing)
                needed_.contradict(each.reading, used->seen.response,
                                   each.source + ", app " + each.seen.listing.app_id);
            if (again) continue;
            used = &each;
            needed_.readings.emplace(each.seen.response, each.reading);
            market_.listings.push_back(each.seen);
        }
    }

    void read_figures() {
        Query rows(database_,
                   "select r.response, r.id, f.payload from figure f join reading r on r.id = "
                   "f.reading where (f.seen < ? or f.seen is null) and r.outcome = 'rows' and r.id "
                   "= (select id from "
                   "reading where response = r.response and recorded <= ? order by recorded desc, "
                   "id desc limit 1) order by f.seen, r.response, f.place");
        rows.with(end_).with(as_of_);
        while (rows.next()) {
            needed_.readings.emplace(rows.number(0), rows.number(1));
            market_.figures.push_back({figure_from(rows.text(2)), rows.number(0)});
        }
    }

    void read_fx() {
        Query bases(database_, "select distinct base from fx order by base");
        while (bases.next()) read_fx_of(std::string(bases.text(0)));
        std::ranges::stable_sort(market_.fx, {}, [](const FxSeen& it) {
            return std::tuple(it.rates.date, it.rates.base, it.response);
        });
    }

    void read_fx_of(const std::string& base) {
        Query rows(database_,
                   "select r.response, r.id, f.payload from fx f join reading r on r.id = "
                   "f.reading where f.base = ? and f.date >= ? and f.date <= ? and r.outcome = "
                   "'rows' and r.id = (select "
                   "id from reading where response = r.response and recorded <= ? order by "
                   "recorded desc, id desc limit 1)");
        rows.with(base).with(to_text(first_day_)).with(to_text(last_day_)).with(as_of_);
        while (rows.next()) take_fx(rows);
        Query before(database_,
                     "select r.response, r.id, f.payload from fx f join reading r on r.id = "
                     "f.reading where f.base = ? and f.date < ? and r.outcome = 'rows' and r.id = "
                     "(select id from reading "
                     "where response = r.response and recorded <= ? order by recorded desc, id "
                     "desc limit 1) order by f.date desc, r.response limit 1");
        before.with(base).with(to_text(first_day_)).with(as_of_);
        if (before.next()) take_fx(before);
    }

    void take_fx(const Query& row) {
        needed_.readings.emplace(row.number(0), row.number(1));
        market_.fx.push_back({fx_from(row.text(2)), row.number(0)});
    }

    /// Those of the window, those without a moment, and those that other facts came from.
    void read_responses() {
        Query rows(database_,
                   "select r.response, r.id from reading r where ((r.seen >= ? and r.seen < ?) or "
                   "r.seen is null) and r.id = (select id from reading where response = r.response "
                   "and recorded <= ? order by recorded desc, id desc limit 1)");
        rows.with(first_).with(end_).with(as_of_);
        while (rows.next()) needed_.readings.emplace(rows.number(0), rows.number(1));
        for (const auto& [response, reading] : needed_.readings) {
            ResponseFacts facts = response_facts(database_, reading);
            if (const auto found = needed_.issues.find(reading); found != needed_.issues.end()) {
                facts.contradicted = static_cast<int>(found->second.size());
                facts.issues.insert(facts.issues.begin(), found->second.begin(),
                                    found->second.end());
            }
            add_homeless(reading, facts);
            market_.responses.push_back(std::move(facts));
        }
        std::ranges::stable_sort(market_.responses, {}, [](const ResponseFacts& it) {
            return std::tuple(!it.observed, it.observed, it.id);
        });
    }

    /// Nothing is left out of a report in silence.
    void add_homeless(std::int64_t reading, ResponseFacts& facts) {
        Query counted(
            database_,
            "select (select count(*) from chart where reading = r.id and (seen is null or "
            "coalesce(country, r.country) is null)) + (select count(*) from listing where "
            "reading = r.id and seen is null) from reading r where id = ? and outcome = 'rows'");
        counted.with(reading);
        if (!counted.next() || counted.number(0) == 0) return;
        facts.issues.push_back(
            {"", std::to_string(counted.number(0)) +
                     " of its charts and listings are in no report, because nobody says of which "
                     "storefront or moment they are; import the page again and say so"});
    }

    Database& database_;
    Faces& faces_;
    const Watch& watch_;
    Market& market_;
    Day first_day_;
    Day last_day_;
    std::int64_t first_;
    std::int64_t end_;
    std::int64_t as_of_;
    std::vector<Listed> listings_;
    Needed needed_;
};

}  // namespace

Market market_of(Database& database, Faces& faces, const Watch& watch, Week week, int weeks_back,
                 std::optional<Instant> as_of) {
    Market market{week, weeks_back, as_of, watch.apps(), {}, {}, {}, {}, {}, {}};
    const Transaction one_view(database, "begin");
    MarketReader(database, faces, watch, market).read();
    if (!as_of) {
        Query newest(database, "select max(recorded) from reading");
        if (newest.next()) market.last_recorded = instant_at(newest.maybe_number(0));
    }
    return market;
}

}  // namespace archive
