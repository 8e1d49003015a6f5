#include <algorithm>
#include <map>

#include "reports/cut.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Country;

/// The countries of the report regions on one row of columns.
std::vector<Country> all_countries(const View& view) {
    std::vector<Country> countries;
    for (const Expected& row : view.expected)
        if (std::ranges::find(countries, row.storefront.country) == countries.end())
            countries.push_back(row.storefront.country);
    return countries;
}

const Board* headline_board(const View& view, const Country& country, std::size_t group) {
    for (const Board& board : view.boards)
        if (board.headline && board.storefront.country == country &&
            group_of(board.storefront.marketplace, board.chart) == group)
            return &board;
    return nullptr;
}

class Matrix {
public:
    Matrix(const View& view, std::size_t group) : view_(view), group_(group) {
        for (const Country& country : all_countries(view)) {
            countries_.push_back(country);
            boards_.push_back(headline_board(view, country, group));
        }
        for (const Standing& standing : view.standings)
            if (standing.best) best_[{&view.boards[standing.board], standing.app}] = &standing;
    }

    bool collected() const {
        return std::ranges::any_of(boards_, [](const Board* board) { return days(board) > 0; });
    }

    Table table() const {
        Table table{"countries_" + std::to_string(group_ + 1),
                    {{"App", Kind::text, Rule::none, "", 30}}};
        for (const Country& country : countries_)
            table.columns.push_back({std::string(country->code), Kind::rank, Rule::heat, "", 6});
        table.columns.push_back({"countries", Kind::count, Rule::none, "", 10});
        table.columns.push_back({"source", Kind::reference, Rule::none, "", 9});
        for (const std::size_t app : charting()) table.rows.push_back(row_of(app));
        return table;
    }

    /// Days of the week on which each country's chart was collected.
    Table days_table() const {
        Table table{"", {{"Days collected", Kind::text, Rule::none, "", 30}}};
        for (const Country& country : countries_)
            table.columns.push_back(
                {std::string(country->code), Kind::count, Rule::coverage, "", 6});
        table.rows.push_back({std::string("days of 7")});
        for (const Board* board : boards_) table.rows.back().push_back(double(days(board)));
        return table;
    }

private:
    static int days(const Board* board) { return board ? board->weeks[0].days : 0; }

    const Standing* standing(const Board* board, std::size_t app) const {
        const auto found = best_.find({board, app});
        return found == best_.end() ? nullptr : found->second;
    }

    const char* absence(const Board* board, std::size_t app) const {
        if (days(board) == 0) return "gap";
        const auto may_be_it = [&](const Snapshot& one) {
            return weeks_before(view_.market, one.observed) == 0 &&
                   one.may_be(view_.market.apps[app]) > 0;
        };
        return std::ranges::any_of(board->snapshots, may_be_it) ? "?" : "out";
    }

    int count(std::size_t app) const {
        return static_cast<int>(std::ranges::count_if(
            boards_, [&](const Board* board) { return board && standing(board, app); }));
    }

    int best(std::size_t app) const {
        int rank = 0;
        for (const Board* board : boards_)
            if (const Standing* seen = board ? standing(board, app) : nullptr)
                rank = rank == 0 ? seen->best->rank : std::min(rank, seen->best->rank);
        return rank;
    }

    std::vector<std::size_t> charting() const {
        std::vector<std::size_t> apps;
        for (std::size_t app = 0; app < view_.market.apps.size(); ++app)
            if (count(app) > 0) apps.push_back(app);
        std::ranges::sort(apps, {}, [&](std::size_t app) {
            return std::tuple(-count(app), best(app), view_.market.apps[app].name, app);
        });
        return apps;
    }

    std::vector<Cell> row_of(std::size_t app) const {
        std::vector<Cell> cells = {view_.market.apps[app].name};
        const Spot* best = nullptr;
        for (const Board* board : boards_) {
            const Standing* seen = board ? standing(board, app) : nullptr;
            if (seen && (!best || seen->best->rank < best->rank)) best = &*seen->best;
            if (seen)
                cells.push_back(double(seen->best->rank));
            else
                cells.push_back(Missing{absence(board, app)});
        }
        cells.push_back(double(count(app)));
        cells.push_back(best ? Cell(Reference{best->response}) : Cell());
        return cells;
    }

    const View& view_;
    std::size_t group_;
    std::vector<Country> countries_;
    std::vector<const Board*> boards_;
    std::map<std::pair<const Board*, std::size_t>, const Standing*> best_;
};

}  // namespace

Sheet countries(const View& view, const Sheets&) {
    Sheet sheet("Countries");
    head(sheet, view, "Countries");
    sheet.line(
        Style::note,
        "Best rank of the week. \"out\": the chart was collected, and the app was not among its "
        "entries. \"?\": not known, as entries of the chart have no ids. \"gap\": the chart was "
        "not "
        "collected in this week. The darker, the better the "
        "rank.");
    bool frozen = false;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const Matrix matrix(view, group);
        sheet.line(Style::heading, std::string(groups[group].title));
        if (!matrix.collected()) {
            sheet.line(Style::note, "Not collected in any country in this week.");
            continue;
        }
        Table days = matrix.days_table();
        days.freeze = !frozen;  // every table has the same countries: one header serves all
        frozen = true;
        sheet.add(std::move(days));
        Table table = matrix.table();
        if (table.rows.empty())
            sheet.line(Style::note, "Collected; no watched app was found on any of these charts.");
        else
            sheet.add(std::move(table));
    }
    return sheet;
}

}  // namespace reports
