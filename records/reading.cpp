#include "records/reading.h"

#include "records/names.h"

namespace records {
namespace {

constexpr std::array<std::string_view, 5> outcomes = {"rows", "empty", "blocked", "drift",
                                                      "unsupported"};

}  // namespace

std::string_view to_text(Outcome outcome) { return name_of(outcomes, outcome); }
std::optional<Outcome> outcome_from(std::string_view text) {
    return named<Outcome>(outcomes, text);
}

}  // namespace records
