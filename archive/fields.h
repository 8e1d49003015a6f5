#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace archive {

/// Header fields of HTTP and WARC, in their order, names as written.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// The value of the first field of that name, in whatever case; empty when there is none.
std::string_view field(const Fields&, std::string_view name);

/// Adds a line "Name: value" to the fields, or, when it begins with white space, to the value of
/// the last one. False when it is neither.
bool add_field_line(Fields&, std::string_view line);

std::string_view trimmed(std::string_view);
bool same_letters(std::string_view, std::string_view);  // whatever the case; ASCII
std::string lower(std::string_view);                    // ASCII

/// Writes every byte as %XX that could break a header line or a list in it: what is neither a
/// letter, a digit nor one of -._~:/?#[]@!$'()*,+ (and, in a URL, &=;% too).
std::string percent_encoded(std::string_view);
std::string percent_encoded_url(std::string_view);
std::string percent_decoded(std::string_view);

/// Reads a whole number of at most 18 digits; nothing else.
std::optional<std::size_t> whole_number(std::string_view digits, int base = 10);

}  // namespace archive
