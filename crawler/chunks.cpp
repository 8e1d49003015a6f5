#include "crawler/chunks.h"

#include <algorithm>
#include <charconv>

namespace crawler {
namespace {

/// The value of a hexadecimal digit; 16: it is none.
std::uint64_t hex(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint64_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint64_t>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<std::uint64_t>(c - 'A') + 10;
    return 16;
}

}  // namespace

std::size_t Chunks::take(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size() && state_ != State::ended) {
        if (state_ == State::data) {
            const std::uint64_t step = std::min<std::uint64_t>(left_, bytes.size() - at);
            left_ -= step;
            at += static_cast<std::size_t>(step);
            if (left_ == 0) state_ = State::data_end;
            continue;
        }
        const char c = bytes[at++];
        switch (state_) {
            case State::size: take_size(c); break;
            case State::extension:
                if (c == '\n') end_of_size_line();
                break;
            case State::data_end:
                if (c == '\n') state_ = State::size;
                break;
            case State::trailer: take_trailer(c); break;
            default: break;
        }
    }
    return at;
}

void Chunks::take_size(char c) {
    constexpr std::uint64_t most = std::uint64_t{1} << 58U;  // so that no digit overflows
    if (c == '\n') return end_of_size_line();
    if (const std::uint64_t digit = hex(c); digit < 16)
        left_ = std::min(left_, most) * 16 + digit;
    else
        state_ = State::extension;
}

void Chunks::end_of_size_line() {
    line_is_empty_ = true;
    state_ = left_ == 0 ? State::trailer : State::data;
}

void Chunks::take_trailer(char c) {
    ++trailer_bytes_;
    if (c == '\n') {
        if (line_is_empty_) state_ = State::ended;
        ++trailer_lines_;
        line_is_empty_ = true;
    } else if (c != '\r') {
        line_is_empty_ = false;
    }
}

std::string data_in_chunks(std::string_view payload) {
    std::string data;
    while (true) {
        const std::size_t line_end = payload.find('\n');
        if (line_end == payload.npos) return data;
        std::uint64_t size = 0;
        const auto read = std::from_chars(payload.data(), payload.data() + line_end, size, 16);
        if (read.ec != std::errc() || size == 0) return data;
        payload.remove_prefix(line_end + 1);
        const std::string_view chunk = payload.substr(0, size);
        data += chunk;
        payload.remove_prefix(chunk.size());
        payload.remove_prefix(std::min(payload.find('\n') + 1, payload.size()));
    }
}

}  // namespace crawler
