#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace records {

/// A row of a table that is fixed when the program is built, named by its code.
///
/// A code written in the source is checked by the compiler; one from outside goes through find(),
/// so that an unknown country or currency is always somebody's error and never a default.
/// The table must be sorted by `code` and have fewer than 256 rows (both are checked).
template <const auto& table>
class Row {
public:
    template <std::size_t length>
    consteval Row(const char (&code)[length]) : Row(place_of(code)) {
        if (place_ == table.size()) throw "no row of the table has this code";
    }

    static constexpr std::optional<Row> find(std::string_view code) {
        const std::size_t place = place_of(code);
        return place == table.size() ? std::nullopt : std::optional(Row(place));
    }

    /// The row at a place of the table, for code that walks all of it.
    static constexpr Row at(std::size_t place) { return Row(place); }

    constexpr const auto* operator->() const { return &table[place_]; }
    friend constexpr auto operator<=>(Row, Row) = default;

private:
    constexpr explicit Row(std::size_t place) : place_(static_cast<std::uint8_t>(place)) {}

    static constexpr std::size_t place_of(std::string_view code) {
        static_assert(table.size() < 256 &&
                      std::ranges::is_sorted(table, {}, [](const auto& row) { return row.code; }));
        const auto found =
            std::ranges::lower_bound(table, code, {}, [](const auto& row) { return row.code; });
        const bool here = found != table.end() && found->code == code;
        return here ? static_cast<std::size_t>(found - table.begin()) : table.size();
    }

    std::uint8_t place_;
};

}  // namespace records
