#pragma once

#include <map>
#include <string>
#include <tuple>

#include "app/chart_lengths.h"
#include "archive/archive.h"
#include "records/coverage.h"
#include "records/reading.h"
#include "records/result.h"

namespace app {

/// Holds what pages say against what pages of the same source and layout said before. Readings come
/// in the order of their responses.
class FieldWatch {
public:
    /// Begins with what the archive holds: for pages that are newer than all of it.
    explicit FieldWatch(const archive::Archive& archive) : archive_(&archive), lengths_(&archive) {}
    /// Begins with nothing: for an archive that is read again from its first response.
    FieldWatch() : lengths_(nullptr) {}

    /// Makes a reading drift when a field is filled in too few of its rows, or a chart has too few,
    /// with an issue that says so; its records stay with it. Remembers it in any case. The URL is
    /// the page's, or empty; the moment that at which it was fetched, where
    /// it does not say one itself.
    records::Result<void> judge(records::Reading&, const std::string& url,
                                std::optional<records::Instant> moment = std::nullopt);

    /// Remembers a reading as it was judged before.
    records::Result<void> remember(const records::Reading&, const std::string& url,
                                   std::optional<records::Instant> moment = std::nullopt);

private:
    using Key = std::tuple<std::string, std::string, std::string>;  // source, generation, URL
    records::Result<records::FieldHistory*> history(const records::Reading&,
                                                    const std::string& url);
    records::Result<records::FieldHistory> archived(const records::Reading&,
                                                    const std::string& url) const;

    const archive::Archive* archive_ = nullptr;
    ChartLengths lengths_;
    std::map<Key, records::FieldHistory> histories_;
    records::FieldHistory none_;  // of pages without a URL
};

}  // namespace app
