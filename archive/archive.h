#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/journal.h"
#include "records/coverage.h"
#include "records/market.h"
#include "records/page.h"
#include "records/result.h"

namespace archive {

/// Where a page is kept. Given by keep(), wanted by add().
struct Kept {
    records::ResponseId id = 0;
    std::string digest;    // "sha256:…" of the bytes as received
    bool known = false;    // the same page (place, moment, status, digest) was kept and read before
    bool revisit = false;  // the bytes were kept before for another moment: a WARC revisit record
};

/// What reading an archived page again changed; for who carries out a reparse.
struct Reread {
    records::ResponseId id = 0;
    records::Reading before;
    records::Reading after;
};

/// Keeps every page with what it told us, and only ever adds.
///
/// Order of work, for a batch: keep() makes the raw bytes durable, the caller parses, add() commits
/// the readings in one transaction. A page whose reading was not committed (the process died in
/// between) is found again by pending() when the archive is next opened, so that a page and its
/// reading end up together. One process writes at a time (a lock that survives kill -9 and names
/// its holder); any number read.
class Archive {
public:
    virtual ~Archive() = default;

    /// Appends pages to the WARC segment and fsyncs it. Pages that are known already are not
    /// written again. On error (disk full, or nearly) the segment is cut back to its last whole
    /// record, and nothing of the batch is kept. A page that was fetched for a task of the journal
    /// ends it, if its exchange says so, in the same transaction.
    virtual records::Result<std::vector<Kept>> keep(std::span<const records::Page> pages) = 0;

    /// Adds the readings of kept pages, all or none. `recorded` is when we learned them. Pages that
    /// were known are left out, and so is a reading that says what the latest one said, so that
    /// importing or reparsing twice changes nothing. To add a new reading of an archived page
    /// (reparse), pass it with `known` false.
    virtual records::Result<void> add(std::span<const Kept> kept,
                                      std::span<const records::Reading> readings,
                                      records::Instant recorded) = 0;

    /// Kept pages without a reading: what a crash left behind.
    virtual records::Result<std::vector<Kept>> pending() = 0;

    /// The page of a response, as it was kept. Of an answer 304: the page that it confirms, with
    /// the status, type and body of that page, and the moment and head of the answer.
    virtual records::Result<records::Page> page(records::ResponseId) const = 0;

    /// The bytes as received of a response of a URL, by their digest as WARC files name it
    /// ("sha1:", "sha256:"); empty when there is none. For revisit records: see FindPayload.
    virtual records::Result<std::optional<std::string>> payload(
        const std::string& url, const std::string& digest) const = 0;

    /// Every response whose latest reading is as asked for, in order of id.
    struct Filter {
        std::string source;                       // empty: all
        std::optional<records::Outcome> outcome;  // empty: all
        std::optional<records::Instant> as_of;    // readings recorded later do not count
    };
    virtual records::Result<std::vector<records::ResponseFacts>> responses(const Filter&) const = 0;

    /// The latest reading of a response, with its records.
    virtual records::Result<records::Reading> reading(
        records::ResponseId, std::optional<records::Instant> as_of) const = 0;

    /// How far the fields of a response are filled, as its latest reading tells it.
    struct FieldCoverage {
        records::ResponseId id = 0;
        std::string source;
        std::string generation;
        std::optional<records::Instant> observed;
        records::Outcome outcome = records::Outcome::rows;
        std::vector<records::FieldShare> shares;  // in order of field
    };
    struct FieldFilter {
        std::string source;                       // empty: all
        std::string generation;                   // of a source; of no meaning without
        std::string url;                          // of a source; empty: all
        std::optional<records::Outcome> outcome;  // empty: all
        std::size_t at_most = 0;                  // of the newest responses; 0: all
    };
    /// The coverage of every response whose latest reading has records, in order of id. An archive
    /// of before these were kept has them once it was opened for writing.
    virtual records::Result<std::vector<FieldCoverage>> field_coverage(
        const FieldFilter&) const = 0;

    /// Everything a report needs: what was observed in the week and `weeks_back` weeks before it,
    /// as far as it was recorded up to `as_of` (empty: all). Figures are all that were known by the
    /// end of the week; listings and rates reach back to the last one before the window. Responses
    /// are those of the window, those that other facts came from, and those of no known moment.
    /// Records of a reading whose outcome is not rows are not used.
    /// Where pages claim the same chart (or one source the same listing) of the same moment, one is
    /// used: the deepest of those that agree with the first; the others have an issue that says so.
    virtual records::Result<records::Market> market(
        records::Week week, int weeks_back, std::span<const records::WatchedApp> apps,
        std::optional<records::Instant> as_of) const = 0;

    /// The crawls: what was planned, and how it ended. It lives as long as the archive. In an
    /// archive that was opened to read, whatever writes to it is an error.
    virtual Journal& journal() = 0;
};

/// Opens an archive, made if it does not exist. `place` is a folder: it holds warc/*.warc.gz and
/// archive.sqlite. `watched` decides which apps have rows of their own beside the snapshots; rows
/// are rebuilt from the snapshots when the list has changed.
records::Result<std::unique_ptr<Archive>> open(const std::string& place,
                                               std::span<const records::WatchedApp> watched);

/// Opens an archive for reading only; an error when there is none, or when it was written by a
/// newer version.
records::Result<std::unique_ptr<Archive>> open_to_read(
    const std::string& place, std::span<const records::WatchedApp> watched);

}  // namespace archive
