#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <string>
#include <system_error>

#include "reports/excel_rules.h"
#include "reports/workbook.h"
#include "reports/xlsx_sheet.h"

namespace reports {
namespace {

void set_properties(lxw_workbook* book, const Workbook& workbook, Faults& faults) {
    std::string title = "Micro-drama apps, week " + to_text(workbook.week);
    std::string subject = "Revision " + std::to_string(workbook.revision);
    std::string status = workbook.is_final() ? "final" : "provisional";
    std::string comments = workbook.status;
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.subject = subject.data();
    properties.status = status.data();
    properties.comments = comments.data();
    properties.created = std::chrono::system_clock::to_time_t(workbook.week.plus(1).monday());
    if (workbook_set_properties(book, &properties) != LXW_NO_ERROR)
        faults.note("properties of the workbook", "the library refused them");
}

/// What the library would take twice and Excel would not open; empty: nothing.
std::string twice(const Workbook& workbook) {
    std::set<std::string> names;
    for (const Sheet& sheet : workbook.sheets) {
        if (!names.insert("sheet " + sheet.title()).second)
            return "two sheets are called " + sheet.title();
        for (const Block& block : sheet.blocks())
            if (const auto* table = std::get_if<Table>(&block); table && !table->name.empty())
                if (!names.insert("table " + table->name).second)
                    return "two tables are called " + table->name;
    }
    return "";
}

void write_sheets(lxw_workbook* book, const Workbook& workbook, Faults& faults) {
    Formats formats(book);
    for (const Sheet& sheet : workbook.sheets) {
        const std::string fault = sheet_title_fault(sheet.title());
        lxw_worksheet* out =
            fault.empty() ? workbook_add_worksheet(book, sheet.title().c_str()) : nullptr;
        if (!out)
            return faults.note("sheet " + safe_text(sheet.title()),
                               fault.empty() ? "the library refuses it" : fault);
        write_sheet(book, out, sheet, formats, faults);
    }
}

void write_partial(const Workbook& workbook, const std::string& path, Faults& faults) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    lxw_workbook* book = workbook_new_opt(path.c_str(), &options);
    if (!book) return faults.note("workbook", "no memory for it");
    set_properties(book, workbook, faults);
    write_sheets(book, workbook, faults);
    if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR)
        faults.note("writing " + path,
                    std::string(lxw_strerror(error)) + "; is there room on the disk?");
}

/// The temporary file, which only one process at a time may write. The lock ends with the process,
/// however it ends; what it left is overwritten by the next.
class Partial {
public:
    Partial(const std::filesystem::path& path, Faults& faults)
        : name_(path.string() + ".partial"),
          descriptor_(::open(name_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
        if (descriptor_ < 0) {
            faults.note("making " + name_, std::strerror(errno));
            return;
        }
        owned_ = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 && is_still(name_);
        if (!owned_) faults.note(name_, "another process writes it; try again when it is done");
    }
    Partial(const Partial&) = delete;
    Partial& operator=(const Partial&) = delete;
    ~Partial() {
        if (owned_) ::unlink(name_.c_str());
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    const std::string& name() const { return name_; }

    /// Gives it the final name, once its bytes are on the disk.
    void become(const std::filesystem::path& path, Faults& faults) {
        if (::fsync(descriptor_) != 0 || ::rename(name_.c_str(), path.c_str()) != 0)
            return faults.note("finishing " + name_, std::strerror(errno));
        owned_ = false;
    }

private:
    /// Another may have renamed it between opening and locking.
    bool is_still(const std::string& name) const {
        struct stat held {};
        struct stat there {};
        return ::fstat(descriptor_, &held) == 0 && ::stat(name.c_str(), &there) == 0 &&
               held.st_ino == there.st_ino && held.st_dev == there.st_dev;
    }

    std::string name_;
    int descriptor_;
    bool owned_ = false;
};

void sync_folder(const std::filesystem::path& folder, Faults& faults) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || ::fsync(descriptor) != 0)
        faults.note("syncing " + folder.string(), std::strerror(errno));
    if (descriptor >= 0) ::close(descriptor);
}

void write_whole(const Workbook& workbook, const std::filesystem::path& path, Faults& faults) {
    Partial partial(path, faults);
    if (faults.first().empty()) write_partial(workbook, partial.name(), faults);
    if (faults.first().empty()) partial.become(path, faults);
}

}  // namespace

records::Result<void> write_xlsx(const Workbook& workbook, const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    Faults faults;
    std::error_code error;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, error))
        faults.note(folder.string(), "is no folder; make it first");
    if (workbook.sheets.empty()) faults.note("workbook", "it has no sheet to write");
    if (const std::string fault = twice(workbook); !fault.empty()) faults.note("workbook", fault);
    if (faults.first().empty()) write_whole(workbook, path, faults);
    if (faults.first().empty()) sync_folder(folder, faults);
    if (faults.first().empty()) return {};
    return records::fail(path.string() + " was not written: " + faults.first());
}

}  // namespace reports
