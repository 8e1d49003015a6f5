#include <filesystem>

#include "app/commands.h"
#include "app/configured.h"
#include "app/pipeline.h"

namespace app {

int report(Session& session) {
    const Arguments& arguments = session.arguments;
    const auto list = watchlist(arguments);
    if (!list) return fail(session, list.error().what);
    const auto from = configuration(arguments);
    if (!from) return fail(session, from.error().what);
    const auto archive = archive::open_to_read(arguments.archive, list->apps);
    if (!archive) return fail(session, archive.error().what);
    const auto workbook =
        report(**archive, *arguments.week, list->apps, arguments.as_of, permissions_of(*from));
    if (!workbook) return fail(session, workbook.error().what);

    const std::filesystem::path folder(arguments.out);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(session, arguments.out + ": this folder cannot be made (" + error.message() +
                                 "); choose another with --out");
    }
    const auto file = folder / ("dramascope-" + records::to_text(*arguments.week) + ".xlsx");
    if (const auto written = reports::write_xlsx(*workbook, file); !written) {
        return fail(session, written.error().what);
    }
    session.out << reports::summary(*workbook) << file.string() << '\n';
    return Code::fine;
}

}  // namespace app
