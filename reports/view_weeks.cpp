#include <algorithm>
#include <set>

#include "reports/view.h"

namespace reports {

using records::Region;

namespace {

/// More days first; then Entertainment, where these apps compete; then by id.
struct Candidate {
    int days_of_week = 0;
    int days = 0;
    bool entertainment = false;
    std::string genre;

    bool beats(const Candidate& other) const {
        return std::tuple(days_of_week, days, entertainment, other.genre) >
               std::tuple(other.days_of_week, other.days, other.entertainment, genre);
    }
};

int week_at(const records::Market& market, const Snapshot& snapshot) {
    return weeks_before(market, snapshot.observed);
}

void better(std::optional<Spot>& best, const Spot& spot) {
    if (!best || spot.rank < best->rank) best = spot;
}

/// The standings of one board, app by app.
class BoardReader {
public:
    BoardReader(const View& view, std::size_t place)
        : view_(view),
          board_(view.boards[place]),
          place_(place),
          common_depth_(View::common_depth(board_)) {}

    std::map<std::size_t, Standing> read() {
        for (std::size_t at = 0; at < board_.snapshots.size(); ++at) read(at);
        for (auto& [app, standing] : standings_) standing.move = move(standing);
        return std::move(standings_);
    }

private:
    void read(std::size_t at) {
        const Snapshot& snapshot = board_.snapshots[at];
        const int week = week_at(view_.market, snapshot);
        if (week < 0 || week >= std::min(view_.weeks, weeks_of_best)) return;
        for (const auto& [app, rank] : snapshot.places) {
            const auto entry = standings_.try_emplace(app, Standing{.board = place_, .app = app});
            Standing& standing = entry.first->second;
            const Spot spot{rank, snapshot.depth, snapshot.observed, snapshot.response};
            better(standing.best_of_all, spot);
            if (week == 0) read_week(standing, spot, at);
            if (week <= 1 && snapshot.last_of_day) read_day(standing, spot, week);
            if (week == 1 && board_.weeks[1].last == at) better(standing.before, spot);
        }
    }

    void read_day(Standing& standing, const Spot& spot, int week) const {
        const double days = std::max(1, board_.weeks[std::size_t(week)].readable);
        if (week == 0) standing.presence += (spot.depth + 1 - spot.rank) / days;
        double& common = week == 0 ? standing.common_now : standing.common_before;
        common += std::max(0, common_depth_ + 1 - spot.rank) / days;
    }

    void read_week(Standing& standing, const Spot& spot, std::size_t at) {
        better(standing.best, spot);
        if (board_.weeks[0].last == at) better(standing.now, spot);
        const auto day = records::day_of(spot.observed);
        const auto charted = days_.find(standing.app);
        if (charted == days_.end() || charted->second != day) ++standing.days;
        days_[standing.app] = day;
    }

    Move move(const Standing& standing) const {
        if (standing.now && standing.before) return Move::stayed;
        const auto hides = [&](const std::optional<Spot>& spot, std::size_t week) {
            const Snapshot* last = View::last(board_, week);
            return !spot && last && last->may_be(view_.market.apps[standing.app]) > 0;
        };
        const bool both = View::last(board_, 0) && View::last(board_, 1);
        if (both && (hides(standing.now, 0) || hides(standing.before, 1))) return Move::unnamed;
        if (!standing.now && !standing.before) return Move::absent;
        if (!both) return Move::no_comparison;
        const Snapshot& other = *View::last(board_, standing.now ? 1 : 0);
        const int rank = standing.now ? standing.now->rank : standing.before->rank;
        if (rank > other.depth) return Move::too_deep;
        return standing.now ? Move::entered : Move::exited;
    }

    const View& view_;
    const Board& board_;
    std::size_t place_;
    int common_depth_;
    std::map<std::size_t, Standing> standings_;
    std::map<std::size_t, records::Day> days_;  // the last day counted, by app
};

}  // namespace

/// Notes which snapshots are the last of their days and weeks; the days that they cover.
std::size_t View::read_days(Board& board) {
    board.weeks.resize(static_cast<std::size_t>(weeks));
    std::set<records::Day> days;
    for (std::size_t at = 0; at < board.snapshots.size(); ++at) {
        Snapshot& snapshot = board.snapshots[at];
        const auto day = records::day_of(snapshot.observed);
        const int week = week_at(market, snapshot);
        if (week < 0 || week >= weeks) continue;
        earlier_week = earlier_week || week > 0;
        BoardWeek& of_week = board.weeks[static_cast<std::size_t>(week)];
        if (days.insert(day).second) ++of_week.days;
        if (!of_week.last) of_week.first = at;
        of_week.last = at;
        snapshot.last_of_day = at + 1 == board.snapshots.size() ||
                               records::day_of(board.snapshots[at + 1].observed) != day;
        if (snapshot.last_of_day && snapshot.readable()) ++of_week.readable;
    }
    return days.size();
}

void View::choose_headlines() {
    std::map<std::pair<Region, std::size_t>, std::map<std::string, Candidate>> candidates;
    for (Board& board : boards) {
        const std::size_t days = read_days(board);
        const auto group = group_of(board.storefront.marketplace, board.chart);
        if (!group || days == 0) continue;
        Candidate& candidate = candidates[{board.region(), *group}][board.genre];
        candidate.genre = board.genre;
        candidate.entertainment = genre_name(board.genre) == "Entertainment";
        candidate.days_of_week += board.weeks[0].days;
        candidate.days += static_cast<int>(days);
    }
    for (const auto& [key, genres] : candidates) {
        const Candidate* best = nullptr;
        for (const auto& [genre, candidate] : genres)
            if (!best || candidate.beats(*best)) best = &candidate;
        genres_[key] = best->genre;
    }
    for (Board& board : boards) {
        const auto group = group_of(board.storefront.marketplace, board.chart);
        board.headline = group && genre(board.region(), *group) == board.genre;
    }
}

void View::read_weeks() {
    by_app.resize(market.apps.size());
    for (std::size_t board = 0; board < boards.size(); ++board)
        for (auto& [app, standing] : BoardReader(*this, board).read()) {
            by_app[app].push_back(standings.size());
            standings.push_back(standing);
        }
}

void View::read_listings() {
    installs.resize(market.apps.size());
    const auto note = [&](Listings& seen, const records::ListingSeen& listing) {
        const int week = weeks_before(market, listing.observed);
        if (week != 0 && week != 1) return;
        auto& slot = week == 0 ? seen.now : seen.before;
        if (!slot || slot->observed <= listing.observed) slot = &listing;
    };
    for (const auto& seen : market.listings) {
        if (seen.listing.installs || seen.listing.installs_floor) note(installs[seen.app], seen);
        if (seen.listing.country)
            note(listings[{seen.app, {seen.listing.marketplace, *seen.listing.country}}], seen);
    }
    const auto last = [&](records::Instant moment) {
        if (weeks_before(market, moment) >= 0 && (!latest || *latest < moment)) latest = moment;
    };
    for (const auto& seen : market.charts) last(seen.observed);
    for (const auto& seen : market.listings) last(seen.observed);
}

}  // namespace reports
