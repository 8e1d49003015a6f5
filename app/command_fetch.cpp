#include <map>
#include <random>
#include <utility>

#include "app/commands.h"
#include "app/configured.h"
#include "app/fetch_table.h"
#include "app/fetching.h"
#include "app/interruption.h"
#include "app/lane_bars.h"
#include "app/terminal.h"

namespace app {
namespace {

using records::Result;

constexpr const char* no_contact =
    "no request is sent without a contact, so that hosts know whom to ask; write it into a file "
    "(contact = \"you@example.org\", or the https:// page of your project) and name the file with "
    "--config";

/// Says what is about to happen.
void introduce(Session& session, const schedules::Configuration& from, const std::string& name,
               const BegunCrawl& crawl) {
    auto& err = session.err;
    if (!from.live())
        err << "This is no live run: [network] private = true, connections go to a network of "
               "your own.\n";
    else if (!from.connect_to.empty())
        err << "This is no plain live run: connect_to of [network] sends requests elsewhere.\n";
    if (crawl.missed > 0)
        err << counted(crawl.missed, "request")
            << " of an earlier run are recorded as missed: it was not carried on within a day\n";
    if (crawl.resumed)
        err << "Going on with " << name << " of " << records::to_text(crawl.begun) << ": "
            << crawl.tasks.size() << " of " << counted(crawl.planned, "request") << " are left\n";
    else
        err << name << ": " << counted(crawl.planned, "request") << '\n';
}

/// Prints what came of the crawl; the exit code.
int conclude(Session& session, const archive::Archive& archive,
             const std::vector<archive::TaskFacts>& tasks, bool interrupted) {
    const auto yields = yields_of(tasks, archive);
    if (!yields) return fail(session, yields.error().what);
    table_of(*yields).print(session.out, session.arguments.json);
    const auto told = shortfalls(*yields);
    for (const auto& one : told) session.err << one << '\n';
    if (interrupted) session.err << "Stopped by a signal; nothing is lost.\n";
    std::size_t fetched = 0;
    for (const auto& [key, yield] : *yields) fetched += yield.of(records::Ending::fetched);
    if (fetched == 0 && told.empty())
        session.err << "Nothing new: every answer was that what the archive holds is still so.\n";
    return told.empty() ? Code::fine : Code::some_input_troubled;
}

/// The reasons of requests that failed, each once, with how many it stands for.
void tell_failures(Session& session, const std::vector<archive::TaskFacts>& tasks) {
    std::map<std::string, std::size_t> reasons;
    for (const auto& task : tasks)
        if (task.ending == records::Ending::failed || task.ending == records::Ending::blocked)
            ++reasons[task.why];
    for (const auto& [why, count] : reasons)
        session.err << counted(count, "request") << ": " << printable(why) << '\n';
}

int carry_out(Session& session, const schedules::Configuration& from, BegunCrawl crawl,
              archive::Archive& archive) {
    const auto network = session.network(curl_options_of(from));
    if (!network) return fail(session, network.error().what);
    const Interruption interruption;
    LaneBars bars(session.err, session.terminal, crawl.tasks, from.hosts);
    const Crawling with{archive,
                        policy_of(from),
                        *network->transport,
                        {session.clock, network->tick},
                        std::random_device()(),
                        [&](const crawler::Event& event) { bars.take(event); },
                        [&] { return interruption.came(); }};
    const records::CrawlId id = crawl.id;
    const auto done = carry_out(std::move(crawl), with);
    bars.finish();
    if (!done) return fail(session, done.error().what + "; what was fetched before is kept");
    const auto tasks = archive.journal().tasks(id);
    if (!tasks) return fail(session, tasks.error().what);
    tell_failures(session, *tasks);
    return conclude(session, archive, *tasks, interruption.came());
}

}  // namespace

int fetch(Session& session) {
    const auto from = configuration(session.arguments);
    if (!from) return fail(session, from.error().what);
    if (from->live() && from->contact.empty()) {
        fail(session, no_contact);
        return Code::wrong_usage;
    }
    const auto list = watchlist(session.arguments);
    if (!list) return fail(session, list.error().what);
    const Wish wish = wish_of(session.arguments);
    const auto tasks = plan(*from, list->apps, wish);
    if (!tasks) return fail(session, tasks.error().what);
    const auto archive = archive::open(session.arguments.archive, list->apps);
    if (!archive) return fail(session, archive.error().what);
    auto crawl = begin_crawl((*archive)->journal(), name_of(wish), *tasks, session.clock());
    if (!crawl) return fail(session, crawl.error().what);
    introduce(session, *from, name_of(wish), *crawl);
    return carry_out(session, *from, std::move(*crawl), **archive);
}

}  // namespace app
