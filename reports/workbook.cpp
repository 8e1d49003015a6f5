#include "reports/workbook.h"

#include <algorithm>

namespace reports {
namespace {

constexpr int chart_rows = 17;  // 20 pixels each, for a chart of 320 and air around it

}  // namespace

int Table::header_rows() const {
    const auto grouped = [](const Column& column) { return !column.group.empty(); };
    return std::ranges::any_of(columns, grouped) ? 2 : 1;
}

void Sheet::line(Style style, Cell cell) {
    if (style == Style::heading && next_row_ > 0) ++next_row_;
    blocks_.push_back(Line{style, std::move(cell), next_row_++});
}

int Sheet::row_of_next_table() const {
    if (blocks_.empty()) return next_row_;
    const auto* line = std::get_if<Line>(&blocks_.back());
    return next_row_ + (line && line->style != Style::heading ? 1 : 0);
}

const Table& Sheet::add(Table table) {
    table.row = row_of_next_table();
    next_row_ = table.last() + 2;
    blocks_.push_back(std::move(table));
    return std::get<Table>(blocks_.back());
}

void Sheet::add(ChartRow charts) {
    charts.row = next_row_;
    next_row_ += chart_rows;
    blocks_.push_back(std::move(charts));
}

const Table* Sheet::table(const std::string& name) const {
    for (const Block& block : blocks_)
        if (const auto* table = std::get_if<Table>(&block); table && table->name == name)
            return table;
    return nullptr;
}

Range Sheet::range(const Table& table, int column) const {
    return {title_, column, table.first(), table.last()};
}

Range Sheet::header(const Table& table, int column) const {
    return {title_, column, table.first() - 1, table.first() - 1};
}

}  // namespace reports
