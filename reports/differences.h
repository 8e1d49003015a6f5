#pragma once

#include <string>
#include <vector>

#include "reports/workbook.h"

namespace reports {

/// A value that reads differently in two issues of a workbook.
struct Difference {
    enum class Event { changed, new_row, row_gone };

    Event event = Event::changed;
    std::string part;                          // heading above the table; empty: it has none
    std::string row;                           // what the key columns say: "ReelShort, Brazil"
    std::string column;                        // its title, with that of its group
    Kind kind = Kind::text;                    // of the column
    Cell before;                               // of a new row: Missing
    Cell now;                                  // of a row that is gone: Missing
    int at = 0;                                // row on the sheet, now or else before
    std::vector<records::ResponseId> sources;  // that the row cites, now or else before
    std::string country;                       // name or code, where row or column are of one
};

struct SheetDifferences {
    std::string sheet;
    std::vector<Difference>
        all;  // table by table, row by row; rows that are gone behind the others

    std::size_t count(Difference::Event) const;
};

/// What differs, sheet by sheet, of the sheets that have tables to compare. Tables are matched by
/// name, rows by what their key columns say, columns by title; of a row that only one issue has,
/// one value stands for all. Not compared, since they follow from what is: where a value comes
/// from, when that was observed, remarks, and places in a list.
std::vector<SheetDifferences> differences(const std::vector<Sheet>& before,
                                          const std::vector<Sheet>& now);

/// The titles of a table's key columns; nullptr: the table is not compared.
const std::vector<std::string>* keys_of(const std::string& table);

}  // namespace reports
