#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crawler {

/// A path or a pattern as octets: percent-encodings taken off, also those of reserved characters.
/// So it makes no difference how either side writes a character, which is what RFC 9309 §2.2.2
/// comes to by encoding both. A "%" without two hex digits stays what it is.
std::string octets_of(std::string_view written);

/// The path of an Allow or Disallow line: "/lists/*/top$". It is held against the beginning of a
/// target; "*" stands for any octets, "$" at the end for the end of the target (RFC 9309 §2.2.3).
/// "%2A" and "%24" are the characters themselves.
class Pattern {
public:
    explicit Pattern(std::string_view written);

    /// `target`: octets_of() a path and query. Compares at most 3 times as many octets as pattern
    /// and target have together, and counts them in `comparisons`, where it is given.
    bool matches(std::string_view target, std::size_t* comparisons = nullptr) const;

    /// How specific it is: its characters, those counted as three that no URL has unencoded.
    std::size_t octets() const { return octets_; }

private:
    std::vector<std::string> pieces_;  // between the stars, as octets
    bool to_end_ = false;
    std::size_t octets_ = 0;
};

}  // namespace crawler
