#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "records/result.h"

namespace archive {

/// How much a compressed text may grow: against bombs.
struct InflateCaps {
    std::size_t bytes;  // decoded
    int ratio;          // decoded : compressed, once more than 1 MiB is decoded
};

enum class Wrapping : std::uint8_t { gzip, zlib, raw };

/// Why a compressed text could not be decoded.
enum class InflateFault : std::uint8_t {
    damaged,   // not of this wrapping, or cut, or its checksum is wrong
    too_large  // beyond a cap
};

/// Decodes gzip members and deflate streams that are in memory as a whole. Wraps libdeflate, which
/// is more than twice as fast as zlib (and cannot stream: see InflateStream for what does not fit).
/// Keeps its buffer from one call to the next.
class Inflater {
public:
    Inflater();
    Inflater(Inflater&&) noexcept;
    Inflater& operator=(Inflater&&) noexcept;
    ~Inflater();

    struct Inflated {
        std::string_view bytes;    // valid until the next call
        std::size_t consumed = 0;  // of the input: a member may be followed by another
    };
    /// Decodes the one member or stream at the beginning of `text`.
    tl::expected<Inflated, InflateFault> one(Wrapping, std::string_view text, const InflateCaps&);

    /// Decodes a whole text. Of gzip, all members that follow each other; what comes behind the
    /// last one is left out, as browsers do. The caps hold for the sum.
    tl::expected<std::string, InflateFault> all(Wrapping, std::string_view text,
                                                const InflateCaps&);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Writes gzip members without a name or a moment: the same bytes give the same member.
class Deflater {
public:
    Deflater();
    Deflater(Deflater&&) noexcept;
    Deflater& operator=(Deflater&&) noexcept;
    ~Deflater();

    /// How hard to try. A page of 250 KB of HTML takes 0.02, 1.0, 2.4 ms and 100, 21, 18 % of its
    /// size; one that is compressed already only loses time.
    enum class Effort : std::uint8_t { none, little, usual };

    /// One member; valid until the next call.
    std::string_view gzip(std::string_view text, Effort = Effort::usual);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Whether a text begins like a gzip member.
inline bool is_gzip(std::string_view text) { return text.starts_with("\x1f\x8b\x08"); }

}  // namespace archive
