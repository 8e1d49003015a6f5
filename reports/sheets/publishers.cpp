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
    std::string hq;
    std::vector<std::size_t> apps;
    int charting = 0;
    std::array<double, 3> free{};
    double before = 0;
    double grossing = 0;
    int best = 0;
    double installs = 0;  // over the week
    int compared = 0;     // apps whose installs were seen in both weeks

    double all_free() const { return free[0] + free[1] + free[2]; }
};

void add(const View& view, std::size_t app, Company& company) {
    company.apps.push_back(app);
    bool charts = false;
    for (const Region region : records::report_regions) {
        const double free = view.presence(0, region, Chart::top_free, app);
        company.free[static_cast<std::size_t>(region)] += free;
        company.grossing += view.presence(0, region, Chart::top_grossing, app);
        if (view.weeks > 1) company.before += view.presence(1, region, Chart::top_free, app);
        for (std::size_t group = 0; group < groups.size(); ++group)
            if (const int rank = view.best_rank(0, region, group, app); rank > 0) {
                charts = true;
                company.best = company.best == 0 ? rank : std::min(company.best, rank);
            }
    }
    company.charting += charts ? 1 : 0;
    const Listings& seen = view.installs[app];
    if (seen.now && seen.before && seen.now->listing.installs && seen.before->listing.installs) {
        company.installs += double(*seen.now->listing.installs - *seen.before->listing.installs);
        ++company.compared;
    }
}

std::vector<Company> companies_of(const View& view) {
    std::map<std::string, Company> by_name;
    for (std::size_t app = 0; app < view.market.apps.size(); ++app) {
        const auto& watched = view.market.apps[app];
        Company& company = by_name[company_of(watched)];
        company.name = company_of(watched);
        if (watched.hq) company.hq = (*watched.hq)->name;
        add(view, app, company);
    }
    std::vector<Company> companies;
    companies.reserve(by_name.size());
    for (auto& [name, company] : by_name) companies.push_back(std::move(company));
    std::ranges::sort(companies, {}, [](const Company& one) {
        return std::tuple(-one.all_free(), -one.grossing, one.name);
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
             {"Company", Kind::text, Rule::none, "", 38},
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
            "parent is known. Presence: see Method.");
        if (companies_.empty()) {
            sheet_.line(Style::note, "The watch-list is empty.");
            return std::move(sheet_);
        }
        add_table();
        add_chart();
        return std::move(sheet_);
    }

private:
    static Cell share_cell(double part, double all, int part_column, int row, int all_row) {
        if (all == 0) return Missing{"nobody charted"};
        return Formula{"=" + address(row, part_column) + "/" + fixed_address(all_row, part_column),
                       part / all};
    }

    void add_table() {
        Table table = empty_table();
        table.freeze = table.filter = table.total = true;
        table.freeze_columns = 2;
        const int first = sheet_.row_of_next_table() + table.header_rows();
        const int totals = first + static_cast<int>(companies_.size());
        double all_free = 0;
        double all_grossing = 0;
        for (const Company& company : companies_) {
            all_free += company.all_free();
            all_grossing += company.grossing;
        }
        for (std::size_t at = 0; at < companies_.size(); ++at)
            table.rows.push_back(
                row_of(companies_[at], at, first + int(at), totals, all_free, all_grossing));
        table.rows.push_back(totals_of(first, totals));
        sheet_.add(std::move(table));
    }

    std::vector<Cell> row_of(const Company& company, std::size_t at, int row, int totals,
                             double all_free, double all_grossing) const {
        const Cell none = Missing{view_.earlier_week ? "charts differ" : "no earlier week"};
        const bool before_known = view_.comparable();
        return {
            double(at + 1),
            company.name,
            company.hq.empty() ? Cell(Missing{"not known"}) : Cell(company.hq),
            double(company.apps.size()),
            double(company.charting),
            company.free[0],
            company.free[1],
            company.free[2],
            Formula{"=SUM(" + address(row, us) + ":" + address(row, sea) + ")", company.all_free()},
            share_cell(company.all_free(), all_free, total, row, totals),
            before_known ? Cell(company.before) : none,
            before_known ? Cell(Formula{"=" + address(row, total) + "-" + address(row, before),
                                        company.all_free() - company.before})
                         : none,
            company.grossing,
            share_cell(company.grossing, all_grossing, grossing, row, totals),
            company.best > 0 ? Cell(double(company.best)) : Cell(Missing{"not charting"}),
            company.compared > 0 ? Cell(company.installs) : Cell(Missing{"not compared"}),
            double(company.compared),
            names_of(view_, company)};
    }

    std::vector<Cell> totals_of(int first, int totals) const {
        std::vector<Cell> cells(static_cast<std::size_t>(apps) + 1);
        cells[name] = std::string("All companies");
        for (const int column : {watched, charting, us, latam, sea, total, share, before, change,
                                 grossing, grossing_share, installs, compared})
            cells[std::size_t(column)] =
                Formula{"=SUM(" + address(first, column) + ":" + address(totals - 1, column) + ")",
                        sum(column)};
        return cells;
    }

    double sum(int column) const {
        double all = 0;
        double shares_free = 0;
        double shares_grossing = 0;
        for (const Company& company : companies_) {
            all += part(company, column);
            shares_free += company.all_free();
            shares_grossing += company.grossing;
        }
        if (column == share) return shares_free != 0 ? 1 : 0;
        if (column == grossing_share) return shares_grossing != 0 ? 1 : 0;
        return all;
    }

    double part(const Company& company, int column) const {
        switch (column) {
            case watched: return double(company.apps.size());
            case charting: return company.charting;
            case us: return company.free[0];
            case latam: return company.free[1];
            case sea: return company.free[2];
            case total: return company.all_free();
            case before: return view_.comparable() ? company.before : 0;
            case change: return view_.comparable() ? company.all_free() - company.before : 0;
            case grossing: return company.grossing;
            case installs: return company.compared > 0 ? company.installs : 0;
            case compared: return company.compared;
            default: return 0;
        }
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
