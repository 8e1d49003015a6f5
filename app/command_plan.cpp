#include <algorithm>
#include <filesystem>

#include "app/commands.h"
#include "app/configured.h"
#include "app/forecast.h"
#include "app/terminal.h"
#include "app/words.h"
#include "archive/archive.h"

namespace app {
namespace {

using records::Result;

/// By source, how many bytes half of its answers in the archive had at most.
std::map<std::string, std::int64_t> usual_bytes(const std::vector<records::ResponseFacts>& facts) {
    std::map<std::string, std::vector<std::int64_t>> all;
    for (const auto& one : facts) {
        if (one.outcome == records::Outcome::rows) all[one.source].push_back(one.bytes);
    }
    std::map<std::string, std::int64_t> usual;
    for (auto& [source, bytes] : all) {
        const auto middle = bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2);
        std::ranges::nth_element(bytes, middle);
        usual[source] = *middle;
    }
    return usual;
}

/// What the archive knows; nothing, where there is none yet.
Result<Known> known(const Session& session) {
    Known facts;
    facts.now = session.now;
    if (!std::filesystem::exists(session.arguments.archive)) return facts;
    const auto archive = archive::open_to_read(session.arguments.archive, {});
    if (!archive) return tl::unexpected(archive.error());
    const auto responses = (*archive)->responses({});
    if (!responses) return tl::unexpected(responses.error());
    facts.usual_bytes = usual_bytes(*responses);
    auto lanes = (*archive)->journal().lanes();
    if (!lanes) return tl::unexpected(lanes.error());
    facts.lanes = std::move(*lanes);
    auto robots = (*archive)->journal().robots();
    if (!robots) return tl::unexpected(robots.error());
    facts.robots = std::move(*robots);
    return facts;
}

std::string robots_words(const PlannedRequest& request) {
    return request.permission.empty() ? request.rule
                                      : request.rule + (request.rule.empty() ? "" : "; ") +
                                            "permission: " + request.permission;
}

void print_requests(const Forecast& forecast, Session& session) {
    Table table({"source", "storefront", "host", "robots", "rule", "bytes", "gap_ms", "earliest",
                 "method", "url"});
    for (const auto& request : forecast.requests) {
        const auto& asked = request.task->asked;
        table.add({source_of(*request.task),
                   asked.country ? records::storefront_code(*asked.country) : std::string(),
                   request.host, request.robots, robots_words(request),
                   static_cast<std::size_t>(request.bytes),
                   static_cast<std::size_t>(request.gap.count()),
                   request.earliest ? records::to_text(*request.earliest) : std::string(),
                   request.task->request.method, request.task->request.url});
    }
    table.print(session.out, session.arguments.json);
}

void print_lanes(const Forecast& forecast, Session& session) {
    if (!session.arguments.json) session.out << '\n';
    Table table({"lane", "requests", "not_sent", "put_off", "bytes", "gap_ms", "seconds", "waits"});
    for (const auto& lane : forecast.lanes) {
        table.add({lane.lane, lane.requests, lane.refused, lane.put_off,
                   static_cast<std::size_t>(lane.bytes), static_cast<std::size_t>(lane.gap.count()),
                   static_cast<std::size_t>(lane.wall.count()), lane.waits});
    }
    table.print(session.out, session.arguments.json);
}

std::string summary(const Forecast& forecast) {
    std::size_t requests = 0, refused = 0, put_off = 0;
    std::int64_t bytes = 0;
    for (const auto& lane : forecast.lanes) {
        requests += lane.requests;
        refused += lane.refused;
        put_off += lane.put_off;
        bytes += lane.bytes;
    }
    std::string text = counted(requests, "request") +
                       " (robots.txt of each host among them), about " + size_words(bytes) +
                       ", at least " + duration_words(forecast.wall);
    if (refused > 0)
        text += "; " + std::to_string(refused) +
                " not sent: refused by robots.txt, or no rule for the host";
    if (put_off > 0) text += "; " + std::to_string(put_off) + " beyond the budget of the day";
    return text + ". Nothing was sent.";
}

}  // namespace

int show_plan(Session& session) {
    const auto configured = configuration(session.arguments);
    if (!configured) return fail(session, configured.error().what);
    const auto list = watchlist(session.arguments);
    if (!list) return fail(session, list.error().what);
    const auto tasks = plan(*configured, list->apps, wish_of(session.arguments));
    if (!tasks) return fail(session, tasks.error().what);
    const auto facts = known(session);
    if (!facts) return fail(session, facts.error().what);
    const Forecast expected = forecast(*tasks, *configured, *facts);
    print_requests(expected, session);
    print_lanes(expected, session);
    session.err << summary(expected) << '\n';
    return Code::fine;
}

}  // namespace app
