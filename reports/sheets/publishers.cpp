#include <algorithm>
#include <map>

#include "reports/excel_rules.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Chart;
using records::Region;

struct Company {
    std::string name;
    std::string hq;  // of all of its apps; empty: not known, or they differ
    std::vector<std::size_t> apps;
    Tally charting;
    std::array<Tally, 3> free;
    Tally before;
    Tally change;
    Tally grossing;
    int best = 0;
    double installs = 0;  // over the week
    int compared = 0;     // apps whose installs were seen in both weeks

    Tally all_free() const {
        Tally all = free[0];
        all += free[1];
        return all += free[2];
    }
};

/// Whether an app charts in the week, on any chart of the three regions.
Tally charting_of(const View& view, std::size_t app, int& best) {
    Tally charts;
    for (const Region region : records::report_regions) {
        charts += view.charting(0, region, app);
        for (std::size_t group = 0; group < groups.size(); ++group)
            if (const int rank = view.best_rank(0, region, group, app); rank > 0)
                best = best == 0 ? rank : std::min(best, rank);
    }
    charts.value = std::min(charts.value, 1.0);
    return charts;
}

void add(const View& view, std::size_t app, Company& company) {
    company.apps.push_back(app);
    for (const Region region : records::report_regions) {
        company.free[static_cast<std::size_t>(region)] +=
            view.presence(0, region, Chart::top_free, app);
        company.grossing += view.presence(0, region, Chart::top_grossing, app);
        company.change += view.change(region, Chart::top_free, app);
        if (view.weeks > 1) company.before += view.presence(1, region, Chart::top_free, app);
    }
    company.charting += charting_of(view, app, company.best);
    const Listings& seen = view.installs[app];
    if (seen.now && seen.before && seen.now->listing.installs && seen.before->listing.installs) {
        company.installs += double(*seen.now->listing.installs - *seen.before->listing.installs);
        ++company.compared;
    }
}

/// The country that the apps of a company agree on; empty: they differ, or nobody knows it. Apps
/// of which the company is not known have no company to speak for those that say nothing.
std::string hq_of(const View& view, const std::vector<std::size_t>& apps) {
    std::optional<records::Country> hq;
    for (const std::size_t at : apps) {
        const auto& app = view.market.apps[at];
        const bool silent = !app.hq && !(app.parent.empty() && app.publisher.empty());
        if (silent) continue;
        if (!app.hq || (hq && *hq != *app.hq)) return "";
        hq = app.hq;
    }
    return hq ? std::string((*hq)->name) : "";
}

std::vector<Company> companies_of(const View& view) {
    std::map<std::string, Company> by_name;
    for (std::size_t app = 0; app < view.market.apps.size(); ++app) {
        const auto& watched = view.market.apps[app];
        Company& company = by_name[company_of(watched)];
        company.name = company_of(watched);
        add(view, app, company);
    }
    std::vector<Company> companies;
    companies.reserve(by_name.size());
    for (auto& [name, company] : by_name) {
        company.hq = hq_of(view, company.apps);
        companies.push_back(std::move(company));
    }
    std::ranges::sort(companies, {}, [](const Company& one) {
        return std::tuple(-one.all_free().value, -one.grossing.value, one.name);
    });
    return companies;
}

std::string names_of(const View& view, const Company& company) {
    std::vector<std::string> names;
    for (const std::size_t app : company.apps) names.push_back(view.market.apps[app].name);
    std::ranges::sort(names);
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

enum Place {
    number,
    name,
    hq,
    watched,
    charting,
    us,
    latam,
    sea,
    total,
    share,
    before,
    change,
    grossing,
    grossing_share,
    best,
    installs,
    compared,
    apps
};

Table empty_table() {
    return {"publishers_rows",
            {{"#", Kind::count, Rule::none, "", 5},
             {"Company", Kind::prose, Rule::none, "", 38},
             {"HQ"},
             {"watched", Kind::count, Rule::none, "Apps"},
             {"charting", Kind::count},
             {"United States", Kind::score, Rule::none, "Presence on top free"},
             {"Latin America", Kind::score},
             {"Southeast Asia", Kind::score},
             {"all", Kind::score},
             {"share of all", Kind::percent, Rule::bar},
             {"week before", Kind::score},
             {"change", Kind::signed_count, Rule::move},
             {"presence", Kind::score, Rule::none, "Top grossing"},
             {"share of all", Kind::percent, Rule::bar},
             {"best rank", Kind::rank, Rule::heat, "Any chart"},
             {"over the week", Kind::signed_count, Rule::move, "Play installs, worldwide"},
             {"apps compared", Kind::count},
             {"Apps of the company", Kind::prose, Rule::none, "", 60}}};
}

class PublishersSheet {
public:
    explicit PublishersSheet(const View& view) : view_(view), companies_(companies_of(view)) {}

    Sheet make() {
        head(sheet_, view_, "Publishers");
        sheet_.line(
            Style::note,
            "Apps added up by the parent company of the watch-list, or by the publisher where no "
            "parent is known. Presence: see Method; its change counts the charts of both weeks, as "
            "deep "
            "as both show them.");
        if (companies_.empty()) {
            sheet_.line(Style::note, "The watch-list is empty.");
            return std::move(sheet_);
        }
        add_table();
        add_chart();
        return std::move(sheet_);
    }

private:
    static Cell share_cell(const Tally& part, const Tally& all, int part_column, int row,
                           int all_row) {
        if (!part.shown()) return part.cell();
        if (all.value == 0) return Missing{all.shown() ? "nobody charted" : all.why_not()};
        return Formula{"=" + address(row, part_column) + "/" + fixed_address(all_row, part_column),
                       part.value / all.value};
    }

    /// A formula over cells of which at least one holds a number, or else why none does.
    static Cell sum_cell(const Tally& tally, const std::string& formula) {
        return tally.shown() ? Cell(Formula{formula, tally.value}) : tally.cell();
    }

    void add_table() {
        Table table = empty_table();
        table.freeze = table.filter = table.total = true;
        table.freeze_columns = 2;
        const int first = sheet_.row_of_next_table() + table.header_rows();
        const int totals = first + static_cast<int>(companies_.size());
        const Company all = all_of(companies_);
        for (std::size_t at = 0; at < companies_.size(); ++at)
            table.rows.push_back(row_of(companies_[at], at, first + int(at), totals, all));
        table.rows.push_back(totals_of(all, first, totals));
        sheet_.add(std::move(table));
    }

    std::vector<Cell> row_of(const Company& company, std::size_t at, int row, int totals,
                             const Company& all) const {
        const Tally total_free = company.all_free();
        const Missing no_rank{company.charting.shown() ? "not charting"
                                                       : company.charting.why_not()};
        return {double(at + 1),
                company.name,
                company.hq.empty() ? Cell(Missing{"not known"}) : Cell(company.hq),
                double(company.apps.size()),
                company.charting.cell(),
                company.free[0].cell(),
                company.free[1].cell(),
                company.free[2].cell(),
                sum_cell(total_free, "=SUM(" + address(row, us) + ":" + address(row, sea) + ")"),
                share_cell(total_free, all.all_free(), total, row, totals),
                of_both_weeks(company.before.cell()),
                of_both_weeks(company.change.cell_or(Missing{"not known"})),
                company.grossing.cell(),
                share_cell(company.grossing, all.grossing, grossing, row, totals),
                company.best > 0 ? Cell(double(company.best)) : Cell(no_rank),
                company.compared > 0 ? Cell(company.installs) : Cell(Missing{"not compared"}),
                double(company.compared),
                names_of(view_, company)};
    }

    Cell of_both_weeks(Cell cell) const {
        if (view_.comparable()) return cell;
        return Missing{view_.earlier_week ? "charts differ" : "no earlier week"};
    }

    static Company all_of(const std::vector<Company>& companies) {
        Company all;
        for (const Company& company : companies) {
            all.apps.insert(all.apps.end(), company.apps.begin(), company.apps.end());
            for (const auto tally :
                 {&Company::charting, &Company::before, &Company::change, &Company::grossing})
                all.*tally += company.*tally;
            for (std::size_t region = 0; region < all.free.size(); ++region)
                all.free[region] += company.free[region];
            all.installs += company.installs;
            all.compared += company.compared;
        }
        return all;
    }

    std::vector<Cell> totals_of(const Company& all, int first, int totals) const {
        std::vector<Cell> cells(static_cast<std::size_t>(apps) + 1);
        cells[name] = std::string("All companies");
        const auto sum = [&](int column) {
            return "=SUM(" + address(first, column) + ":" + address(totals - 1, column) + ")";
        };
        const auto put = [&](int column, const Tally& tally) {
            cells[std::size_t(column)] = sum_cell(tally, sum(column));
        };
        const auto count = [&](int column, double number) {
            cells[std::size_t(column)] = Formula{sum(column), number};
        };
        count(watched, double(all.apps.size()));
        put(charting, all.charting);
        for (const auto& [column, region] : {std::pair{us, 0}, {latam, 1}, {sea, 2}})
            put(column, all.free[std::size_t(region)]);
        put(total, all.all_free());
        put_share(cells[share], all.all_free(), sum(share));
        put(grossing, all.grossing);
        put_share(cells[grossing_share], all.grossing, sum(grossing_share));
        cells[before] = of_both_weeks(sum_cell(all.before, sum(before)));
        cells[change] = of_both_weeks(change_of_all(sum(change)));
        count(installs, all.installs);
        count(compared, all.compared);
        return cells;
    }

    /// The shares of all companies; where there are none, the words that stand for each.
    static void put_share(Cell& cell, const Tally& all, const std::string& formula) {
        if (all.value != 0)
            cell = Formula{formula, 1.0};
        else
            cell = Missing{all.shown() ? "nobody charted" : all.why_not()};
    }

    /// Of the whole numbers that the rows show.
    Cell change_of_all(const std::string& formula) const {
        double sum = 0;
        bool any = false;
        for (const Company& company : companies_)
            if (const Cell cell = company.change.cell_or(Missing{});
                const double* number = std::get_if<double>(&cell)) {
                sum += *number;
                any = true;
            }
        return any ? Cell(Formula{formula, sum}) : Cell(Missing{"not known"});
    }

    void add_chart() {
        const Table* table = sheet_.table("publishers_rows");
        const int last = table->first() + std::min(9, int(companies_.size()) - 1);
        ChartView chart{ChartKind::stacked_bar,
                        "Presence on top free by company, ten largest",
                        "",
                        "presence",
                        "Stacked bars of the ten largest companies, by region",
                        {}};
        for (const int column : {us, latam, sea})
            chart.series.push_back({sheet_.header(*table, column),
                                    {sheet_.title(), name, table->first(), last},
                                    {sheet_.title(), column, table->first(), last}});
        sheet_.add(ChartRow{{std::move(chart)}});
    }

    const View& view_;
    std::vector<Company> companies_;
    Sheet sheet_{"Publishers"};
};

}  // namespace

Sheet publishers(const View& view, const Sheets&) { return PublishersSheet(view).make(); }

}  // namespace reports
