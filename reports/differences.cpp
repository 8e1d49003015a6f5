#include "reports/differences.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <utility>

#include "reports/cell_words.h"

namespace reports {
namespace {

struct Keyed {
    std::string_view begins;
    std::string_view ends;
    std::vector<std::string> keys;
};

/// The first that fits counts. Tables that no line fits are not compared: Cover, Coverage,
/// Provenance, Method and Checks tell of the making of an issue, and who does not chart is who is
/// not in the tables of those who do.
const std::vector<Keyed>& keyed_tables() {
    static const std::vector<Keyed> tables = {
        {"summary_strip", "", {}},
        {"summary_regions", "", {"Region"}},
        {"summary_top_", "", {"App"}},
        {"summary_moves", "", {"App", "Country and genre", "Store", "Chart"}},
        {"us_", "_apps", {"App"}},
        {"latam_", "_apps", {"App"}},
        {"sea_", "_apps", {"App"}},
        {"", "_listings", {"App"}},
        {"", "_countries", {"App", "Country"}},
        {"countries_", "", {"App"}},
        {"publishers_rows", "", {"Company"}},
        {"ranks_rows", "", {"App", "Country", "Store", "Chart", "Genre"}},
        {"published_rows",
         "",
         {"Subject", "App id", "Metric", "first day", "last day", "Region", "Store",
          "Attributed to", "Citation"}},
        {"trend_", "", {"week"}},
    };
    return tables;
}

bool is_key(const std::vector<std::string>& keys, const Column& column) {
    return std::ranges::find(keys, column.title) != keys.end();
}

bool is_compared(const Column& column) {
    switch (column.kind) {
        case Kind::prose:
        case Kind::fine:
        case Kind::moment:
        case Kind::reference: return false;
        default: return column.title != "#";
    }
}

/// A table with the names of its rows and columns.
class Named {
public:
    Named(const Table& of, const std::vector<std::string>& keys) : table(of) {
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            name_column(column, keys);
        for (std::size_t row = 0; row < table.rows.size(); ++row) name_row(row);
    }

    const Table& table;
    std::vector<std::size_t> values;  // places of the columns that are compared
    std::vector<std::string> titles;  // of all columns, with their group
    std::vector<std::pair<std::string, std::size_t>> in_order;  // those by title
    std::map<std::string, std::size_t> columns;  // by title; a second of one title has a number
    std::vector<std::string> rows;               // names, in order
    std::map<std::string, std::size_t> places;   // of rows by name; a second one has a number

    const Cell& cell(std::size_t row, std::size_t column) const { return table.rows[row][column]; }

    std::string country(std::size_t row, std::size_t column) const {
        for (std::size_t at = 0; at < table.columns.size(); ++at)
            if (table.columns[at].title == "Country") return shown(cell(row, at), Kind::text);
        return table.name.starts_with("countries_") ? table.columns[column].title : "";
    }

    std::vector<records::ResponseId> sources(std::size_t row) const {
        std::vector<records::ResponseId> ids;
        for (const Cell& one : table.rows[row])
            if (const auto* reference = std::get_if<Reference>(&one))
                ids.push_back(reference->response);
        return ids;
    }

private:
    void name_column(std::size_t column, const std::vector<std::string>& keys) {
        const Column& one = table.columns[column];
        if (!one.group.empty()) group_ = one.group;
        // Titles of a group begin with a small letter, others with a capital.
        const bool in_group = !group_.empty() && !one.title.empty() &&
                              std::islower(static_cast<unsigned char>(one.title.front())) != 0;
        titles.push_back(in_group ? group_ + ": " + one.title : one.title);
        if (is_key(keys, one))
            keys_.push_back(column);
        else if (is_compared(one)) {
            values.push_back(column);
            in_order.emplace_back(numbered(titles.back(), columns), column);
            columns.insert(in_order.back());
        }
    }

    void name_row(std::size_t row) {
        std::string name;
        for (const std::size_t column : keys_)
            name += (name.empty() ? "" : ", ") + shown(cell(row, column), Kind::text);
        rows.push_back(numbered(name, places));
        places.emplace(rows.back(), row);
    }

    static std::string numbered(const std::string& name,
                                const std::map<std::string, std::size_t>& taken) {
        std::string free = name;
        for (int next = 2; taken.contains(free); ++next)
            free = name + " (" + std::to_string(next) + ")";
        return free;
    }

    std::string group_;
    std::vector<std::size_t> keys_;
};

bool is_number(const Cell& cell) {
    const auto* formula = std::get_if<Formula>(&cell);
    return std::holds_alternative<double>(cell) ||
           (formula && std::holds_alternative<double>(formula->value));
}

/// The differences of one table.
class Comparison {
public:
    Comparison(std::string part, const Named* before, const Named* now,
               std::vector<Difference>& out)
        : part_(std::move(part)), before_(before), now_(now), out_(out) {}

    void run() {
        for (std::size_t row = 0; now_ && row < now_->rows.size(); ++row) {
            const auto known = place_in(before_, now_->rows[row]);
            if (known)
                compare(row, *known);
            else
                add_row(*now_, row, Difference::Event::new_row);
        }
        for (std::size_t row = 0; before_ && row < before_->rows.size(); ++row)
            if (!place_in(now_, before_->rows[row]))
                add_row(*before_, row, Difference::Event::row_gone);
    }

private:
    static std::optional<std::size_t> place_in(const Named* table, const std::string& row) {
        if (!table) return std::nullopt;
        const auto found = table->places.find(row);
        return found == table->places.end() ? std::nullopt : std::optional(found->second);
    }

    Difference difference(const Named& of, std::size_t row, std::size_t column) const {
        Difference one;
        one.part = part_;
        one.row = of.rows[row];
        one.column = of.titles[column];
        one.kind = of.table.columns[column].kind;
        one.at = of.table.first() + static_cast<int>(row);
        one.sources = of.sources(row);
        one.country = of.country(row, column);
        return one;
    }

    void compare(std::size_t row, std::size_t known) {
        for (const auto& [title, column] : now_->in_order) {
            const auto found = before_->columns.find(title);
            if (found == before_->columns.end()) continue;
            const Cell& before = before_->cell(known, found->second);
            const Cell& now = now_->cell(row, column);
            const Kind kind = now_->table.columns[column].kind;
            if (shown(before, kind) == shown(now, kind)) continue;
            Difference one = difference(*now_, row, column);
            one.before = before;
            one.now = now;
            out_.push_back(std::move(one));
        }
    }

    void add_row(const Named& of, std::size_t row, Difference::Event event) {
        if (of.values.empty()) return;
        const auto number = std::ranges::find_if(
            of.values, [&](std::size_t column) { return is_number(of.cell(row, column)); });
        const std::size_t column = number == of.values.end() ? of.values.front() : *number;
        Difference one = difference(of, row, column);
        one.event = event;
        const bool is_new = event == Difference::Event::new_row;
        (is_new ? one.now : one.before) = of.cell(row, column);
        (is_new ? one.before : one.now) = Missing{is_new ? "no such row" : "row is gone"};
        out_.push_back(std::move(one));
    }

    std::string part_;
    const Named* before_;
    const Named* now_;
    std::vector<Difference>& out_;
};

struct Found {
    const Table* table;
    std::string part;
};

/// The tables of a sheet that are compared, each with the heading that it stands under.
std::vector<Found> tables_of(const Sheet* sheet) {
    std::vector<Found> found;
    std::string part;
    if (!sheet) return found;
    for (const Block& block : sheet->blocks()) {
        if (const auto* line = std::get_if<Line>(&block); line && line->style == Style::heading)
            part = shown(line->cell, Kind::text);
        if (const auto* table = std::get_if<Table>(&block); table && keys_of(table->name))
            found.push_back({table, part});
    }
    return found;
}

const Sheet* find_sheet(const std::vector<Sheet>& sheets, const std::string& title) {
    const auto found = std::ranges::find(sheets, title, &Sheet::title);
    return found == sheets.end() ? nullptr : &*found;
}

void compare(const Found& one, const Table* before, const Table* now,
             std::vector<Difference>& out) {
    const auto& keys = *keys_of(one.table->name);
    const auto named = [&](const Table* table) {
        return table ? std::optional<Named>(std::in_place, *table, keys) : std::nullopt;
    };
    const std::optional<Named> first = named(before);
    const std::optional<Named> second = named(now);
    Comparison(one.part, first ? &*first : nullptr, second ? &*second : nullptr, out).run();
}

SheetDifferences compare_sheets(const std::string& title, const Sheet* before, const Sheet* now) {
    SheetDifferences result{title, {}};
    for (const Found& one : tables_of(now))
        compare(one, before ? before->table(one.table->name) : nullptr, one.table, result.all);
    for (const Found& one : tables_of(before))
        if (!now || !now->table(one.table->name)) compare(one, one.table, nullptr, result.all);
    return result;
}

}  // namespace

std::size_t SheetDifferences::count(Difference::Event event) const {
    return static_cast<std::size_t>(std::ranges::count(all, event, &Difference::event));
}

const std::vector<std::string>* keys_of(const std::string& table) {
    for (const Keyed& one : keyed_tables())
        if (table.starts_with(one.begins) && table.ends_with(one.ends)) return &one.keys;
    return nullptr;
}

std::vector<SheetDifferences> differences(const std::vector<Sheet>& before,
                                          const std::vector<Sheet>& now) {
    std::vector<SheetDifferences> all;
    for (const Sheet& sheet : now)
        if (const Sheet* other = find_sheet(before, sheet.title());
            !tables_of(&sheet).empty() || !tables_of(other).empty())
            all.push_back(compare_sheets(sheet.title(), other, &sheet));
    return all;
}

}  // namespace reports
