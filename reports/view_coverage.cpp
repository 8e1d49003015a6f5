#include <algorithm>
#include <set>

#include "reports/view.h"

namespace reports {
namespace {

using records::Marketplace;
using Days = std::array<bool, 7>;

bool sells(const records::Country& country, Marketplace marketplace) {
    return marketplace == Marketplace::apple ? country->apple_storefront != 0 : country->google;
}

std::size_t weekday(const Snapshot& snapshot) {
    const auto day = records::day_of(snapshot.observed);
    return static_cast<std::size_t>((day - records::Week(day).monday()).count());
}

/// The days of the week on which a chart was collected.
std::array<const Snapshot*, 7> days_of(const records::Market& market, const Board& board) {
    std::array<const Snapshot*, 7> days{};
    for (const Snapshot& snapshot : board.snapshots)
        if (market.week.contains(snapshot.observed)) days[weekday(snapshot)] = &snapshot;
    return days;
}

/// The weekdays on which a chart was collected in at least half of the weeks before.
Days rhythm_of(const records::Market& market, const Board& board) {
    std::array<Days, weeks_of_rhythm> collected{};
    int weeks = 0;  // since its first
    for (const Snapshot& snapshot : board.snapshots) {
        const int week = weeks_before(market, snapshot.observed);
        if (week < 1) continue;
        weeks = std::max(weeks, std::min(week, weeks_of_rhythm));
        if (week <= weeks_of_rhythm)
            collected[static_cast<std::size_t>(week - 1)][weekday(snapshot)] = true;
    }
    Days due{};
    for (std::size_t day = 0; day < due.size(); ++day) {
        const auto times =
            std::ranges::count_if(collected, [&](const Days& of_week) { return of_week[day]; });
        due[day] = times > 0 && times * 2 >= weeks;
    }
    return due;
}

}  // namespace

int Expected::collected() const {
    return static_cast<int>(std::ranges::count_if(days, [](const auto* day) { return day; }));
}

int Expected::due_days() const { return static_cast<int>(std::ranges::count(due, true)); }

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
        Expected row{storefront, chart.first, chart.second, {}, {}, {}};
        const auto place = places.find({storefront, chart.first, chart.second});
        if (place != places.end()) {
            row.board = place->second;
            row.days = days_of(market, boards[place->second]);
        }
        expected.push_back(std::move(row));
    };
    for (const auto region : records::report_regions)
        for (const auto country : records::countries_of(region))
            for (const auto& [marketplace, kinds] : charts)
                if (sells(country, marketplace) &&
                    (country->code != "TL" || seen.contains(country)))
                    for (const auto& kind : kinds) add({marketplace, country}, kind);
    read_due();
}

void View::read_due() {
    std::map<Marketplace, Days> any;
    for (const Expected& row : expected)
        for (std::size_t day = 0; day < row.days.size(); ++day)
            if (row.days[day]) any[row.storefront.marketplace][day] = true;
    for (Expected& row : expected) {
        if (!earlier_week)
            row.due = any[row.storefront.marketplace];
        else if (row.board)
            row.due = rhythm_of(market, boards[*row.board]);
        for (std::size_t day = 0; day < row.days.size(); ++day)
            if (row.days[day]) row.due[day] = true;
    }
}

}  // namespace reports
