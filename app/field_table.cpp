#include "app/field_table.h"

#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace app {
namespace {

using archive::Archive;
using records::FieldHistory;
using records::FieldShare;

using Layout = std::pair<std::string, std::string>;  // source, generation

std::size_t percent(double share) { return static_cast<std::size_t>(std::lround(share * 100)); }

std::vector<Cell> row_of(const Layout& layout, const FieldShare& share,
                         const FieldHistory& before) {
    const FieldShare now = before.pooled(share);
    const auto baseline = before.baseline(share.field);
    std::vector<Cell> row = {layout.first, layout.second, share.field};
    row.emplace_back(static_cast<std::size_t>(now.filled));
    row.emplace_back(static_cast<std::size_t>(now.of));
    row.emplace_back(percent(static_cast<double>(now.filled) / now.of));
    row.emplace_back(baseline ? Cell(percent(baseline->median)) : Cell(""));
    row.emplace_back(baseline ? Cell(static_cast<std::size_t>(baseline->readings)) : Cell(""));
    return row;
}

}  // namespace

Table field_table(const std::vector<Archive::FieldCoverage>& coverages) {
    std::map<Layout, FieldHistory> histories;
    std::map<Layout, std::map<std::string, std::vector<Cell>>> newest;
    for (const auto& coverage : coverages) {
        const Layout layout(coverage.source, coverage.generation);
        FieldHistory& before = histories[layout];
        for (const FieldShare& share : coverage.shares)
            newest[layout][share.field] = row_of(layout, share, before);
        before.add(coverage.outcome, coverage.shares);
    }
    Table table({"source", "generation", "field", "filled", "of", "now_percent", "baseline_percent",
                 "baseline_readings"});
    for (const auto& [layout, fields] : newest)
        for (const auto& [field, row] : fields) table.add(row);
    return table;
}

}  // namespace app
