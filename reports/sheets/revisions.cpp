#include <algorithm>

#include "reports/causes.h"
#include "reports/cell_words.h"
#include "reports/differences.h"
#include "reports/sheets.h"

namespace reports {
namespace {

constexpr std::size_t most_listed = 200;  // of a sheet

std::string words_of(Difference::Event event) {
    switch (event) {
        case Difference::Event::new_row: return "new row";
        case Difference::Event::row_gone: return "row is gone";
        case Difference::Event::changed: break;
    }
    return "changed";
}

const double* number_in(const Cell& cell) {
    if (const auto* formula = std::get_if<Formula>(&cell))
        return std::get_if<double>(&formula->value);
    return std::get_if<double>(&cell);
}

/// A cell of another table: a number stays one and looks as it does there, the rest are words.
Cell quoted(const Cell& cell, Kind kind) {
    if (const double* number = number_in(cell)) return Quoted{*number, kind};
    if (std::holds_alternative<Missing>(cell)) return cell;
    const std::string words = shown(cell, kind);
    return words.empty() ? Cell(Missing{"nothing"}) : Cell(words);
}

Kind kind_of_difference(Kind kind) {
    switch (kind) {
        case Kind::percent:
        case Kind::rating:
        case Kind::amount: return kind;
        default: return Kind::signed_count;
    }
}

/// Decimals of a cell, so that what is shown as 98 and 99 differs by 1.
int decimals_of(Kind kind) {
    if (kind == Kind::percent) return 3;
    return kind == Kind::rating || kind == Kind::amount ? 2 : 0;
}

Cell difference_of(const Difference& one) {
    const double* before = number_in(one.before);
    const double* now = number_in(one.now);
    if (!before || !now) return Missing{"not numbers"};
    const int decimals = decimals_of(one.kind);
    return Quoted{rounded(*now, decimals) - rounded(*before, decimals),
                  kind_of_difference(one.kind)};
}

Cell words_or(const std::string& text, const char* why) {
    return text.empty() ? Cell(Missing{why}) : Cell(text);
}

std::string issue(int revision, const std::optional<records::Instant>& as_of) {
    return "revision " + std::to_string(revision) + ", of " +
           (as_of ? "what had been recorded by " + records::to_text(*as_of)
                  : std::string("everything in the archive"));
}

class RevisionsSheet {
public:
    explicit RevisionsSheet(const View& view) : view_(view) {}

    Sheet make(const Sheets& done) {
        head(sheet_, view_, "Revisions");
        const Earlier* before = view_.edition.before;
        if (!before) {
            sheet_.line(Style::note,
                        "This is the first issue of this week: there is nothing to compare it "
                        "with. The issues after it list here what differs from the one before.");
            return std::move(sheet_);
        }
        add_words(*before);
        all_ = differences(before->workbook.sheets, done);
        std::erase_if(all_, [](const SheetDifferences& one) { return one.all.empty(); });
        if (all_.empty()) sheet_.line(Style::note, "No value reads differently than before.");
        if (all_.empty()) return std::move(sheet_);
        in_order_of_reading();
        add_counts();
        add_rows(Causes(view_.market, *before));
        return std::move(sheet_);
    }

private:
    void add_words(const Earlier& before) {
        sheet_.line(Style::note, "This is " + issue(view_.edition.revision, view_.market.as_of) +
                                     ". It is compared with " +
                                     issue(before.revision, before.as_of) + ".");
        sheet_.line(Style::note,
                    "Both were made by this version of dramascope with this watch-list, so that a "
                    "change of either is no difference here. Where a value comes from, when it was "
                    "observed, and remarks are not compared.");
        sheet_.line(Style::note,
                    "Status before: " + before.workbook.status + ". Now: " + status(view_) + ".");
    }

    void in_order_of_reading() {
        std::ranges::stable_sort(all_, {}, [](const SheetDifferences& one) {
            return std::ranges::find(titles, one.sheet) - std::ranges::begin(titles);
        });
    }

    void add_counts() {
        Table table{"revisions_sheets",
                    {{"Sheet", Kind::text, Rule::none, "", 16},
                     {"values changed", Kind::count},
                     {"rows new", Kind::count},
                     {"rows gone", Kind::count},
                     {"listed below", Kind::count}}};
        for (const SheetDifferences& one : all_)
            table.rows.push_back({Link{one.sheet, one.sheet},
                                  double(one.count(Difference::Event::changed)),
                                  double(one.count(Difference::Event::new_row)),
                                  double(one.count(Difference::Event::row_gone)),
                                  double(std::min(one.all.size(), most_listed))});
        sheet_.add(std::move(table));
        const bool cut = std::ranges::any_of(
            all_, [](const SheetDifferences& one) { return one.all.size() > most_listed; });
        if (cut)
            sheet_.line(Style::note, "Of each sheet the first " + grouped(double(most_listed)) +
                                         " are listed. A row that only one issue has is listed "
                                         "with one of its values.");
        else
            sheet_.line(Style::note,
                        "All are listed. A row that only one issue has is listed with one of its "
                        "values.");
    }

    void add_rows(const Causes& causes) {
        Table table{"revisions_rows",
                    {{"Sheet", Kind::text, Rule::none, "", 16},
                     {"Part of the sheet", Kind::fine, Rule::none, "", 26},
                     {"Row", Kind::prose, Rule::none, "", 44},
                     {"Column", Kind::text, Rule::none, "", 30},
                     {"What", Kind::code},
                     {"before", Kind::prose, Rule::none, "Value", 24},
                     {"now", Kind::prose, Rule::none, "", 24},
                     {"difference", Kind::signed_count, Rule::none, "", 13},
                     {"Cause", Kind::text, Rule::none, "", 34},
                     {"Source", Kind::reference}}};
        table.filter = table.freeze = true;
        for (const SheetDifferences& one : all_)
            for (std::size_t at = 0; at < std::min(one.all.size(), most_listed); ++at)
                table.rows.push_back(row_of(one.sheet, one.all[at], causes));
        sheet_.add(std::move(table));
    }

    static std::vector<Cell> row_of(const std::string& sheet, const Difference& one,
                                    const Causes& causes) {
        const Causes::Cause cause = causes.of(sheet, one);
        return {one.event == Difference::Event::row_gone ? Cell(sheet)
                                                         : Cell(Link{sheet, sheet, one.at}),
                words_or(one.part, "top of the sheet"),
                words_or(one.row, "the week"),
                one.column,
                words_of(one.event),
                quoted(one.before, one.kind),
                quoted(one.now, one.kind),
                difference_of(one),
                cause.words,
                cause.source == 0 ? Cell(Missing{"none"}) : Cell(Reference{cause.source})};
    }

    const View& view_;
    std::vector<SheetDifferences> all_;
    Sheet sheet_{"Revisions"};
};

}  // namespace

Sheet revisions(const View& view, const Sheets& done) { return RevisionsSheet(view).make(done); }

}  // namespace reports
