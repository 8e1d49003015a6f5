#include <algorithm>
#include <tuple>

#include "reports/cell_words.h"
#include "reports/excel_rules.h"
#include "reports/refusals.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Region;

constexpr int first_day = 5;
constexpr int due_column = 12;
constexpr int collected_column = 13;

class CoverageSheet {
public:
    explicit CoverageSheet(const View& view) : view_(view), refusals_(view.market) {}

    Sheet make() {
        head(sheet_, view_, "Coverage");
        sheet_.line(
            Style::note,
            "Entries of each chart collected on each day (UTC), or why there are none. A chart is "
            "due "
            "on the weekdays on which it was collected in at least half of the four weeks before.");
        if (view_.expected.empty()) {
            sheet_.line(Style::note, "No chart of the report's regions is in the archive.");
        } else {
            add_regions();
            add_rows();
        }
        add_quarantine();
        return std::move(sheet_);
    }

private:
    /// The table of regions stands above the rows that it counts.
    void add_regions() {
        Table table{"coverage_regions",
                    {{"Region"},
                     {"due", Kind::count},
                     {"collected", Kind::count},
                     {"share", Kind::percent, Rule::coverage}}};
        table.total = true;
        const int first = sheet_.row_of_next_table() + 1;
        const int first_row = first + int(records::report_regions.size()) + 1 + 1 + 1;
        int from = first_row;
        for (const Region region : records::report_regions) {
            const int rows = rows_of(region);
            add_region(table, region, first + int(table.rows.size()), from, from + rows - 1);
            from += rows;
        }
        const int total = first + int(table.rows.size());
        const CoverageCount all = coverage_of(view_);
        table.rows.push_back({std::string("All regions"), sum(first, total, 1, all.due),
                              sum(first, total, 2, all.collected), share(total, all)});
        sheet_.add(std::move(table));
    }

    static Formula sum(int first, int total, int column, int value) {
        return {"=SUM(" + address(first, column) + ":" + address(total - 1, column) + ")",
                double(value)};
    }

    static Formula share(int row, const CoverageCount& count) {
        return {"=IF(" + address(row, 1) + "=0,0," + address(row, 2) + "/" + address(row, 1) + ")",
                count.share()};
    }

    void add_region(Table& table, Region region, int row, int from, int to) const {
        const CoverageCount count = coverage_of(view_, region);
        const auto sum_of = [&](int column, int value) {
            if (from > to) return Cell(0.0);
            return Cell(Formula{"=SUM(" + address(from, column) + ":" + address(to, column) + ")",
                                double(value)});
        };
        table.rows.push_back({std::string(to_text(region)), sum_of(due_column, count.due),
                              sum_of(collected_column, count.collected), share(row, count)});
    }

    int rows_of(Region region) const {
        return int(std::ranges::count(view_.expected, region, [](const Expected& row) {
            return row.storefront.country->region;
        }));
    }

    void add_rows() {
        Table table{
            "coverage_rows",
            {{"Region"}, {"Country"}, {"Store", Kind::code}, {"Chart", Kind::code}, {"Genre"}}};
        static constexpr std::array<const char*, 7> days = {"Mon", "Tue", "Wed", "Thu",
                                                            "Fri", "Sat", "Sun"};
        for (std::size_t day = 0; day < days.size(); ++day) {
            const auto date = view_.market.week.monday() + std::chrono::days{int(day)};
            table.columns.push_back(
                {std::string(days[day]) + " " + records::to_text(date).substr(5), Kind::depth,
                 Rule::none, "", 13});
        }
        table.columns.push_back({"days due", Kind::count});
        table.columns.push_back({"days collected", Kind::count});
        table.columns.push_back({"share", Kind::percent, Rule::coverage});
        table.columns.push_back({"without ids", Kind::count, Rule::none, "", 10});
        table.columns.push_back({"bundle id only", Kind::count, Rule::none, "", 10});
        table.filter = true;
        const int first = sheet_.row_of_next_table() + 1;
        for (const Expected& row : view_.expected)
            table.rows.push_back(row_of(row, first + int(table.rows.size())));
        sheet_.add(std::move(table));
    }

    std::vector<Cell> row_of(const Expected& row, int at) const {
        const auto& country = row.storefront.country;
        std::vector<Cell> cells = {
            std::string(to_text(country->region)), std::string(country->name),
            store_name(row.storefront.marketplace), chart_name(row.chart), genre_name(row.genre)};
        for (std::size_t day = 0; day < row.days.size(); ++day)
            cells.push_back(row.days[day] ? Cell(double(row.days[day]->depth))
                                          : Cell(Missing{why(row, day)}));
        const int collected = row.collected();
        cells.push_back(double(row.due_days()));
        cells.push_back(
            Formula{"=COUNT(" + address(at, first_day) + ":" + address(at, first_day + 6) + ")",
                    double(collected)});
        cells.push_back(row.due_days() == 0 ? Cell(Missing{"not due"})
                                            : Cell(Formula{"=" + address(at, collected_column) +
                                                               "/" + address(at, due_column),
                                                           double(collected) / row.due_days()}));
        for (const auto entries : {&Snapshot::by_name, &Snapshot::by_bundle})
            cells.push_back(double(sum_of(row, entries)));
        return cells;
    }

    static int sum_of(const Expected& row, int Snapshot::*entries) {
        int sum = 0;
        for (const Snapshot* day : row.days) sum += day ? day->*entries : 0;
        return sum;
    }

    std::string why(const Expected& row, std::size_t day) const {
        const auto date = view_.market.week.monday() + std::chrono::days{int(day)};
        if (const auto* refused = refusals_.find(row, date))
            return std::string(to_text(refused->outcome)) + ", r" + std::to_string(refused->id);
        if (!row.due[day]) return row.board ? "not due" : "never collected";
        if (known_until_ && date > records::day_of(*known_until_)) return "not yet";
        return row.board ? "not collected" : "never collected";
    }

    /// The pages of the week that were kept and not used.
    void add_quarantine() {
        std::vector<const records::ResponseFacts*> pages;
        for (const auto& facts : view_.market.responses)
            if (is_refused(facts) &&
                view_.market.week.contains(facts.observed.value_or(facts.recorded)))
                pages.push_back(&facts);
        if (pages.empty()) {
            sheet_.line(Style::note, "No page of this week was refused.");
            return;
        }
        std::ranges::sort(pages, {}, [](const auto* facts) {
            return std::tuple(facts->outcome, reason_of(*facts), facts->source, facts->id);
        });
        sheet_.line(Style::note,
                    "Pages of this week that were kept and are not used, by reason; `dramascope "
                    "reparse` reads them again after an update.");
        Table table{"coverage_quarantine",
                    {{"Outcome", Kind::code},
                     {"Reason", Kind::text, Rule::none, "", 40},
                     {"Source", Kind::text},
                     {"Country", Kind::code},
                     {"Response", Kind::reference}}};
        for (const auto* facts : pages) table.rows.push_back(quarantined(*facts));
        sheet_.add(std::move(table));
    }

    static std::string reason_of(const records::ResponseFacts& facts) {
        if (facts.issues.empty()) return "none was recorded";
        const auto& issue = facts.issues.front();
        return issue.where.empty() ? issue.what : issue.where + ": " + issue.what;
    }

    static std::vector<Cell> quarantined(const records::ResponseFacts& facts) {
        return {
            std::string(to_text(facts.outcome)), reason_of(facts),
            facts.source.empty() ? Cell(Missing{"none knows it"}) : Cell(facts.source),
            facts.country ? Cell(std::string((*facts.country)->code)) : Cell(Missing{"not known"}),
            Reference{facts.id}};
    }

    /// Up to when the archive could have learned of a chart: a day before that is over, whether
    /// something was collected on it or not.
    static std::optional<records::Instant> known_until(const View& view) {
        std::optional<records::Instant> moment =
            std::max({view.latest, view.market.as_of, view.market.last_recorded});
        for (const auto& facts : view.market.responses)
            moment = std::max(moment, std::optional(facts.recorded));
        return moment;
    }

    const View& view_;
    std::optional<records::Instant> known_until_ = known_until(view_);
    Refusals refusals_;
    Sheet sheet_{"Coverage"};
};

}  // namespace

Sheet coverage(const View& view, const Sheets&) { return CoverageSheet(view).make(); }

}  // namespace reports
