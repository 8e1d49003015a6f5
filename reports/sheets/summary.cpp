#include <algorithm>

#include "reports/cell_words.h"
#include "reports/cut.h"
#include "reports/excel_rules.h"
#include "reports/moves.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Chart;
using records::Region;

constexpr std::size_t rows_of_top = 10;

/// One region in numbers: what its card shows.
struct Card {
    Region region;
    Cut cut;
    Tally charting;
    Tally before;
    Tally entries;
    Tally exits;
    int unnamed = 0;
    int too_deep = 0;

    Card(const View& view, Region of)
        : region(of), cut(view, of), charting(cut.charting(0)), before(cut.charting(1)) {
        for (const Cut::Row& row : cut.rows()) {
            entries += row.entries;
            exits += row.exits;
            unnamed += row.unnamed;
            too_deep += row.too_deep;
        }
    }

    /// The app with the best rank now on the two charts of a kind, and its place.
    std::pair<const Cut::Row*, std::size_t> best(Chart chart) const {
        std::pair<const Cut::Row*, std::size_t> found{nullptr, 0};
        for (const Cut::Row& row : cut.rows())
            for (std::size_t group = 0; group < groups.size(); ++group)
                if (groups[group].chart == chart && row.places[group].now &&
                    (!found.first ||
                     row.places[group].now->rank < found.first->places[found.second].now->rank))
                    found = {&row, group};
        return found;
    }
};

struct Total {
    std::size_t app = 0;
    std::array<Tally, 3> parts;
    Tally before;
    Tally change;
    double all() const { return parts[0].value + parts[1].value + parts[2].value; }
};

std::vector<Total> totals_of(const View& view, Chart chart) {
    std::vector<Total> totals;
    for (std::size_t app = 0; app < view.market.apps.size(); ++app) {
        Total total;
        total.app = app;
        for (const Region region : records::report_regions) {
            total.parts[std::size_t(region)] = view.presence(0, region, chart, app);
            total.change += view.change(region, chart, app);
            if (view.weeks > 1) total.before += view.presence(1, region, chart, app);
        }
        if (total.all() > 0 || total.before.value > 0) totals.push_back(total);
    }
    std::ranges::sort(totals, {}, [&](const Total& total) {
        return std::tuple(-total.all(), view.market.apps[total.app].name, total.app);
    });
    return totals;
}

class SummarySheet {
public:
    SummarySheet(const View& view, const Sheets& done) : view_(view), done_(done) {
        for (const Region region : records::report_regions) cards_.emplace_back(view, region);
    }

    Sheet make() {
        head(sheet_, view_, "Micro-drama apps");
        if (const auto banner = simulated_banner(view_); !banner.empty())
            sheet_.line(Style::banner, banner);
        for (const Card& card : cards_) sheet_.line(Style::note, sentence(card));
        add_strip();
        add_cards();
        charts_place_ = sheet_.blocks().size();
        sheet_.add(ChartRow{});
        add_top(Chart::top_free, "Top 10 by presence on top free", "summary_top_free");
        add_top(Chart::top_grossing, "Top 10 by presence on top grossing", "summary_top_grossing");
        add_moves(view_, sheet_);
        fill_charts();
        return std::move(sheet_);
    }

private:
    std::string sentence(const Card& card) const {
        const CoverageCount count = coverage_of(view_, card.region);
        std::string text = std::string(to_text(card.region)) + ": ";
        if (card.cut.days_collected() == 0) return text + "no chart was collected in this week.";
        text += charting_of(card.charting);
        if (const auto [row, group] = card.best(Chart::top_free); row)
            text += "; best on top free: " + place(*row, group);
        if (const auto [row, group] = card.best(Chart::top_grossing); row)
            text += "; best on top grossing: " + place(*row, group);
        return text + "; " + moves_of(card) + "; " + grouped(count.collected) + " of " +
               grouped(count.due) + " due charts collected.";
    }

    static std::string charting_of(const Tally& charting) {
        if (!charting.shown()) return "watched apps on the last charts: " + charting.why_not();
        const auto count = static_cast<long long>(charting.value);
        return (charting.unsure ? "at least " : "") + counted(count, "watched app") +
               " on the last charts";
    }

    static std::string moves_of(const Card& card) {
        const std::string why = card.unnamed > 0    ? ", as charts have entries without ids"
                                : card.too_deep > 0 ? ", as a chart is shallower than the other"
                                                    : "";
        if (!card.entries.known)
            return "entries and exits not known" +
                   (why.empty() ? ", as the week before was not collected" : why);
        const int unknown = card.unnamed + card.too_deep;
        return grouped(card.entries.value) + " entered and " + grouped(card.exits.value) +
               " left a chart" + (unknown > 0 ? ", not known of " + grouped(unknown) + why : "");
    }

    std::string place(const Cut::Row& row, std::size_t group) const {
        const Cut::Place& at = row.places[group];
        return view_.market.apps[row.app].name + ", rank " + std::to_string(at.now->rank) + " on " +
               store_name(groups[group].marketplace) + ", " + std::string((*at.now_in)->name);
    }

    void add_strip() {
        const int total = coverage_total_row();
        Table strip{"summary_strip", {}};
        strip.strip = true;
        std::vector<Cell> cells;
        const auto put = [&](const char* title, Kind kind, Cell cell) {
            strip.columns.push_back({title, kind});
            cells.push_back(std::move(cell));
        };
        put("Apps watched", Kind::count, double(view_.market.apps.size()));
        put("Apps charting", Kind::count, charting().cell());
        put("Change on week before", Kind::signed_count,
            view_.comparable() ? Cell(charting_in_both(0) - charting_in_both(1)) : no_comparison());
        put("Entries", Kind::count, moves(&Card::entries));
        put("Exits", Kind::count, moves(&Card::exits));
        const CoverageCount count = coverage_of(view_);
        put("Charts collected", Kind::percent,
            total < 0 ? Cell(Missing{"none"})
                      : Cell(Formula{"=Coverage!" + address(total, 3), count.share()}));
        put("Share of the top three", Kind::percent, top_three());
        strip.rows.push_back(std::move(cells));
        sheet_.add(std::move(strip));
    }

    /// Why two weeks do not compare, in a region or in all.
    Cell no_comparison(std::optional<Region> only = {}) const {
        if (!view_.earlier_week) return Missing{"no earlier week"};
        int days = 0;
        for (const Region region : records::report_regions)
            for (std::size_t group = 0; group < groups.size(); ++group)
                if (!only || region == *only) days += view_.board_days(1, region, group);
        return Missing{days > 0 ? "charts differ" : "week before not collected"};
    }

    int coverage_total_row() const {
        const Table* table = sheet_of(done_, "Coverage").table("coverage_regions");
        return table ? table->last() : -1;
    }

    Cell moves(Tally Card::*what) const {
        Tally sum;
        for (const Card& card : cards_) sum += card.*what;
        return sum.cell_or(Missing{"not known"});
    }

    /// Watched apps on any chart of the week.
    Tally charting() const {
        Tally sum;
        for (std::size_t app = 0; app < view_.market.apps.size(); ++app) {
            Tally charts;
            for (const Region region : records::report_regions)
                charts += view_.charting(0, region, app);
            charts.value = std::min(charts.value, 1.0);
            sum += charts;
        }
        return sum;
    }

    double charting_in_both(int week) const {
        double count = 0;
        for (std::size_t app = 0; app < view_.market.apps.size(); ++app)
            count += view_.charted_in_both(week, app) ? 1 : 0;
        return count;
    }

    Cell top_three() const {
        double all = 0;
        double three = 0;
        const auto totals = totals_of(view_, Chart::top_free);
        for (std::size_t at = 0; at < totals.size(); ++at) {
            all += totals[at].all();
            if (at < 3) three += totals[at].all();
        }
        return all > 0 ? Cell(three / all) : Cell(Missing{why_nobody(Chart::top_free)});
    }

    /// Why no watched app charts on the charts of a kind, in all regions.
    std::string why_nobody(Chart chart) const {
        Tally charting;
        for (const Card& card : cards_) charting += card.cut.charting(0, chart);
        return charting.shown() ? "nobody charted" : charting.why_not();
    }

    std::string nobody_in_words(Chart chart) const {
        const std::string why = why_nobody(chart);
        if (why == "not collected") return "No such chart was collected in this week.";
        if (why == "not known") return "Not known: entries of these charts have no ids.";
        return "No watched app was on such a chart in this week.";
    }

    void add_cards() {
        sheet_.line(Style::heading, "The three regions");
        Table table{"summary_regions",
                    {{"Region", Kind::text, Rule::none, "", 24},
                     {"apps charting", Kind::count},
                     {"week before", Kind::count},
                     {"entries", Kind::count},
                     {"exits", Kind::count},
                     {"storefronts collected", Kind::count},
                     {"charts collected", Kind::percent, Rule::coverage},
                     {"Best on top free now"},
                     {"source", Kind::reference},
                     {"Best on top grossing now"},
                     {"source", Kind::reference}}};
        for (const Card& card : cards_) table.rows.push_back(row_of(card));
        sheet_.add(std::move(table));
    }

    std::vector<Cell> row_of(const Card& card) const {
        const Cell unknown = no_comparison(card.region);
        const auto known = [&](const Tally& tally) {
            return tally.cell_or(tally.unsure ? Missing{"not known"} : unknown);
        };
        std::vector<Cell> cells = {
            Link{std::string(to_text(card.region)), std::string(to_text(card.region))},
            card.charting.cell(),
            view_.comparable(card.region) ? card.before.cell() : unknown,
            known(card.entries),
            known(card.exits),
            double(card.cut.storefronts())};
        const Table* coverage = sheet_of(done_, "Coverage").table("coverage_regions");
        const CoverageCount count = coverage_of(view_, card.region);
        cells.push_back(
            coverage ? Cell(Formula{"=Coverage!" + address(coverage->first() + int(card.region), 3),
                                    count.share()})
                     : Cell(Missing{"none"}));
        for (const Chart chart : {Chart::top_free, Chart::top_grossing})
            add_best(card, chart, cells);
        return cells;
    }

    void add_best(const Card& card, Chart chart, std::vector<Cell>& cells) const {
        const auto [row, group] = card.best(chart);
        if (!row) {
            const Tally none = card.cut.charting(0, chart);
            return void(cells.insert(cells.end(), 2,
                                     Missing{none.shown() ? "not charting" : none.why_not()}));
        }
        cells.push_back(place(*row, group));
        cells.push_back(Reference{row->places[group].now->response});
    }

    void add_top(Chart chart, const char* heading, const char* name) {
        sheet_.line(Style::heading, heading);
        auto totals = totals_of(view_, chart);
        std::erase_if(totals, [](const Total& total) { return total.all() == 0; });
        if (totals.empty()) return sheet_.line(Style::note, nobody_in_words(chart));
        double all = 0;
        for (const Total& total : totals) all += total.all();
        if (totals.size() > rows_of_top) totals.resize(rows_of_top);
        Table table{name,
                    {{"App"},
                     {"United States", Kind::score},
                     {"Latin America", Kind::score},
                     {"Southeast Asia", Kind::score},
                     {"all", Kind::score},
                     {"week before", Kind::score},
                     {"change", Kind::signed_count, Rule::move},
                     {"Company"},
                     {"share of all", Kind::percent, Rule::bar}}};
        const int first = sheet_.row_of_next_table() + 1;
        for (const Total& total : totals)
            table.rows.push_back(top_row(total, first + int(table.rows.size()), all));
        sheet_.add(std::move(table));
    }

    std::vector<Cell> top_row(const Total& total, int row, double all) const {
        const Cell no_week = no_comparison();
        return {view_.market.apps[total.app].name,
                total.parts[0].cell(),
                total.parts[1].cell(),
                total.parts[2].cell(),
                Formula{"=SUM(" + address(row, 1) + ":" + address(row, 3) + ")", total.all()},
                view_.comparable() ? total.before.cell() : no_week,
                view_.comparable() ? total.change.cell_or(Missing{"not known"}) : no_week,
                company_of(view_.market.apps[total.app]),
                total.all() / all};
    }

    ChartView stacked(const char* name, const char* title) const {
        const Table* table = sheet_.table(name);
        ChartView chart{ChartKind::stacked_bar,
                        title,
                        "",
                        "presence",
                        std::string(title) + ", stacked by region",
                        {}};
        if (table)
            for (int column = 1; column <= 3; ++column)
                chart.series.push_back({sheet_.header(*table, column), sheet_.range(*table, 0),
                                        sheet_.range(*table, column)});
        return chart;
    }

    ChartView counts() const {
        const Sheet& from = sheet_of(done_, "Trends");
        const Table* table = from.table("trend_counts");
        ChartView chart{ChartKind::line,
                        "Watched apps on a chart, by week",
                        "",
                        "apps",
                        "Lines of the number of apps charting in each region",
                        {}};
        if (table && table->rows.size() > 1)
            for (int column = 3; column <= 5; ++column)
                chart.series.push_back({from.header(*table, column), from.range(*table, 0),
                                        from.range(*table, column)});
        return chart;
    }

    void fill_charts() {
        auto& row = std::get<ChartRow>(sheet_.blocks()[charts_place_]);
        for (ChartView chart :
             {stacked("summary_top_free", "Top free: presence by region"),
              stacked("summary_top_grossing", "Top grossing: presence by region"), counts()})
            if (!chart.series.empty()) row.charts.push_back(std::move(chart));
    }

    const View& view_;
    const Sheets& done_;
    std::vector<Card> cards_;
    std::size_t charts_place_ = 0;
    Sheet sheet_{"Summary"};
};

}  // namespace

Sheet summary_sheet(const View& view, const Sheets& done) {
    return SummarySheet(view, done).make();
}

}  // namespace reports
