#include "reports/xlsx_charts.h"

#include <array>

#include "reports/xlsx_formats.h"

namespace reports {
namespace {

/// Okabe and Ito's colours: told apart by people who see colours differently.
constexpr std::array<lxw_color_t, 6> palette = {0x0072B2, 0xD55E00, 0x009E73,
                                                0xE69F00, 0x56B4E9, 0xCC79A7};
constexpr std::array<std::uint8_t, 6> markers = {
    LXW_CHART_MARKER_CIRCLE,  LXW_CHART_MARKER_SQUARE, LXW_CHART_MARKER_TRIANGLE,
    LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_X,      LXW_CHART_MARKER_STAR};

std::uint8_t type_of(ChartKind kind) {
    switch (kind) {
        case ChartKind::line: return LXW_CHART_LINE;
        case ChartKind::column: return LXW_CHART_COLUMN;
        case ChartKind::bar: return LXW_CHART_BAR;
        case ChartKind::stacked_column: return LXW_CHART_COLUMN_STACKED;
        case ChartKind::stacked_bar: return LXW_CHART_BAR_STACKED;
    }
    return LXW_CHART_LINE;
}

void set_titles(lxw_chart* chart, const ChartView& view) {
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

void set_axes(lxw_chart* chart, const ChartView& view) {
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
        chart_axis_set_crossing_max(chart->y_axis);
        chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_FALSE);
        chart_set_series_gap(chart, 40);
    }
    if (view.ranks) {
        chart_axis_set_reverse(values);
        chart_axis_set_min(values, 1);
        chart_axis_set_crossing_max(values);
    } else if (view.kind != ChartKind::line) {
        chart_axis_set_min(values, 0);  // the length of a bar is its value; a line shows changes
    }
}

void draw_line(lxw_chart_series* series, std::size_t place) {
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

bool add_series(lxw_chart* chart, const ChartView& view, const Series& series, std::size_t place) {
    lxw_chart_series* out = chart_add_series(chart, nullptr, nullptr);
    if (!out) return false;
    const auto& [name, categories, values] = series;
    chart_series_set_name_range(out, name.sheet.c_str(), lxw_row_t(name.first_row),
                                lxw_col_t(name.column));
    chart_series_set_categories(out, categories.sheet.c_str(), lxw_row_t(categories.first_row),
                                lxw_col_t(categories.column), lxw_row_t(categories.last_row),
                                lxw_col_t(categories.column));
    chart_series_set_values(out, values.sheet.c_str(), lxw_row_t(values.first_row),
                            lxw_col_t(values.column), lxw_row_t(values.last_row),
                            lxw_col_t(values.column));
    if (view.kind == ChartKind::line) {
        draw_line(out, place);
        return true;
    }
    lxw_chart_fill fill{};
    fill.color = palette[place];
    chart_series_set_fill(out, &fill);
    return true;
}

}  // namespace

lxw_chart* make_chart(lxw_workbook* book, const ChartView& view) {
    lxw_chart* chart = workbook_add_chart(book, type_of(view.kind));
    if (!chart) return nullptr;
    for (std::size_t place = 0; place < view.series.size(); ++place)
        if (!add_series(chart, view, view.series[place], place % palette.size())) return nullptr;
    set_titles(chart, view);
    set_axes(chart, view);
    chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
    if (view.series.size() == 1)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    else
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    return chart;
}

}  // namespace reports
