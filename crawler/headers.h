#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "records/crawl.h"

namespace crawler {

/// The value of the first header line of that name in a head ("HTTP/1.1 200 OK\r\nName: …\r\n"), in
/// whatever case, without white space around it; empty: there is none. A folded line is one line:
/// its value has the line ends in it. A line without a colon is skipped.
std::string_view header(std::string_view head, std::string_view name);

/// How long a host asks us to wait (RFC 9110 §10.2.3): seconds, a fraction rounded up, or an
/// HTTP-date in any of its three forms. Empty where there is none, or one that means nothing (0,
/// now, past, negative, words): then our own back-off counts. Beyond `most` it is `most`.
std::optional<std::chrono::seconds> retry_after(std::string_view head, records::Instant now,
                                                std::chrono::seconds most);

/// What can be asked with next time: as it came, weak or strong. A validator of more than 1 KiB, or
/// with characters other than printable ASCII (line ends, 8-bit), is left out. `of` is not set.
records::Validators validators_in(std::string_view head);

/// max-age of Cache-Control, over all its lines, the least that is said; 0 for no-store, no-cache
/// and a max-age that is no number (RFC 9111 §4.2.1); at most 2^31 - 1 s.
std::optional<std::chrono::seconds> max_age(std::string_view head);

/// Why a head cannot be believed; empty: it can. Two Content-Length that differ (RFC 9112 §6.3), in
/// two lines or in one; one that is no number, or none that fits 63 bits.
std::string why_not_believed(std::string_view head);

/// What is odd about an answer that is believed all the same, to be told; empty: nothing.
///   Content-Length beside Transfer-Encoding: the body is decoded as chunked
///   a Date an hour or more from `now` (older with an Age is a cache's): our clock counts
///   a Content-Type of HTML whose body begins as JSON does, or the other way round: the parser is
///   chosen by what was asked for
std::string remark_on(std::string_view head, std::string_view body, records::Instant now);

}  // namespace crawler
