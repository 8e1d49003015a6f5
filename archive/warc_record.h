#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>

#include "archive/fields.h"

namespace archive {

/// A record of a WARC file (ISO 28500, WARC 1.1 §4): named fields and a block of bytes.
struct WarcRecord {
    std::uint64_t offset = 0;  // in the stream
    Fields fields;
    std::string block;
    std::string fault;  // why the block is not whole; empty: it is

    std::string_view operator[](std::string_view name) const { return field(fields, name); }
};

/// Told what is wrong, at which offset of the stream, and whether a record was lost for it.
using OnWarcIssue = std::function<void(std::uint64_t offset, std::string what, bool lost)>;

/// Reads the records of a stream one by one. What is no record is reported and skipped up to the
/// next line that begins one. A block larger than the cap is reported and skipped.
class WarcStream {
public:
    WarcStream(std::istream& stream, std::size_t block_cap, OnWarcIssue on_issue);

    /// The next whole record that holds a page (a response, resource or revisit of an http, https
    /// or file URL, or a file that we named); empty at the end.
    std::optional<WarcRecord> next();

private:
    void issue(std::uint64_t offset, std::string what) { on_issue_(offset, std::move(what), true); }
    bool line(std::string& text);
    bool find_version_line();
    bool read_fields(Fields&);
    bool read_block(WarcRecord&, std::size_t size);
    bool skip(std::size_t size);
    bool ends_well();
    std::optional<WarcRecord> record();

    std::streambuf& bytes_;
    std::size_t block_cap_;
    OnWarcIssue on_issue_;
    std::uint64_t offset_ = 0;  // of the next byte
    std::uint64_t start_ = 0;   // of the record being read
    bool reported_junk_ = false;
};

}  // namespace archive
