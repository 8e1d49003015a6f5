#pragma once

#include <string>

#include "reports/workbook.h"

namespace reports {

/// What a person reads in a cell: "12,345", "▲ 3", "not collected", "r123".
std::string shown(const Cell&, Kind);

/// How many characters wide that is on the screen, nearly: wide scripts count double.
int width_of(const std::string& shown_text);

/// The width of each column of a sheet in characters, from all of its tables.
std::vector<int> column_widths(const Sheet&);

/// As Excel shows a number with so many decimals: halves go away from 0.
double rounded(double number, int decimals);

/// "12,345".
std::string grouped(double number, int decimals = 0);

/// "1 app", "2 apps", "no app": the count with its noun.
std::string counted(long long count, const std::string& noun);

/// "28 September to 4 October 2026".
std::string in_words(const records::Period&);

}  // namespace reports
