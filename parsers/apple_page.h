#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parsers/json.h"
#include "parsers/source.h"

namespace parsers {

// What the sources of Apple share: where a text begins, what was asked, how a reading begins.

/// A body from its first character on: without a byte order mark and leading white space.
std::string_view from_first_character(std::string_view body);

/// The first bytes of a body, for recognisers.
std::string_view head_of(std::string_view body, std::size_t bytes = 4096);

/// The JSON text of a page, parsed: all of it, or the members with wanted names alone.
JsonText json_of(const records::Page&);
JsonText json_of(const records::Page&, const JsonNames& wanted);

/// What the page should be about: what its bringer said, and where he did not, what its URL says.
records::Asked asked_for(const records::Page&,
                         std::optional<records::Asked> (*asked_by)(std::string_view url));

/// A reading without records.
records::Reading reading_of(records::Outcome, std::string where, std::string what);

/// No chart and no answer of Apple has more rows; what a page has beyond them is not read.
inline constexpr std::size_t most_rows = 1000;
std::vector<Json> rows_of(const Json& list, const std::string& where, std::vector<records::Issue>&);

/// The text of a value; empty where there is none.
std::string_view text_or_empty(const Json&);

/// The path of a member, put together only when an issue needs it.
struct Where {
    std::string_view row, member;

    Where(const char* path) : row(path) {}
    Where(const std::string& path) : row(path) {}
    Where(std::string_view of_row, std::string_view of_member) : row(of_row), member(of_member) {}
    std::string path() const { return std::string(row) + std::string(member); }
};

/// The price of an amount and the code of its currency. Empty with an issue when one of the two
/// cannot be read; empty without one when there is no amount.
std::optional<records::Money> price_of(std::string_view amount, std::string_view currency,
                                       const Where& where, std::vector<records::Issue>&);
std::optional<records::Money> price_of(double amount, std::string_view currency, const Where& where,
                                       std::vector<records::Issue>&);
std::optional<records::Money> price_of(const Json& amount, std::string_view currency,
                                       const Where& where, std::vector<records::Issue>&);

}  // namespace parsers
