#include <algorithm>

#include "reports/cut.h"
#include "reports/listings.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Region;

constexpr int name_column = 1;
constexpr int presence_column = 4;

std::vector<Column> columns_of(bool several) {
    std::vector<Column> columns = {{"#", Kind::count, Rule::none, "", 5},
                                   {"App"},
                                   {"Country"},
                                   {"Company", Kind::fine, Rule::none, "", 26},
                                   {"top free", Kind::score, Rule::bar, "Presence", 12},
                                   {"change", Kind::signed_count, Rule::move, "", 10},
                                   {"top grossing", Kind::score, Rule::bar, "", 10}};
    for (const Group& group : groups) {
        columns.push_back({"now", Kind::rank, Rule::heat, std::string(group.title), 10});
        if (several) columns.push_back({"in", Kind::code, Rule::none, "", 5});
        columns.push_back({"week before", Kind::rank, Rule::none, "", 10});
        columns.push_back({"change", Kind::rank_move, Rule::move, "", 9});
        columns.push_back({"best of week", Kind::rank, Rule::heat, "", 10});
    }
    for (const Column& column :
         std::initializer_list<Column>{{"storefronts now", Kind::count, Rule::none, "Charting"},
                                       {"days", Kind::count, Rule::none, "", 7},
                                       {"of days", Kind::count, Rule::none, "", 7},
                                       {"entries", Kind::count},
                                       {"exits", Kind::count},
                                       {"Source", Kind::reference}})
        columns.push_back(column);
    return columns;
}

class RegionSheet {
public:
    RegionSheet(const View& view, Region region, const Sheets& done)
        : view_(view),
          region_(region),
          done_(done),
          sheet_(std::string(to_text(region))),
          countries_(records::countries_of(region)),
          several_(countries_.size() > 1) {}

    Sheet make() {
        head(sheet_, view_, std::string(to_text(region_)));
        const Cut all(view_, region_);
        sheet_.line(Style::note, genres());
        sheet_.line(
            Style::note,
            "Presence: for each storefront and chart, the mean of depth + 1 - rank over the days "
            "collected, added up; its change counts the charts of both weeks, as deep as both show "
            "them. Change of rank: ▲ better, ▼ worse than the last chart of the week before.");
        if (all.rows().empty()) return empty(all);
        const std::string name = sheet_name();
        add_table(name + "_apps", all, {}, true);
        add_charts();
        add_listings(name, all);
        if (several_) add_countries(name);
        add_unseen(all);
        return std::move(sheet_);
    }

private:
    std::string sheet_name() const {
        return region_ == Region::united_states   ? "us"
               : region_ == Region::latin_america ? "latam"
                                                  : "sea";
    }

    std::string genres() const {
        std::string text;
        for (std::size_t group = 0; group < groups.size(); ++group) {
            const auto& genre = view_.genre(region_, group);
            text += (group ? "; " : "Charts: ") + std::string(groups[group].title) + ", " +
                    (genre ? genre_name(*genre) : "never collected");
        }
        return text + ". No download or revenue estimate is made in this release.";
    }

    Sheet empty(const Cut& all) {
        sheet_.line(
            Style::note,
            all.days_collected() == 0
                ? "No chart of this region was collected in this week or the week before."
                : "No watched app was found on a chart here in this week or the week before.");
        add_unseen(all);
        return std::move(sheet_);
    }

    std::vector<Cell> row_of(const Cut& cut, const Cut::Row& row, std::size_t number,
                             const std::optional<records::Country>& only) const {
        const auto& app = view_.market.apps[row.app];
        std::vector<Cell> cells = {double(number), app.name, where(only), company_of(app),
                                   row.free.cell()};
        cells.push_back(row.free_change.cell_or(Missing{"not known"}));
        cells.push_back(row.grossing.cell());
        for (std::size_t group = 0; group < groups.size(); ++group)
            add_place(cut, row, group, cells);
        cells.push_back(double(row.storefronts));
        cells.push_back(double(row.days));
        cells.push_back(double(cut.days_collected()));
        for (const Tally& count : {row.entries, row.exits})
            cells.push_back(count.cell_or(Missing{"not known"}));
        cells.push_back(Reference{row.source});
        return cells;
    }

    void add_place(const Cut& cut, const Cut::Row& row, std::size_t group,
                   std::vector<Cell>& cells) const {
        cells.push_back(cut.now(row, group));
        const auto& in = row.places[group].now_in;
        if (several_) cells.push_back(in ? Cell(std::string((*in)->code)) : Cell());
        cells.push_back(cut.before(row, group));
        cells.push_back(cut.change(row, group));
        cells.push_back(cut.best(row, group));
    }

    void add_rows(Table& table, const Cut& cut, const std::optional<records::Country>& only) const {
        std::size_t number = 0;
        for (const Cut::Row& row : cut.rows())
            table.rows.push_back(row_of(cut, row, ++number, only));
    }

    void add_table(const std::string& name, const Cut& cut,
                   const std::optional<records::Country>& only, bool frozen) {
        Table table{name, columns_of(several_)};
        table.freeze = table.filter = frozen;
        table.freeze_columns = 2;
        add_rows(table, cut, only);
        sheet_.add(std::move(table));
    }

    void add_countries(const std::string& name) {
        sheet_.line(Style::heading, "Country by country");
        Table table{name + "_countries", columns_of(several_)};
        for (const auto& country : countries_)
            add_rows(table, Cut(view_, region_, country), country);
        sheet_.add(std::move(table));
    }

    void add_charts() {
        const Table* table = sheet_.table(sheet_name() + "_apps");
        const int last = std::min(table->last(), table->first() + 9);
        const auto cells = [&](int column) {
            return Range{sheet_.title(), column, table->first(), last};
        };
        ChartRow charts;
        charts.charts.push_back({ChartKind::bar,
                                 "Presence on top free this week, ten largest",
                                 "",
                                 "presence",
                                 "Bars of the ten apps with the largest presence",
                                 {{sheet_.header(*table, presence_column), cells(name_column),
                                   cells(presence_column)}}});
        for (const auto& [part, title] :
             {std::pair{"_free", "Presence on top free, by week"},
              std::pair{"_grossing", "Presence on top grossing, by week"}})
            add_trend(sheet_name() + part, title, charts);
        sheet_.add(std::move(charts));
    }

    void add_trend(const std::string& name, const std::string& title, ChartRow& charts) const;

    void add_listings(const std::string& name, const Cut& all) {
        sheet_.line(Style::heading, "Installs and ratings");
        Table table{name + "_listings", listing_columns()};
        for (const Cut::Row& row : all.rows())
            table.rows.push_back(
                listing_row(view_, row.app, region_, table.rows.size() + 1, where({})));
        sheet_.add(std::move(table));
    }

    void add_unseen(const Cut& all) {
        Table table{sheet_name() + "_not_charting", {}};
        if (all.rows().size() == view_.market.apps.size()) return;
        sheet_.line(Style::heading,
                    "Watched, not found on a chart here in this week or the week before");
        table.columns = {{"#", Kind::count, Rule::none, "", 5},
                         {"App"},
                         {"Country"},
                         {"Company", Kind::fine, Rule::none, "", 26}};
        for (const Group& group : groups)
            table.columns.push_back({std::string(group.title), Kind::rank, Rule::none, "", 10});
        std::vector<bool> seen(view_.market.apps.size());
        for (const Cut::Row& row : all.rows()) seen[row.app] = true;
        for (const std::size_t app : by_name(seen)) {
            const auto& watched = view_.market.apps[app];
            std::vector<Cell> cells = {double(table.rows.size() + 1), watched.name, where({}),
                                       company_of(watched)};
            for (std::size_t group = 0; group < groups.size(); ++group)
                cells.push_back(Missing{all.why_absent(app, group, 0)});
            table.rows.push_back(std::move(cells));
        }
        sheet_.add(std::move(table));
    }

    std::string where(const std::optional<records::Country>& only) const {
        if (only) return std::string((*only)->name);
        return several_ ? "whole region" : std::string(countries_.front()->name);
    }

    std::vector<std::size_t> by_name(const std::vector<bool>& seen) const {
        std::vector<std::size_t> apps;
        for (std::size_t app = 0; app < seen.size(); ++app)
            if (!seen[app]) apps.push_back(app);
        std::ranges::sort(
            apps, {}, [&](std::size_t app) { return std::pair(view_.market.apps[app].name, app); });
        return apps;
    }

    const View& view_;
    Region region_;
    const Sheets& done_;
    Sheet sheet_;
    std::vector<records::Country> countries_;
    bool several_;
};

/// The lines of a table on the Trends sheet: a column of weeks, two of collection, then the apps.
void RegionSheet::add_trend(const std::string& name, const std::string& title,
                            ChartRow& charts) const {
    const Sheet& from = sheet_of(done_, "Trends");
    const Table* table = from.table("trend_" + name);
    if (!table || table->rows.size() < 2) return;
    ChartView chart{ChartKind::line, title, "", "presence", title + ", the largest apps", {}};
    for (std::size_t column = 3; column + 1 < table->columns.size(); ++column)
        chart.series.push_back({from.header(*table, int(column)), from.range(*table, 0),
                                from.range(*table, int(column))});
    charts.charts.push_back(std::move(chart));
}

}  // namespace

Sheet united_states(const View& view, const Sheets& done) {
    return RegionSheet(view, Region::united_states, done).make();
}
Sheet latin_america(const View& view, const Sheets& done) {
    return RegionSheet(view, Region::latin_america, done).make();
}
Sheet southeast_asia(const View& view, const Sheets& done) {
    return RegionSheet(view, Region::southeast_asia, done).make();
}

}  // namespace reports
