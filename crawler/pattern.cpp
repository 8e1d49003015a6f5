#include "crawler/pattern.h"

namespace crawler {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Whether a URL may have it unencoded (RFC 3986 §2.2, §2.3).
bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~:/?#[]@!$&'()*+,;=").find(c) != std::string_view::npos;
}

std::size_t weight_of(std::string_view octets) {
    std::size_t weight = 0;
    for (const char c : octets) weight += is_plain(c) ? 1U : 3U;
    return weight;
}

/// Finds a text from front to back without ever going back in what it searches (Knuth, Morris and
/// Pratt): the patterns are a stranger's.
class Search {
public:
    Search(std::string_view wanted, std::size_t& comparisons)
        : wanted_(wanted), comparisons_(comparisons), fallback_(wanted.size(), 0) {
        for (std::size_t at = 1; at < wanted.size(); ++at)
            fallback_[at] = longer(fallback_[at - 1], wanted[at]);
    }

    /// Where the first occurrence from `begin` on ends; npos: there is none.
    std::size_t end_of_first(std::string_view text, std::size_t begin) {
        std::size_t have = 0;
        for (std::size_t at = begin; have < wanted_.size(); ++at) {
            if (at == text.size()) return text.npos;
            have = longer(have, text[at]);
            begin = at + 1;
        }
        return begin;
    }

private:
    /// How much of the wanted text is there after `next`, where `have` of it was before.
    std::size_t longer(std::size_t have, char next) {
        while (++comparisons_, have > 0 && wanted_[have] != next) have = fallback_[have - 1];
        return wanted_[have] == next ? have + 1 : 0;
    }

    std::string_view wanted_;
    std::size_t& comparisons_;
    std::vector<std::size_t> fallback_;
};

}  // namespace

std::string octets_of(std::string_view written) {
    std::string octets;
    for (std::size_t at = 0; at < written.size(); ++at) {
        const bool encoded = written[at] == '%' && at + 2 < written.size();
        const int high = encoded ? hex_value(written[at + 1]) : -1;
        const int low = encoded ? hex_value(written[at + 2]) : -1;
        const bool whole = high >= 0 && low >= 0;
        octets += whole ? static_cast<char>(high * 16 + low) : written[at];
        if (whole) at += 2;
    }
    return octets;
}

Pattern::Pattern(std::string_view written) : to_end_(written.ends_with('$')) {
    if (to_end_) written.remove_suffix(1);
    octets_ = to_end_ ? 1 : 0;
    for (std::size_t star = written.find('*'); star != written.npos; star = written.find('*')) {
        pieces_.push_back(octets_of(written.substr(0, star)));
        written.remove_prefix(star + 1);
        ++octets_;
    }
    pieces_.push_back(octets_of(written));
    for (const std::string& piece : pieces_) octets_ += weight_of(piece);
}

bool Pattern::matches(std::string_view target, std::size_t* comparisons) const {
    std::size_t count = 0;
    std::size_t& counted = comparisons ? *comparisons : count;
    counted += pieces_.front().size();
    if (!target.starts_with(pieces_.front())) return false;
    // What the first star may stand for begins here; the earliest place for each piece leaves the
    // most to the rest.
    std::size_t at = pieces_.front().size();
    if (pieces_.size() == 1) return !to_end_ || at == target.size();
    const std::size_t last = pieces_.size() - 1;
    for (std::size_t i = 1; i <= last - (to_end_ ? 1 : 0); ++i) {
        at = Search(pieces_[i], counted).end_of_first(target, at);
        if (at == target.npos) return false;
    }
    counted += pieces_.back().size();
    return !to_end_ ||
           (target.size() - at >= pieces_.back().size() && target.ends_with(pieces_.back()));
}

}  // namespace crawler
