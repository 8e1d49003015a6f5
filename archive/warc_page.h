#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/digest.h"
#include "archive/inflate.h"
#include "archive/warc_record.h"
#include "records/page.h"

namespace archive {

// A page as a WARC record, and back. With a head it is a `response` record, without one (a saved
// file) a `resource` record. A page without URL gets the name urn:dramascope:file:<place>.
//
// Fields of our own (WARC 1.1 §4 lets readers skip fields they do not know), all percent-encoded:
//   Dramascope-Place: where the page was imported from
//   Dramascope-Asked: what was said about it: "source=apple-rss-legacy&country=us&genre=36"
//   Dramascope-Moment: unknown     the page has no moment; WARC-Date is then 1970
//   Dramascope-Status: 429         of a page without head whose status is not 200
//   Dramascope-Fault: the ...      why its body could not be decoded (beside WARC-Truncated)
// A page that we fetched has more fields (warc_exchange.h).
//
// A page whose bytes are in the archive already is a `revisit` record, and so is the answer 304:
// its bytes are those that it confirms.

/// What identifies a page, as it is written.
struct PageNames {
    std::string uri;    // WARC-Target-URI
    std::string date;   // WARC-Date
    std::string asked;  // Dramascope-Asked; may be empty
    Digest payload;     // of the bytes as received
    Digest identity;    // of all of these and the status: pages with the same one are the same page

    std::string record_id() const { return "<urn:uuid:" + uuid_of(identity) + ">"; }
};
PageNames names_of(const records::Page&);
PageNames names_of(const records::Page&, const Digest& payload);

/// The record that holds the bytes which a revisit record does not repeat.
struct Original {
    std::string record_id;
    std::string uri;
    std::string date;
};

/// The record of a page, not compressed. With an original: a revisit of it.
std::string record_text(const records::Page&, const PageNames&, const std::optional<Original>&);

/// The warcinfo record of a file. `date` is that of the first page: there is no clock in it.
std::string warcinfo_text(std::string_view file_name, std::string_view date);

/// Reads a record. `payload`: the bytes of the original, for a revisit.
records::Page page_from(const WarcRecord&, std::optional<std::string_view> payload,
                        const InflateCaps&, Inflater&);

/// The page that the answer 304 of a server means, at the moment of the answer: status, type and
/// bytes are those of the original, decoded as its head says, so that it is read as a page; the
/// head is the answer's.
records::Page confirmed_page(const WarcRecord& answer, const WarcRecord& original,
                             const InflateCaps&, Inflater&);

/// The page of a record that this archive wrote, with its task; with the record that holds its
/// bytes, for a revisit.
records::Page own_page(const WarcRecord&, const std::optional<WarcRecord>& original,
                       const InflateCaps&, Inflater&);

/// The bytes as received that a response or resource record holds.
std::string_view payload_of(const WarcRecord&);

}  // namespace archive
