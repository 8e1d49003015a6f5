#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/containers.h"
#include "archive/warc_record.h"

namespace archive {

/// Finds the bytes that revisit records of WARC files refer to: in the same file, in another one
/// that was read before or after it, or elsewhere. A revisit record names its original by its
/// record id, or by the digest of its payload (WARC 1.1 §6.7). Originals that follow others in one
/// gzip member, and those beyond a million, are not found.
class Revisits {
public:
    Revisits(const Limits&, FindPayload elsewhere);
    ~Revisits();
    Revisits(const Revisits&) = delete;
    Revisits& operator=(const Revisits&) = delete;

    /// A record that has bytes, and begins at an offset of a file.
    void remember(const WarcRecord&, const std::string& file, std::uint64_t offset);

    /// The bytes as received that a revisit record refers to, from the files that were read.
    std::optional<std::string> payload(const WarcRecord& revisit);

    /// A revisit record whose original has not been read yet.
    struct PutOff {
        std::string file;
        std::uint64_t offset = 0;
        WarcRecord record;
    };
    /// Keeps it until all files are read; false when too much is kept already.
    bool put_off(const WarcRecord&, const std::string& file, std::uint64_t offset);
    std::vector<PutOff> take_put_off();

    /// The bytes that the digest of a revisit record names, from elsewhere.
    std::optional<std::string> payload_elsewhere(const WarcRecord& revisit) const;

private:
    struct Location {
        std::size_t file = 0;
        std::uint64_t offset = 0;
    };
    struct Opened;

    std::optional<Location> original_of(const WarcRecord& revisit) const;
    std::optional<WarcRecord> record_at(const Location&);
    bool open(std::size_t file);

    Limits limits_;
    FindPayload elsewhere_;
    std::vector<std::string> files_;
    std::unordered_map<std::string, Location> originals_;
    std::vector<PutOff> put_off_;
    std::size_t put_off_bytes_ = 0;
    std::unique_ptr<Opened> opened_;  // the file that an original was last found in
};

/// What is wrong with a revisit record whose original is nowhere, with what names the original.
std::string lost_original(const WarcRecord& revisit);

}  // namespace archive
