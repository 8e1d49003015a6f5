#include "archive/revisits.h"

#include <fstream>

#include "archive/memory_stream.h"
#include "archive/warc_page.h"
#include "archive/warc_reader.h"

namespace archive {
namespace {

constexpr std::size_t originals_cap = 1000000;
constexpr std::size_t put_off_cap = std::size_t{16} << 20U;
constexpr std::string_view same_payload = "/identical-payload-digest";

bool has_same_payload(const WarcRecord& revisit) {
    return revisit["WARC-Profile"].ends_with(same_payload);
}

std::string without_brackets(std::string_view url) {
    if (url.starts_with('<') && url.ends_with('>')) url = url.substr(1, url.size() - 2);
    return std::string(url);
}

/// About what a record takes in memory.
std::size_t size_of(const WarcRecord& record) {
    std::size_t size = 512 + record.block.size();
    for (const auto& [name, value] : record.fields) size += 64 + name.size() + value.size();
    return size;
}

}  // namespace

/// A file that is read at several places.
struct Revisits::Opened {
    Opened(std::size_t of, File opened, std::uint64_t size)
        : number(of), file(std::move(opened)), window(file, size) {}

    std::size_t number;
    File file;
    FileWindow window;
    Inflater inflater;
};

Revisits::Revisits(const Limits& limits, FindPayload elsewhere)
    : limits_(limits), elsewhere_(std::move(elsewhere)) {}

Revisits::~Revisits() = default;

void Revisits::remember(const WarcRecord& record, const std::string& file, std::uint64_t offset) {
    if (record["WARC-Type"] == "revisit" || originals_.size() > originals_cap) return;
    if (files_.empty() || files_.back() != file) files_.push_back(file);
    for (const auto* name : {"WARC-Payload-Digest", "WARC-Record-ID"})
        if (const auto key = record[name]; !key.empty())
            originals_.try_emplace(std::string(key), Location{files_.size() - 1, offset});
}

std::optional<std::string> Revisits::payload(const WarcRecord& revisit) {
    const auto location = original_of(revisit);
    const auto original = location ? record_at(*location) : std::nullopt;
    if (!original) return std::nullopt;
    return std::string(payload_of(*original));
}

std::optional<Revisits::Location> Revisits::original_of(const WarcRecord& revisit) const {
    auto found = originals_.find(std::string(revisit["WARC-Refers-To"]));
    if (found == originals_.end() && has_same_payload(revisit))
        found = originals_.find(std::string(revisit["WARC-Payload-Digest"]));
    return found == originals_.end() ? std::nullopt : std::optional(found->second);
}

bool Revisits::open(std::size_t number) {
    if (opened_ && opened_->number == number) return true;
    auto file = File::open(files_[number], File::Mode::read);
    const auto size = file ? file->size() : tl::unexpected(file.error());
    if (!size) return false;
    opened_ = std::make_unique<Opened>(number, *std::move(file), *size);
    return true;
}

std::optional<WarcRecord> Revisits::record_at(const Location& location) {
    if (!open(location.file)) return std::nullopt;
    const auto ignore = [](std::uint64_t, const std::string&, bool) {};
    const InflateCaps caps = record_caps(limits_);
    if (is_gzip(opened_->window.at(location.offset, 4))) {
        const auto member = member_at(opened_->window, location.offset, caps, opened_->inflater);
        if (!member) return std::nullopt;
        MemoryStream stream(member->bytes);
        return WarcStream(stream, caps.bytes, ignore).next();
    }
    std::ifstream stream(opened_->file.path(), std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(location.offset));
    return WarcStream(stream, caps.bytes, ignore).next();
}

bool Revisits::put_off(const WarcRecord& record, const std::string& file, std::uint64_t offset) {
    const std::size_t size = size_of(record) + file.size();
    if (put_off_bytes_ + size > put_off_cap) return false;
    put_off_bytes_ += size;
    put_off_.push_back({file, offset, record});
    return true;
}

std::vector<Revisits::PutOff> Revisits::take_put_off() {
    put_off_bytes_ = 0;
    return std::exchange(put_off_, {});
}

std::optional<std::string> Revisits::payload_elsewhere(const WarcRecord& revisit) const {
    const std::string digest(revisit["WARC-Payload-Digest"]);
    if (!elsewhere_ || digest.empty() || !has_same_payload(revisit)) return std::nullopt;
    for (const auto* name : {"WARC-Refers-To-Target-URI", "WARC-Target-URI"}) {
        const std::string url = without_brackets(revisit[name]);
        auto found = url.empty() ? std::nullopt : elsewhere_(url, digest);
        if (found) return found;
    }
    return std::nullopt;
}

std::string lost_original(const WarcRecord& revisit) {
    std::string named(revisit["WARC-Payload-Digest"]);
    if (named.empty()) named = revisit["WARC-Refers-To"];
    return "the record has no bytes of its own: they are those of another one (" +
           (named.empty() ? "which it does not name" : named) +
           "), which is in no file that was read and not in the archive; import the file that "
           "has it";
}

}  // namespace archive
