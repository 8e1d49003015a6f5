#include <vector>

#include "app/commands.h"
#include "app/field_watch.h"
#include "app/pipeline.h"
#include "app/terminal.h"
#include "parsers/read.h"

namespace app {
namespace {

using records::Reading;
using records::Result;

bool same(const Reading& one, const Reading& other) {
    return one.source == other.source && one.generation == other.generation &&
           one.outcome == other.outcome && one.country == other.country &&
           one.observed_at == other.observed_at && one.records == other.records &&
           one.issues == other.issues;
}

std::string described(const Reading& reading) {
    return (reading.source.empty() ? "no source" : reading.source) + ", " +
           std::string(to_text(reading.outcome)) + ", " +
           counted(reading.records.size(), "record") + ", " +
           counted(reading.issues.size(), "issue");
}

/// Reads the page of a response again; whether that changed what we know.
Result<bool> read_again(archive::Archive& archive, const records::ResponseFacts& facts,
                        const records::Page& page, FieldWatch& watch, Session& session) {
    const auto before = archive.reading(facts.id, std::nullopt);
    if (!before) return tl::unexpected(before.error());
    std::vector<Reading> after = {parsers::read(page)};
    if (const auto judged = watch.judge(after.front(), facts.url, page.fetched_at); !judged)
        return tl::unexpected(judged.error());
    if (same(*before, after.front())) return false;
    session.out << "r" << facts.id << " " << printable(facts.place) << ": " << described(*before)
                << " -> " << described(after.front()) << '\n';
    const archive::Kept kept{facts.id, facts.digest, false, false};
    const auto added = archive.add({&kept, 1}, after, session.now);
    if (!added) return tl::unexpected(added.error());
    return true;
}

/// A page that is damaged by now was read once, and those after it were held against it.
Result<void> remember_as_it_was(const archive::Archive& archive,
                                const records::ResponseFacts& facts, FieldWatch& watch) {
    const auto before = archive.reading(facts.id, std::nullopt);
    if (!before) return tl::unexpected(before.error());
    return watch.remember(*before, facts.url, facts.observed);
}

}  // namespace

int reparse(Session& session) {
    const auto list = watchlist(session.arguments);
    if (!list) return fail(session, list.error().what);
    // Opening to write would make an archive where there is none.
    if (const auto there = archive::open_to_read(session.arguments.archive, {}); !there) {
        return fail(session, there.error().what);
    }
    const auto archive = archive::open(session.arguments.archive, list->apps);
    if (!archive) return fail(session, archive.error().what);
    const auto finished =
        collect([](const auto&) {}, **archive, session.now, [](const auto&, const auto&) {});
    if (!finished) return fail(session, finished.error().what);
    const auto responses = (*archive)->responses({});
    if (!responses) return fail(session, responses.error().what);
    std::size_t changed = 0;
    std::size_t damaged = 0;
    FieldWatch watch;
    for (const auto& facts : *responses) {
        const auto page = (*archive)->page(facts.id);
        if (!page) {
            ++damaged;
            session.err << "dramascope: response " << facts.id << ": "
                        << printable(page.error().what) << '\n';
            if (const auto held = remember_as_it_was(**archive, facts, watch); !held)
                return fail(session, held.error().what);
            continue;
        }
        const auto again = read_again(**archive, facts, *page, watch, session);
        if (!again) return fail(session, again.error().what);
        changed += *again ? 1 : 0;
    }
    session.err << counted(responses->size() - damaged, "response") << " read again, " << changed
                << " changed";
    if (damaged > 0) session.err << "; " << damaged << " damaged, not read";
    session.err << '\n';
    if (damaged > 0) return Code::some_input_troubled;
    return responses->empty() ? Code::failed : Code::fine;
}

}  // namespace app
