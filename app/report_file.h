#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "records/market.h"
#include "records/result.h"

/// The weekly workbook as a file: revision 1, and the later ones that say what has changed.
namespace app {

/// Which revision of which week's workbook is wanted.
struct ReportWish {
    records::Week week;
    std::span<const records::WatchedApp> apps;
    std::vector<records::Permission> permissions{};  // of the configuration, for the sheet Method
    std::optional<records::Instant> as_of{};  // only what was recorded up to then; empty: all of it
    int revision = 1;
    /// The cut-off of the revision before, whose workbook is made again to compare with. A revision
    /// above 1 needs it; revision 1 has none.
    std::optional<records::Instant> previous_as_of{};
    bool only_if_due = false;  // write nothing when neither a value nor the status has changed
    std::filesystem::path folder{};  // made if need be
};

struct WrittenReport {
    std::filesystem::path file;  // empty: nothing was due, so nothing was written
    std::string sha256;          // 64 hex digits, of the file's bytes
    int revision = 1;
    bool due = true;  // revision 1, or a value or the status has changed since the one before
    std::size_t changes = 0;  // values that differ from those of the revision before
    std::string status;       // "final", or "provisional: ..." with the reason
    std::string summary;      // a few lines for a terminal
};

/// "dramascope-2026-W40.xlsx", and from the second revision on "dramascope-2026-W40.r2.xlsx".
std::string report_file_name(records::Week, int revision);

/// Writes a revision of a week's workbook into the folder: first to a temporary name, then, once it
/// is on the disk, under its own. The same archive, watch-list and wish give the same bytes.
records::Result<WrittenReport> write_report(const archive::Archive&, const ReportWish&);

}  // namespace app
