#include "archive/sqlite_charts.h"

#include <algorithm>
#include <tuple>

#include "archive/payload.h"
#include "archive/sqlite_facts.h"

namespace archive {
namespace {

using namespace records;

struct Claim {
    ChartSeen seen;
    std::int64_t reading = 0;
    std::string entries;  // as kept
};

auto key_of(const ChartSeen& it) {
    return std::tie(it.observed, it.storefront, it.chart, it.genre);
}

/// Whether two entries are the same app, as far as both say.
bool agree(const ChartEntry& one, const ChartEntry& other) {
    if (!one.app_id.empty() && !other.app_id.empty()) return one.app_id == other.app_id;
    if (!one.bundle_id.empty() && !other.bundle_id.empty()) return one.bundle_id == other.bundle_id;
    return one.name == other.name;
}

/// Whether one chart is the beginning of the other.
bool agree(const Claim& one, const Claim& other, Faces& faces) {
    if (one.entries == other.entries) return true;
    const auto left = entries_from(one.entries);
    const auto right = entries_from(other.entries);
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        if (left[i].rank != right[i].rank) return false;
        const ChartEntry first = faces.entry_of(left[i].face);
        if (!agree(first, faces.entry_of(right[i].face))) return false;
    }
    return !left.empty() && !right.empty();
}

std::vector<Claim> claims_of(Database& database, const Window& window) {
    Query rows(database,
               "select r.response, r.id, c.marketplace, coalesce(c.country, r.country), c.chart, "
               "c.genre, c.seen, c.depth, c.entries from chart c join reading r on r.id = "
               "c.reading where c.seen >= ? and c.seen < ? and r.outcome = 'rows' and r.id = "
               "(select id from reading "
               "where response = r.response and recorded <= ? order by recorded desc, id desc "
               "limit 1) order by r.response, c.place");
    rows.with(window.first).with(window.end).with(window.as_of);
    std::vector<Claim> claims;
    while (rows.next()) {
        const auto marketplace = marketplace_from(rows.text(2));
        const auto country = country_from(rows.text(3));
        const auto chart = chart_from(rows.text(4));
        if (!marketplace || !country || !chart) continue;  // add_homeless() tells
        claims.push_back({{{*marketplace, *country},
                           *chart,
                           std::string(rows.text(5)),
                           static_cast<int>(rows.number(7)),
                           instant_at(rows.number(6)),
                           rows.number(0),
                           0,
                           0},
                          rows.number(1),
                          std::string(rows.text(8))});
    }
    return claims;
}

/// The faces that no id finds.
struct Unfound {
    std::vector<std::uint32_t> by_name;
    std::vector<std::uint32_t> by_bundle;

    explicit Unfound(Faces& faces)
        : by_name(faces.without_id(false)), by_bundle(faces.without_id(true)) {}
};

void take(const Claim& claim, const std::unordered_map<std::uint32_t, WatchedFace>& watched,
          const Unfound& unfound, Market& market, Needed& needed) {
    ChartSeen seen = claim.seen;
    needed.readings.emplace(seen.response, claim.reading);
    const auto entries = entries_from(claim.entries);
    if (!entries.empty()) seen.by_name = entries.back().rank - static_cast<int>(entries.size());
    for (const auto& [face, rank] : entries) {
        seen.by_name += std::ranges::binary_search(unfound.by_name, face) ? 1 : 0;
        seen.by_bundle += std::ranges::binary_search(unfound.by_bundle, face) ? 1 : 0;
        if (const auto found = watched.find(face); found != watched.end())
            market.ranks.push_back({found->second.watched, seen.storefront, seen.chart, seen.genre,
                                    rank, seen.depth, seen.observed, seen.response});
    }
    market.charts.push_back(std::move(seen));
}

std::string text_of(const ChartSeen& it) {
    return to_text(it.storefront) + " " + std::string(to_text(it.chart)) + " " + it.genre + " at " +
           to_text(it.observed);
}

/// The claim to use of those that claim the same: they begin with the first recorded.
const Claim& chosen(std::span<const Claim> claims, Faces& faces, Needed& needed) {
    const Claim* used = &claims.front();
    for (const Claim& other : claims.subspan(1)) {
        if (!agree(*used, other, faces))
            needed.contradict(other.reading, used->seen.response, text_of(other.seen));
        else if (other.seen.depth > used->seen.depth)
            used = &other;
    }
    return *used;
}

}  // namespace

void Needed::contradict(std::int64_t reading, ResponseId used, const std::string& claim) {
    issues[reading].push_back({"", "two pages claim " + claim +
                                       " and differ: this one is not used, "
                                       "response " +
                                       std::to_string(used) + " was recorded first"});
}

void read_charts(Database& database, Faces& faces,
                 const std::unordered_map<std::uint32_t, WatchedFace>& watched,
                 const Window& window, Market& market, Needed& needed) {
    auto claims = claims_of(database, window);
    const Unfound unfound(faces);
    std::ranges::stable_sort(claims, {}, [](const Claim& it) { return key_of(it.seen); });
    for (std::size_t begin = 0, end = 0; begin < claims.size(); begin = end) {
        while (end < claims.size() && key_of(claims[begin].seen) == key_of(claims[end].seen)) ++end;
        take(chosen(std::span(claims).subspan(begin, end - begin), faces, needed), watched, unfound,
             market, needed);
    }
    std::ranges::stable_sort(market.ranks, {}, [](const RankSeen& it) {
        return std::tie(it.observed, it.storefront, it.chart, it.genre, it.app, it.rank);
    });
}

}  // namespace archive
