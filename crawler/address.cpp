#include "crawler/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "crawler/shown.h"

namespace crawler {
namespace {

using Octets = std::span<const std::uint8_t>;
using V4 = std::array<std::uint8_t, 4>;
using V6 = std::array<std::uint8_t, 16>;

template <class Address>
struct Range {
    Address first;
    int bits;
    std::string_view text;
    std::string_view why;
};

// The IANA special-purpose address registries (RFC 6890 and what was registered later). Ranges that
// are reachable for everybody (AS112, AMT) are not here.
constexpr std::array v4_ranges = {
    Range<V4>{{0, 0, 0, 0}, 8, "0.0.0.0/8", "this network"},
    Range<V4>{{10, 0, 0, 0}, 8, "10.0.0.0/8", "private"},
    Range<V4>{{100, 64, 0, 0}, 10, "100.64.0.0/10", "shared by a provider's customers"},
    Range<V4>{{127, 0, 0, 0}, 8, "127.0.0.0/8", "loopback"},
    Range<V4>{{169, 254, 0, 0}, 16, "169.254.0.0/16", "link-local, metadata of clouds"},
    Range<V4>{{172, 16, 0, 0}, 12, "172.16.0.0/12", "private"},
    Range<V4>{{192, 0, 0, 0}, 24, "192.0.0.0/24", "for protocols"},
    Range<V4>{{192, 0, 2, 0}, 24, "192.0.2.0/24", "for documentation"},
    Range<V4>{{192, 88, 99, 0}, 24, "192.88.99.0/24", "relays of 6to4, abandoned"},
    Range<V4>{{192, 168, 0, 0}, 16, "192.168.0.0/16", "private"},
    Range<V4>{{198, 18, 0, 0}, 15, "198.18.0.0/15", "for benchmarks"},
    Range<V4>{{198, 51, 100, 0}, 24, "198.51.100.0/24", "for documentation"},
    Range<V4>{{203, 0, 113, 0}, 24, "203.0.113.0/24", "for documentation"},
    Range<V4>{{224, 0, 0, 0}, 4, "224.0.0.0/4", "multicast"},
    Range<V4>{{240, 0, 0, 0}, 4, "240.0.0.0/4", "reserved, broadcast"},
};

// More special ranges first: the first that holds an address gives the reason.
constexpr std::array v6_ranges = {
    Range<V6>{{}, 128, "::", "no address"},
    Range<V6>{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "::1", "loopback"},
    Range<V6>{{0x20, 0x01, 0x0d, 0xb8}, 32, "2001:db8::/32", "for documentation"},
    Range<V6>{{0x20, 0x01}, 23, "2001::/23", "for protocols"},
    Range<V6>{{0x3f, 0xff}, 20, "3fff::/20", "for documentation"},
    Range<V6>{{0xfc}, 7, "fc00::/7", "private, metadata of clouds"},
    Range<V6>{{0xfe, 0x80}, 10, "fe80::/10", "link-local"},
    Range<V6>{{0xff}, 8, "ff00::/8", "multicast"},
};
constexpr Range<V6> v6_public = {{0x20}, 3, "2000::/3", "the public addresses of IPv6"};

/// Where an IPv6 address carries an IPv4 one, and from which octet on.
struct Carrier {
    Range<V6> range;
    std::size_t at;
};
constexpr std::array carriers = {
    Carrier{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "::ffff:0:0/96", ""}, 12},
    Carrier{{{0, 0x64, 0xff, 0x9b}, 96, "64:ff9b::/96", ""}, 12},
    Carrier{{{0x20, 0x02}, 16, "2002::/16", ""}, 2},
    Carrier{{{}, 96, "::/96", ""}, 12},
};

bool holds(Octets first, int bits, Octets address) {
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::ranges::equal(first.first(whole), address.first(whole))) return false;
    if (bits % 8 == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xFFU << static_cast<unsigned>(8 - bits % 8));
    return (first[whole] & mask) == (address[whole] & mask);
}

template <class Address>
bool holds(const Range<Address>& range, const Address& address) {
    return holds(range.first, range.bits, address);
}

template <class Address>
std::string digits_of(int family, const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, address.data(), text.data(), text.size());
    return text.data();
}

std::string refusal(const std::string& address, std::string_view range, std::string_view why) {
    return address + " is not a public address: " + std::string(range) + ", " + std::string(why);
}

template <class Address, std::size_t count>
std::string why_in(const std::array<Range<Address>, count>& ranges, int family,
                   const Address& address) {
    const auto found =
        std::ranges::find_if(ranges, [&](const auto& range) { return holds(range, address); });
    if (found == ranges.end()) return {};
    return refusal(digits_of(family, address), found->text, found->why);
}

std::string why_not_public(const V4& address) { return why_in(v4_ranges, AF_INET, address); }

std::string why_not_public_inside(const Carrier& carrier, const V6& address) {
    V4 inner{};
    std::copy_n(address.begin() + static_cast<std::ptrdiff_t>(carrier.at), 4, inner.begin());
    const std::string why = why_not_public(inner);
    return why.empty() ? why : digits_of(AF_INET6, address) + ": its inner address " + why;
}

std::string why_not_public(const V6& address) {
    if (std::string why = why_in(v6_ranges, AF_INET6, address); !why.empty()) return why;
    for (const Carrier& carrier : carriers)
        if (holds(carrier.range, address)) return why_not_public_inside(carrier, address);
    if (holds(v6_public, address)) return {};
    return refusal(digits_of(AF_INET6, address), "outside 2000::/3", "reserved");
}

template <class Address>
Address octets_of(const void* from) {
    Address address{};
    std::memcpy(address.data(), from, address.size());
    return address;
}

}  // namespace

std::string why_not_public(const sockaddr& address) {
    if (address.sa_family == AF_INET)
        return why_not_public(
            octets_of<V4>(&reinterpret_cast<const sockaddr_in&>(address).sin_addr));
    if (address.sa_family == AF_INET6)
        return why_not_public(
            octets_of<V6>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr));
    return "an address of family " + std::to_string(address.sa_family) +
           " is neither IPv4 nor IPv6: it is not connected to";
}

std::string why_not_public(const std::string& digits) {
    const bool whole = digits.find('\0') == std::string::npos;  // inet_pton stops there
    V4 v4{};
    if (whole && inet_pton(AF_INET, digits.c_str(), v4.data()) == 1) return why_not_public(v4);
    V6 v6{};
    if (whole && inet_pton(AF_INET6, digits.c_str(), v6.data()) == 1) return why_not_public(v6);
    return "\"" + shown(digits) + "\" is no IPv4 or IPv6 address in digits";
}

}  // namespace crawler
