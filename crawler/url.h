#pragma once

#include <span>
#include <string>
#include <string_view>

#include "records/crawl.h"
#include "records/result.h"

namespace crawler {

/// A URL in its parts, as libcurl's parser sees them: what is checked is what is sent.
struct Url {
    std::string scheme;  // "https" or "http"
    std::string host;    // lower case, without a trailing dot; IPv6 in brackets
    int port = 443;
    std::string target;  // path and query, as written: "/us/rss/x?limit=1"; what robots.txt judges

    /// "https://itunes.apple.com", with ":port" where it is not the scheme's own.
    std::string origin() const;
    /// The whole URL, to be sent: without its fragment.
    std::string text() const;
};

/// Takes a URL apart. Refused, with the reason: another scheme than http and https, a user or a
/// password, control characters, %00, a port that is no port, what libcurl cannot parse, and more
/// than 8 KiB.
records::Result<Url> url_from(std::string_view text);

/// A Location header as it is meant at `base` (RFC 3986 §5), taken apart.
records::Result<Url> resolved(const Url& base, std::string_view location);

/// One form for all ways to write the same URL, for identity only, never to be sent (RFC 3986 §6):
/// scheme and host in lower case, no default port, dot segments resolved, %7E as "~", hex digits in
/// upper case, no fragment, no empty query. The order of the query stays. Idempotent.
std::string canonical(const Url&);

/// Whether the rules let us ask this URL at all; otherwise the reason, for people. Only hosts of
/// the list; https, or http where the rule says so; port 443 (80), or the one of the rule.
records::Result<const records::HostRule*> rule_for(const Url&, std::span<const records::HostRule>);

}  // namespace crawler
