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
    /// Path and query as written, but without dot segments and without an empty query:
    /// "/us/rss/x?limit=1". This is sent, and judged by robots.txt.
    std::string target;

    /// "https://itunes.apple.com", with ":port" where it is not the scheme's own.
    std::string origin() const;
    /// The whole URL, to be sent: without its fragment.
    std::string text() const;
};

/// Takes a URL apart. Refused, with the reason: another scheme than http and https, a user or a
/// password, a zone, %00, spaces and all other characters that are not printable ASCII (so control
/// characters, and names that are not in punycode), a host that is no host name or address, a port
/// that is no port, what libcurl cannot parse, and more than 8 KiB.
/// A number for a host becomes the address that it means: 2130706434 is 127.0.0.2.
/// url_from(url.text()) is `url` again.
records::Result<Url> url_from(std::string_view text);

/// A Location header as it is meant at `base` (RFC 3986 §5), taken apart. Spaces and 8-bit
/// characters in it are percent-encoded first, as browsers do.
records::Result<Url> resolved(const Url& base, std::string_view location);

/// One form for all ways to write the same URL, for identity only, never to be sent (RFC 3986 §6):
/// scheme and host in lower case, no default port, dot segments resolved, %7E as "~", hex digits in
/// upper case, IPv6 in its short form, no fragment, no empty query. The query keeps its order and
/// all of its parts. Idempotent.
std::string canonical(const Url&);

/// Whether the rules let us ask this URL at all; otherwise the reason, for people. Only hosts of
/// the list; https, or http where the rule says so; port 443 (80), or the one of the rule.
records::Result<const records::HostRule*> rule_for(const Url&, std::span<const records::HostRule>);

}  // namespace crawler
