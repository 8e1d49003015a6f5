// Writes a workbook of a given shape: bench_workbook SHEETS ROWS CHARTS FILE.
// bench/workbook.py writes the same cells and charts with XlsxWriter.

#include "reports/workbook.h"

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

constexpr int columns = 12;

/// Texts in the first four columns (of 500 different ones), numbers in the others.
reports::Cell cell(int sheet, int row, int column) {
    const int seed = sheet * 7919 + row * 104729 + column * 1299709;
    if (column < 4) return "Short drama app " + std::to_string((seed & 0xffffff) % 500);
    return static_cast<double>((seed & 0xffffff) % 1000000) / (column < 8 ? 1 : 100);
}

reports::Table table(int sheet, int rows) {
    reports::Table table;
    table.freeze = true;
    table.filter = true;
    for (int column = 0; column < columns; ++column) {
        reports::Column about;
        about.title = "Column " + std::to_string(column + 1);
        about.kind = column < 4   ? reports::Kind::text
                     : column < 8 ? reports::Kind::count
                                  : reports::Kind::amount;
        about.width = 16;
        table.columns.push_back(about);
    }
    for (int row = 0; row < rows; ++row) {
        std::vector<reports::Cell> cells;
        for (int column = 0; column < columns; ++column) cells.push_back(cell(sheet, row, column));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

reports::ChartView line_chart(const reports::Sheet& sheet, const reports::Table& table) {
    reports::ChartView chart;
    chart.title = "Column 5";
    reports::Range names = sheet.range(table, 0);
    reports::Range values = sheet.range(table, 4);
    names.last_row = names.first_row + 49;
    values.last_row = values.first_row + 49;
    chart.series.push_back({sheet.header(table, 4), names, values});
    return chart;
}

reports::Workbook workbook(int sheets, int rows, int charts) {
    reports::Workbook book{records::Week(records::Day{}), "", {}};
    for (int number = 0; number < sheets; ++number) {
        reports::Sheet sheet("Sheet " + std::to_string(number + 1));
        const reports::Table added = sheet.add(table(number, rows));
        reports::ChartRow beside;
        for (int chart = number; chart < charts; chart += sheets)
            beside.charts.push_back(line_chart(sheet, added));
        if (!beside.charts.empty()) sheet.add(beside);
        book.sheets.push_back(std::move(sheet));
    }
    return book;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 5) return 2;
    const auto book =
        workbook(std::atoi(arguments[1]), std::atoi(arguments[2]), std::atoi(arguments[3]));
    const auto written = reports::write_xlsx(book, arguments[4]);
    if (!written) std::cerr << arguments[4] << " could not be written\n";
    return written ? 0 : 1;
}
