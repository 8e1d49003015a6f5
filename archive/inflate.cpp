#include "archive/inflate.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <new>

#include "records/page.h"

namespace archive {
namespace {

constexpr std::size_t ratio_floor = std::size_t{1} << 20U;
// Of each effort. Measured: level 9 costs 3 times as much as 6 for 2 % fewer bytes.
constexpr std::array levels = {0, 1, 6};

/// Bytes that are not set to zero first, and that only grow.
class Buffer {
public:
    void reserve(std::size_t size) {
        if (size <= size_) return;
        bytes_ = std::make_unique_for_overwrite<char[]>(size);
        size_ = size;
    }
    char* data() { return bytes_.get(); }
    std::size_t size() const { return size_; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

bool beyond_ratio(std::size_t decoded, std::size_t consumed, int ratio) {
    return decoded > ratio_floor && decoded / static_cast<std::size_t>(ratio) > consumed;
}

template <class Pointer>
Pointer* checked(Pointer* pointer) {
    return pointer ? pointer : throw std::bad_alloc();
}

}  // namespace

struct Inflater::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { libdeflate_free_decompressor(decoder); }

    libdeflate_result run(Wrapping wrapping, std::string_view text, std::size_t room,
                          std::size_t& consumed, std::size_t& decoded) {
        const auto call = [&](auto decode) {
            return decode(decoder, text.data(), text.size(), buffer.data(), room, &consumed,
                          &decoded);
        };
        switch (wrapping) {
            case Wrapping::gzip: return call(libdeflate_gzip_decompress_ex);
            case Wrapping::zlib: return call(libdeflate_zlib_decompress_ex);
            case Wrapping::raw: break;
        }
        return call(libdeflate_deflate_decompress_ex);
    }

    libdeflate_decompressor* decoder = checked(libdeflate_alloc_decompressor());
    Buffer buffer;
};

Inflater::Inflater() : state_(std::make_unique<State>()) {}
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;
Inflater::~Inflater() = default;

tl::expected<Inflater::Inflated, InflateFault> Inflater::one(Wrapping wrapping,
                                                             std::string_view text,
                                                             const InflateCaps& caps) {
    state_->buffer.reserve(std::min(caps.bytes, ratio_floor));
    while (true) {
        std::size_t consumed = 0;
        std::size_t decoded = 0;
        const std::size_t room = std::min(state_->buffer.size(), caps.bytes);
        const auto result = state_->run(wrapping, text, room, consumed, decoded);
        if (result == LIBDEFLATE_INSUFFICIENT_SPACE && room < caps.bytes) {
            state_->buffer.reserve(std::min(caps.bytes, 4 * room));
            continue;
        }
        if (result == LIBDEFLATE_INSUFFICIENT_SPACE) return tl::unexpected(InflateFault::too_large);
        if (result != LIBDEFLATE_SUCCESS) return tl::unexpected(InflateFault::damaged);
        if (beyond_ratio(decoded, consumed, caps.ratio))
            return tl::unexpected(InflateFault::too_large);
        return Inflated{{state_->buffer.data(), decoded}, consumed};
    }
}

tl::expected<std::string, InflateFault> Inflater::all(Wrapping wrapping, std::string_view text,
                                                      const InflateCaps& caps) {
    std::string whole;
    do {
        const auto part = one(wrapping, text, {caps.bytes - whole.size(), caps.ratio});
        if (!part) return tl::unexpected(part.error());
        whole.reserve(whole.size() + part->bytes.size() + records::body_slack);
        whole += part->bytes;
        text.remove_prefix(part->consumed);
    } while (wrapping == Wrapping::gzip && is_gzip(text));
    return whole;
}

struct Deflater::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        for (libdeflate_compressor* each : encoders) libdeflate_free_compressor(each);
    }

    libdeflate_compressor* encoder(Effort effort) {
        const auto place = static_cast<std::size_t>(effort);
        libdeflate_compressor*& it = encoders.at(place);
        if (!it) it = checked(libdeflate_alloc_compressor(levels.at(place)));
        return it;
    }

    std::array<libdeflate_compressor*, levels.size()> encoders{};  // made when they are wanted
    Buffer buffer;
};

Deflater::Deflater() : state_(std::make_unique<State>()) {}
Deflater::Deflater(Deflater&&) noexcept = default;
Deflater& Deflater::operator=(Deflater&&) noexcept = default;
Deflater::~Deflater() = default;

std::string_view Deflater::gzip(std::string_view text, Effort effort) {
    libdeflate_compressor* encoder = state_->encoder(effort);
    state_->buffer.reserve(libdeflate_gzip_compress_bound(encoder, text.size()));
    const std::size_t size = libdeflate_gzip_compress(encoder, text.data(), text.size(),
                                                      state_->buffer.data(), state_->buffer.size());
    return {state_->buffer.data(), size};
}

}  // namespace archive
