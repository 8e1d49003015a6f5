#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crawler {

/// Finds the end of a body in chunks (RFC 9112 §7.1) as its bytes come in, without taking them
/// apart: the body is kept as received. libcurl knows the end too, but hands over whatever was read
/// together with it, and counts no trailer lines. What is no chunk is for libcurl to refuse.
class Chunks {
public:
    /// How many of these bytes, the next ones, belong to the body. Fewer than all: it ended there.
    std::size_t take(std::string_view bytes);

    bool ended() const { return state_ == State::ended; }
    /// Lines and bytes behind the last chunk.
    std::size_t trailer_lines() const { return trailer_lines_; }
    std::size_t trailer_bytes() const { return trailer_bytes_; }

private:
    enum class State : std::uint8_t { size, extension, data, data_end, trailer, ended };

    void take_size(char c);
    void end_of_size_line();
    void take_trailer(char c);

    State state_ = State::size;
    std::uint64_t left_ = 0;  // of this chunk
    bool line_is_empty_ = true;
    std::size_t trailer_lines_ = 0;
    std::size_t trailer_bytes_ = 0;
};

/// What is in the chunks of a payload that was cut anywhere, as far as it came.
std::string data_in_chunks(std::string_view payload);

}  // namespace crawler
