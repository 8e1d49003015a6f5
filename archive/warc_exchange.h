#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/digest.h"
#include "archive/warc_record.h"
#include "records/crawl.h"
#include "records/page.h"

namespace archive {

// How a page came over the network, in fields of its WARC record:
//   WARC-IP-Address: 203.0.113.7            of the peer
//   WARC-Protocol: http/1.1                 and another one: tls/1.3
//   WARC-Cipher-Suite: TLS_AES_256_GCM_SHA384
//   WARC-Truncated: length                  or time, disconnect: the payload is not whole
//   Dramascope-Timing: connected=12&first-byte=34&finished=56     milliseconds; -1: not so far
//   Dramascope-Rules: https://itunes.apple.com 3600       robots.txt of that origin, max-age
//   Dramascope-Task: 7 fetched              of which planned request; how that ended with it
// WARC-Protocol and WARC-Cipher-Suite are proposals to the standard that other crawlers write too.
// The request is a record of its own right before that of the response, which it names.

/// Adds the fields to a record's head.
void add_exchange(std::string& head, const records::Exchange&);

/// Reads them, without the task: it belongs to the archive that the record was written for. Empty:
/// the page was not fetched by us.
std::optional<records::Exchange> exchange_from(const WarcRecord&);

/// The planned request that a record belongs to, and its ending.
struct TaskMark {
    records::TaskId id = 0;  // 0: none
    std::string ending;      // empty: it went on
};
TaskMark task_of(const WarcRecord&);
TaskMark task_of(const records::Page&);

/// A request without the lines that may hold a secret: Authorization, Cookie and their like.
std::string without_secrets(std::string_view request);

/// The record of a page's request; empty when nobody knows how it was sent. `response` is the
/// identity of the page, `uri` and `date` are as in its record.
std::string request_record(const records::Exchange&, const Digest& response, std::string_view uri,
                           std::string_view date);

/// A request as its record tells it.
struct SentRequest {
    std::string text;          // as sent
    std::string response;      // the record of its response; empty: this is no record of a request
    std::uint64_t length = 0;  // of the record in its file
};
SentRequest request_in(std::string_view record);

/// What makes two requests the same: method, URL, body.
Digest request_key(const records::Request&);
/// The same of a page, by its request as sent; empty when nobody knows how it was sent.
std::optional<Digest> request_key(const records::Page&);

}  // namespace archive
