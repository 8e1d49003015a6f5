#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <tuple>

#include "app/commands.h"
#include "app/field_table.h"
#include "app/terminal.h"
#include "archive/archive.h"

namespace app {
namespace {

using records::ResponseFacts;

/// The responses of a source and a storefront on one day.
struct Held {
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

/// The row of a cell: how many pages came out how, and how deep its charts were.
std::vector<Cell> row_of(const Key& key, const Held& held) {
    std::vector<Cell> row = {std::get<0>(key), std::get<1>(key), std::get<2>(key)};
    std::ranges::copy(held.outcomes, std::back_inserter(row));
    for (const int depth : {held.least, held.most}) {
        if (depth == 0)
            row.emplace_back("");
        else
            row.emplace_back(static_cast<std::size_t>(depth));
    }
    return row;
}

void add_depth(Held& held, int depth) {
    held.least = held.most == 0 ? depth : std::min(held.least, depth);
    held.most = std::max(held.most, depth);
}

bool wanted(const ResponseFacts& facts, const Arguments& arguments) {
    return !arguments.week || (facts.observed && arguments.week->contains(*facts.observed));
}

Key key_of(const ResponseFacts& facts) {
    return {facts.observed ? records::to_text(records::day_of(*facts.observed)) : "no date",
            facts.source.empty() ? "not known" : facts.source,
            facts.country ? storefront_code(*facts.country) : ""};
}

/// How far fields are filled, up to the end of the week that was asked for.
int print_fields(Session& session, const archive::Archive& archive) {
    auto coverages = archive.field_coverage({});
    if (!coverages) return fail(session, coverages.error().what);
    if (const auto& week = session.arguments.week) {
        const records::Instant end(week->plus(1).monday());
        std::erase_if(*coverages,
                      [&](const auto& each) { return each.observed && *each.observed >= end; });
    }
    const Table fields = field_table(*coverages);
    if (fields.empty()) return Code::fine;
    if (!session.arguments.json) session.out << '\n';
    fields.print(session.out, session.arguments.json);
    return Code::fine;
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

    std::map<Key, Held> all;
    for (const auto& facts : *responses) {
        if (!wanted(facts, session.arguments)) continue;
        Held& held = all[key_of(facts)];
        ++held.outcomes[static_cast<std::size_t>(facts.outcome)];
        const auto [begin, end] = charts->equal_range(facts.id);
        for (auto chart = begin; chart != end; ++chart) add_depth(held, chart->second);
    }
    Table table({"day", "source", "storefront", "rows", "empty", "blocked", "drift", "unsupported",
                 "shallowest", "deepest"});
    for (const auto& [key, held] : all) table.add(row_of(key, held));
    if (table.empty()) return fail(session, "the archive holds nothing of that time");
    table.print(session.out, session.arguments.json);
    return print_fields(session, **archive);
}

}  // namespace app
