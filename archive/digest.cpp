#include "archive/digest.h"

#include <Poco/Crypto/DigestEngine.h>

#include <algorithm>

namespace archive {
namespace {

constexpr std::string_view base32_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string hex_of(const std::uint8_t* bytes, std::size_t count) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * count);
    for (std::size_t i = 0; i < count; ++i) {
        text += digits[bytes[i] >> 4U];
        text += digits[bytes[i] & 15U];
    }
    return text;
}

}  // namespace

Digest sha256(std::initializer_list<std::string_view> pieces) {
    Poco::Crypto::DigestEngine engine("SHA256");
    for (const std::string_view piece : pieces) engine.update(piece.data(), piece.size());
    Digest digest{};
    std::ranges::copy_n(engine.digest().begin(), digest.size(), digest.begin());
    return digest;
}

std::string hex(const Digest& digest) { return hex_of(digest.data(), digest.size()); }

std::string base32(const Digest& digest) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const std::uint8_t byte : digest) {
        bits = (bits << 8U | byte) & 0xFFFU;
        for (count += 8; count >= 5; count -= 5) text += base32_digits[bits >> (count - 5) & 31U];
    }
    text += base32_digits[bits << (5 - count) & 31U];  // 256 bits leave one over
    return text + "====";
}

std::optional<Digest> digest_from_base32(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    if (text.size() != 52) return std::nullopt;
    Digest digest{};
    std::uint32_t bits = 0;
    unsigned count = 0;
    std::size_t place = 0;
    for (const char letter : text) {
        const std::size_t value = base32_digits.find(letter);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 5U | static_cast<std::uint32_t>(value)) & 0xFFFU;
        count += 5;
        if (count < 8) continue;
        count -= 8;
        digest[place++] = static_cast<std::uint8_t>(bits >> count & 255U);
    }
    return digest;
}

std::string uuid_of(const Digest& digest) {
    Digest bits = digest;
    bits[6] = static_cast<std::uint8_t>((bits[6] & 0x0FU) | 0x80U);
    bits[8] = static_cast<std::uint8_t>((bits[8] & 0x3FU) | 0x80U);
    std::string text = hex_of(bits.data(), 16);
    for (const std::size_t place : {20U, 16U, 12U, 8U}) text.insert(place, "-");
    return text;
}

}  // namespace archive
