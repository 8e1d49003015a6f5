#include "archive/warc_reader.h"

#include <fstream>

#include "archive/inflate_stream.h"
#include "archive/memory_stream.h"
#include "archive/revisits.h"
#include "archive/warc_page.h"

namespace archive {
namespace {

using records::Page;
using records::Result;

constexpr std::string_view simulated = "simulated: ";

/// Our simulator marks each of its answers, so that none is ever taken for a store's.
bool is_simulated(const Page& page) {
    return page.head.find("\r\nX-Dramascope: simulated\r\n") != std::string::npos;
}

/// The page of a record, with its place.
Page placed_page(const WarcRecord& record, std::optional<std::string_view> payload,
                 const std::string& place, const Limits& limits, Inflater& inflater,
                 const Containers::OnIssue& on_issue) {
    Page page = page_from(record, payload, {limits.page_bytes, limits.ratio}, inflater);
    if (!page.fetched_at && record["Dramascope-Moment"].empty())
        on_issue({place, "WARC-Date is not a moment: \"" + std::string(record["WARC-Date"]) + "\"",
                  false});
    const bool own_place = page.url.empty() && !page.place.empty();
    if (!own_place) page.place = place;
    if (is_simulated(page) && !page.place.starts_with(simulated)) page.place.insert(0, simulated);
    return page;
}

std::string place_in(const std::string& file, std::uint64_t offset) {
    return file + "#" + std::to_string(offset);
}

/// Reads one WARC file.
class WarcReader {
public:
    WarcReader(const File& file, std::uint64_t size, const Limits& limits, Revisits& revisits,
               const Containers::OnPage& on_page, const Containers::OnIssue& on_issue)
        : file_(file),
          window_(file, size),
          limits_(limits),
          revisits_(revisits),
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
    void issue(std::uint64_t offset, std::string what, bool lost = true) {
        on_issue_({place_in(file_.path(), offset), std::move(what), lost});
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
        WarcStream warc(stream, record_caps(limits_).bytes,
                        [&](std::uint64_t offset, std::string what, bool lost) {
                            issue(base + offset, std::move(what), lost);
                        });
        while (!stopped_) {
            const auto record = warc.next();
            if (!record) return;
            const bool again = plain || (record->offset == 0 && !in_long_member_);
            if (again) revisits_.remember(*record, file_.path(), base + record->offset);
            take(*record, base + record->offset);
        }
    }

    void take(const WarcRecord& record, std::uint64_t offset) {
        std::optional<std::string> original;
        if (record["WARC-Type"] == "revisit") {
            original = revisits_.payload(record);
            if (!original) return put_off(record, offset);
        }
        const auto payload = original ? std::optional<std::string_view>(*original) : std::nullopt;
        stopped_ = !on_page_(placed_page(record, payload, place_in(file_.path(), offset), limits_,
                                         second_inflater_, on_issue_));
    }

    void put_off(const WarcRecord& record, std::uint64_t offset) {
        if (!revisits_.put_off(record, file_.path(), offset)) issue(offset, lost_original(record));
    }

    const File& file_;
    FileWindow window_;
    Limits limits_;
    Revisits& revisits_;
    const Containers::OnPage& on_page_;
    const Containers::OnIssue& on_issue_;
    // The first one holds the member being read while the second decodes the pages in it.
    Inflater inflater_;
    Inflater second_inflater_;
    bool in_long_member_ = false;
    bool stopped_ = false;
};

}  // namespace

Result<void> read_warc(const std::string& path, const Limits& limits, Revisits& revisits,
                       const Containers::OnPage& on_page, const Containers::OnIssue& on_issue) {
    const auto file = File::open(path, File::Mode::read);
    if (!file) return tl::unexpected(file.error());
    const auto size = file->size();
    if (!size) return tl::unexpected(size.error());
    WarcReader(*file, *size, limits, revisits, on_page, on_issue).read();
    return {};
}

void finish_warcs(const Limits& limits, Revisits& revisits, const Containers::OnPage& on_page,
                  const Containers::OnIssue& on_issue) {
    Inflater inflater;
    for (const auto& [file, offset, record] : revisits.take_put_off()) {
        const std::string place = place_in(file, offset);
        auto payload = revisits.payload(record);
        if (!payload) payload = revisits.payload_elsewhere(record);
        if (!payload)
            on_issue({place, lost_original(record)});
        else if (!on_page(placed_page(record, *payload, place, limits, inflater, on_issue)))
            return;
    }
}

}  // namespace archive
