#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "app/commands.h"
#include "app/terminal.h"
#include "archive/archive.h"

namespace app {
namespace {

using records::ResponseFacts;

/// The responses of a source and a storefront on one day.
struct Cell {
    std::array<std::size_t, 5> outcomes{};
    int least = 0;  // entries of the shortest and the longest chart; 0: no chart
    int most = 0;
};
using Key = std::tuple<std::string, std::string, std::string>;  // day, source, storefront

/// The depth of the charts that each response held, over all of the archive's weeks.
records::Result<std::multimap<records::ResponseId, int>> depths(
    const archive::Archive& archive, const std::vector<ResponseFacts>& responses,
    const std::vector<records::WatchedApp>& apps) {
    std::multimap<records::ResponseId, int> found;
    std::optional<records::Instant> first, last;
    for (const auto& facts : responses) {
        if (!facts.observed) continue;
        first = first ? std::min(*first, *facts.observed) : *facts.observed;
        last = last ? std::max(*last, *facts.observed) : *facts.observed;
    }
    if (!first) return found;
    const records::Week week(records::day_of(*last));
    const auto back = week.monday() - records::Week(records::day_of(*first)).monday();
    const auto market =
        archive.market(week, static_cast<int>(back.count()) / 7, apps, std::nullopt);
    if (!market) return tl::unexpected(market.error());
    for (const auto& chart : market->charts) found.emplace(chart.response, chart.depth);
    return found;
}

std::string outcomes_of(const Cell& cell) {
    std::string text;
    for (std::size_t outcome = 0; outcome < cell.outcomes.size(); ++outcome) {
        if (cell.outcomes[outcome] == 0) continue;
        text += (text.empty() ? "" : ", ") + std::to_string(cell.outcomes[outcome]) + " " +
                std::string(records::to_text(static_cast<records::Outcome>(outcome)));
    }
    return text;
}

std::string depth_of(const Cell& cell) {
    if (cell.most == 0) return "";
    return cell.least == cell.most ? std::to_string(cell.most)
                                   : std::to_string(cell.least) + "-" + std::to_string(cell.most);
}

void add_depth(Cell& cell, int depth) {
    cell.least = cell.most == 0 ? depth : std::min(cell.least, depth);
    cell.most = std::max(cell.most, depth);
}

bool wanted(const ResponseFacts& facts, const Arguments& arguments) {
    return !arguments.week || (facts.observed && arguments.week->contains(*facts.observed));
}

Key key_of(const ResponseFacts& facts) {
    return {facts.observed ? records::to_text(records::day_of(*facts.observed)) : "no date",
            facts.source.empty() ? "not known" : facts.source,
            facts.country ? storefront_code(*facts.country) : ""};
}

}  // namespace

int coverage(Session& session) {
    const auto list = watchlist(session.arguments);
    if (!list) return fail(session, list.error().what);
    const auto archive = archive::open_to_read(session.arguments.archive, list->apps);
    if (!archive) return fail(session, archive.error().what);
    const auto responses = (*archive)->responses({});
    if (!responses) return fail(session, responses.error().what);
    const auto charts = depths(**archive, *responses, list->apps);
    if (!charts) return fail(session, charts.error().what);

    std::map<Key, Cell> cells;
    for (const auto& facts : *responses) {
        if (!wanted(facts, session.arguments)) continue;
        Cell& cell = cells[key_of(facts)];
        ++cell.outcomes[static_cast<std::size_t>(facts.outcome)];
        const auto [begin, end] = charts->equal_range(facts.id);
        for (auto chart = begin; chart != end; ++chart) add_depth(cell, chart->second);
    }
    Table table({"day", "source", "storefront", "responses", "depth"});
    for (const auto& [key, cell] : cells) {
        const auto& [day, source, storefront] = key;
        table.add({day, source, storefront, outcomes_of(cell), depth_of(cell)});
    }
    if (table.empty()) return fail(session, "the archive holds nothing of that time");
    table.print(session.out, session.arguments.json);
    return Code::fine;
}

}  // namespace app
