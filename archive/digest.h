#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace archive {

/// A SHA-256 digest. Wraps Poco's engine, which uses the processor's SHA instructions by OpenSSL.
using Digest = std::array<std::uint8_t, 32>;

/// The digest of pieces, as if they were one text.
Digest sha256(std::initializer_list<std::string_view> pieces);

/// 64 lower-case hex digits: how we show digests, after "sha256:".
std::string hex(const Digest&);
/// 52 letters and digits of RFC 4648 and four "=": how WARC tools write digests, after "sha256:".
std::string base32(const Digest&);
/// Reads what base32() writes, with or without the "=". Empty for anything else.
std::optional<Digest> digest_from_base32(std::string_view);

/// Whether bytes have a digest as WARC files name it: "sha1:" or "sha256:", then base32 or hex in
/// letters of either case. False for other kinds.
bool has_digest(std::string_view bytes, std::string_view named);

/// A UUID made of the first half of a digest (version 8 of RFC 9562: a scheme of one's own), so
/// that the same content has the same name: "c0ffee00-1234-8abc-9def-001122334455".
std::string uuid_of(const Digest&);

}  // namespace archive
