#include "reports/xlsx_sheet.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "reports/cell_words.h"
#include "reports/excel_rules.h"
#include "reports/xlsx_charts.h"
#include "reports/xlsx_conditions.h"

namespace reports {
namespace {

constexpr int most_linked_rows = 3000;  // of a table: Excel allows 65,530 links on a sheet

lxw_datetime datetime_of(records::Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{instant - day};
    return {static_cast<int>(date.year()),
            static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())),
            static_cast<int>(time.hours().count()),
            static_cast<int>(time.minutes().count()),
            static_cast<double>(time.seconds().count())};
}

/// Writes one sheet, from top to bottom: the library lets go of each row as the next one starts.
class SheetWriter {
public:
    SheetWriter(lxw_workbook* book, lxw_worksheet* out, const Sheet& sheet, Formats& formats,
                Faults& faults)
        : book_(book), out_(out), sheet_(sheet), formats_(formats), faults_(faults) {}

    void write() {
        set_up_page();
        widths_ = column_widths(sheet_);
        for (std::size_t column = 0; column < widths_.size(); ++column) {
            const auto place = static_cast<lxw_col_t>(column);
            check(0, place,
                  worksheet_set_column(out_, place, place, widths_[column] + 0.7, nullptr));
        }
        for (const Block& block : sheet_.blocks())
            std::visit([this](const auto& one) { write(one); }, block);
    }

private:
    void check(int row, int column, lxw_error error) {
        if (error != LXW_NO_ERROR)
            faults_.note("sheet " + sheet_.title() + ", cell " + address(row, column),
                         lxw_strerror(error));
    }

    void set_up_page() {
        worksheet_set_landscape(out_);
        worksheet_set_paper(out_, 9);  // A4
        if (sheet_.title() == "Trends")
            break_pages();
        else
            worksheet_fit_to_pages(out_, 1, sheet_.title() == "Summary" ? 1 : 0);
        worksheet_set_margins(out_, 0.4, 0.4, 0.5, 0.6);
        worksheet_gridlines(out_, LXW_HIDE_ALL_GRIDLINES);
        check(0, 0, worksheet_set_footer(out_, "&L&8&F&C&8&A&R&8Page &P of &N"));
    }

    /// A page for each row of charts, which would be cut otherwise. Excel takes no breaks where a
    /// sheet is fitted to its pages: the scale is that of three charts across A4.
    void break_pages() {
        constexpr int page_width = 740;  // of A4 across, in pixels of a chart, with room to spare
        worksheet_set_print_scale(out_, 100 * page_width / (3 * (chart_width + 12)));
        std::vector<lxw_row_t> breaks;  // above the heading of the charts; a 0 ends the list
        for (const Block& block : sheet_.blocks())
            if (const auto* charts = std::get_if<ChartRow>(&block); charts && charts->row > 10)
                breaks.push_back(row_of(charts->row - 1));
        breaks.push_back(0);
        worksheet_set_h_pagebreaks(out_, breaks.data());
    }

    void write(const Line& line) {
        const Look look = line.style == Style::title      ? Look::title
                          : line.style == Style::subtitle ? Look::subtitle
                          : line.style == Style::heading  ? Look::heading
                          : line.style == Style::banner   ? Look::banner
                                                          : Look::note;
        if (look == Look::title)
            check(line.row, 0, worksheet_set_row(out_, row_of(line.row), 26, nullptr));
        put_text(line.row, 0, shown(line.cell, Kind::text), formats_.of(Kind::text, look));
    }

    void write(const Table& table) {
        write_header(table);
        if (!table.rows.empty())
            finish(table);  // before its rows: the library refuses rows gone by
        linked_ = static_cast<int>(table.rows.size()) <= most_linked_rows;
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const bool total = table.total && row + 1 == table.rows.size();
            const int at = table.first() + static_cast<int>(row);
            const double height = table.strip ? 27 : height_of(table, row);
            if (height > 0) check(at, 0, worksheet_set_row(out_, row_of(at), height, nullptr));
            plain_ = table.strip ? Look::figure : total ? Look::total : Look::plain;
            for (std::size_t column = 0; column < table.columns.size(); ++column)
                put(at, static_cast<int>(column), table.columns[column].kind,
                    table.rows[row][column]);
        }
    }

    /// For a row with wrapped text, which LibreOffice would cut; 0: one line will do.
    double height_of(const Table& table, std::size_t row) const {
        double height = 0;
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            const Kind kind = table.columns[column].kind;
            const bool small =
                kind == Kind::fine || std::holds_alternative<Missing>(table.rows[row][column]);
            if (!small && kind != Kind::prose) continue;
            const int letters = width_of(shown(table.rows[row][column], kind));
            const int room = std::max(1, widths_[column] * (small ? 17 : 12) / 10);
            const int lines = (letters + room - 1) / room;
            if (lines > 1) height = std::max(height, lines * (small ? 11.0 : 13.0) + 2);
        }
        return std::min(height, 400.0);  // Excel's rows are at most 409 points high
    }

    void write_header(const Table& table) {
        const int row = table.first() - 1;
        int lines = 1;
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            lines = std::max(lines, lines_of(table.columns[column].title, widths_[column]));
        if (table.header_rows() == 2)
            for (std::size_t column = 0; column < table.columns.size(); ++column)
                put_header(row - 1, column, table.columns[column].group,
                           formats_.of(Kind::text, Look::group));
        check(row, 0, worksheet_set_row(out_, row_of(row), lines * 13.5 + 3, nullptr));
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            const Kind kind = table.strip ? Kind::text : table.columns[column].kind;
            put_header(row, column, table.columns[column].title, formats_.of(kind, Look::header));
        }
    }

    static int lines_of(const std::string& title, int width) {
        int lines = 1;
        int used = 0;
        for (std::size_t start = 0; start < title.size();) {
            const std::size_t end = std::min(title.find(' ', start), title.size());
            const int word = width_of(title.substr(start, end - start));
            if (used > 0 &&
                (used + 1 + word) * 8 > width * 9) {  // letters are narrower than digits
                ++lines;
                used = 0;
            }
            used += word + (used > 0 ? 1 : 0);
            start = end + 1;
        }
        return lines;
    }

    void put_header(int row, std::size_t column, const std::string& title, lxw_format* format) {
        put_text(row, static_cast<int>(column), title, format);
    }

    static lxw_row_t row_of(int row) { return static_cast<lxw_row_t>(row); }
    static lxw_col_t column_of(int column) { return static_cast<lxw_col_t>(column); }

    void put_text(int row, int column, const std::string& text, lxw_format* format) {
        check(row, column,
              text.empty() ? worksheet_write_blank(out_, row_of(row), column_of(column), format)
                           : worksheet_write_string(out_, row_of(row), column_of(column),
                                                    cell_text(text).c_str(), format));
    }

    void put_number(int row, int column, double number, lxw_format* format) {
        if (!std::isfinite(number))
            return faults_.note("sheet " + sheet_.title() + ", cell " + address(row, column),
                                "the number is not finite; a sheet must say why it has none");
        check(row, column,
              worksheet_write_number(out_, row_of(row), column_of(column), number, format));
    }

    void put_link(int row, int column, const std::string& text, const std::string& sheet, int to) {
        const std::string target = "internal:'" + sheet + "'!" + address(to, 0);
        check(row, column,
              worksheet_write_url_opt(out_, row_of(row), column_of(column), target.c_str(),
                                      formats_.of(Kind::reference, Look::link),
                                      cell_text(text).c_str(), nullptr));
    }

    void put_formula(int row, int column, const Formula& formula, lxw_format* format) {
        if (const double* number = std::get_if<double>(&formula.value)) {
            if (!std::isfinite(*number)) return put_number(row, column, *number, format);
            check(row, column,
                  worksheet_write_formula_num(out_, row_of(row), column_of(column),
                                              formula.text.c_str(), format, *number));
        } else {
            const std::string text = cell_text(std::get<std::string>(formula.value));
            check(row, column,
                  worksheet_write_formula_str(out_, row_of(row), column_of(column),
                                              formula.text.c_str(), format, text.c_str()));
        }
    }

    void put_moment(int row, int column, records::Instant instant, lxw_format* format) {
        lxw_datetime moment = datetime_of(instant);
        check(row, column,
              worksheet_write_datetime(out_, row_of(row), column_of(column), &moment, format));
    }

    void put(int row, int column, Kind kind, const Cell& cell) {
        lxw_format* format = formats_.of(kind, plain_);
        if (const auto* text = std::get_if<std::string>(&cell))
            put_text(row, column, *text, format);
        else if (const auto* number = std::get_if<double>(&cell))
            put_number(row, column, *number, format);
        else if (const auto* quoted = std::get_if<Quoted>(&cell))
            put_number(row, column, quoted->number, formats_.of(quoted->kind, plain_));
        else if (const auto* missing = std::get_if<Missing>(&cell))
            put_text(row, column, missing->why,
                     formats_.of(plain_ == Look::figure ? Kind::text : kind, Look::missing));
        else if (const auto* formula = std::get_if<Formula>(&cell))
            put_formula(row, column, *formula, format);
        else if (const auto* day = std::get_if<records::Day>(&cell))
            put_moment(row, column, *day, format);
        else if (const auto* instant = std::get_if<records::Instant>(&cell))
            put_moment(row, column, *instant, format);
        else if (const auto* link = std::get_if<Link>(&cell))
            put_link(row, column, link->text, link->sheet, link->row);
        else if (const auto* reference = std::get_if<Reference>(&cell))
            put_reference(row, column, *reference, format);
        else
            put_text(row, column, "", format);
    }

    void put_reference(int row, int column, const Reference& reference, lxw_format* format) {
        const std::string text = shown(reference, Kind::reference);
        const bool links = linked_ && reference.row >= 0 && sheet_.title() != "Provenance";
        if (links)
            put_link(row, column, text, "Provenance", reference.row);
        else
            put_text(row, column, text, format);
    }

    void finish(const Table& table) {
        const int last_column = static_cast<int>(table.columns.size()) - 1;
        if (table.filter)
            check(table.first() - 1, 0,
                  worksheet_autofilter(out_, row_of(table.first() - 1), 0,
                                       row_of(table.last() - (table.total ? 1 : 0)),
                                       column_of(last_column)));
        if (table.freeze) {
            worksheet_freeze_panes(out_, row_of(table.first()), column_of(table.freeze_columns));
            check(table.row, 0,
                  worksheet_repeat_rows(out_, row_of(table.row), row_of(table.first() - 1)));
        }
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            check(table.first(), static_cast<int>(column),
                  colour_column(out_, formats_, table, static_cast<int>(column)));
        if (!table.name.empty()) define(table, last_column);
    }

    void define(const Table& table, int last_column) {
        const std::string fault = defined_name_fault(table.name);
        if (!fault.empty())
            return faults_.note("sheet " + sheet_.title(), "name " + table.name + ": " + fault);
        const std::string cells = "='" + sheet_.title() + "'!" + fixed_address(table.first(), 0) +
                                  ':' + fixed_address(table.last(), last_column);
        check(table.row, 0, workbook_define_name(book_, table.name.c_str(), cells.c_str()));
    }

    void write(const ChartRow& row) {
        for (std::size_t place = 0; place < row.charts.size(); ++place) {
            const ChartView& view = row.charts[place];
            lxw_chart* chart = make_chart(book_, view);
            if (!chart) return faults_.note("sheet " + sheet_.title(), "no chart could be made");
            lxw_chart_options options{};
            options.x_offset = static_cast<std::int32_t>(place) * (chart_width + 12) + 2;
            options.y_offset = 6;
            options.x_scale = chart_width / 480.0;
            options.y_scale = chart_height / 288.0;
            options.object_position = LXW_OBJECT_MOVE_DONT_SIZE;
            std::string description = view.description;
            options.description = description.data();
            check(row.row, 0,
                  worksheet_insert_chart_opt(out_, row_of(row.row), 0, chart, &options));
        }
    }

    lxw_workbook* book_;
    lxw_worksheet* out_;
    const Sheet& sheet_;
    Formats& formats_;
    Faults& faults_;
    std::vector<int> widths_;
    Look plain_ = Look::plain;
    bool linked_ = true;
};

}  // namespace

void write_sheet(lxw_workbook* book, lxw_worksheet* out, const Sheet& sheet, Formats& formats,
                 Faults& faults) {
    SheetWriter(book, out, sheet, formats, faults).write();
}

}  // namespace reports
