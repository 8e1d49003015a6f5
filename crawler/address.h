#pragma once

#include <string>

struct sockaddr;

namespace crawler {

/// Why no connection may be made to an address; empty: it is a public one. Private, loopback,
/// link-local, metadata, documentation, benchmark, multicast and reserved ranges of IPv4 and IPv6
/// (the IANA special-purpose registries, RFC 6890), also where an IPv6 address carries an IPv4 one
/// inside (::ffff:0:0/96, 64:ff9b::/96, 2002::/16, ::/96): then the inner one counts. Of IPv6, only
/// 2000::/3 is public. Any other family is refused.
std::string why_not_public(const sockaddr&);

/// The same for an address in digits: "10.0.0.1", "fe80::1".
std::string why_not_public(const std::string& digits);

}  // namespace crawler
