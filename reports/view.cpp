#include "reports/view.h"

#include <algorithm>
#include <tuple>

namespace reports {

using records::Chart;
using records::Marketplace;
using records::Region;

namespace {

using BoardKey = std::tuple<Region, std::string_view, Marketplace, Chart, std::string>;

template <class Seen>
BoardKey key_of(const Seen& seen) {
    const auto& country = *seen.storefront.country.operator->();
    return {country.region, country.name, seen.storefront.marketplace, seen.chart, seen.genre};
}

template <class Seen>
bool same_board(const Seen& one, const Seen& other) {
    return one.storefront == other.storefront && one.chart == other.chart &&
           one.genre == other.genre;
}

/// Finds the board of what was seen; things seen come in runs of the same board.
class Boards {
public:
    explicit Boards(std::vector<Board>& boards) : boards_(boards) {}

    template <class Seen>
    Board& of(const Seen& seen) {
        if (last_ && last_->storefront == seen.storefront && last_->chart == seen.chart &&
            last_->genre == seen.genre)
            return *last_;
        return *(last_ = &boards_[places_.at(key_of(seen))]);
    }

    template <class List>
    void add_all(const List& list) {
        for (auto seen = list.begin(); seen != list.end(); ++seen)
            if (seen == list.begin() || !same_board(*seen, *std::prev(seen)))
                places_.emplace(key_of(*seen), 0);
    }

    void number() {
        for (auto& [key, place] : places_) {
            place = boards_.size();
            const auto& [region, name, marketplace, chart, genre] = key;
            boards_.push_back({{marketplace, country(name)}, chart, genre, {}, {}});
        }
    }

private:
    static records::Country country(std::string_view name) {
        const auto row =
            std::ranges::find(records::country_table, name, &records::CountryFacts::name);
        return records::Country::at(static_cast<std::size_t>(row - records::country_table.begin()));
    }

    std::vector<Board>& boards_;
    std::map<BoardKey, std::size_t> places_;
    Board* last_ = nullptr;
};

/// The snapshot that a rank stands on: the chart may be missing from the market's list of charts.
Snapshot& snapshot_of(Board& board, const records::RankSeen& seen) {
    const auto is_it = [&](const Snapshot& one) {
        return one.response == seen.response && one.observed == seen.observed;
    };
    const auto last = std::find_if(
        board.snapshots.rbegin(), board.snapshots.rend(),
        [&](const Snapshot& one) { return one.observed < seen.observed || is_it(one); });
    if (last != board.snapshots.rend() && is_it(*last)) return *last;
    const auto place = std::ranges::lower_bound(
        board.snapshots, std::pair(seen.observed, seen.response), {},
        [](const Snapshot& one) { return std::pair(one.observed, one.response); });
    if (place != board.snapshots.end() && is_it(*place)) return *place;
    return *board.snapshots.insert(place, {seen.observed, seen.depth, seen.response, {}});
}

}  // namespace

View::View(const records::Market& market_of_week, Edition wanted)
    : market(market_of_week), edition(wanted) {
    weeks = std::max(0, market.weeks_back) + 1;
    for (const auto& facts : market.responses) responses.emplace(facts.id, &facts);
    read_boards();
    choose_headlines();
    read_weeks();
    read_totals();
    read_changes();
    read_listings();
    read_expected();
}

void View::read_boards() {
    Boards index(boards);
    index.add_all(market.charts);
    index.add_all(market.ranks);
    index.number();
    for (const auto& seen : market.charts)
        index.of(seen).snapshots.push_back(
            {seen.observed, seen.depth, seen.response, {}, false, seen.by_name, seen.by_bundle});
    for (Board& board : boards)
        std::ranges::stable_sort(board.snapshots, {}, [](const Snapshot& one) {
            return std::pair(one.observed, one.response);
        });
    for (const auto& seen : market.ranks)
        if (seen.app < market.apps.size())
            snapshot_of(index.of(seen), seen).places.emplace_back(seen.app, seen.rank);
}

const std::optional<std::string>& View::genre(Region region, std::size_t group) const {
    static const std::optional<std::string> none;
    const auto found = genres_.find({region, group});
    return found == genres_.end() ? none : found->second;
}

bool View::has_id(std::size_t app, Marketplace marketplace) const {
    return std::ranges::any_of(market.apps[app].ids, [&](const records::AppId& id) {
        return id.marketplace == marketplace;
    });
}

const Snapshot* View::last(const Board& board, std::size_t week) {
    if (week >= board.weeks.size() || !board.weeks[week].last) return nullptr;
    return &board.snapshots[*board.weeks[week].last];
}

std::optional<std::size_t> group_of(Marketplace marketplace, Chart chart) {
    for (std::size_t group = 0; group < groups.size(); ++group)
        if (groups[group].marketplace == marketplace && groups[group].chart == chart) return group;
    return std::nullopt;
}

int weeks_before(const records::Market& market, records::Instant instant) {
    const auto monday = records::Week(records::day_of(instant)).monday();
    return static_cast<int>((market.week.monday() - monday).count() / 7);
}

bool is_simulated(const records::ResponseFacts& facts) {
    return facts.place == "simulated" || facts.place.starts_with("simulated: ");
}

std::string genre_name(const std::string& genre) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> names = {{
        {"36", "All apps"},
        {"6005", "Social Networking"},
        {"6008", "Photo & Video"},
        {"6016", "Entertainment"},
        {"APPLICATION", "All apps"},
        {"ENTERTAINMENT", "Entertainment"},
        {"SOCIAL", "Social"},
        {"VIDEO_PLAYERS", "Video players"},
    }};
    for (const auto& [id, name] : names)
        if (id == genre) return std::string(name);
    return genre.empty() ? "genre not stated" : "genre " + genre;
}

std::string store_name(Marketplace marketplace) {
    return marketplace == Marketplace::apple ? "App Store" : "Google Play";
}

std::string chart_name(Chart chart) {
    switch (chart) {
        case Chart::top_free: return "Top free";
        case Chart::top_paid: return "Top paid";
        case Chart::top_grossing: return "Top grossing";
    }
    return "";
}

}  // namespace reports
