#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <string>
#include <vector>

#include "crawler/address.h"

using crawler::why_not_public;

namespace {

bool is_public(const std::string& digits) { return why_not_public(digits).empty(); }

/// A range by its edges: the first and the last address of it, and their neighbours outside; an
/// empty neighbour belongs to another range, or there is none.
struct Edges {
    std::string before, first, last, after;
};

void require_edges(const Edges& edges) {
    CAPTURE(edges.before, edges.first, edges.last, edges.after);
    REQUIRE_FALSE(is_public(edges.first));
    REQUIRE_FALSE(is_public(edges.last));
    REQUIRE((edges.before.empty() || is_public(edges.before)));
    REQUIRE((edges.after.empty() || is_public(edges.after)));
}

}  // namespace

TEST_CASE("E10 IPv6 addresses that are not public are refused, wherever IPv4 is inside") {
    for (const std::string digits :
         {"::ffff:127.0.0.2", "::1", "fe80::1", "fc00::1", "64:ff9b::a00:1", "2002:7f00:1::",
          "2002:c0a8:101::1", "::10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "::"}) {
        INFO(digits);
        REQUIRE_FALSE(is_public(digits));
    }
}

TEST_CASE("E10 an IPv6 address that carries a public IPv4 one is public") {
    for (const std::string digits :
         {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "::8.8.8.8"}) {
        INFO(digits);
        REQUIRE(why_not_public(digits) == "");
    }
}

TEST_CASE("E10 each edge of each range of IPv6 is exact") {
    const std::string top = ":ffff:ffff:ffff:ffff:ffff:ffff";
    require_edges({"", "::", "::1", ""});
    require_edges({"2000:ffff" + top, "2001::", "2001:1ff" + top, "2001:200::"});
    require_edges({"2001:db7" + top, "2001:db8::", "2001:db8" + top, "2001:db9::"});
    require_edges({"3ffe:ffff" + top, "3fff::", "3fff:fff" + top, "3fff:1000::"});
    require_edges({"", "1fff:ffff" + top, "1fff::", "2000::"});
    require_edges({"3fff:ffff" + top, "4000::", "fbff:ffff" + top, ""});
    for (const std::string& digits : std::vector<std::string>{
             "fc00::", "fdff:ffff" + top, "fe80::", "febf:ffff" + top,
             "fec0::", "ff00::", "ffff:ffff" + top, "100::1", "64:ff9b:1::8.8.8.8", "5f00::1",
             "::ffff:0:808:808", "0:0:0:0:0:fffe:808:808", "::1:0:808:808"}) {
        INFO(digits);
        REQUIRE_FALSE(is_public(digits));
    }
}

TEST_CASE("E10 what carries IPv4 is told from its neighbours") {
    REQUIRE_THAT(why_not_public("fd00::1"), Catch::Contains("fc00::/7, private"));
    REQUIRE_THAT(why_not_public("febf::1"), Catch::Contains("fe80::/10, link-local"));
    REQUIRE_THAT(why_not_public("fec0::1"), Catch::Contains("outside 2000::/3, reserved"));
    REQUIRE_THAT(why_not_public("ff02::1"), Catch::Contains("ff00::/8, multicast"));
    REQUIRE(why_not_public("::ffff:127.0.0.2") ==
            "::ffff:127.0.0.2: its inner address 127.0.0.2 is not a public address: 127.0.0.0/8, "
            "loopback");
    REQUIRE(is_public("2003::7f00:1"));
}

TEST_CASE("E11 the addresses of metadata services are refused") {
    REQUIRE(why_not_public("169.254.169.254") ==
            "169.254.169.254 is not a public address: 169.254.0.0/16, link-local, metadata of "
            "clouds");
    REQUIRE(why_not_public("fd00:ec2::254") ==
            "fd00:ec2::254 is not a public address: fc00::/7, private, metadata of clouds");
    REQUIRE_FALSE(is_public("100.100.100.200"));
    REQUIRE_FALSE(is_public("192.0.0.192"));
}

TEST_CASE("E12 each edge of each range of IPv4 is exact") {
    const Edges ranges[] = {
        {"", "0.0.0.0", "0.255.255.255", "1.0.0.0"},
        {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
        {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
        {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
        {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
        {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
        {"191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"},
        {"192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"},
        {"192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"},
        {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
        {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
        {"198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"},
        {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"},
        {"223.255.255.255", "224.0.0.0", "239.255.255.255", ""},
        {"", "240.0.0.0", "255.255.255.255", ""},
    };
    for (const Edges& range : ranges) {
        require_edges(range);
        const auto mapped = [](const std::string& v4) { return v4.empty() ? v4 : "::ffff:" + v4; };
        require_edges(
            {mapped(range.before), mapped(range.first), mapped(range.last), mapped(range.after)});
    }
}

TEST_CASE("E12 addresses of networks that the stores are in are public") {
    for (const std::string digits :
         {"8.8.8.8", "17.253.144.10", "142.250.185.110", "23.1.1.1", "100.0.0.1", "192.0.1.1",
          "2a00:1450:4001:830::200e", "2620:149:af0::10", "2606:4700::1111", "2001:4860:4860::8888",
          "2400:cb00::1"}) {
        INFO(digits);
        REQUIRE(why_not_public(digits) == "");
    }
}

TEST_CASE("E12 what is no address in digits is refused") {
    for (const std::string digits :
         {"", "localhost", "127.1", "2130706433", "0177.0.0.1", "08.8.8.8", "8.8.8", "8.8.8.8.8",
          "8.8.8.8 ", "[2606:4700::1111]", "fe80::1%eth0", "2606:4700::1111%1"}) {
        INFO(digits);
        REQUIRE_FALSE(is_public(digits));
    }
    const std::string with_nul("8.8.8.8\0.10.0.0.1", 17);
    REQUIRE(why_not_public(with_nul) ==
            "\"8.8.8.8\\x00.10.0.0.1\" is no IPv4 or IPv6 address in digits");
}

TEST_CASE("E11 a socket address is judged by its octets, before anything is sent") {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(0xA9FEA9FE);
    REQUIRE_THAT(why_not_public(reinterpret_cast<const sockaddr&>(v4)),
                 Catch::StartsWith("169.254.169.254 is not a public address"));
    v4.sin_addr.s_addr = htonl(0x08080808);
    REQUIRE(why_not_public(reinterpret_cast<const sockaddr&>(v4)) == "");
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    REQUIRE(inet_pton(AF_INET6, "fd00:ec2::254", &v6.sin6_addr) == 1);
    REQUIRE_FALSE(why_not_public(reinterpret_cast<const sockaddr&>(v6)).empty());
    REQUIRE(inet_pton(AF_INET6, "2606:4700::1111", &v6.sin6_addr) == 1);
    REQUIRE(why_not_public(reinterpret_cast<const sockaddr&>(v6)) == "");
}

TEST_CASE("E12 an address of another family is refused") {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    REQUIRE(why_not_public(reinterpret_cast<const sockaddr&>(local)) ==
            "an address of family 1 is neither IPv4 nor IPv6: it is not connected to");
}
