#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "records/market.h"
#include "reports/revision.h"
#include "reports/tally.h"

/// What the sheets share, computed once from the market in one pass over its lists.
namespace reports {

/// The charts that sheets show side by side. Top paid stays on the Ranks and Coverage sheets.
struct Group {
    records::Marketplace marketplace;
    records::Chart chart;
    std::string_view title;
};
inline constexpr std::array groups = {
    Group{records::Marketplace::apple, records::Chart::top_free, "App Store top free"},
    Group{records::Marketplace::google, records::Chart::top_free, "Google Play top free"},
    Group{records::Marketplace::apple, records::Chart::top_grossing, "App Store top grossing"},
    Group{records::Marketplace::google, records::Chart::top_grossing, "Google Play top grossing"},
};

/// Best ranks look back over this many weeks, the report's own included.
inline constexpr int weeks_of_best = 13;
/// On which weekdays a chart is due is learned from this many weeks before the report's.
inline constexpr int weeks_of_rhythm = 4;

/// A rank, and where it was read.
struct Spot {
    int rank = 0;
    int depth = 0;
    records::Instant observed;
    records::ResponseId response = 0;
};

/// One collected chart, with the watched apps on it.
struct Snapshot {
    records::Instant observed;
    int depth = 0;
    records::ResponseId response = 0;
    std::vector<std::pair<std::size_t, int>> places{};  // app, rank
    bool last_of_day = false;                           // no later one of the same day
    int by_name = 0;    // entries that have a name only: any app may be one of them
    int by_bundle = 0;  // entries that have a bundle id only

    /// How many of its entries may be an app that was not found on it.
    int may_be(const records::WatchedApp& app) const {
        return by_name + (app.bundle_id.empty() ? by_bundle : 0);
    }
    /// It has an entry that an id finds, or none at all.
    bool readable() const { return depth == 0 || by_name < depth; }
};

/// A week of a board.
struct BoardWeek {
    int days = 0;           // on which it was collected
    int readable = 0;       // of those, with entries that ids find: presence rests on them
    std::size_t first = 0;  // its first snapshot
    std::optional<std::size_t> last{};  // its last; empty: it has none
};

/// A chart of a genre on a storefront, over time.
struct Board {
    records::Storefront storefront;
    records::Chart chart = records::Chart::top_free;
    std::string genre;
    std::vector<Snapshot> snapshots{};  // by time
    std::vector<BoardWeek> weeks{};     // [0] is the report's week, [1] the one before ...
    bool headline = false;              // its genre is the one that its region's sheets show

    records::Region region() const { return storefront.country->region; }
};

/// How an app's place on a board compares with the week before: last chart of each.
/// Absence below the depth of the shallower chart proves nothing, nor does absence from a chart
/// whose entries have no ids: the move is not known.
enum class Move { stayed, entered, exited, no_comparison, too_deep, unnamed, absent };

/// An app on a board, in the report's week and before.
struct Standing {
    std::size_t board = 0;
    std::size_t app = 0;
    std::optional<Spot> now{};          // on the last chart of the week
    std::optional<Spot> before{};       // on the last chart of the week before
    std::optional<Spot> best{};         // of the week
    std::optional<Spot> best_of_all{};  // of `weeks_of_best` weeks
    int days = 0;                       // of the week on which it charted
    double presence = 0;  // in the week: the mean of depth + 1 - rank over the readable days
    // The same of the week and of the week before, on the entries that both show: common_depth().
    double common_now = 0;
    double common_before = 0;
    Move move = Move::absent;
};

/// What Google's worldwide counter, or a storefront's rating, said in two weeks.
struct Listings {
    const records::ListingSeen* now = nullptr;     // the last of the week
    const records::ListingSeen* before = nullptr;  // the last of the week before
};

/// A chart that could be collected: of every storefront of the report's regions, each chart and
/// genre that was ever collected from its marketplace. Timor-Leste counts once something was
/// collected there. It is due on the weekdays of its own rhythm: those on which it was collected in
/// at least half of the weeks before, the last `weeks_of_rhythm` at most and none before its first.
/// In an archive without an earlier week, on the days on which any chart of the marketplace was
/// collected. A day on which it was collected counts as due.
struct Expected {
    records::Storefront storefront;
    records::Chart chart = records::Chart::top_free;
    std::string genre;
    std::optional<std::size_t> board{};     // empty: never collected
    std::array<const Snapshot*, 7> days{};  // Monday first; nullptr: not collected
    std::array<bool, 7> due{};
    int collected() const;
    int due_days() const;
};

struct View {
    explicit View(const records::Market&, Edition = {});

    const records::Market& market;
    Edition edition;
    int weeks = 1;                    // of the archive that the market holds, its own included
    bool earlier_week = false;        // a chart was collected before the report's week
    std::vector<Board> boards;        // by region, country, marketplace, chart, genre
    std::vector<Standing> standings;  // by board, then app
    std::vector<std::vector<std::size_t>> by_app;  // places in `standings`
    std::map<std::pair<std::size_t, records::Storefront>, Listings> listings;  // by app
    std::vector<Listings> installs;  // by app: any storefront, those with Google's counter only
    std::unordered_map<records::ResponseId, const records::ResponseFacts*> responses;
    std::optional<records::Instant> latest;  // moment of the last chart or listing used
    std::vector<Expected> expected;          // by region, country, marketplace, chart, genre

    /// The genre that a region's sheets show for a group; empty: never collected there.
    const std::optional<std::string>& genre(records::Region, std::size_t group) const;

    /// Presence of an app in a region and week (0: the report's): on each headline board of the
    /// chart, the mean over the readable days of depth + 1 - rank, 0 where it was not charted;
    /// added up over storefronts and both marketplaces.
    const Tally& presence(int week, records::Region, records::Chart, std::size_t app) const;
    /// Its change since the week before: on each headline board that was readable in both weeks,
    /// and where the app cannot have been overlooked, the difference of the presences, counted on
    /// the board's common depth only. So a chart that is shown shorter is no fall.
    const Tally& change(records::Region, records::Chart, std::size_t app) const;
    /// 1 where the app is on a headline chart of a region in a week, or why that is not so.
    Tally charting(int week, records::Region, std::size_t app) const;
    /// Whether the app charted in the week (1: the week before) on what change() compares.
    bool charted_in_both(int week, std::size_t app) const;

    /// What a board says of an app that is not on it in a week: a tally of nothing.
    Tally basis(const Board&, int week, std::size_t app) const;
    /// The same for its change since the week before.
    Tally basis_of_change(const Board&, std::size_t app) const;
    /// Of the days of the week and of the week before, the depth of the shallowest chart that has
    /// entries: as far down as both weeks can be compared. 0: none has.
    static int common_depth(const Board&);

    /// The best headline rank of a week; 0: none.
    int best_rank(int week, records::Region, std::size_t group, std::size_t app) const;
    /// Days and storefronts on which the headline charts of a group were collected.
    int board_days(int week, records::Region, std::size_t group) const;

    /// Whether the week and the one before saw nearly the same charts of a region (or of all):
    /// nine in ten of the headline boards collected in either were collected in both.
    bool comparable(std::optional<records::Region> only = {}) const;

    bool has_id(std::size_t app, records::Marketplace) const;

    /// The last chart of a board in a week (0: the report's); nullptr: none was collected.
    static const Snapshot* last(const Board&, std::size_t week);

private:
    struct Totals {
        std::vector<Tally> presence;  // [chart free or grossing][app]
        std::vector<int> best;        // [group][app]
        std::array<int, groups.size()> board_days{};
    };
    Totals& totals(int week, records::Region);
    const Totals& totals(int week, records::Region) const;

    void read_boards();
    std::size_t read_days(Board&);
    void choose_headlines();
    void read_weeks();
    void read_totals();
    void read_week_totals(const Board&, int week);
    void read_changes();
    void read_listings();
    void read_expected();
    void read_due();

    std::map<std::pair<records::Region, std::size_t>, std::optional<std::string>> genres_;
    std::vector<Totals> totals_;                    // [week][region]
    std::vector<Tally> changes_;                    // [region][chart free or grossing][app]
    std::array<std::vector<bool>, 2> compared_on_;  // [now or before][app]: charted_in_both()
};

/// Whether our simulator made a response up.
bool is_simulated(const records::ResponseFacts&);

/// The place in `groups` of a chart; empty for top paid.
std::optional<std::size_t> group_of(records::Marketplace, records::Chart);

/// Weeks from the week of a moment to the report's: 0 in it, 1 in the one before; negative after.
int weeks_before(const records::Market&, records::Instant);

/// "Entertainment", "All apps", or the marketplace's id where we have no name.
std::string genre_name(const std::string& genre);
/// "App Store", "Google Play".
std::string store_name(records::Marketplace);
/// "Top free".
std::string chart_name(records::Chart);

}  // namespace reports
