#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "records/app.h"
#include "records/geography.h"
#include "records/time.h"

namespace records {

/// What a page should be about, as far as the one who brings it knows: from the command line, or
/// from the URL. Whatever is absent is unknown, never a default.
struct Asked {
    std::string source;  // name of a source of parsers/; empty: recognised by its content
    std::optional<Country> country;
    std::optional<Chart> chart;
    std::string genre;
    std::string app_id;
};

/// What to fetch: used by parsers' request functions, carried out by crawler/.
struct Request {
    std::string method = "GET";
    std::string url;
    std::string content_type;  // of the body, empty for GET
    std::string body;
};

/// Spare capacity that a page's body should have behind its end: JSON is then read in place,
/// without a copy. Less is slower, not wrong.
inline constexpr std::size_t body_slack = 64;

/// One response, as it came in: from the network, a saved file, a HAR or a WARC.
struct Page {
    std::string place;  // where we have it from, for people: "saved/us.json", "a.warc.gz#1432"
    std::string url;    // what was asked for; empty: the file does not say
    std::optional<Instant> fetched_at;  // when; empty: unknown
    int status = 200;                   // HTTP status; 200 for a saved file
    std::string content_type;           // empty: unknown
    std::string head;     // status line and headers as received, CRLF lines; empty for a saved file
    std::string payload;  // the body as received, where that differs from `body` (compressed)
    std::string body;     // what parsers read: decoded, otherwise untouched
    Asked asked;

    /// The bytes to archive.
    const std::string& as_received() const { return payload.empty() ? body : payload; }
};

}  // namespace records
