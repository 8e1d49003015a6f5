#include "archive/warc_reader.h"

#include <fstream>
#include <unordered_map>

#include "archive/inflate_stream.h"
#include "archive/memory_stream.h"
#include "archive/warc_page.h"

namespace archive {
namespace {

using records::Page;
using records::Result;

constexpr std::size_t originals_cap = 1000000;
constexpr std::string_view same_payload = "/identical-payload-digest";
constexpr std::string_view simulated = "simulated: ";

/// Our simulator marks each of its answers, so that none is ever taken for a store's.
bool is_simulated(const Page& page) {
    return page.head.find("\r\nX-Dramascope: simulated\r\n") != std::string::npos;
}

/// Reads one WARC file.
class WarcReader {
public:
    WarcReader(const File& file, std::uint64_t size, const Limits& limits,
               const std::function<bool(Page)>& on_page,
               const std::function<void(ContainerIssue)>& on_issue)
        : file_(file),
          window_(file, size),
          earlier_(file, size),
          limits_(limits),
          on_page_(on_page),
          on_issue_(on_issue) {}

    void read() {
        if (is_gzip(window_.at(0, 4)))
            read_members();
        else
            read_plain();
        if (!window_.error().empty()) issue(window_.file_size(), window_.error());
    }

private:
    void issue(std::uint64_t offset, std::string what) {
        on_issue_({file_.path() + "#" + std::to_string(offset), std::move(what)});
    }

    void read_plain() {
        std::ifstream stream(file_.path(), std::ios::binary);
        read_records(stream, 0, true);
    }

    void read_members() {
        std::optional<std::uint64_t> offset = 0;
        while (offset && *offset < window_.file_size() && !stopped_) {
            const auto member = member_at(window_, *offset, record_caps(limits_), inflater_);
            if (member) {
                MemoryStream stream(member->bytes);
                read_records(stream, *offset, false);
                offset = *offset + member->length;
                continue;
            }
            if (member.error() == InflateFault::too_large)
                read_long_member(*offset);
            else
                issue(*offset,
                      "the gzip member is damaged, or cut by the end of the file; it was "
                      "skipped");
            offset = next_member(window_, *offset + 1);
        }
    }

    /// A member beyond the cap: a whole file in one member, or a bomb.
    void read_long_member(std::uint64_t offset) {
        std::ifstream compressed(file_.path(), std::ios::binary);
        compressed.seekg(static_cast<std::streamoff>(offset));
        InflateStream decoded(compressed, {limits_.file_bytes, limits_.ratio});
        std::istream stream(&decoded);
        in_long_member_ = true;
        read_records(stream, 0, false);
        in_long_member_ = false;
        if (!decoded.fault().empty()) issue(offset, "the gzip member " + decoded.fault());
    }

    /// `plain`: offsets in the stream are offsets in the file.
    void read_records(std::istream& stream, std::uint64_t base, bool plain) {
        WarcStream warc(
            stream, record_caps(limits_).bytes,
            [&](std::uint64_t offset, std::string what) { issue(base + offset, std::move(what)); });
        while (!stopped_) {
            const auto record = warc.next();
            if (!record) return;
            const bool again = plain || (record->offset == 0 && !in_long_member_);
            if (again) remember(*record, base + record->offset);
            take(*record, base + record->offset);
        }
    }

    /// So that a revisit record that comes later finds its payload.
    void remember(const WarcRecord& record, std::uint64_t offset) {
        if (record["WARC-Type"] == "revisit" || originals_.size() > originals_cap) return;
        for (const auto* name : {"WARC-Payload-Digest", "WARC-Record-ID"})
            if (const auto key = record[name]; !key.empty())
                originals_.try_emplace(std::string(key), offset);
    }

    void take(const WarcRecord& record, std::uint64_t offset) {
        std::optional<WarcRecord> original;
        std::optional<std::string_view> payload;
        if (record["WARC-Type"] == "revisit") {
            original = original_of(record);
            if (!original) {
                issue(offset,
                      "the record says only that the page was the same as another one, "
                      "which is not in this file; import the file that has it");
                return;
            }
            payload = payload_of(*original);
        }
        Page page =
            page_from(record, payload, {limits_.page_bytes, limits_.ratio}, second_inflater_);
        if (!page.fetched_at && record["Dramascope-Moment"].empty())
            issue(offset,
                  "WARC-Date is not a moment: \"" + std::string(record["WARC-Date"]) + "\"");
        const bool own_place = page.url.empty() && !page.place.empty();
        if (!own_place) page.place = file_.path() + "#" + std::to_string(offset);
        if (is_simulated(page) && !page.place.starts_with(simulated))
            page.place.insert(0, simulated);
        stopped_ = !on_page_(std::move(page));
    }

    std::optional<WarcRecord> original_of(const WarcRecord& record) {
        auto found = originals_.find(std::string(record["WARC-Refers-To"]));
        if (found == originals_.end() && record["WARC-Profile"].ends_with(same_payload))
            found = originals_.find(std::string(record["WARC-Payload-Digest"]));
        if (found == originals_.end()) return std::nullopt;
        return record_at(found->second);
    }

    std::optional<WarcRecord> record_at(std::uint64_t offset) {
        const auto ignore = [](std::uint64_t, const std::string&) {};
        if (is_gzip(earlier_.at(offset, 4))) {
            const auto member = member_at(earlier_, offset, record_caps(limits_), second_inflater_);
            if (!member) return std::nullopt;
            MemoryStream stream(member->bytes);
            return WarcStream(stream, record_caps(limits_).bytes, ignore).next();
        }
        std::ifstream stream(file_.path(), std::ios::binary);
        stream.seekg(static_cast<std::streamoff>(offset));
        return WarcStream(stream, record_caps(limits_).bytes, ignore).next();
    }

    const File& file_;
    FileWindow window_;
    FileWindow earlier_;
    Limits limits_;
    const std::function<bool(Page)>& on_page_;
    const std::function<void(ContainerIssue)>& on_issue_;
    // The first one holds the member being read while the second decodes the pages in it.
    Inflater inflater_;
    Inflater second_inflater_;
    std::unordered_map<std::string, std::uint64_t> originals_;
    bool in_long_member_ = false;
    bool stopped_ = false;
};

}  // namespace

Result<void> read_warc(const std::string& path, const Limits& limits,
                       const std::function<bool(Page)>& on_page,
                       const std::function<void(ContainerIssue)>& on_issue) {
    const auto file = File::open(path, File::Mode::read);
    if (!file) return tl::unexpected(file.error());
    const auto size = file->size();
    if (!size) return tl::unexpected(size.error());
    WarcReader(*file, *size, limits, on_page, on_issue).read();
    return {};
}

}  // namespace archive
