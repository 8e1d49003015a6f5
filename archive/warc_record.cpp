#include "archive/warc_record.h"

#include <algorithm>
#include <array>
#include <utility>

namespace archive {
namespace {

using Traits = std::streambuf::traits_type;

constexpr std::size_t line_cap = 65536;
constexpr std::size_t fields_cap = 1000;
constexpr std::size_t piece = std::size_t{1} << 20U;

/// Tools keep notes of their own beside the pages: metadata://gnu.org/... (wget), urn:pageinfo:...
/// (browsertrix), dns:... (Heritrix).
bool names_page(std::string_view uri) {
    if (uri.starts_with('<')) uri.remove_prefix(1);
    constexpr std::array schemes = {"http:", "https:", "file:", "urn:dramascope:"};
    const std::string beginning = lower(uri.substr(0, 16));
    return std::ranges::any_of(schemes, [&](auto scheme) { return beginning.starts_with(scheme); });
}

bool holds_page(const WarcRecord& record) {
    constexpr std::array<std::string_view, 3> types = {"response", "resource", "revisit"};
    return std::ranges::find(types, record["WARC-Type"]) != types.end() &&
           names_page(record["WARC-Target-URI"]);
}

}  // namespace

WarcStream::WarcStream(std::istream& stream, std::size_t block_cap, OnWarcIssue on_issue)
    : bytes_(*stream.rdbuf()), block_cap_(block_cap), on_issue_(std::move(on_issue)) {}

/// A line without its end; longer ones than the cap are cut. False at the end of the stream.
bool WarcStream::line(std::string& text) {
    text.clear();
    for (auto got = bytes_.sbumpc(); got != Traits::eof(); got = bytes_.sbumpc()) {
        ++offset_;
        if (got == '\n') {
            if (text.ends_with('\r')) text.pop_back();
            return true;
        }
        if (text.size() < line_cap) text += Traits::to_char_type(got);
    }
    return !text.empty();
}

bool WarcStream::find_version_line() {
    std::string text;
    for (std::uint64_t start = offset_; line(text); start = offset_) {
        if (text.empty()) continue;
        if (text.starts_with("WARC/")) {
            start_ = start;
            reported_junk_ = false;
            return true;
        }
        if (!std::exchange(reported_junk_, true))
            issue(start,
                  "expected a record, \"WARC/1.1\", and found other bytes, which were "
                  "skipped up to the next record");
    }
    return false;
}

/// False when the stream ends before the fields do.
bool WarcStream::read_fields(Fields& fields) {
    std::string text;
    bool odd = false;
    while (line(text)) {
        if (text.empty()) {
            if (odd) on_issue_(start_, "a line of the record's head is not \"name: value\"", false);
            return true;
        }
        if (fields.size() < fields_cap) odd = !add_field_line(fields, text) || odd;
    }
    return false;
}

/// Grows piece by piece: a head can claim any length.
bool WarcStream::read_block(WarcRecord& record, std::size_t size) {
    while (record.block.size() < size) {
        const std::size_t had = record.block.size();
        const std::size_t wanted = std::min(piece, size - had);
        record.block.resize(had + wanted);
        const auto got = static_cast<std::size_t>(
            bytes_.sgetn(record.block.data() + had, static_cast<std::streamsize>(wanted)));
        offset_ += got;
        record.block.resize(had + got);
        if (got < wanted) return false;
    }
    return true;
}

bool WarcStream::skip(std::size_t size) {
    std::array<char, 65536> scratch;
    while (size > 0) {
        const auto got = bytes_.sgetn(scratch.data(),
                                      static_cast<std::streamsize>(std::min(size, scratch.size())));
        if (got <= 0) return false;
        offset_ += static_cast<std::size_t>(got);
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

/// Whether the bytes behind a block are line ends and then the end or the next record.
bool WarcStream::ends_well() {
    auto next = bytes_.sgetc();
    while (next == '\r' || next == '\n') {
        ++offset_;
        next = bytes_.snextc();
    }
    return next == Traits::eof() || next == 'W';
}

std::optional<WarcRecord> WarcStream::record() {
    WarcRecord record;
    record.offset = start_;
    if (!read_fields(record.fields)) {
        issue(start_, "the record is cut: its head does not end");
        return std::nullopt;
    }
    const auto size = whole_number(record["Content-Length"]);
    if (!size) {
        issue(start_, "the record has no readable Content-Length and was skipped");
        return std::nullopt;
    }
    const bool wanted = holds_page(record);
    if (wanted && *size > block_cap_)
        issue(start_, "the record says it holds " + std::to_string(*size) +
                          " bytes, more than the " + std::to_string(block_cap_) +
                          " for a page, and was skipped");
    const bool kept = wanted && *size <= block_cap_;
    if (kept ? !read_block(record, *size) : !skip(*size)) {
        issue(start_, "the record is cut: its head says " + std::to_string(*size) +
                          " bytes, the file ends before");
        return std::nullopt;
    }
    if (!ends_well()) record.fault = "the record does not end where its Content-Length says";
    if (record["WARC-Type"] == "continuation")
        issue(start_, "a record in segments (continuation) is not read");
    return kept ? std::optional(std::move(record)) : std::nullopt;
}

std::optional<WarcRecord> WarcStream::next() {
    while (find_version_line())
        if (auto found = record()) return found;
    return std::nullopt;
}

}  // namespace archive
