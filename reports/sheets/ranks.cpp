#include <algorithm>
#include <limits>
#include <tuple>

#include "reports/cut.h"
#include "reports/sheets.h"

namespace reports {
namespace {

std::vector<Column> columns() {
    return {{"App"},
            {"Region"},
            {"Country"},
            {"Store", Kind::code},
            {"Chart", Kind::code},
            {"Genre"},
            {"now", Kind::rank, Rule::none, "Rank", 13},
            {"week before", Kind::rank, Rule::none, "", 13},
            {"change", Kind::rank_move, Rule::move},
            {"best of week", Kind::rank},
            {"best of 13 weeks", Kind::rank},
            {"depth now", Kind::depth, Rule::none, "", 10},
            {"charted", Kind::count, Rule::none, "Days"},
            {"collected", Kind::count},
            {"Entered or exited", Kind::text, Rule::none, "", 34},
            {"Observed", Kind::moment},
            {"Source", Kind::reference}};
}

Cell rank_cell(const std::optional<Spot>& spot, const View& view, const Standing& standing,
               std::size_t week) {
    if (spot) return double(spot->rank);
    const Snapshot* last = View::last(view.boards[standing.board], week);
    if (!last) return Missing{week > 0 && !view.earlier_week ? "no earlier week" : "not collected"};
    const int unnamed = last->may_be(view.market.apps[standing.app]);
    if (unnamed > 0) return Missing{without_ids(unnamed, last->depth)};
    return Missing{last->depth > 0 ? outside(last->depth) : "empty chart"};
}

Cell change_cell(const Standing& standing) {
    if (standing.now && standing.before) return double(standing.before->rank - standing.now->rank);
    if (standing.move == Move::entered) return Missing{"entered"};
    if (standing.move == Move::exited) return Missing{"exited"};
    return Missing{standing.move == Move::absent ? "none" : "not known"};
}

std::string move_text(const Standing& standing, const View& view) {
    switch (standing.move) {
        case Move::stayed: return "stayed";
        case Move::entered: return "entered";
        case Move::exited: return "exited";
        case Move::absent: return "only earlier in the week";
        case Move::too_deep: return "not known: other chart shallower";
        case Move::unnamed: return "not known: entries without ids";
        case Move::no_comparison: break;
    }
    if (!standing.now) return "not known: week not collected";
    return view.earlier_week ? "not known: week before not collected"
                             : "not known: no earlier week";
}

std::vector<Cell> row_of(const View& view, const Standing& standing) {
    const Board& board = view.boards[standing.board];
    const auto& spot = standing.now    ? standing.now
                       : standing.best ? standing.best
                                       : standing.before;
    const Snapshot* last = View::last(board, 0);
    const auto best = [](const std::optional<Spot>& one, const Cell& otherwise) {
        return one ? Cell(double(one->rank)) : otherwise;
    };
    const Cell now = rank_cell(standing.now, view, standing, 0);
    return {view.market.apps[standing.app].name,
            std::string(to_text(board.region())),
            std::string(board.storefront.country->name),
            store_name(board.storefront.marketplace),
            chart_name(board.chart),
            genre_name(board.genre),
            now,
            rank_cell(standing.before, view, standing, 1),
            change_cell(standing),
            best(standing.best, now),
            best(standing.best_of_all, Missing{"not charting"}),
            last ? Cell(double(last->depth)) : Cell(Missing{"not collected"}),
            double(standing.days),
            double(board.weeks[0].days),
            move_text(standing, view),
            spot->observed,
            Reference{spot->response}};
}

/// Board by board, from the top of the chart down; those not on it any more come last.
std::vector<const Standing*> in_order(const View& view) {
    std::vector<const Standing*> order;
    for (const Standing& standing : view.standings)
        if (standing.best || standing.before) order.push_back(&standing);
    const auto rank = [](const std::optional<Spot>& spot) {
        return spot ? spot->rank : std::numeric_limits<int>::max();
    };
    std::ranges::sort(order, {}, [&](const Standing* one) {
        return std::tuple(one->board, rank(one->now), rank(one->before),
                          std::string_view(view.market.apps[one->app].name), one->app);
    });
    return order;
}

}  // namespace

Sheet ranks(const View& view, const Sheets&) {
    Sheet sheet("Ranks");
    head(sheet, view, "Ranks");
    sheet.line(
        Style::note,
        "Each watched app on each chart where it stood in this week or the week before. Now and "
        "before are the last charts of each week; Source names the response of the rank.");
    Table table{"ranks_rows", columns()};
    table.filter = table.freeze = true;
    for (const Standing* standing : in_order(view)) table.rows.push_back(row_of(view, *standing));
    if (table.rows.empty())
        sheet.line(
            Style::note,
            "No watched app was found on a chart collected in this week or the week before.");
    else
        sheet.add(std::move(table));
    return sheet;
}

}  // namespace reports
