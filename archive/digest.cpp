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

std::string base32_of(const std::uint8_t* bytes, std::size_t size) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (std::size_t i = 0; i < size; ++i) {
        bits = (bits << 8U | bytes[i]) & 0xFFFU;
        for (count += 8; count >= 5; count -= 5) text += base32_digits[bits >> (count - 5) & 31U];
    }
    if (count > 0) text += base32_digits[bits << (5 - count) & 31U];
    return text;
}

std::string upper(std::string_view text) {
    std::string letters(text);
    for (char& letter : letters)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return letters;
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
    return base32_of(digest.data(), digest.size()) + "====";
}

bool has_digest(std::string_view bytes, std::string_view named) {
    const std::string kind = upper(named.substr(0, named.find(':')));
    if ((kind != "SHA1" && kind != "SHA256") || kind.size() == named.size()) return false;
    std::string_view digits = named.substr(kind.size() + 1);
    while (digits.ends_with('=')) digits.remove_suffix(1);
    Poco::Crypto::DigestEngine engine(kind);
    engine.update(bytes.data(), bytes.size());
    const auto digest = engine.digest();
    const std::string wanted = upper(digits);
    return wanted == base32_of(digest.data(), digest.size()) ||
           wanted == upper(hex_of(digest.data(), digest.size()));
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
