#include <catch2/catch.hpp>

#include <string>

#include "archive/http_message.h"

// Bodies that are coded otherwise than they should be. The ids are those of the catalogue of
// faults.

namespace {

constexpr archive::InflateCaps caps{std::size_t{4} << 20U, 200};

archive::DecodedPayload decoded(const std::string& coding, const std::string& payload) {
    archive::Inflater inflater;
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\n\r\n";
    return archive::decode_payload(archive::split_http(head)->fields, payload, caps, inflater);
}

std::string gzip(const std::string& text) { return std::string(archive::Deflater().gzip(text)); }

/// The deflate stream inside of a gzip member.
std::string raw_deflate(const std::string& text) {
    const std::string member = gzip(text);
    return member.substr(10, member.size() - 18);
}

std::string zlib(const std::string& text) {
    unsigned low = 1, high = 0;
    for (const char c : text) {
        low = (low + static_cast<unsigned char>(c)) % 65521;
        high = (high + low) % 65521;
    }
    std::string out = "\x78\x9C" + raw_deflate(text);
    for (const unsigned byte : {high >> 8U, high, low >> 8U, low})
        out += static_cast<char>(byte & 0xFFU);
    return out;
}

const std::string text = "{\"resultCount\":0,\"results\":[]}";
const std::string zeros(std::size_t{64} << 20U, '0');

}  // namespace

TEST_CASE("C07 a gzip bomb is stopped at the cap, and nothing is read from it") {
    const auto bomb = decoded("gzip", gzip(zeros));
    CHECK(bomb.body.empty());
    CHECK_THAT(bomb.fault, Catch::Contains("4194304 bytes"));
}

TEST_CASE("C08 a deflate bomb is stopped like one of gzip; codings we do not ask for are faults") {
    CHECK(decoded("deflate", raw_deflate(zeros)).body.empty());
    CHECK_FALSE(decoded("deflate", zlib(zeros)).fault.empty());
    CHECK(decoded("zstd", "\x28\xB5\x2F\xFD and more").body.empty());
    const std::string binary = std::string("\x8B\x02\x80\0\x01\x02\xFF", 7) + raw_deflate(text);
    for (const char* coding : {"br", "zstd"}) {
        INFO(coding);
        CHECK(decoded(coding, binary).body.empty());
        CHECK_THAT(decoded(coding, binary).fault, Catch::Contains(coding));
    }
}

TEST_CASE("C11 deflate is decoded as servers mean it, with and without zlib around it") {
    CHECK(decoded("deflate", zlib(text)).body == text);
    CHECK(decoded("deflate", raw_deflate(text)).body == text);
}
