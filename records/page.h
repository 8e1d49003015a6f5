#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
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

/// The number of a response in the archive.
using ResponseId = std::int64_t;

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

/// How a response came over the network. It is archived with it, and never part of a report.
struct Exchange {
    std::string request;   // as sent: request line, header lines, empty line, body; no secrets
    std::string address;   // of the peer: "203.0.113.7", "2001:db8::1"
    std::string protocol;  // "HTTP/1.1"
    std::string tls;       // "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty: none
    // Milliseconds from the beginning; -1: it did not come so far.
    std::int64_t connected = -1, first_byte = -1, finished = -1;
    /// Why the payload is not whole, as WARC names it (1.1 §5.13): "length" (longer than our cap),
    /// "time", "disconnect". Empty: it is whole.
    std::string cut;
    /// Of which planned request, and how that ended with this response. No ending: it goes on (a
    /// redirect, a retry, a robots.txt).
    std::int64_t task = 0;
    std::string ending;
    /// Of a robots.txt: the origin whose rules it settles ("https://itunes.apple.com"), and its
    /// max-age. Empty: it settles none.
    std::string rules_of;
    std::optional<std::chrono::seconds> rules_age;
    /// 304: the response whose payload is meant. The page then has its own head and no payload.
    std::optional<ResponseId> not_modified_since;
};

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
    std::string fault;    // why the payload could not be decoded: there is no body; empty: it could
    Asked asked;
    std::optional<Exchange> exchange;  // of a page that we fetched; empty: a saved one

    /// The bytes to archive.
    const std::string& as_received() const { return payload.empty() ? body : payload; }
};

}  // namespace records
