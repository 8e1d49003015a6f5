#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "records/crawl.h"

namespace crawler {

/// The value of the first header line of that name in a head ("HTTP/1.1 200 OK\r\nName: …\r\n"), in
/// whatever case, without white space around it; empty: there is none.
std::string_view header(std::string_view head, std::string_view name);

/// How long a host asks us to wait (RFC 9110 §10.2.3): seconds, a fraction rounded up, or an
/// HTTP-date. Empty where there is none, or one that means nothing (past, negative, words).
/// Beyond `most` it is `most`.
std::optional<std::chrono::seconds> retry_after(std::string_view head, records::Instant now,
                                                std::chrono::seconds most);

/// What can be asked with next time: as it came, weak or strong. A validator of more than 1 KiB, or
/// with characters that a header line must not have, is left out.
records::Validators validators_in(std::string_view head);

/// max-age of Cache-Control; 0 for no-store and no-cache.
std::optional<std::chrono::seconds> max_age(std::string_view head);

/// Why a head cannot be believed; empty: it can. Two Content-Length that differ (RFC 9112 §6.3),
/// one that is no number, Content-Length beside Transfer-Encoding is told but believed.
std::string why_not_believed(std::string_view head);

}  // namespace crawler
