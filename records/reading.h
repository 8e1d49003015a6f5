#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/record.h"

namespace records {

/// Something on a page that could not be read, or that does not fit.
struct Issue {
    std::string where;  // path, selector or offset that failed: "/feed/entry/3/im:name/label"
    std::string what;   // what was expected and what is there, one sentence

    friend bool operator==(const Issue&, const Issue&) = default;
};

/// What became of a page.
enum class Outcome : std::uint8_t {
    rows,        // it told us something
    empty,       // a valid answer that holds nothing: an empty chart, no search result
    blocked,     // consent, captcha, throttling, or a key that is asked for
    drift,       // a source we know in a layout we do not, or not the page that was asked for
    unsupported  // a page of no kind that we read, or of a layout that died and is not read
};
std::string_view to_text(Outcome);
std::optional<Outcome> outcome_from(std::string_view);

/// All that one page told us. `records` is empty unless the outcome is rows; only a page that is
/// drift because its fields are filled less than before (records/coverage.h) keeps its own.
struct Reading {
    std::string source;      // name of the source that read it; empty: none knows it
    std::string generation;  // which layout of that source
    int parser_version = 0;  // of the source, raised whenever its output changes
    Outcome outcome = Outcome::unsupported;
    std::optional<Country> country;  // of the storefront, when the page or its URL proves it
    std::optional<Instant> observed_at;
    std::vector<Record> records;
    std::vector<Issue> issues;
};

}  // namespace records
