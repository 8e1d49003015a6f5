#include <algorithm>

#include "reports/view.h"

namespace reports {

using records::Chart;
using records::Region;

namespace {

/// The last charts of the days of a week on a board.
template <class Look>
void each_day(const Board& board, std::size_t week, const Look& look) {
    if (week >= board.weeks.size() || !board.weeks[week].last) return;
    for (std::size_t at = board.weeks[week].first; at <= *board.weeks[week].last; ++at)
        if (board.snapshots[at].last_of_day) look(board.snapshots[at]);
}

bool holds(const Snapshot& snapshot, std::size_t app) {
    return std::ranges::any_of(snapshot.places,
                               [&](const auto& place) { return place.first == app; });
}

bool hides(const Board& board, std::size_t week, const records::WatchedApp& watched,
           std::size_t app) {
    bool hidden = false;
    each_day(board, week, [&](const Snapshot& day) {
        hidden = hidden || (day.may_be(watched) > 0 && !holds(day, app));
    });
    return hidden;
}

bool in_reports(const Board& board) {
    return board.headline && board.region() != Region::rest_of_world;
}

}  // namespace

int View::common_depth(const Board& board) {
    int least = 0;
    for (const std::size_t week : {std::size_t{0}, std::size_t{1}})
        each_day(board, week, [&](const Snapshot& day) {
            if (day.depth > 0 && day.readable())
                least = least == 0 ? day.depth : std::min(least, day.depth);
        });
    return least;
}

Tally View::basis(const Board& board, int week, std::size_t app) const {
    const auto place = static_cast<std::size_t>(week);
    Tally tally;
    if (place >= board.weeks.size()) return tally;
    tally.collected = board.weeks[place].days > 0;
    if (!tally.collected || !has_id(app, board.storefront.marketplace)) return tally;
    tally.known = board.weeks[place].readable > 0;
    tally.unsure = hides(board, place, market.apps[app], app);
    return tally;
}

Tally View::basis_of_change(const Board& board, std::size_t app) const {
    const Tally now = basis(board, 0, app);
    const Tally before = basis(board, 1, app);
    Tally tally;
    tally.collected = now.collected && before.collected;
    tally.unsure = now.unsure || before.unsure;
    tally.known = now.known && before.known && !tally.unsure;
    return tally;
}

View::Totals& View::totals(int week, Region region) {
    return totals_[static_cast<std::size_t>(week) * 4 + static_cast<std::size_t>(region)];
}

const View::Totals& View::totals(int week, Region region) const {
    return totals_[static_cast<std::size_t>(week) * 4 + static_cast<std::size_t>(region)];
}

void View::read_totals() {
    const std::size_t apps = market.apps.size();
    totals_.resize(static_cast<std::size_t>(weeks) * 4,
                   {std::vector<Tally>(2 * apps), std::vector<int>(groups.size() * apps), {}});
    for (const Board& board : boards)
        for (int week = 0; board.headline && week < weeks; ++week)
            if (board.weeks[static_cast<std::size_t>(week)].last) read_week_totals(board, week);
}

void View::read_week_totals(const Board& board, int week) {
    const BoardWeek& of_week = board.weeks[static_cast<std::size_t>(week)];
    const std::size_t group = *group_of(board.storefront.marketplace, board.chart);
    const std::size_t half = board.chart == Chart::top_free ? 0 : market.apps.size();
    Totals& sum = totals(week, board.region());
    sum.board_days[group] += of_week.days;
    for (std::size_t app = 0; app < market.apps.size(); ++app)
        sum.presence[half + app] += basis(board, week, app);
    for (std::size_t at = of_week.first; at <= *of_week.last; ++at) {
        const Snapshot& snapshot = board.snapshots[at];
        for (const auto& [app, rank] : snapshot.places) {
            if (snapshot.last_of_day)
                sum.presence[half + app].value +=
                    double(snapshot.depth + 1 - rank) / std::max(1, of_week.readable);
            int& best = sum.best[group * market.apps.size() + app];
            best = best == 0 ? rank : std::min(best, rank);
        }
    }
}

void View::read_changes() {
    const std::size_t apps = market.apps.size();
    changes_.resize(std::size_t{4} * 2 * apps);
    compared_on_.fill(std::vector<bool>(apps));
    const auto change_of = [&](const Board& board, std::size_t app) -> Tally& {
        const std::size_t half = board.chart == Chart::top_free ? 0 : 1;
        return changes_[(static_cast<std::size_t>(board.region()) * 2 + half) * apps + app];
    };
    for (const Board& board : boards)
        for (std::size_t app = 0; in_reports(board) && app < apps; ++app)
            change_of(board, app) += basis_of_change(board, app);
    for (const Standing& standing : standings) {
        const Board& board = boards[standing.board];
        if (!in_reports(board) || !basis_of_change(board, standing.app).known) continue;
        change_of(board, standing.app).value += standing.common_now - standing.common_before;
        if (standing.common_now > 0) compared_on_[0][standing.app] = true;
        if (standing.common_before > 0) compared_on_[1][standing.app] = true;
    }
}

const Tally& View::presence(int week, Region region, Chart chart, std::size_t app) const {
    const std::size_t half = chart == Chart::top_free ? 0 : market.apps.size();
    return totals(week, region).presence[half + app];
}

const Tally& View::change(Region region, Chart chart, std::size_t app) const {
    const std::size_t half = chart == Chart::top_free ? 0 : 1;
    return changes_[(static_cast<std::size_t>(region) * 2 + half) * market.apps.size() + app];
}

Tally View::charting(int week, Region region, std::size_t app) const {
    Tally tally = presence(week, region, Chart::top_free, app);
    tally += presence(week, region, Chart::top_grossing, app);
    tally.value = 0;
    for (std::size_t group = 0; group < groups.size(); ++group)
        if (best_rank(week, region, group, app) > 0) tally.value = 1;
    return tally;
}

bool View::charted_in_both(int week, std::size_t app) const {
    return compared_on_[static_cast<std::size_t>(week)][app];
}

int View::best_rank(int week, Region region, std::size_t group, std::size_t app) const {
    return totals(week, region).best[group * market.apps.size() + app];
}

int View::board_days(int week, Region region, std::size_t group) const {
    return totals(week, region).board_days[group];
}

bool View::comparable(std::optional<Region> only) const {
    int either = 0;
    int both = 0;
    for (const Board& board : boards) {
        if (!in_reports(board) || (only && board.region() != *only)) continue;
        const bool now = board.weeks[0].readable > 0;
        const bool before = board.weeks.size() > 1 && board.weeks[1].readable > 0;
        either += now || before ? 1 : 0;
        both += now && before ? 1 : 0;
    }
    return both > 0 && both * 10 >= either * 9;
}

}  // namespace reports
