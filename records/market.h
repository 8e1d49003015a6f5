#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "records/page.h"
#include "records/reading.h"

namespace records {

/// That a page once refused was read after all: drift, blocked or unsupported, then rows.
struct Recovery {
    Instant on;              // when its facts were recorded
    int parser_version = 0;  // of its source, that could read it
};

/// How one archived response can be found again, and what was read from it.
struct ResponseFacts {
    ResponseId id = 0;
    std::string url;      // empty: a saved file that did not say
    std::string place;    // where it was imported from; "simulated: a.warc.gz#7": by our simulator
    std::string digest;   // "sha256:" and 64 hex digits, of the bytes as received
    std::string segment;  // WARC file, relative to the archive
    std::int64_t offset = 0;          // of the record in it
    std::int64_t bytes = 0;           // of the body as received
    std::optional<Instant> observed;  // when it was true
    Instant recorded;                 // when we learned it
    std::string source;
    std::string generation;
    int parser_version = 0;
    Outcome outcome = Outcome::unsupported;
    std::optional<Country> country;
    std::vector<Issue> issues;
    std::optional<Recovery> recovered;  // empty: it was read at once, or is not yet
    int contradicted = 0;  // its charts and listings that are not used, because a response that
                           // was recorded before claims the same of the same moment, and differs
};

/// A watched app stood at a rank of a chart.
struct RankSeen {
    std::size_t app = 0;  // place in Market::apps
    Storefront storefront;
    Chart chart = Chart::top_free;
    std::string genre;
    int rank = 0;
    int depth = 0;  // entries the chart had
    Instant observed;
    ResponseId response = 0;
};

/// A chart was collected, whether or not a watched app was on it.
struct ChartSeen {
    Storefront storefront;
    Chart chart = Chart::top_free;
    std::string genre;
    int depth = 0;  // 0: a valid empty chart
    Instant observed;
    ResponseId response = 0;
    // Of its entries, those that ids do not find: an app without a rank may be one of them.
    int by_name = 0;    // they have a name only, or could not be read
    int by_bundle = 0;  // they have a bundle id only: an app of which we know none may be there
};

struct ListingSeen {
    std::size_t app = 0;  // place in Market::apps
    AppListing listing;
    Instant observed;
    ResponseId response = 0;
};

struct FigureSeen {
    PublishedFigure figure;
    ResponseId response = 0;
};

struct FxSeen {
    FxRates rates;
    ResponseId response = 0;
};

/// A host's written permission to ask what its robots.txt forbids.
struct Permission {
    std::string host;
    std::string reference;
};

/// A number nobody saw, with the range it is in four times out of five.
struct Estimate {
    double low = 0;
    double likely = 0;
    double high = 0;
};

/// All that is known up to the end of a week: the one input of estimates and reports.
/// Every list is in a fixed order (time, then storefront, chart, genre, app), so that the same
/// archive gives the same report.
struct Market {
    Week week;
    int weeks_back =
        0;  // ranks, charts, listings and responses reach this many weeks before `week`
    std::optional<Instant> as_of;  // nothing recorded later was used; empty: all of the archive
    std::vector<WatchedApp> apps;
    std::vector<RankSeen> ranks;
    std::vector<ChartSeen> charts;
    std::vector<ListingSeen> listings;
    std::vector<FigureSeen> figures;
    std::vector<FxSeen> fx;
    std::vector<ResponseFacts> responses;
    std::vector<Permission> permissions{};  // of the configuration, not of the archive
    /// When the archive last learned something, of whatever week; empty with `as_of`, which says as
    /// much.
    std::optional<Instant> last_recorded{};
};

}  // namespace records
