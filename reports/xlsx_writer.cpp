#include <xlsxwriter.h>

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
    lxw_doc_properties properties{};
    properties.title = title.data();
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
    const std::string partial = path.string() + ".partial";
    if (faults.first().empty()) write_partial(workbook, partial, faults);
    if (faults.first().empty()) {
        fs::rename(partial, path, error);
        if (error) faults.note("renaming " + partial, error.message());
    }
    if (faults.first().empty()) return {};
    fs::remove(partial, error);
    return records::fail(path.string() + " was not written: " + faults.first());
}

}  // namespace reports
