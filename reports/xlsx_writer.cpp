#include <xlsxwriter.h>

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <system_error>

#include "reports/cell_words.h"
#include "reports/excel_rules.h"
#include "reports/workbook.h"

namespace reports {
namespace {

constexpr lxw_color_t blue = 0x0072B2;
constexpr lxw_color_t orange = 0xD55E00;
constexpr lxw_color_t pale_blue = 0xCFE5F3;
constexpr lxw_color_t pale_orange = 0xFBE0CC;
constexpr lxw_color_t ink = 0x1F2933;
constexpr lxw_color_t grey = 0x6B7280;
constexpr lxw_color_t line_grey = 0xD9DEE3;
constexpr int most_linked_rows = 3000;  // of a table: Excel allows 65,530 links on a sheet
constexpr int chart_width = 560;
constexpr int chart_height = 320;

/// Okabe and Ito's colours: told apart by people who see colours differently.
constexpr std::array<lxw_color_t, 6> palette = {0x0072B2, 0xD55E00, 0x009E73,
                                                0xE69F00, 0x56B4E9, 0xCC79A7};
constexpr std::array<std::uint8_t, 6> markers = {
    LXW_CHART_MARKER_CIRCLE,  LXW_CHART_MARKER_SQUARE, LXW_CHART_MARKER_TRIANGLE,
    LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_X,      LXW_CHART_MARKER_STAR};

/// What a cell is beside its kind.
enum class Look {
    plain,
    total,
    missing,
    link,
    header,
    group,
    figure,
    title,
    subtitle,
    heading,
    note
};

const char* number_format(Kind kind) {
    switch (kind) {
        case Kind::percent: return "0.0%";
        case Kind::signed_count: return "+#,##0;-#,##0;0";
        case Kind::rank_move: return "\"▲ \"#,##0;\"▼ \"#,##0;\"–\"";
        case Kind::rating: return "0.00";
        case Kind::amount: return "#,##0.00";
        case Kind::depth: return "#,##0;-#,##0;\"0 (empty chart)\"";
        case Kind::day: return "yyyy-mm-dd";
        case Kind::moment: return "yyyy-mm-dd hh:mm";
        case Kind::text:
        case Kind::prose:
        case Kind::code:
        case Kind::reference: return "General";
        default: return "#,##0";
    }
}

bool is_text(Kind kind) {
    return kind == Kind::text || kind == Kind::prose || kind == Kind::reference;
}

std::uint8_t alignment(Kind kind) {
    if (is_text(kind)) return LXW_ALIGN_LEFT;
    return kind == Kind::code ? LXW_ALIGN_CENTER : LXW_ALIGN_RIGHT;
}

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

/// The formats of a workbook, each made once.
class Formats {
public:
    explicit Formats(lxw_workbook* book) : book_(book) {}

    lxw_format* of(Kind kind, Look look) {
        lxw_format*& format = formats_[{kind, look}];
        if (!format) format = make(kind, look);
        return format;
    }

    /// A format that colours a cell on a condition.
    lxw_format* coloured(lxw_color_t text, lxw_color_t fill) {
        lxw_format* format = workbook_add_format(book_);
        format_set_font_color(format, text);
        if (fill != LXW_COLOR_UNSET) format_set_bg_color(format, fill);
        return format;
    }

private:
    lxw_format* make(Kind kind, Look look) {
        lxw_format* format = workbook_add_format(book_);
        format_set_font_name(format, "Arial");
        format_set_font_size(format, 10);
        format_set_font_color(format, ink);
        if (look >= Look::title) return line(format, look);
        format_set_align(format, look == Look::figure ? static_cast<std::uint8_t>(LXW_ALIGN_LEFT)
                                                      : alignment(kind));
        format_set_align(format,
                         look == Look::header ? LXW_ALIGN_VERTICAL_BOTTOM : LXW_ALIGN_VERTICAL_TOP);
        if (look == Look::header || look == Look::group) return header(format, look);
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, line_grey);
        format_set_num_format(format, number_format(kind));
        if (kind == Kind::prose || look == Look::missing) format_set_text_wrap(format);
        return value(format, look);
    }

    static lxw_format* value(lxw_format* format, Look look) {
        if (look == Look::total) {
            format_set_bold(format);
            format_set_top(format, LXW_BORDER_MEDIUM);
        } else if (look == Look::missing) {
            format_set_font_size(format, 8);
            format_set_font_color(format, grey);
        } else if (look == Look::link) {
            format_set_font_color(format, blue);
            format_set_underline(format, LXW_UNDERLINE_SINGLE);
        } else if (look == Look::figure) {
            format_set_bold(format);
            format_set_font_size(format, 16);
        }
        return format;
    }

    static lxw_format* header(lxw_format* format, Look look) {
        format_set_bold(format);
        format_set_bg_color(format, look == Look::group ? 0x34495E : 0x22313F);
        format_set_font_color(format, LXW_COLOR_WHITE);
        if (look == Look::group)
            format_set_align(format, LXW_ALIGN_LEFT);
        else
            format_set_text_wrap(format);
        return format;
    }

    static lxw_format* line(lxw_format* format, Look look) {
        format_set_font_size(format, look == Look::title ? 18 : look == Look::heading ? 12 : 10);
        if (look == Look::title || look == Look::heading) format_set_bold(format);
        if (look == Look::title || look == Look::heading) format_set_font_color(format, blue);
        if (look == Look::note) format_set_font_color(format, grey);
        return format;
    }

    lxw_workbook* book_;
    std::map<std::pair<Kind, Look>, lxw_format*> formats_;
};

/// Keeps the first thing that went wrong, in words; what follows is written all the same, because
/// the library frees its memory only when it closes a workbook.
class Faults {
public:
    void note(const std::string& where, const std::string& what) {
        if (first_.empty()) first_ = where + ": " + what;
    }
    void check(const std::string& where, lxw_error error) {
        if (error != LXW_NO_ERROR) note(where, lxw_strerror(error));
    }
    const std::string& first() const { return first_; }

private:
    std::string first_;
};

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
            faults_.check("sheet " + sheet_.title() + ", cell " + address(row, column), error);
    }

    void set_up_page() {
        worksheet_set_landscape(out_);
        worksheet_set_paper(out_, 9);  // A4
        worksheet_fit_to_pages(out_, 1, 0);
        worksheet_set_margins(out_, 0.4, 0.4, 0.5, 0.6);
        worksheet_gridlines(out_, LXW_HIDE_ALL_GRIDLINES);
        check(0, 0, worksheet_set_footer(out_, "&L&8&F&C&8&A&R&8Page &P of &N"));
    }

    void write(const Line& line) {
        const Look look = line.style == Style::title      ? Look::title
                          : line.style == Style::subtitle ? Look::subtitle
                          : line.style == Style::heading  ? Look::heading
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
            if (table.strip) check(at, 0, worksheet_set_row(out_, row_of(at), 27, nullptr));
            plain_ = table.strip ? Look::figure : total ? Look::total : Look::plain;
            for (std::size_t column = 0; column < table.columns.size(); ++column)
                put(at, static_cast<int>(column), table.columns[column].kind,
                    table.rows[row][column]);
        }
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
            if (used > 0 && used + 1 + word > width) {
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
        else if (const auto* missing = std::get_if<Missing>(&cell))
            put_text(row, column, missing->why,
                     formats_.of(kind, plain_ == Look::figure ? plain_ : Look::missing));
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
            colour(table, static_cast<int>(column), table.columns[column].rule);
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

    void condition(const Table& table, int column, lxw_conditional_format& format) {
        const int last = table.last() - (table.total ? 1 : 0);
        if (last < table.first()) return;
        check(table.first(), column,
              worksheet_conditional_format_range(out_, row_of(table.first()), column_of(column),
                                                 row_of(last), column_of(column), &format));
    }

    void condition_number(const Table& table, int column, std::uint8_t criteria, double value,
                          lxw_format* format) {
        lxw_conditional_format rule{};
        rule.type = LXW_CONDITIONAL_TYPE_CELL;
        rule.criteria = criteria;
        rule.value = value;
        rule.min_value = -1e9;  // texts compare as larger than any number: they stay outside
        rule.max_value = value < 0 ? value : 1e9;
        if (criteria == LXW_CONDITIONAL_CRITERIA_BETWEEN && value >= 0) rule.min_value = value;
        rule.format = format;
        condition(table, column, rule);
    }

    void condition_text(const Table& table, int column, std::string text, lxw_format* format) {
        lxw_conditional_format rule{};
        rule.type = LXW_CONDITIONAL_TYPE_TEXT;
        rule.criteria = LXW_CONDITIONAL_CRITERIA_TEXT_CONTAINING;
        rule.value_string = text.data();
        rule.format = format;
        condition(table, column, rule);
    }

    void colour(const Table& table, int column, Rule rule) {
        if (rule == Rule::heat) return heat(table, column);
        if (rule == Rule::bar) return bar(table, column);
        if (rule == Rule::move) {
            condition_number(table, column, LXW_CONDITIONAL_CRITERIA_BETWEEN, 0.000001,
                             moves(blue));
            condition_number(table, column, LXW_CONDITIONAL_CRITERIA_BETWEEN, -0.000001,
                             moves(orange));
        } else if (rule == Rule::status) {
            condition_text(table, column, "PASS", formats_.coloured(blue, pale_blue));
            condition_text(table, column, "FAIL", formats_.coloured(LXW_COLOR_WHITE, orange));
            condition_text(table, column, "LOOK", formats_.coloured(ink, pale_orange));
        } else if (rule == Rule::coverage) {
            scale(table, column, pale_orange, pale_blue,
                  table.columns[static_cast<std::size_t>(column)].kind == Kind::percent ? 1 : 7);
        }
    }

    lxw_format* moves(lxw_color_t text) { return formats_.coloured(text, LXW_COLOR_UNSET); }

    void heat(const Table& table, int column) { scale(table, column, 0x7FBCE0, 0xFFFFFF, 100, 1); }

    void scale(const Table& table, int column, lxw_color_t low, lxw_color_t high, double top,
               double bottom = 0) {
        lxw_conditional_format rule{};
        rule.type = LXW_CONDITIONAL_2_COLOR_SCALE;
        rule.min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER;
        rule.max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER;
        rule.min_value = bottom;
        rule.max_value = top;
        rule.min_color = low;
        rule.max_color = high;
        condition(table, column, rule);
    }

    void bar(const Table& table, int column) {
        lxw_conditional_format rule{};
        rule.type = LXW_CONDITIONAL_DATA_BAR;
        rule.bar_color = 0x9CC9E6;
        rule.bar_solid = LXW_TRUE;
        rule.data_bar_2010 = LXW_TRUE;
        rule.bar_no_border = LXW_TRUE;
        condition(table, column, rule);
    }

    void write(const ChartRow& row) {
        for (std::size_t place = 0; place < row.charts.size(); ++place) {
            const ChartView& view = row.charts[place];
            lxw_chart* chart = make(view);
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

    static std::uint8_t type_of(ChartKind kind) {
        switch (kind) {
            case ChartKind::line: return LXW_CHART_LINE;
            case ChartKind::column: return LXW_CHART_COLUMN;
            case ChartKind::bar: return LXW_CHART_BAR;
            case ChartKind::stacked_column: return LXW_CHART_COLUMN_STACKED;
            case ChartKind::stacked_bar: return LXW_CHART_BAR_STACKED;
        }
        return LXW_CHART_LINE;
    }

    lxw_chart* make(const ChartView& view) {
        lxw_chart* chart = workbook_add_chart(book_, type_of(view.kind));
        if (!chart) return nullptr;
        for (std::size_t place = 0; place < view.series.size(); ++place)
            add_series(chart, view, view.series[place], place % palette.size());
        set_titles(chart, view);
        set_axes(chart, view);
        chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
        if (view.series.size() == 1)
            chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
        else
            chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
        return chart;
    }

    static void set_titles(lxw_chart* chart, const ChartView& view) {
        chart_title_set_name(chart, view.title.c_str());
        lxw_chart_font font{};
        font.name = const_cast<char*>("Arial");  // the library copies it
        font.size = 11;
        font.bold = LXW_TRUE;
        chart_title_set_name_font(chart, &font);
        lxw_chart_font small = font;
        small.size = 9;
        small.bold = LXW_EXPLICIT_FALSE;
        if (!view.x_title.empty()) chart_axis_set_name(chart->x_axis, view.x_title.c_str());
        const bool bars = view.kind == ChartKind::bar || view.kind == ChartKind::stacked_bar;
        lxw_chart_axis* values = bars ? chart->x_axis : chart->y_axis;
        if (!view.y_title.empty()) chart_axis_set_name(values, view.y_title.c_str());
        for (lxw_chart_axis* axis : {chart->x_axis, chart->y_axis}) {
            chart_axis_set_name_font(axis, &small);
            chart_axis_set_num_font(axis, &small);
        }
        chart_legend_set_font(chart, &small);
    }

    static void set_axes(lxw_chart* chart, const ChartView& view) {
        lxw_chart_line thin{};
        thin.color = line_grey;
        thin.width = 0.75F;
        const bool bars = view.kind == ChartKind::bar || view.kind == ChartKind::stacked_bar;
        lxw_chart_axis* values = bars ? chart->x_axis : chart->y_axis;
        chart_axis_set_num_format(values, "#,##0");
        chart_axis_major_gridlines_set_visible(values, LXW_TRUE);
        chart_axis_major_gridlines_set_line(values, &thin);
        if (bars) {
            chart_axis_set_reverse(chart->y_axis);
            chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_FALSE);
            chart_set_series_gap(chart, 40);
        }
        if (view.ranks) {
            chart_axis_set_reverse(values);
            chart_axis_set_min(values, 1);
            chart_axis_set_crossing_max(values);
        } else {
            chart_axis_set_min(values, 0);
        }
    }

    void add_series(lxw_chart* chart, const ChartView& view, const Series& series,
                    std::size_t place) {
        lxw_chart_series* out = chart_add_series(chart, nullptr, nullptr);
        if (!out)
            return faults_.note("sheet " + sheet_.title(), "a chart has no room for a series");
        const auto& [name, categories, values] = series;
        chart_series_set_name_range(out, name.sheet.c_str(), row_of(name.first_row),
                                    column_of(name.column));
        chart_series_set_categories(out, categories.sheet.c_str(), row_of(categories.first_row),
                                    column_of(categories.column), row_of(categories.last_row),
                                    column_of(categories.column));
        chart_series_set_values(out, values.sheet.c_str(), row_of(values.first_row),
                                column_of(values.column), row_of(values.last_row),
                                column_of(values.column));
        if (view.kind == ChartKind::line) return draw_line(out, place);
        lxw_chart_fill fill{};
        fill.color = palette[place];
        chart_series_set_fill(out, &fill);
    }

    static void draw_line(lxw_chart_series* series, std::size_t place) {
        lxw_chart_line line{};
        line.color = palette[place];
        line.width = 2.0F;
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series, markers[place]);
        chart_series_set_marker_size(series, 6);
        lxw_chart_fill fill{};
        fill.color = palette[place];
        chart_series_set_marker_fill(series, &fill);
        line.width = 0.75F;
        chart_series_set_marker_line(series, &line);
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

void set_properties(lxw_workbook* book, const Workbook& workbook, Faults& faults) {
    std::string title = "Micro-drama apps, week " + to_text(workbook.week);
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.created = std::chrono::system_clock::to_time_t(workbook.week.plus(1).monday());
    faults.check("properties of the workbook", workbook_set_properties(book, &properties));
}

std::string twice(const Workbook& workbook) {
    std::set<std::string> names;
    for (const Sheet& sheet : workbook.sheets) {
        if (!names.insert("sheet " + sheet.title()).second)
            return "two sheets are called " + sheet.title();
        for (const Block& block : sheet.blocks())
            if (const auto* table = std::get_if<Table>(&block); table && !table->name.empty())
                if (!names.insert("table " + table->name).second)
                    return "two tables are called " + table->name;
    }
    return "";
}

void write_sheets(lxw_workbook* book, const Workbook& workbook, Faults& faults) {
    Formats formats(book);
    for (const Sheet& sheet : workbook.sheets) {
        const std::string fault = sheet_title_fault(sheet.title());
        lxw_worksheet* out =
            fault.empty() ? workbook_add_worksheet(book, sheet.title().c_str()) : nullptr;
        if (!out)
            return faults.note("sheet " + safe_text(sheet.title()),
                               fault.empty() ? "Excel refuses it" : fault);
        SheetWriter(book, out, sheet, formats, faults).write();
    }
}

}  // namespace

records::Result<void> write_xlsx(const Workbook& workbook, const std::filesystem::path& path) {
    if (workbook.sheets.empty())
        return records::fail(path.string() + ": the workbook has no sheet to write");
    const std::filesystem::path partial = path.string() + ".partial";
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    lxw_workbook* book = workbook_new_opt(partial.c_str(), &options);
    if (!book) return records::fail(path.string() + ": no memory for a workbook");
    Faults faults;
    if (const std::string fault = twice(workbook); !fault.empty()) faults.note("workbook", fault);
    set_properties(book, workbook, faults);
    write_sheets(book, workbook, faults);
    faults.check(
        "writing " + partial.string() + " (is the folder there, writable, and has the disk room?)",
        workbook_close(book));
    std::error_code error;
    if (faults.first().empty()) std::filesystem::rename(partial, path, error);
    if (error) faults.note("renaming " + partial.string(), error.message());
    if (faults.first().empty()) return {};
    std::filesystem::remove(partial, error);
    return records::fail(path.string() + " was not written: " + faults.first());
}

}  // namespace reports
