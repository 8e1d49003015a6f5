#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "archive/archive.h"
#include "records/coverage.h"
#include "records/reading.h"
#include "records/result.h"

namespace app {

/// Notices a chart that came with under half of the rows that the same URL gave for it before: a
/// page that broke off, or was given to a crawler, looks like a store in which hardly anybody
/// ranks. It is held against the last sound one of up to 8 days before, so that a chart that stays
/// short is believed after 8 days. Under 5 rows before, and pages without a URL or a moment, are
/// not judged.
class ChartLengths {
public:
    /// `archive` may be null: it begins with nothing.
    explicit ChartLengths(const archive::Archive* archive) : archive_(archive) {}

    using Moment = std::optional<records::Instant>;
    /// What is wrong with a reading that has rows, or that is empty.
    records::Result<std::vector<records::Issue>> fallen(const records::Reading&,
                                                        const std::string& url, Moment);
    /// Takes a reading as it was judged.
    void remember(const records::Reading&, const std::string& url, Moment);

private:
    struct Length {
        int rows = 0;
        records::Instant at;
    };
    using Key = std::tuple<std::string, std::string, std::string>;  // source, generation, URL
    using Lengths = std::map<std::string, Length>;                  // by chart
    records::Result<Lengths*> lengths(const records::Reading&, const std::string& url);

    const archive::Archive* archive_;
    std::map<Key, Lengths> all_;
};

}  // namespace app
