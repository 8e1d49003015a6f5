#include "archive/containers.h"

#include <fstream>

#include "archive/file.h"
#include "archive/har.h"
#include "archive/http_message.h"
#include "archive/inflate_stream.h"
#include "archive/revisits.h"
#include "archive/warc_reader.h"

namespace archive {
namespace {

using records::Page;
using records::Result;
using OnPage = Containers::OnPage;
using OnIssue = Containers::OnIssue;

constexpr std::size_t beginning_size = 4096;

bool is_warc(std::string_view beginning) { return beginning.starts_with("WARC/"); }

Result<void> read_plain(const File& file, std::uint64_t size, const Limits& limits,
                        const OnPage& on_page, const OnIssue& on_issue) {
    if (size > limits.page_bytes) {
        on_issue({file.path(), "the file has " + std::to_string(size) + " bytes, more than the " +
                                   std::to_string(limits.page_bytes) + " for a page; not read"});
        return {};
    }
    auto bytes = file.read_at(0, static_cast<std::size_t>(size));
    if (!bytes) return tl::unexpected(bytes.error());
    Inflater inflater;
    auto decoded = decode_file(*bytes, {limits.page_bytes, limits.ratio}, inflater);
    Page page;
    page.place = file.path();
    page.fault = std::move(decoded.fault);
    if (!decoded.same) page.payload = *std::move(bytes);
    page.body = std::move(decoded.body);
    on_page(std::move(page));
    return {};
}

Result<void> read_har_file(const std::string& path, bool gzip, const Limits& limits,
                           const OnPage& on_page, const OnIssue& on_issue) {
    std::ifstream file(path, std::ios::binary);
    if (!gzip) {
        read_har(file, path, limits, on_page, on_issue);
        return {};
    }
    InflateStream decoded(file, {limits.file_bytes, limits.ratio});
    std::istream stream(&decoded);
    read_har(stream, path, limits, on_page, on_issue);
    if (!decoded.fault().empty()) on_issue({path, "the gzip file " + decoded.fault()});
    return {};
}

}  // namespace

Containers::Containers(const Limits& limits, FindPayload elsewhere)
    : limits_(limits), revisits_(std::make_unique<Revisits>(limits, std::move(elsewhere))) {}

Containers::~Containers() = default;

Result<void> Containers::read(const std::string& path, const OnPage& on_page,
                              const OnIssue& on_issue) {
    const auto file = File::open(path, File::Mode::read);
    if (!file) return tl::unexpected(file.error());
    const auto size = file->size();
    if (!size) return tl::unexpected(size.error());
    const auto received = file->read_at(0, 65536);
    if (!received) return tl::unexpected(received.error());
    const bool gzip = is_gzip(*received);
    const std::string beginning =
        gzip ? decoded_beginning(*received, beginning_size) : received->substr(0, beginning_size);
    const bool container = is_warc(beginning) || is_har(beginning);
    if (container && *size > limits_.file_bytes) {
        on_issue({path, "the file has " + std::to_string(*size) + " bytes, more than the " +
                            std::to_string(limits_.file_bytes) + " for a WARC or HAR; not read"});
        return {};
    }
    if (is_warc(beginning)) return read_warc(path, limits_, *revisits_, on_page, on_issue);
    if (is_har(beginning)) return read_har_file(path, gzip, limits_, on_page, on_issue);
    return read_plain(*file, *size, limits_, on_page, on_issue);
}

void Containers::finish(const OnPage& on_page, const OnIssue& on_issue) {
    finish_warcs(limits_, *revisits_, on_page, on_issue);
}

Result<void> read_container(const std::string& path, const Limits& limits, const OnPage& on_page,
                            const OnIssue& on_issue) {
    Containers files(limits);
    bool going_on = true;
    const auto read = files.read(
        path, [&](Page page) { return going_on = on_page(std::move(page)); }, on_issue);
    if (read && going_on) files.finish(on_page, on_issue);
    return read;
}

}  // namespace archive
