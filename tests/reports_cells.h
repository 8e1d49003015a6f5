#pragma once

#include <catch2/catch.hpp>

#include <string>

#include "reports/workbook.h"

/// What stands in the cells of a workbook.
namespace cells {

using namespace reports;

inline const Table& table_of(const Workbook& workbook, const std::string& sheet,
                             const std::string& name) {
    for (const Sheet& one : workbook.sheets)
        if (one.title() == sheet)
            if (const Table* table = one.table(name)) return *table;
    FAIL("no table " << name << " on sheet " << sheet);
    throw 0;
}

/// What stands in a column of the first row whose first columns hold these texts.
inline std::string cell_at(const Workbook& workbook, const std::string& sheet,
                           const std::string& name, std::size_t row, const std::string& column) {
    const Table& table = table_of(workbook, sheet, name);
    for (std::size_t at = 0; at < table.columns.size(); ++at)
        if (table.columns[at].title == column) {
            if (const auto* missing = std::get_if<Missing>(&table.rows.at(row)[at]))
                return missing->why;
            if (const auto* number = std::get_if<double>(&table.rows.at(row)[at]))
                return std::to_string(int(*number));
            if (const auto* text = std::get_if<std::string>(&table.rows.at(row)[at])) return *text;
            return "something else";
        }
    FAIL("no column " << column);
    throw 0;
}

}  // namespace cells
