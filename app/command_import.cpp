#include <algorithm>

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
            [this](const archive::ContainerIssue& issue) {
                complain(issue.place + ": " + issue.what);
            },
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
        for (const auto& record : reading.records) note_moment(record, reading.observed_at);
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

    /// Says how much of what was new contradicts something else.
    void tell_contradictions(const archive::Archive& archive,
                             const std::vector<records::WatchedApp>& apps) {
        if (!first_) return;
        const records::Week last(records::day_of(*last_));
        const auto weeks = last.monday() - records::Week(records::day_of(*first_)).monday();
        const auto market =
            archive.market(last, static_cast<int>(weeks.count() / 7), apps, std::nullopt);
        if (!market) return complain(market.error().what);
        std::size_t count = 0;
        for (const auto& facts : market->responses)
            if (facts.recorded == session_.now)
                count += static_cast<std::size_t>(facts.contradicted);
        if (count > 0)
            say(counted(count, "chart or listing") +
                " of a moment of which another page says something else: the first recorded is "
                "used; see the sheet Provenance, column Contradicted");
    }

    int conclude(const Tally& tally) {
        progress_.clear();
        session_.err << summary(tally) << '\n';
        if (unreadable_ + tally.troubled() + tally.undated + tally.placeless > 0)
            return Code::some_input_troubled;
        return tally.pages + tally.left_over == 0 ? Code::failed : Code::fine;
    }

private:
    /// The span of time in which contradictions are looked for.
    void note_moment(const records::Record& record, std::optional<records::Instant> otherwise) {
        const auto moment = std::visit(
            [&](const auto& fact) {
                if constexpr (requires { fact.observed_at; })
                    return fact.observed_at ? fact.observed_at : otherwise;
                else
                    return std::optional<records::Instant>();
            },
            record);
        if (!moment) return;
        first_ = first_ ? std::min(*first_, *moment) : *moment;
        last_ = last_ ? std::max(*last_, *moment) : *moment;
    }

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
    std::optional<records::Instant> first_, last_;  // of what was new
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
    if (!tally) return fail(session, tally.error().what);
    run.tell_contradictions(**archive, list->apps);
    return run.conclude(*tally);
}

}  // namespace app
