#include "app/commands.h"
#include "app/inputs.h"
#include "app/pipeline.h"
#include "app/terminal.h"

namespace app {
namespace {

using records::Outcome;

/// "blocked", with the first reason that the page gives.
std::string reason(const records::Reading& reading) {
    std::string text(to_text(reading.outcome));
    if (!reading.issues.empty()) {
        const auto& issue = reading.issues.front();
        text += ": " + (issue.where.empty() ? "" : issue.where + ": ") + issue.what;
    }
    return text;
}

/// One run of `import`.
class Import {
public:
    Import(Session& session, const Inputs& inputs)
        : session_(session),
          inputs_(inputs),
          progress_(session.err, session.terminal, inputs.files.size()) {
        for (const auto& problem : inputs.problems) complain(problem);
    }

    void give(const std::function<bool(records::Page)>& take, const archive::Archive& archive) {
        PageReader reader(
            session_.arguments,
            [&](records::Page page) {
                progress_.page_done();
                return take(std::move(page));
            },
            [this](const std::string& problem) { complain(problem); },
            [&](const std::string& url, const std::string& digest) {
                return archive.payload(url, digest).value_or(std::nullopt);
            });
        for (const auto& file : inputs_.files) {
            if (!reader.read(file)) return;
            progress_.file_done();
        }
        reader.finish();
    }

    void tell(const records::Page& page, const records::Reading& reading) {
        if (reading.outcome != Outcome::rows && reading.outcome != Outcome::empty) {
            say(page.place + ": " + reason(reading));
            return;
        }
        if (is_placeless(page, reading)) {
            say(page.place +
                ": it is kept, but its rows are not used: it does not say which storefront it is "
                "from; say it with --storefront COUNTRY");
        }
        if (is_undated(page, reading)) {
            say(page.place +
                ": it is kept, but its rows are not used: it does not say when it was saved; say "
                "it with --captured-at TIME, or --captured-at file for the time it was changed");
        }
    }

    int conclude(const Tally& tally) {
        progress_.clear();
        session_.err << summary(tally) << '\n';
        if (unreadable_ + tally.troubled() + tally.undated + tally.placeless > 0)
            return Code::some_input_troubled;
        return tally.pages + tally.left_over == 0 ? Code::failed : Code::fine;
    }

private:
    void say(const std::string& what) {
        progress_.clear();
        session_.err << "dramascope: " << printable(what) << '\n';
    }

    void complain(const std::string& what) {
        ++unreadable_;
        say(what);
    }

    static std::string summary(const Tally& tally) {
        std::string text = counted(tally.pages, "page");
        if (tally.known > 0) text += ", " + std::to_string(tally.known) + " of them known already";
        for (const auto outcome : {Outcome::rows, Outcome::empty, Outcome::blocked, Outcome::drift,
                                   Outcome::unsupported}) {
            if (tally.of(outcome) == 0) continue;
            text += ", " + std::to_string(tally.of(outcome)) + " " + std::string(to_text(outcome));
        }
        if (tally.placeless > 0) {
            text += "; " + std::to_string(tally.placeless) + " of no known storefront";
        }
        if (tally.left_over > 0) {
            text += "; finished " + counted(tally.left_over, "page") + " of an earlier run";
        }
        return text;
    }

    Session& session_;
    const Inputs& inputs_;
    Progress progress_;
    std::size_t unreadable_ = 0;
};

}  // namespace

int import_pages(Session& session) {
    const auto list = watchlist(session.arguments);
    if (!list) return fail(session, list.error().what);
    const Inputs inputs = find_inputs(session.arguments.paths);
    const auto archive = archive::open(session.arguments.archive, list->apps);
    if (!archive) return fail(session, archive.error().what);
    Import run(session, inputs);
    const auto tally =
        collect([&](const auto& take) { run.give(take, **archive); }, **archive, session.now,
                [&](const auto& page, const auto& reading) { run.tell(page, reading); });
    return tally ? run.conclude(*tally) : fail(session, tally.error().what);
}

}  // namespace app
