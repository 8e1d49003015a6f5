#include "reports/moves.h"

#include <algorithm>
#include <cstdlib>

#include "reports/cut.h"

namespace reports {
namespace {

using records::Region;

constexpr std::size_t rows_of_moves = 8;

struct Moved {
    const Standing* standing;
    int by;
};

std::vector<Moved> moved(const View& view) {
    std::vector<Moved> list;
    for (const Standing& standing : view.standings) {
        const Board& board = view.boards[standing.board];
        if (!board.headline || board.region() == Region::rest_of_world) continue;
        if (standing.move == Move::stayed)
            list.push_back({&standing, standing.before->rank - standing.now->rank});
        // The chart that it is not on says how far it moved at least.
        if (standing.move == Move::entered)
            list.push_back({&standing, View::last(board, 1)->depth + 1 - standing.now->rank});
        if (standing.move == Move::exited)
            list.push_back({&standing, standing.before->rank - View::last(board, 0)->depth - 1});
    }
    return list;
}

std::vector<Cell> move_row(const View& view, const Moved& one) {
    const Standing& standing = *one.standing;
    const Board& board = view.boards[standing.board];
    const auto rank = [&](const std::optional<Spot>& spot, int week) {
        if (spot) return Cell(double(spot->rank));
        const auto last = *board.weeks[std::size_t(week)].last;
        return Cell(Missing{outside(board.snapshots[last].depth)});
    };
    const bool both = standing.move == Move::stayed;
    return {
        view.market.apps[standing.app].name,
        rank(standing.before, 1),
        rank(standing.now, 0),
        both ? Cell(double(one.by)) : Cell(Missing{"at least " + std::to_string(std::abs(one.by))}),
        std::string(both           ? (one.by > 0 ? "rose" : "fell")
                    : standing.now ? "entered"
                                   : "exited"),
        store_name(board.storefront.marketplace),
        chart_name(board.chart),
        std::string(board.storefront.country->name) + ", " + genre_name(board.genre),
        Reference{standing.now ? standing.now->response : standing.before->response}};
}

}  // namespace

void add_moves(const View& view, Sheet& sheet) {
    auto list = moved(view);
    sheet.line(Style::heading, "Largest moves on one chart since the week before");
    std::erase_if(list, [](const Moved& one) { return one.by == 0; });
    if (list.empty())
        return sheet.line(Style::note, "None, or no chart was collected in both weeks.");
    std::ranges::sort(list, {}, [&](const Moved& one) {
        return std::tuple(-std::abs(one.by), view.market.apps[one.standing->app].name,
                          one.standing->board);
    });
    Table table{"summary_moves",
                {{"App"},
                 {"week before", Kind::rank},
                 {"now", Kind::rank},
                 {"change", Kind::rank_move, Rule::move},
                 {"event", Kind::code},
                 {"Store", Kind::code},
                 {"Chart", Kind::code},
                 {"Country and genre"},
                 {"Source", Kind::reference}}};
    for (const bool up : {true, false}) {
        std::size_t taken = 0;
        for (const Moved& one : list)
            if ((one.by > 0) == up && taken++ < rows_of_moves)
                table.rows.push_back(move_row(view, one));
    }
    sheet.add(std::move(table));
}

}  // namespace reports
