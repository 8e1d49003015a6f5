#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "records/market.h"
#include "records/result.h"

/// From a market to the weekly workbook. Everything here but write_xlsx is pure: the same market
/// gives the same workbook, and the same workbook the same bytes.
namespace reports {

/// Why a cell holds no value, in words: "not collected", "not in top 100", "no earlier week".
struct Missing {
    std::string why;
};

/// A formula in Excel's own English syntax with "=", and the value that we computed for it: the
/// file shows that value before anything is recalculated. A recalculation must give the same.
struct Formula {
    std::string text;
    std::variant<double, std::string> value;
};

/// A jump to the top of another sheet (or to a row of it, counted from 0).
struct Link {
    std::string text;
    std::string sheet;
    int row = 0;
};

/// Where a value comes from: "r123", the response with that number on the Provenance sheet.
struct Reference {
    records::ResponseId response = 0;
    int row = -1;  // on the Provenance sheet, counted from 0; set once that sheet is laid out
};

/// What the values of a column are: how they look, and how wide. One per column, no exceptions.
enum class Kind {
    text,          // one line
    prose,         // several lines, wrapped
    fine,          // long and seldom read: digests, addresses; small letters, wrapped
    code,          // short, centred: country codes, store names
    count,         // 12,345
    signed_count,  // +12,345
    percent,       // 0.25 is 25.0%
    rank,          // 1 is the top
    rank_move,     // ▲ 3 better, ▼ 3 worse, – the same
    rating,        // 4.71
    score,         // 1,234
    amount,        // 1,234.56, unit in a column of its own
    depth,         // entries of a chart; 0 is shown as an empty one
    day,           // 2026-10-05
    moment,        // 2026-10-05 14:00
    reference      // r123
};

/// What colours a column, in Excel itself, always beside words, signs or numbers.
enum class Rule { none, heat, move, status, bar, coverage };

/// A number of another kind than its column, where values of many columns stand below each other.
struct Quoted {
    double number = 0;
    Kind kind = Kind::count;
};

/// What a cell holds; nothing at all where the column does not apply to the row.
using Cell = std::variant<std::monostate, Missing, std::string, double, records::Day,
                          records::Instant, Formula, Link, Reference, Quoted>;

struct Column {
    std::string title;
    Kind kind = Kind::text;
    Rule rule = Rule::none;
    std::string group{};  // shown above the titles, at the first column of a group
    int width = 0;        // in characters; 0: from what is in it
};

/// A table: a header row (two with groups), then rows of as many cells as there are columns.
struct Table {
    std::string name;  // of the range of its rows in Excel: lower_case_words; empty: none
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows{};
    bool total = false;   // the last row adds the others up
    bool strip = false;   // a strip of large figures, one row under their titles
    bool filter = false;  // arrows to filter by; at most one table of a sheet
    bool freeze = false;  // header and first columns stay in sight; at most one table of a sheet
    int freeze_columns = 1;
    int row = -1;  // of its first header row on the sheet, counted from 0; set by Sheet::add

    int header_rows() const;
    int first() const { return row + header_rows(); }                         // first row of cells
    int last() const { return first() + static_cast<int>(rows.size()) - 1; }  // last row of cells
};

enum class Style { title, subtitle, heading, note, banner };

/// A line of text across the sheet.
struct Line {
    Style style = Style::note;
    Cell cell;
    int row = -1;
};

/// Cells of one column, as a chart or a formula points at them. Rows and columns count from 0.
struct Range {
    std::string sheet;
    int column = 0;
    int first_row = 0;
    int last_row = 0;
};

struct Series {
    Range name;  // one cell: a name from a store is never written where Excel reads formulas
    Range categories;
    Range values;
};

enum class ChartKind { line, column, bar, stacked_column, stacked_bar };

struct ChartView {
    ChartKind kind = ChartKind::line;
    std::string title;
    std::string x_title;
    std::string y_title;
    std::string description;  // for people who do not see it
    std::vector<Series> series{};
    bool ranks = false;  // the axis of values counts ranks: 1 on top
};

/// Charts side by side.
struct ChartRow {
    std::vector<ChartView> charts{};
    int row = -1;
};

using Block = std::variant<Line, Table, ChartRow>;

/// A sheet: blocks from top to bottom, with the rows they stand at. Excel's rules for its title:
/// 1 to 31 characters, none of []:*?/\, no apostrophe at either end.
class Sheet {
public:
    explicit Sheet(std::string title) : title_(std::move(title)) {}

    const std::string& title() const { return title_; }
    const std::vector<Block>& blocks() const { return blocks_; }
    std::vector<Block>& blocks() { return blocks_; }
    /// Where the header of a table will stand that is added next: formulas are written before it.
    int row_of_next_table() const;

    /// Adds a block below the others, an empty row apart where that reads better. The table stays
    /// where it is for as long as nothing else is added.
    void line(Style, Cell);
    const Table& add(Table);
    void add(ChartRow);

    /// The table of a name; nullptr: there is none.
    const Table* table(const std::string& name) const;

    /// The cells of a table's column, for charts.
    Range range(const Table&, int column) const;
    /// The header of a table's column, for the name of a series.
    Range header(const Table&, int column) const;

private:
    std::string title_;
    std::vector<Block> blocks_;
    int next_row_ = 0;
};

struct Workbook {
    records::Week week;
    std::string headline;  // a few lines of text for terminals
    std::vector<Sheet> sheets;
    int revision = 1;
    std::string status{};     // "final", or "provisional: ..." with the reason
    std::size_t changes = 0;  // values that differ from those of the revision before

    bool is_final() const { return status == "final"; }
};

/// The first revision of the weekly workbook; its sheets are those of sheets.h. Later ones:
/// revision.h.
Workbook build(const records::Market&);

/// The workbook as text, for tests to compare.
std::string to_text(const Workbook&);
std::string to_text(const Sheet&);

/// What the week showed, in a few lines for a terminal.
std::string summary(const Workbook&);

/// Writes the workbook for Excel: to a temporary file beside `path`, which takes that name once its
/// bytes are on the disk, so that nobody ever sees half of one, whenever the power or the process
/// ends. Two calls with the same workbook write the same bytes; two at the same time are refused.
records::Result<void> write_xlsx(const Workbook&, const std::filesystem::path& path);

}  // namespace reports
