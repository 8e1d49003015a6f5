#include "reports/cell_words.h"
#include "reports/excel_rules.h"
#include "reports/workbook.h"

namespace reports {
namespace {

std::string one_line(std::string text) {
    for (char& c : text)
        if (c == '\n') c = ' ';
    return text;
}

void put(const Table& table, std::string& out) {
    const char* between = "";
    for (const Column& column : table.columns) {
        out += between + (column.group.empty() ? "" : column.group + ": ") + column.title;
        between = " | ";
    }
    out += '\n';
    for (const auto& row : table.rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            if (column > 0) out += " | ";
            out += one_line(shown(row[column], table.columns[column].kind));
            if (const auto* formula = std::get_if<Formula>(&row[column]))
                out += " {" + formula->text + '}';
        }
        out += '\n';
    }
}

std::string at(const Range& range) {
    return fixed_range(range.sheet, range.column, range.first_row, range.last_row);
}

struct BlockText {
    std::string& out;

    void operator()(const Line& line) const {
        out +=
            (line.style == Style::note ? "" : "# ") + one_line(shown(line.cell, Kind::text)) + '\n';
    }
    void operator()(const Table& table) const {
        out += "-- table" + (table.name.empty() ? "" : ' ' + table.name) + " at " +
               address(table.row, 0) + '\n';
        put(table, out);
    }
    void operator()(const ChartRow& row) const {
        for (const ChartView& chart : row.charts) {
            out += "-- chart at " + address(row.row, 0) + ": " + chart.title + '\n';
            for (const Series& series : chart.series)
                out += "   " + at(series.name) + " : " + at(series.categories) + " : " +
                       at(series.values) + '\n';
        }
    }
};

}  // namespace

std::string to_text(const Sheet& sheet) {
    std::string text = "== " + sheet.title() + '\n';
    for (const Block& block : sheet.blocks()) std::visit(BlockText{text}, block);
    return text;
}

std::string to_text(const Workbook& workbook) {
    std::string text;
    for (const Sheet& sheet : workbook.sheets) text += to_text(sheet) + '\n';
    return text;
}

std::string summary(const Workbook& workbook) { return workbook.headline; }

}  // namespace reports
