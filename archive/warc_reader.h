#pragma once

#include <functional>
#include <optional>
#include <string>

#include "archive/containers.h"
#include "archive/file.h"
#include "archive/inflate.h"
#include "archive/warc_record.h"

namespace archive {

/// A view of a file that moves along it: reads ahead, and more than asked for only once.
class FileWindow {
public:
    explicit FileWindow(const File& file, std::uint64_t file_size);

    std::uint64_t file_size() const { return file_size_; }
    /// The bytes from an offset: at least `wanted` of them, or all that there are. Valid until the
    /// next call. A file that cannot be read looks as if it ended there; see error().
    std::string_view at(std::uint64_t offset, std::size_t wanted);
    const std::string& error() const { return error_; }

private:
    const File& file_;
    std::uint64_t file_size_;
    std::uint64_t start_ = 0;
    std::string bytes_;
    std::string error_;
};

/// A gzip member found at an offset of a file.
struct Member {
    std::string_view bytes;  // decoded, valid until the inflater is used again
    std::size_t length = 0;  // in the file
};

/// Decodes the member at an offset. Memory is bounded by the cap on what it holds.
tl::expected<Member, InflateFault> member_at(FileWindow&, std::uint64_t offset, const InflateCaps&,
                                             Inflater&);

/// The first record of a member that holds a page.
std::optional<WarcRecord> record_in(std::string_view member);

/// Where the next gzip member begins whose content begins with "WARC/"; empty when there is none.
std::optional<std::uint64_t> next_member(FileWindow&, std::uint64_t offset);

/// The first bytes of what a gzip member holds, at most `count`.
std::string decoded_beginning(std::string_view compressed, std::size_t count);

/// The caps for the body of a page.
inline InflateCaps page_caps(const Limits& limits) { return {limits.page_bytes, limits.ratio}; }

/// The caps for a whole record of a WARC file.
inline InflateCaps record_caps(const Limits& limits) {
    return {limits.page_bytes + (std::size_t{1} << 20U), limits.ratio};
}

/// Reads the pages of a WARC file, plain or gzip; see Containers. Revisit records whose original is
/// not known yet are put off.
records::Result<void> read_warc(const std::string& file, const Limits&, Revisits&,
                                const Containers::OnPage&, const Containers::OnIssue&);

/// Reads the revisit records that were put off.
void finish_warcs(const Limits&, Revisits&, const Containers::OnPage&, const Containers::OnIssue&);

}  // namespace archive
