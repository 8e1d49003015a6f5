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
                         "); choose another with --out");
}

Result<std::string> digest_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (stream.is_open() && !stream.bad() && !bytes.empty())
        return archive::hex(archive::sha256({bytes}));
    return records::fail(file.string() + ": was written and cannot be read; check the disk");
}

Result<void> check(const ReportWish& wish) {
    const bool first = wish.revision == 1;
    if (wish.revision < 1 || first == wish.previous_as_of.has_value())
        return records::fail(
            "revision " + std::to_string(wish.revision) +
            (first ? ": the first revision has none before it; leave --previous out"
                   : ": a later revision needs the cut-off of the one before; give it with "
                     "--previous, or write revision 1"));
    if (!first && wish.as_of && *wish.as_of <= *wish.previous_as_of)
        return records::fail("--previous " + records::to_text(*wish.previous_as_of) +
                             ": not before --as-of " + records::to_text(*wish.as_of) +
                             "; a revision comes after the one that it is compared with");
    return {};
}

/// The issue before; nothing for the first revision.
Result<std::optional<reports::Earlier>> before(const archive::Archive& archive,
                                               const ReportWish& wish) {
    if (!wish.previous_as_of) return std::optional<reports::Earlier>();
    auto one =
        earlier_report(archive, wish.week, wish.apps, *wish.previous_as_of, wish.revision - 1);
    if (!one) return tl::unexpected(one.error());
    return std::optional(*std::move(one));
}

Result<void> write(const reports::Workbook& workbook, const ReportWish& wish,
                   WrittenReport& written) {
    if (const auto made = make_folder(wish.folder); !made) return made;
    const auto file = wish.folder / report_file_name(wish.week, wish.revision);
    if (const auto fine = reports::write_xlsx(workbook, file); !fine) return fine;
    auto digest = digest_of(file);
    if (!digest) return tl::unexpected(digest.error());
    written.file = file;
    written.sha256 = *std::move(digest);
    return {};
}

}  // namespace

std::string report_file_name(records::Week week, int revision) {
    const std::string part = revision > 1 ? ".r" + std::to_string(revision) : std::string();
    return "dramascope-" + to_text(week) + part + ".xlsx";
}

Result<WrittenReport> write_report(const archive::Archive& archive, const ReportWish& wish) {
    if (const auto fine = check(wish); !fine) return tl::unexpected(fine.error());
    const auto earlier = before(archive, wish);
    if (!earlier) return tl::unexpected(earlier.error());
    const reports::Edition edition{wish.revision, *earlier ? &**earlier : nullptr};
    const auto workbook =
        report(archive, wish.week, wish.apps, wish.as_of, wish.permissions, edition);
    if (!workbook) return tl::unexpected(workbook.error());
    WrittenReport written;
    written.revision = wish.revision;
    written.due = is_due(*workbook, edition);
    written.changes = workbook->changes;
    written.status = workbook->status;
    written.summary = reports::summary(*workbook);
    if (wish.only_if_due && !written.due) return written;
    if (const auto fine = write(*workbook, wish, written); !fine)
        return tl::unexpected(fine.error());
    return written;
}

}  // namespace app
