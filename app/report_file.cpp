#include "app/report_file.h"

#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "app/pipeline.h"
#include "archive/digest.h"

namespace app {
namespace {

using records::Result;

Result<void> make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error) return {};
    return records::fail(folder.string() + ": this folder cannot be made (" + error.message() +
                         "); choose another");
}

Result<std::string> digest_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (stream.is_open() && !stream.bad() && !bytes.empty())
        return archive::hex(archive::sha256({bytes}));
    return records::fail(file.string() + ": was written and cannot be read; check the disk");
}

}  // namespace

std::string report_file_name(records::Week week, int revision) {
    const std::string part = revision > 1 ? ".r" + std::to_string(revision) : std::string();
    return "dramascope-" + to_text(week) + part + ".xlsx";
}

Result<WrittenReport> write_report(const archive::Archive& archive, const ReportWish& wish) {
    const auto workbook = report(archive, wish.week, wish.apps, wish.as_of, wish.permissions);
    if (!workbook) return tl::unexpected(workbook.error());
    if (const auto made = make_folder(wish.folder); !made) return tl::unexpected(made.error());
    WrittenReport written;
    written.file = wish.folder / report_file_name(wish.week, wish.revision);
    written.revision = wish.revision;
    written.summary = reports::summary(*workbook);
    if (const auto fine = reports::write_xlsx(*workbook, written.file); !fine)
        return tl::unexpected(fine.error());
    auto digest = digest_of(written.file);
    if (!digest) return tl::unexpected(digest.error());
    written.sha256 = *std::move(digest);
    return written;
}

}  // namespace app
