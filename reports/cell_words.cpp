#include "reports/cell_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "reports/excel_rules.h"

namespace reports {
namespace {

/// Halves are rounded away from 0, as Excel shows them; the C library rounds them to even digits.
std::string plain(double number, int decimals) {
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, rounded(number, decimals));
    return text.data();
}

std::string sign(double number) { return number > 0 ? "+" : number < 0 ? "-" : ""; }

std::string move_text(double number) {
    if (number == 0) return "–";
    return (number > 0 ? "▲ " : "▼ ") + grouped(std::abs(number));
}

std::string number_text(double number, Kind kind) {
    switch (kind) {
        case Kind::percent: return plain(number * 100, 1) + '%';
        case Kind::signed_count: return sign(number) + grouped(std::abs(number));
        case Kind::rank_move: return move_text(number);
        case Kind::rating: return plain(number, 2);
        case Kind::amount: return grouped(number, 2);
        case Kind::depth: return number == 0 ? "0 (empty chart)" : grouped(number);
        default: return grouped(number);
    }
}

std::string moment_text(records::Instant instant) {
    const std::string iso = records::to_text(instant);  // 2026-10-05T14:00:00Z
    return iso.substr(0, 10) + ' ' + iso.substr(11, 5);
}

struct Shown {
    Kind kind;

    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(const Missing& missing) const { return missing.why; }
    std::string operator()(const std::string& text) const { return safe_text(text); }
    std::string operator()(double number) const { return number_text(number, kind); }
    std::string operator()(records::Day day) const { return records::to_text(day); }
    std::string operator()(records::Instant instant) const { return moment_text(instant); }
    std::string operator()(const Link& link) const { return safe_text(link.text); }
    std::string operator()(const Reference& reference) const {
        return 'r' + std::to_string(reference.response);
    }
    std::string operator()(const Quoted& quoted) const {
        return number_text(quoted.number, quoted.kind);
    }
    std::string operator()(const Formula& formula) const {
        if (const double* number = std::get_if<double>(&formula.value))
            return number_text(*number, kind);
        return safe_text(std::get<std::string>(formula.value));
    }
};

struct Limits {
    int least;
    int most;
};

Limits limits_of(Kind kind) {
    switch (kind) {
        case Kind::prose: return {30, 90};
        case Kind::fine: return {20, 60};
        case Kind::text: return {6, 40};
        case Kind::code: return {5, 14};
        case Kind::moment: return {16, 17};
        case Kind::day: return {11, 12};
        default: return {7, 16};
    }
}

/// Titles wrap: the longest word must fit, and three lines the whole.
int title_width(const std::string& title) {
    int longest = 0;
    for (std::size_t start = 0; start < title.size();) {
        const std::size_t end = std::min(title.find(' ', start), title.size());
        longest = std::max(longest, width_of(title.substr(start, end - start)));
        start = end + 1;
    }
    return std::max(longest + 1, (width_of(title) + 2) / 3 + 1);
}

int cell_width(const Cell& cell, Kind kind) {
    const int width = width_of(shown(cell, kind));
    if (std::holds_alternative<Missing>(cell)) return (width * 17 + 19) / 20;  // smaller letters
    return width + (kind == Kind::rank_move || kind == Kind::text ? 1 : 0);
}

int column_width(const Table& table, std::size_t column) {
    const Column& wanted = table.columns[column];
    if (wanted.width > 0) return wanted.width;
    const Limits limits = limits_of(wanted.kind);
    int width = std::max(limits.least, title_width(wanted.title) + (table.filter ? 2 : 0));
    for (const auto& row : table.rows)
        width = std::max(width, std::min(limits.most, cell_width(row[column], wanted.kind) + 1));
    return table.strip ? std::max(width, 12) : width;
}

}  // namespace

double rounded(double number, int decimals) {
    constexpr double most = 1e12;  // beyond, a double has no digits to lose
    const double steps = std::pow(10.0, decimals);
    return std::abs(number) < most ? std::round(number * steps) / steps : number;
}

std::string grouped(double number, int decimals) {
    std::string text = plain(std::abs(number), decimals);
    const std::size_t point = std::min(text.find('.'), text.size());
    for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, ",");
    return (number < 0 ? "-" : "") + text;
}

std::string shown(const Cell& cell, Kind kind) { return std::visit(Shown{kind}, cell); }

int width_of(const std::string& text) {
    int width = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) != 0x80) width += byte >= 0xE3 ? 2 : 1;
    }
    return width;
}

std::vector<int> column_widths(const Sheet& sheet) {
    std::vector<int> widths;
    for (const Block& block : sheet.blocks()) {
        const Table* table = std::get_if<Table>(&block);
        if (!table) continue;
        widths.resize(std::max(widths.size(), table->columns.size()), 0);
        for (std::size_t column = 0; column < table->columns.size(); ++column)
            widths[column] = std::max(widths[column], column_width(*table, column));
    }
    return widths;
}

std::string counted(long long count, const std::string& noun) {
    if (count == 0) return "no " + noun;
    return grouped(static_cast<double>(count)) + ' ' + noun + (count == 1 ? "" : "s");
}

std::string in_words(const records::Period& period) {
    static constexpr std::array<const char*, 12> months = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    const std::chrono::year_month_day first{period.first};
    const std::chrono::year_month_day last{period.last};
    const auto month = [](const auto& date) {
        return std::string(months[static_cast<unsigned>(date.month()) - 1]);
    };
    const auto day = [](const auto& date) {
        return std::to_string(static_cast<unsigned>(date.day()));
    };
    std::string text = day(first);
    if (first.month() != last.month()) text += ' ' + month(first);
    if (first.year() != last.year()) text += ' ' + std::to_string(static_cast<int>(first.year()));
    return text + " to " + day(last) + ' ' + month(last) + ' ' +
           std::to_string(static_cast<int>(last.year()));
}

}  // namespace reports
