#include "reports/cut.h"

#include <algorithm>
#include <tuple>

#include "reports/cell_words.h"

namespace reports {
namespace {

bool take_best(std::optional<Spot>& best, const std::optional<Spot>& spot) {
    if (!spot || (best && best->rank <= spot->rank)) return false;
    best = spot;
    return true;
}

const Snapshot* last_of(const Board& board, int week) {
    return View::last(board, static_cast<std::size_t>(week));
}

void count(const Standing& standing, bool both, Cut::Row& row) {
    if (standing.now) ++row.storefronts;
    row.days += standing.days;
    const bool unsure = standing.move == Move::unnamed || standing.move == Move::too_deep;
    const Tally none{0, both, both && !unsure, unsure};
    if (standing.move == Move::unnamed) ++row.unnamed;
    if (standing.move == Move::too_deep) ++row.too_deep;
    for (const auto tally : {&Cut::Row::entries, &Cut::Row::exits}) row.*tally += none;
    if (standing.move == Move::entered) ++row.entries.value;
    if (standing.move == Move::exited) ++row.exits.value;
}

/// The response of the best rank now; else of the week; else of the week before.
records::ResponseId source_of(const Cut::Row& row) {
    for (const auto spot : {&Cut::Place::now, &Cut::Place::best, &Cut::Place::before}) {
        std::optional<Spot> best;
        for (const Cut::Place& place : row.places) take_best(best, place.*spot);
        if (best) return best->response;
    }
    return 0;
}

}  // namespace

std::string without_ids(int entries, int depth) {
    return "not known: " + grouped(entries) + " of " + grouped(depth) + " entries without ids";
}
std::string outside(int depth) { return "not in top " + std::to_string(depth); }
std::string no_id(records::Marketplace marketplace) {
    return "no " + store_name(marketplace) + " id";
}

Cut::Cut(const View& view, records::Region region, std::optional<records::Country> only)
    : view_(view), region_(region), only_(only) {
    for (const Board& board : view.boards)
        if (holds(board))
            boards_[*group_of(board.storefront.marketplace, board.chart)].push_back(&board);
    for (std::size_t app = 0; app < view.market.apps.size(); ++app) read(app);
    std::ranges::sort(rows_, {}, [&](const Row& row) {
        return std::tuple(-row.free.value, -row.grossing.value, view.market.apps[row.app].name,
                          row.app);
    });
}

bool Cut::holds(const Board& board) const {
    return board.headline && board.region() == region_ &&
           (!only_ || board.storefront.country == *only_);
}

void Cut::read(std::size_t app) {
    Row row{};
    row.app = app;
    for (const std::size_t at : view_.by_app[app]) {
        const Standing& standing = view_.standings[at];
        const Board& board = view_.boards[standing.board];
        if (!holds(board)) continue;
        Place& place = row.places[*group_of(board.storefront.marketplace, board.chart)];
        if (take_best(place.now, standing.now)) place.now_in = board.storefront.country;
        take_best(place.before, standing.before);
        if (standing.move == Move::no_comparison || standing.move == Move::too_deep ||
            standing.move == Move::unnamed)
            place.known = false;
        take_best(place.best, standing.best);
        const bool free = board.chart == records::Chart::top_free;
        (free ? row.free : row.grossing).value += standing.presence;
        if (free && view_.basis_of_change(board, app).known)
            row.free_change.value += standing.common_now - standing.common_before;
        count(standing, last_of(board, 0) && last_of(board, 1), row);
    }
    row.source = source_of(row);
    if (!row.seen()) return;
    read_bases(row);
    rows_.push_back(row);
}

void Cut::read_bases(Row& row) const {
    for (std::size_t group = 0; group < groups.size(); ++group)
        for (const Board* board : boards_[group]) {
            const bool free = board->chart == records::Chart::top_free;
            (free ? row.free : row.grossing) += view_.basis(*board, 0, row.app);
            if (free) row.free_change += view_.basis_of_change(*board, row.app);
        }
}

Tally Cut::charting(int week, std::optional<records::Chart> only) const {
    Tally tally;
    std::vector<bool> seen(view_.market.apps.size());
    const auto spot = week == 0 ? &Place::now : &Place::before;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        if (only && groups[group].chart != *only) continue;
        for (const Row& row : rows_)
            if (row.places[group].*spot) seen[row.app] = true;
        if (!collected(group, week)) continue;
        tally.collected = tally.known = true;
        for (std::size_t app = 0; app < seen.size(); ++app)
            tally.unsure = tally.unsure || (view_.has_id(app, groups[group].marketplace) &&
                                            !unnamed(app, group, week).empty());
    }
    tally.value = double(std::ranges::count(seen, true));
    return tally;
}

std::string Cut::depths(std::size_t group, int week) const {
    int least = 0;
    int most = 0;
    for (const Board* board : boards_[group])
        if (const Snapshot* last = last_of(*board, week)) {
            least = least == 0 ? last->depth : std::min(least, last->depth);
            most = std::max(most, last->depth);
        }
    if (most == 0) return "empty chart";
    return least == most ? outside(most) : outside(least) + "–" + std::to_string(most);
}

/// Why an app that was not found on the charts of a group may be on them; empty: it is not.
std::string Cut::unnamed(std::size_t app, std::size_t group, int week) const {
    int entries = 0;
    int depth = 0;
    for (const Board* board : boards_[group])
        if (const Snapshot* last = last_of(*board, week);
            last && last->may_be(view_.market.apps[app]) > 0) {
            entries += last->may_be(view_.market.apps[app]);
            depth += last->depth;
        }
    return entries > 0 ? without_ids(entries, depth) : "";
}

std::string Cut::why_absent(std::size_t app, std::size_t group, int week) const {
    if (!view_.has_id(app, groups[group].marketplace)) return no_id(groups[group].marketplace);
    if (week > 0 && !view_.earlier_week) return "no earlier week";
    if (!collected(group, week)) return "not collected";
    const std::string why = unnamed(app, group, week);
    return why.empty() ? depths(group, week) : why;
}

bool Cut::collected(std::size_t group, int week) const {
    return std::ranges::any_of(boards_[group],
                               [&](const Board* board) { return last_of(*board, week); });
}

int Cut::storefronts() const {
    std::vector<records::Storefront> seen;
    for (const auto& list : boards_)
        for (const Board* board : list)
            if (last_of(*board, 0)) seen.push_back(board->storefront);
    std::ranges::sort(seen);
    return static_cast<int>(std::unique(seen.begin(), seen.end()) - seen.begin());
}

int Cut::days_collected() const {
    int days = 0;
    for (const auto& list : boards_)
        for (const Board* board : list) days += board->weeks[0].days;
    return days;
}

Cell Cut::now(const Row& row, std::size_t group) const {
    const auto& now = row.places[group].now;
    return now ? Cell(double(now->rank)) : Cell(Missing{why_absent(row.app, group, 0)});
}

Cell Cut::before(const Row& row, std::size_t group) const {
    const auto& before = row.places[group].before;
    return before ? Cell(double(before->rank)) : Cell(Missing{why_absent(row.app, group, 1)});
}

Cell Cut::best(const Row& row, std::size_t group) const {
    const auto& best = row.places[group].best;
    return best ? Cell(double(best->rank)) : Cell(Missing{why_absent(row.app, group, 0)});
}

Cell Cut::change(const Row& row, std::size_t group) const {
    const Place& place = row.places[group];
    if (place.now && place.before) return double(place.before->rank - place.now->rank);
    if (!place.now && !place.before) return Missing{"none"};
    if (!place.known || !unnamed(row.app, group, place.now ? 1 : 0).empty())
        return Missing{"not known"};
    return Missing{place.now ? "entered" : "exited"};
}

}  // namespace reports
