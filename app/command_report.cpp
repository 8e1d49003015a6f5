#include "app/commands.h"
#include "app/configured.h"
#include "app/report_file.h"

namespace app {
namespace {

std::string changes_in_words(const WrittenReport& written) {
    if (written.revision == 1) return "";
    const std::string before = " than in revision " + std::to_string(written.revision - 1) + ".\n";
    if (written.changes == 0) return "No value reads differently" + before;
    return std::to_string(written.changes) +
           (written.changes == 1 ? " value reads" : " values read") + " differently" + before;
}

}  // namespace

int report(Session& session) {
    const Arguments& arguments = session.arguments;
    const auto list = watchlist(arguments);
    if (!list) return fail(session, list.error().what);
    const auto from = configuration(arguments);
    if (!from) return fail(session, from.error().what);
    const auto archive = archive::open_to_read(arguments.archive, list->apps);
    if (!archive) return fail(session, archive.error().what);

    ReportWish wish{*arguments.week, list->apps, permissions_of(*from), arguments.as_of};
    wish.revision = arguments.revision;
    wish.previous_as_of = arguments.previous;
    wish.folder = arguments.out;
    const auto written = write_report(**archive, wish);
    if (!written) return fail(session, written.error().what);
    session.out << written->summary << changes_in_words(*written) << written->file.string() << '\n';
    return Code::fine;
}

}  // namespace app
