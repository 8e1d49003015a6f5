#include <algorithm>
#include <functional>
#include <map>

#include "reports/cell_words.h"
#include "reports/cut.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Chart;
using records::Region;

constexpr std::size_t apps_shown = 6;

std::string key_of(Region region) {
    switch (region) {
        case Region::united_states: return "us";
        case Region::latin_america: return "latam";
        case Region::southeast_asia: return "sea";
        case Region::rest_of_world: return "rest";
    }
    return "";
}

/// The apps whose presence over the weeks shown is largest, the largest first.
std::vector<std::size_t> largest(const View& view, Region region, Chart chart, int weeks) {
    std::vector<std::pair<double, std::size_t>> sums;
    for (std::size_t app = 0; app < view.market.apps.size(); ++app) {
        double sum = 0;
        for (int week = 0; week < weeks; ++week)
            sum += view.presence(week, region, chart, app).value;
        if (sum > 0) sums.emplace_back(sum, app);
    }
    std::ranges::sort(sums, {}, [&](const auto& one) {
        return std::tuple(-one.first, view.market.apps[one.second].name, one.second);
    });
    if (sums.size() > apps_shown) sums.resize(apps_shown);
    std::vector<std::size_t> apps;
    apps.reserve(sums.size());
    for (const auto& [sum, app] : sums) apps.push_back(app);
    return apps;
}

/// What the columns of a table hold for an app in a week; empty: nothing to draw.
using Value = std::function<Cell(int week, std::size_t app)>;

struct Wanted {
    std::string name;
    std::string heading;
    std::string y_title;
    Kind kind;
    std::vector<std::size_t> apps;
    std::array<std::size_t, 2> from_groups;  // whose collection counts
    Value value;
};

class TrendsSheet {
public:
    TrendsSheet(const View& view, int weeks) : view_(view), weeks_(weeks) {}

    Sheet make() {
        head(sheet_, view_, "Trends");
        sheet_.line(
            Style::note,
            "A point is drawn for a week in which a chart was collected; the last column says why "
            "one is missing. Presence is of the whole chart: one shown shorter in a week gives "
            "less.");
        for (const Region region : records::report_regions) add_region(region);
        add_counts();
        return std::move(sheet_);
    }

private:
    void add_region(Region region) {
        sheet_.line(Style::heading, std::string(to_text(region)));
        std::vector<Wanted> wanted = {
            presence(region, Chart::top_free, "_free", "Presence on top free", {0, 1}),
            presence(region, Chart::top_grossing, "_grossing", "Presence on top grossing", {2, 3}),
            ranks(region)};
        std::erase_if(wanted, [](const Wanted& one) { return one.apps.empty(); });
        if (wanted.empty())
            return sheet_.line(
                Style::note,
                "No watched app was found on a chart here in the weeks of the archive.");
        const std::size_t place = sheet_.blocks().size();
        sheet_.add(ChartRow{});
        ChartRow charts;
        for (const Wanted& one : wanted) charts.charts.push_back(add_table(one, region));
        charts.row = std::get<ChartRow>(sheet_.blocks()[place]).row;
        sheet_.blocks()[place] = std::move(charts);
    }

    Wanted presence(Region region, Chart chart, const char* part, const std::string& what,
                    std::array<std::size_t, 2> from) const {
        return {"trend_" + key_of(region) + part,
                what + ", largest apps",
                "presence",
                Kind::score,
                largest(view_, region, chart, weeks_),
                from,
                [this, region, chart](int week, std::size_t app) {
                    return view_.presence(week, region, chart, app).cell();
                }};
    }

    Wanted ranks(Region region) const {
        return {"trend_" + key_of(region) + "_rank",
                "Best rank on App Store top free, largest apps",
                "rank",
                Kind::rank,
                largest(view_, region, Chart::top_free, weeks_),
                {0, 0},
                [this, region](int week, std::size_t app) {
                    const int rank = view_.best_rank(week, region, 0, app);
                    if (rank > 0) return Cell(double(rank));
                    const Tally none = view_.presence(week, region, Chart::top_free, app);
                    return Cell(Missing{none.unsure ? "not known" : "not on the charts collected"});
                }};
    }

    int collected(const Wanted& wanted, Region region, int week) const {
        const auto [one, other] = wanted.from_groups;
        return view_.board_days(week, region, one) +
               (one == other ? 0 : view_.board_days(week, region, other));
    }

    std::vector<Cell> row_of(const Wanted& wanted, Region region, int week) const {
        const int days = collected(wanted, region, week);
        const records::Week of = view_.market.week.plus(-week);
        std::vector<Cell> cells = {to_text(of), of.monday(), double(days)};
        std::map<std::string, std::string> gaps;  // names, by why they have no point
        for (const std::size_t app : wanted.apps) {
            Cell cell = days > 0 ? wanted.value(week, app) : Cell();
            if (const auto* missing = std::get_if<Missing>(&cell)) {
                std::string& names = gaps[missing->why];
                names += (names.empty() ? "" : ", ") + view_.market.apps[app].name;
                cell = Cell();
            }
            cells.push_back(std::move(cell));
        }
        cells.push_back(days > 0 ? Cell(joined(gaps)) : Cell(Missing{"no chart was collected"}));
        return cells;
    }

    static std::string joined(const std::map<std::string, std::string>& gaps) {
        std::string text;
        for (const auto& [why, names] : gaps)
            text.append(text.empty() ? "" : "; ").append(why).append(": ").append(names);
        return text;
    }

    ChartView add_table(const Wanted& wanted, Region region) {
        sheet_.line(Style::heading, std::string(to_text(region)) + ": " + wanted.heading);
        Table table{
            wanted.name,
            {{"week"}, {"from", Kind::day}, {"charts collected", Kind::count, Rule::none, "", 11}}};
        for (const std::size_t app : wanted.apps)
            table.columns.push_back({view_.market.apps[app].name, wanted.kind, Rule::none, "", 12});
        table.columns.push_back({"why a point is missing", Kind::prose, Rule::none, "", 40});
        for (int week = weeks_ - 1; week >= 0; --week)
            table.rows.push_back(row_of(wanted, region, week));
        const Table& at = sheet_.add(std::move(table));
        ChartView chart{ChartKind::line,
                        wanted.heading,
                        "",
                        wanted.y_title,
                        wanted.heading + ", week by week",
                        {},
                        wanted.kind == Kind::rank};
        for (std::size_t app = 0; app < wanted.apps.size(); ++app)
            chart.series.push_back({sheet_.header(at, int(app) + 3), sheet_.range(at, 0),
                                    sheet_.range(at, int(app) + 3)});
        return chart;
    }

    /// How many watched apps charted, by region.
    void add_counts() {
        sheet_.line(Style::heading, "Watched apps on a chart, by region");
        Table table{
            "trend_counts",
            {{"week"}, {"from", Kind::day}, {"charts collected", Kind::count, Rule::none, "", 11}}};
        for (const Region region : records::report_regions)
            table.columns.push_back(
                {std::string(to_text(region)), Kind::count, Rule::none, "", 12});
        table.columns.push_back({"why a point is missing", Kind::text, Rule::none, "", 12});
        for (int week = weeks_ - 1; week >= 0; --week) table.rows.push_back(counts_of(week));
        sheet_.add(std::move(table));
    }

    std::vector<Cell> counts_of(int week) const {
        const records::Week of = view_.market.week.plus(-week);
        std::vector<Cell> cells = {to_text(of), of.monday(), 0.0};
        std::map<std::string, std::string> gaps;
        int all = 0;
        for (const Region region : records::report_regions) {
            int days = 0;
            for (std::size_t group = 0; group < groups.size(); ++group)
                days += view_.board_days(week, region, group);
            all += days;
            const Tally count = charting(week, region);
            cells.push_back(count.shown() ? count.cell() : Cell());
            if (count.shown()) continue;
            std::string& names = gaps[count.why_not()];
            names += (names.empty() ? "" : ", ") + std::string(to_text(region));
        }
        cells[2] = double(all);
        cells.push_back(joined(gaps));
        return cells;
    }

    Tally charting(int week, Region region) const {
        Tally sum;
        for (std::size_t app = 0; app < view_.market.apps.size(); ++app)
            sum += view_.charting(week, region, app);
        return sum;
    }

    const View& view_;
    int weeks_;
    Sheet sheet_{"Trends"};
};

/// Weeks to show: as many as the archive has charts of, at most thirteen.
int weeks_shown(const View& view) {
    int shown = 1;
    for (int week = 0; week < std::min(view.weeks, weeks_of_best); ++week)
        for (const Region region : records::report_regions)
            for (std::size_t group = 0; group < groups.size(); ++group)
                if (view.board_days(week, region, group) > 0) shown = week + 1;
    return shown;
}

}  // namespace

Sheet trends(const View& view, const Sheets&) {
    return TrendsSheet(view, weeks_shown(view)).make();
}

}  // namespace reports
