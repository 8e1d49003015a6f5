#include <algorithm>

#include "reports/cell_words.h"
#include "reports/cut.h"
#include "reports/excel_rules.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Marketplace;
using records::Region;

constexpr int name_column = 1;
constexpr int presence_column = 4;

std::vector<Column> columns_of(bool several) {
    std::vector<Column> columns = {{"#", Kind::count, Rule::none, "", 5},
                                   {"App"},
                                   {"Country"},
                                   {"Company", Kind::text, Rule::none, "", 24},
                                   {"top free", Kind::score, Rule::bar, "Presence"},
                                   {"change", Kind::signed_count, Rule::move},
                                   {"top grossing", Kind::score, Rule::bar}};
    for (const Group& group : groups) {
        columns.push_back({"now", Kind::rank, Rule::heat, std::string(group.title), 10});
        if (several) columns.push_back({"in", Kind::code});
        columns.push_back({"week before", Kind::rank, Rule::none, "", 10});
        columns.push_back({"change", Kind::rank_move, Rule::move, "", 9});
        columns.push_back({"best of week", Kind::rank, Rule::heat, "", 10});
    }
    for (const Column& column : std::initializer_list<Column>{
             {"store-fronts now", Kind::count, Rule::none, "Charting"},
             {"days", Kind::count},
             {"of days", Kind::count},
             {"entries", Kind::count},
             {"exits", Kind::count},
             {"latest", Kind::count, Rule::none, "Play installs, worldwide"},
             {"over the week", Kind::signed_count, Rule::move},
             {"rating", Kind::rating, Rule::none, "App Store ratings here"},
             {"count", Kind::count},
             {"new", Kind::signed_count},
             {"rating", Kind::rating, Rule::none, "Play ratings"},
             {"count", Kind::count},
             {"new", Kind::signed_count},
             {"rank", Kind::reference, Rule::none, "Source of the"},
             {"installs", Kind::reference}})
        columns.push_back(column);
    return columns;
}

void add_installs(const View& view, std::size_t app, std::vector<Cell>& cells) {
    const Listings& seen = view.installs[app];
    const auto why = [&](const records::ListingSeen* listing, const char* otherwise) {
        if (!view.has_id(app, Marketplace::google)) return Missing{no_id(Marketplace::google)};
        if (!listing) return Missing{otherwise};
        return Missing{grouped(double(*listing->listing.installs_floor)) + "+ (band)"};
    };
    const bool now = seen.now && seen.now->listing.installs;
    const bool before = seen.before && seen.before->listing.installs;
    cells.push_back(now ? Cell(double(*seen.now->listing.installs))
                        : Cell(why(seen.now, "not collected")));
    if (now && before)
        cells.push_back(double(*seen.now->listing.installs - *seen.before->listing.installs));
    else
        cells.push_back(
            now ? Missing{view.earlier_week ? "week before not collected" : "no earlier week"}
                : why(seen.now, "not collected"));
}

/// Ratings of an app on the storefronts of a marketplace, added up.
struct Ratings {
    std::int64_t count = 0;
    double sum = 0;          // of rating times count
    std::int64_t added = 0;  // on the storefronts seen in both weeks
    bool seen = false;
    bool compared = false;

    void add(const Listings& listings) {
        if (!listings.now || !listings.now->listing.rating_count) return;
        const std::int64_t here = *listings.now->listing.rating_count;
        seen = true;
        count += here;
        sum += listings.now->listing.rating.value_or(0) * double(here);
        if (!listings.before || !listings.before->listing.rating_count) return;
        compared = true;
        added += here - *listings.before->listing.rating_count;
    }
};

/// Google shows one worldwide count everywhere: the latest storefront speaks for all.
Ratings ratings_of(const View& view, std::size_t app, Marketplace marketplace, Region region,
                   const std::optional<records::Country>& only) {
    Ratings ratings;
    const Listings* latest = nullptr;
    for (auto at = view.listings.lower_bound({app, {Marketplace::apple, records::Country::at(0)}});
         at != view.listings.end() && at->first.first == app; ++at) {
        const auto& [storefront_marketplace, country] = at->first.second;
        if (storefront_marketplace != marketplace || country->region != region) continue;
        if (only && country != *only) continue;
        if (marketplace == Marketplace::apple) ratings.add(at->second);
        const bool later = at->second.now && at->second.now->listing.rating_count &&
                           (!latest || latest->now->observed < at->second.now->observed);
        if (later) latest = &at->second;
    }
    if (marketplace == Marketplace::google && latest) ratings.add(*latest);
    return ratings;
}

void add_ratings(const View& view, std::size_t app, Marketplace marketplace, Region region,
                 const std::optional<records::Country>& only, std::vector<Cell>& cells) {
    const Ratings ratings = ratings_of(view, app, marketplace, region, only);
    if (!ratings.seen) {
        const Missing why{view.has_id(app, marketplace) ? "not collected" : no_id(marketplace)};
        cells.insert(cells.end(), 3, Cell(why));
        return;
    }
    cells.push_back(ratings.count > 0 ? Cell(ratings.sum / double(ratings.count))
                                      : Cell(Missing{"no ratings"}));
    cells.push_back(double(ratings.count));
    cells.push_back(ratings.compared ? Cell(double(ratings.added))
                                     : Cell(Missing{view.earlier_week ? "week before not collected"
                                                                      : "no earlier week"}));
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
            "Presence: the sum of depth + 1 - rank over days and storefronts. Change: ▲ better, "
            "▼ worse than the last chart of the week before. Installs: Google's worldwide "
            "counter.");
        if (all.rows().empty()) return empty(all);
        const std::string name = sheet_name();
        add_table(name + "_apps", all, {}, true);
        add_charts();
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
        sheet_.line(Style::note,
                    all.days_collected() == 0
                        ? "No chart of this region was collected in this week or the week before."
                        : "No watched app charted here in this week or the week before.");
        add_unseen(all);
        return std::move(sheet_);
    }

    std::vector<Cell> row_of(const Cut& cut, const Cut::Row& row, std::size_t number,
                             const std::optional<records::Country>& only) const {
        const auto& app = view_.market.apps[row.app];
        const std::string where = only       ? std::string((*only)->name)
                                  : several_ ? "whole region"
                                             : std::string(countries_.front()->name);
        std::vector<Cell> cells = {double(number), app.name, where, company_of(app), row.free};
        cells.push_back(row.compared ? Cell(row.free - row.free_before)
                                     : Cell(Missing{"not known"}));
        cells.push_back(row.grossing);
        for (std::size_t group = 0; group < groups.size(); ++group)
            add_place(cut, row, group, cells);
        cells.push_back(double(row.storefronts));
        cells.push_back(double(row.days));
        cells.push_back(double(cut.days_collected()));
        for (const int count : {row.entries, row.exits})
            cells.push_back(row.compared ? Cell(double(count)) : Cell(Missing{"not known"}));
        add_installs(view_, row.app, cells);
        add_ratings(view_, row.app, Marketplace::apple, region_, only, cells);
        add_ratings(view_, row.app, Marketplace::google, region_, only, cells);
        cells.push_back(Reference{row.source});
        const Listings& installs = view_.installs[row.app];
        cells.push_back(installs.now ? Cell(Reference{installs.now->response})
                                     : Cell(Missing{"none"}));
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

    void add_unseen(const Cut& all) {
        Table table{sheet_name() + "_not_charting",
                    {{"", Kind::count}, {"App"}, {"Country"}, {"Company"}}};
        (void)all;
        sheet_.line(Style::heading, "Watched, not charting here in this week or the week before");
        table.columns = {{"#", Kind::count, Rule::none, "", 5},
                         {"App"},
                         {"Country"},
                         {"Company", Kind::text, Rule::none, "", 24}};
        for (const Group& group : groups)
            table.columns.push_back({std::string(group.title), Kind::rank});
        std::vector<bool> seen(view_.market.apps.size());
        for (const Cut::Row& row : all.rows()) seen[row.app] = true;
        for (const std::size_t app : by_name(seen)) {
            const auto& watched = view_.market.apps[app];
            std::vector<Cell> cells = {
                double(table.rows.size() + 1), watched.name,
                several_ ? "whole region" : std::string(countries_.front()->name),
                company_of(watched)};
            for (std::size_t group = 0; group < groups.size(); ++group)
                cells.push_back(Missing{all.why_absent(app, group, 0)});
            table.rows.push_back(std::move(cells));
        }
        if (!table.rows.empty()) sheet_.add(std::move(table));
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
