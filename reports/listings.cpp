#include "reports/listings.h"

#include "reports/cell_words.h"
#include "reports/cut.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Marketplace;
using records::Region;

const Missing not_before{"not read in the week before"};

void add_installs(const View& view, std::size_t app, std::vector<Cell>& cells) {
    const Listings& seen = view.installs[app];
    const auto why = [&](const records::ListingSeen* listing, const char* otherwise) {
        if (!view.has_id(app, Marketplace::google)) return Missing{no_id(Marketplace::google)};
        if (!listing) return Missing{otherwise};
        return Missing{grouped(double(*listing->listing.installs_floor)) + "+ (band)"};
    };
    const bool now = seen.now && seen.now->listing.installs;
    const bool before = seen.before && seen.before->listing.installs;
    cells.push_back(now ? Cell(double(*seen.now->listing.installs))
                        : Cell(why(seen.now, "not collected")));
    if (now && before)
        cells.push_back(double(*seen.now->listing.installs - *seen.before->listing.installs));
    else
        cells.push_back(now ? not_before : why(seen.now, "not collected"));
}

/// Ratings of an app on the storefronts of a marketplace, added up.
struct Ratings {
    std::int64_t count = 0;
    std::int64_t rated = 0;  // of those, on storefronts that show a rating
    double sum = 0;          // of rating times count
    std::int64_t added = 0;  // on the storefronts seen in both weeks
    bool seen = false;
    bool compared = false;

    void add(const Listings& listings) {
        if (!listings.now || !listings.now->listing.rating_count) return;
        const std::int64_t here = *listings.now->listing.rating_count;
        seen = true;
        count += here;
        if (const auto& rating = listings.now->listing.rating) {
            rated += here;
            sum += *rating * double(here);
        }
        if (!listings.before || !listings.before->listing.rating_count) return;
        compared = true;
        added += here - *listings.before->listing.rating_count;
    }
};

/// What the storefronts of a marketplace in a region said of an app.
std::vector<const Listings*> listings_in(const View& view, std::size_t app, Marketplace marketplace,
                                         Region region) {
    std::vector<const Listings*> found;
    for (auto at = view.listings.lower_bound({app, {Marketplace::apple, records::Country::at(0)}});
         at != view.listings.end() && at->first.first == app; ++at) {
        const auto& storefront = at->first.second;
        if (storefront.marketplace == marketplace && storefront.country->region == region)
            found.push_back(&at->second);
    }
    return found;
}

/// The one read last in the week; nullptr: none was.
const Listings* latest_of(const std::vector<const Listings*>& listings) {
    const Listings* latest = nullptr;
    for (const Listings* one : listings)
        if (one->now && (!latest || latest->now->observed < one->now->observed)) latest = one;
    return latest;
}

/// Google shows one worldwide count everywhere: the storefront read last speaks for all.
Ratings ratings_of(const std::vector<const Listings*>& listings, Marketplace marketplace) {
    Ratings ratings;
    if (marketplace == Marketplace::apple)
        for (const Listings* one : listings) ratings.add(*one);
    else if (const Listings* latest = latest_of(listings))
        ratings.add(*latest);
    return ratings;
}

void add_ratings(const View& view, std::size_t app, Marketplace marketplace, Region region,
                 std::vector<Cell>& cells) {
    const auto listings = listings_in(view, app, marketplace, region);
    const Listings* latest = latest_of(listings);
    const Cell source = latest ? Cell(Reference{latest->now->response}) : Cell(Missing{"none"});
    const Ratings ratings = ratings_of(listings, marketplace);
    if (!ratings.seen) {
        const Missing why{view.has_id(app, marketplace) ? "not collected" : no_id(marketplace)};
        cells.insert(cells.end(), 3, Cell(why));
        cells.push_back(source);
        return;
    }
    cells.push_back(ratings.rated > 0 ? Cell(ratings.sum / double(ratings.rated))
                                      : Cell(Missing{"no rating shown"}));
    cells.push_back(double(ratings.count));
    cells.push_back(ratings.compared ? Cell(double(ratings.added)) : Cell(not_before));
    cells.push_back(source);
}

}  // namespace

std::vector<Column> listing_columns() {
    return {{"#", Kind::count, Rule::none, "", 5},
            {"App"},
            {"Country"},
            {"Company", Kind::fine, Rule::none, "", 26},
            {"latest", Kind::count, Rule::none, "Play installs, worldwide", 12},
            {"over the week", Kind::signed_count, Rule::move, "", 10},
            {"source", Kind::reference, Rule::none, "", 10},
            {"rating", Kind::rating, Rule::none, "App Store, here", 10},
            {"ratings", Kind::count, Rule::none, "", 10},
            {"new", Kind::signed_count, Rule::none, "", 10},
            {"source", Kind::reference, Rule::none, "", 9},
            {"rating", Kind::rating, Rule::none, "Google Play", 10},
            {"ratings", Kind::count, Rule::none, "", 10},
            {"new", Kind::signed_count, Rule::none, "", 10},
            {"source", Kind::reference, Rule::none, "", 9}};
}

std::vector<Cell> listing_row(const View& view, std::size_t app, Region region, std::size_t number,
                              const std::string& where) {
    const auto& watched = view.market.apps[app];
    std::vector<Cell> cells = {double(number), watched.name, where, company_of(watched)};
    add_installs(view, app, cells);
    const Listings& installs = view.installs[app];
    cells.push_back(installs.now ? Cell(Reference{installs.now->response}) : Cell(Missing{"none"}));
    for (const Marketplace marketplace : {Marketplace::apple, Marketplace::google})
        add_ratings(view, app, marketplace, region, cells);
    return cells;
}

}  // namespace reports
