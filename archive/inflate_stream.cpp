#include "archive/inflate_stream.h"

#include <Poco/Exception.h>
#include <Poco/InflatingStream.h>

#include <array>

namespace archive {
namespace {

constexpr std::size_t ratio_floor = std::size_t{1} << 20U;

/// Passes bytes on and counts them: the ratio needs to know how much was read.
class Counted : public std::streambuf {
public:
    explicit Counted(std::streambuf& from) : from_(from) {}
    std::size_t count = 0;

protected:
    int_type underflow() override {
        const auto got = from_.sgetn(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        if (got <= 0) return traits_type::eof();
        count += static_cast<std::size_t>(got);
        setg(buffer_.data(), buffer_.data(), buffer_.data() + got);
        return traits_type::to_int_type(buffer_.front());
    }

private:
    std::streambuf& from_;
    std::array<char, 4096> buffer_{};
};

}  // namespace

struct InflateStream::State {
    explicit State(std::istream& from) : counted(*from.rdbuf()), compressed(&counted) {}

    Counted counted;
    std::istream compressed;
    Poco::InflatingStreamBuf inflating{compressed, Poco::InflatingStreamBuf::STREAM_GZIP};
    std::array<char, 65536> buffer{};
};

InflateStream::InflateStream(std::istream& compressed, const InflateCaps& caps)
    : state_(std::make_unique<State>(compressed)), caps_(caps) {}

InflateStream::~InflateStream() = default;

bool InflateStream::within_caps() {
    if (decoded_ > caps_.bytes)
        fault_ = "grows beyond " + std::to_string(caps_.bytes) + " bytes when decompressed";
    else if (decoded_ > ratio_floor &&
             decoded_ / static_cast<std::size_t>(caps_.ratio) > state_->counted.count)
        fault_ = "grows more than " + std::to_string(caps_.ratio) + "-fold when decompressed";
    return fault_.empty();
}

InflateStream::int_type InflateStream::underflow() {
    if (!fault_.empty()) return traits_type::eof();
    std::streamsize got = 0;
    try {
        got = state_->inflating.sgetn(state_->buffer.data(),
                                      static_cast<std::streamsize>(state_->buffer.size()));
    } catch (const Poco::Exception&) {
        fault_ = "is damaged or cut";
    }
    if (got <= 0) return traits_type::eof();
    decoded_ += static_cast<std::size_t>(got);
    if (!within_caps()) return traits_type::eof();
    setg(state_->buffer.data(), state_->buffer.data(), state_->buffer.data() + got);
    return traits_type::to_int_type(state_->buffer.front());
}

}  // namespace archive
