#pragma once

#include <string>
#include <string_view>

#include "archive/digest.h"

namespace archive {

// How WARC records are written.

inline constexpr std::string_view warc_version = "WARC/1.1\r\n";

/// Adds a field to a record's head, unless it has no value.
void add_field(std::string& head, std::string_view name, std::string_view value);

/// A digest as WARC tools write it: "sha256:", base32.
std::string warc_digest(const Digest&);

/// The record id that is made of a digest: "<urn:uuid:…>".
std::string record_id_of(const Digest&);

/// The record of a head (version line and fields) and a block of two parts.
std::string whole_record(std::string_view head, std::string_view block, std::string_view more);

}  // namespace archive
