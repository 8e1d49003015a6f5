#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/file.h"
#include "archive/inflate.h"
#include "records/result.h"

namespace archive {

/// The folder of WARC files of an archive, as its writer sees it: records are appended to the last
/// file, and a new one is begun when that has grown beyond 256 MiB. Records become durable by
/// sync(), all or none: rollback() cuts them off again.
///
/// After sync() has failed once, nothing more is appended: what the system then has on the disk
/// nobody knows, and asking again can answer "fine" for bytes that are gone. Close the archive and
/// open it again.
class Segments {
public:
    /// Opens a folder, made if it is not there, and removes temporary files that a crash left.
    /// `least_free`: a batch is not begun when fewer bytes are free on the disk.
    static records::Result<Segments> open(const std::string& folder, std::uint64_t full_at,
                                          std::uint64_t least_free);

    /// The names of all files of a folder, in order: "000001.warc.gz".
    static records::Result<std::vector<std::string>> names(const std::string& folder);

    /// Where the next record goes. A batch stays in one file: call it before the first record.
    /// `date` goes into the warcinfo record of a file that is begun.
    records::Result<void> begin(std::string_view date);
    /// Appends a record as a gzip member; returns its length in the file.
    records::Result<std::uint64_t> append(std::string_view record, Deflater::Effort);
    records::Result<void> sync();
    /// Cuts off what was appended since begin().
    records::Result<void> rollback();

    const std::string& name() const { return name_; }
    std::uint64_t size() const { return size_; }  // of the last file, where the next record begins

    /// Cuts the last file: what a crash left behind its last whole record.
    records::Result<void> cut(std::uint64_t size);

private:
    Segments(std::string folder, std::uint64_t full_at, std::uint64_t least_free)
        : folder_(std::move(folder)), full_at_(full_at), least_free_(least_free) {}
    records::Result<void> require_room() const;
    records::Result<void> use_last();
    records::Result<void> start_next(std::string_view date);

    std::string folder_;
    std::uint64_t full_at_;
    std::uint64_t least_free_;
    std::string name_;
    std::optional<File> file_;
    std::uint64_t size_ = 0;
    std::uint64_t begun_at_ = 0;
    bool torn_ = false;   // rollback() failed: it is tried again before anything is appended
    std::string failed_;  // why sync() did
    Deflater deflater_;
};

}  // namespace archive
