#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/terminal.h"
#include "archive/archive.h"
#include "records/crawl.h"
#include "records/reading.h"
#include "records/result.h"

namespace app {

/// What came of the requests to a source in a storefront.
struct Yield {
    std::size_t asked = 0;
    std::array<std::size_t, records::ending_names.size()> endings{};  // by records::Ending
    std::size_t waiting = 0;                // that have not ended: a later run goes on
    std::array<std::size_t, 5> outcomes{};  // of the answers, by records::Outcome
    std::size_t rows = 0;                   // entries of charts, listings, figures, rates

    std::size_t of(records::Ending ending) const {
        return endings[static_cast<std::size_t>(ending)];
    }
    std::size_t of(records::Outcome outcome) const {
        return outcomes[static_cast<std::size_t>(outcome)];
    }
    /// Answers that tell something, be it that there is nothing.
    std::size_t useful() const;
};

/// By source and storefront ("" where it is of none).
using Yields = std::map<std::pair<std::string, std::string>, Yield>;

/// What came of a crawl, from its journal and its responses.
records::Result<Yields> yields_of(const std::vector<archive::TaskFacts>&, const archive::Archive&);

Table table_of(const Yields&);

/// A sentence for each way in which a crawl fell short, with what to do; empty: it did not.
std::vector<std::string> shortfalls(const Yields&);

}  // namespace app
