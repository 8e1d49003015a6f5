#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "records/reading.h"

/// How far the fields of records are filled, and whether that is less than it used to be: a layout
/// that loses fields bit by bit is still read without an error.
namespace records {

/// In how many records of a reading a field is filled: "chart.publisher" in 98 of 100 entries.
struct FieldShare {
    std::string field;  // kind of record and field: "chart.price", "listing.installs"
    int filled = 0;
    int of = 0;  // entries of charts, listings or figures; never 0

    friend bool operator==(const FieldShare&, const FieldShare&) = default;
};

/// How many rows a reading has of a chart stands as a field of its own, all of it filled:
/// "chart.rows top-free 6016". Readings of many charts have none.
inline constexpr std::string_view chart_length_field = "chart.rows ";

/// The fields that may be empty, of the kinds of record that a reading has. Rates have none.
std::vector<FieldShare> field_shares(std::span<const Record>);

/// With which earlier readings of the same source and generation a field is compared.
enum class Compared {
    with_all,       // of any page: name, publisher, installs
    with_same_url,  // it depends on which apps are asked for, and where: some are rated nowhere
    never           // it differs from app to app or page to page, and is only shown
};
Compared compared(std::string_view field);  // never: a field that this version does not know

/// What a field's share was before.
struct FieldBaseline {
    double median = 0;  // of the shares, 0 to 1
    int readings = 0;   // that it is the median of: 5 to 28
};

/// The trailing readings of one source and generation (and URL), oldest first.
class FieldHistory {
public:
    static constexpr std::size_t most_readings = 28;  // that a baseline rests on
    static constexpr std::size_t least_readings = 5;
    static constexpr int least_rows = 5;            // that are judged
    static constexpr std::size_t most_pooled = 10;  // readings of few rows, judged as one

    /// Takes a reading that has records. One that is drift never becomes part of a baseline.
    void add(Outcome, std::vector<FieldShare>);
    /// The two halves of add(), for readings that come from an archive.
    void add_sound(std::vector<FieldShare>);   // of outcome rows
    void add_recent(std::vector<FieldShare>);  // of any

    /// The median of the trailing readings with outcome rows; nothing for fewer than 5.
    std::optional<FieldBaseline> baseline(std::string_view field) const;

    /// The share of a reading; of one with fewer than 5 rows together with those right before it,
    /// drift included, ten readings at most.
    FieldShare pooled(const FieldShare&) const;

    /// Why a reading is drift; nothing when it is not. It is when a field is filled in less than
    /// 70 % of its baseline, the baseline is 20 % or more, and there are at least 5 rows. A reading
    /// of few rows must fall short itself, too: its readings before do not condemn it.
    std::optional<Issue> fallen(const FieldShare&) const;

private:
    std::deque<std::vector<FieldShare>> sound_;   // of outcome rows
    std::deque<std::vector<FieldShare>> recent_;  // of any
};

}  // namespace records
