#include <algorithm>
#include <istream>

#include "archive/inflate_stream.h"
#include "archive/memory_stream.h"
#include "archive/warc_reader.h"

namespace archive {
namespace {

constexpr std::size_t read_ahead = std::size_t{1} << 20U;
constexpr std::size_t usual_member = std::size_t{128} << 10U;
constexpr int candidates_cap = 10000;  // hostile bytes can look like a member at every place
constexpr std::string_view magic = "\x1f\x8b\x08";

}  // namespace

FileWindow::FileWindow(const File& file, std::uint64_t file_size)
    : file_(file), file_size_(file_size) {}

std::string_view FileWindow::at(std::uint64_t offset, std::size_t wanted) {
    const std::uint64_t rest = offset < file_size_ ? file_size_ - offset : 0;
    wanted = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, rest));
    const bool inside = offset >= start_ && offset + wanted <= start_ + bytes_.size();
    if (!inside) {
        auto read = file_.read_at(offset, static_cast<std::size_t>(std::min<std::uint64_t>(
                                              std::max(wanted, read_ahead), rest)));
        if (!read) error_ = read.error().what;
        bytes_ = read ? *std::move(read) : std::string();
        start_ = offset;
    }
    return std::string_view(bytes_).substr(static_cast<std::size_t>(offset - start_));
}

tl::expected<Member, InflateFault> member_at(FileWindow& window, std::uint64_t offset,
                                             const InflateCaps& caps, Inflater& inflater) {
    std::size_t wanted = usual_member;
    while (true) {
        const std::string_view bytes = window.at(offset, wanted);
        const auto member = inflater.one(Wrapping::gzip, bytes, caps);
        if (member) return Member{member->bytes, member->consumed};
        const bool all = offset + bytes.size() >= window.file_size() || bytes.size() >= caps.bytes;
        if (member.error() == InflateFault::too_large || all)
            return tl::unexpected(all && bytes.size() >= caps.bytes ? InflateFault::too_large
                                                                    : member.error());
        wanted = 4 * std::max(wanted, bytes.size());
    }
}

std::optional<WarcRecord> record_in(std::string_view member) {
    MemoryStream stream(member);
    return WarcStream(stream, record_caps({}).bytes, [](auto&&...) {}).next();
}

std::string decoded_beginning(std::string_view compressed, std::size_t count) {
    MemoryStream stream(compressed);
    InflateStream decoded(stream, {std::size_t{1} << 30U, 1 << 30});
    std::string bytes(count, '\0');
    bytes.resize(
        static_cast<std::size_t>(decoded.sgetn(bytes.data(), static_cast<std::streamsize>(count))));
    return bytes;
}

std::optional<std::uint64_t> next_member(FileWindow& window, std::uint64_t offset) {
    for (int candidates = 0; offset < window.file_size() && candidates < candidates_cap;) {
        const std::string_view bytes = window.at(offset, usual_member);
        if (bytes.size() < magic.size()) return std::nullopt;
        const std::size_t found = bytes.find(magic);
        if (found == bytes.npos) {
            offset += bytes.size() - magic.size() + 1;
            continue;
        }
        offset += found;
        if (decoded_beginning(window.at(offset, usual_member).substr(0, usual_member), 5) ==
            "WARC/")
            return offset;
        ++offset;
        ++candidates;
    }
    return std::nullopt;
}

}  // namespace archive
