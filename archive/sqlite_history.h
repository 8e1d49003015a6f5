#pragma once

#include <string>

#include "archive/history.h"
#include "archive/sqlite_database.h"

/// What the sources of the history share.
namespace archive {

/// Moments are seconds since 1970 in UTC.
std::int64_t number_of(records::Instant);
std::optional<std::int64_t> number_of(const std::optional<records::Instant>&);
records::Instant instant_of(std::int64_t);
std::optional<records::Instant> instant_at(const Query&, int column);
std::string string_at(const Query&, int column);
records::SlotState state_at(const Query&, int column);
std::int64_t limit_of(std::size_t at_most);  // 0: none

/// A slot of a row that begins with id, job, nominal, due, local, state, why, attempts, ended,
/// retry_at.
records::SlotFacts slot_at(const Query&);

/// A slot's row; 0: it is not known.
std::int64_t slot_row(Database&, const records::Slot&);

/// Ends a slot in its row: a state that is an end, counted in the sums.
void settle_row(Database&, std::int64_t row, records::SlotState, const std::string& why,
                records::Instant now);

/// Adds a run that ends to the sums over all runs; before its yields are written.
void add_to_totals(Database&, const records::RunFacts&, const records::RunEnd&,
                   std::span<const records::Yield>);

}  // namespace archive
