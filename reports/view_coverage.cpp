#include <algorithm>
#include <set>

#include "reports/view.h"

namespace reports {
namespace {

using records::Marketplace;

bool sells(const records::Country& country, Marketplace marketplace) {
    return marketplace == Marketplace::apple ? country->apple_storefront != 0 : country->google;
}

}  // namespace

int Expected::collected() const {
    return static_cast<int>(std::ranges::count_if(days, [](const auto* day) { return day; }));
}

void View::read_expected() {
    std::map<Marketplace, std::set<std::pair<records::Chart, std::string>>> charts;
    std::map<std::tuple<records::Storefront, records::Chart, std::string>, std::size_t> places;
    std::set<records::Country> seen;
    for (std::size_t place = 0; place < boards.size(); ++place) {
        const Board& board = boards[place];
        places[{board.storefront, board.chart, board.genre}] = place;
        seen.insert(board.storefront.country);
        if (board.region() != records::Region::rest_of_world)
            charts[board.storefront.marketplace].insert({board.chart, board.genre});
    }
    const auto add = [&](const records::Storefront& storefront, const auto& chart) {
        Expected row{storefront, chart.first, chart.second, {}, {}};
        const auto place = places.find({storefront, chart.first, chart.second});
        if (place != places.end()) {
            row.board = place->second;
            for (const Snapshot& snapshot : boards[place->second].snapshots)
                if (market.week.contains(snapshot.observed))
                    row.days[static_cast<std::size_t>(
                        (records::day_of(snapshot.observed) - market.week.monday()).count())] =
                        &snapshot;
        }
        expected.push_back(std::move(row));
    };
    for (const auto region : records::report_regions)
        for (const auto country : records::countries_of(region))
            for (const auto& [marketplace, kinds] : charts)
                if (sells(country, marketplace) &&
                    (country->code != "TL" || seen.contains(country)))
                    for (const auto& kind : kinds) add({marketplace, country}, kind);
}

}  // namespace reports
