#pragma once

#include <string>
#include <vector>

#include "reports/view.h"
#include "reports/workbook.h"

namespace reports {

/// A part of the market that a row speaks of: a report region, or one country of it, as seen on
/// the headline charts there.
class Cut {
public:
    Cut(const View&, records::Region, std::optional<records::Country> only = {});

    /// Where an app stands on the charts of a group: the best storefront of the cut.
    struct Place {
        std::optional<Spot> now;
        std::optional<Spot> before;
        std::optional<Spot> best;
        std::optional<records::Country> now_in;
        bool known =
            true;  // entries and exits are: every chart it is on was collected as deep before
    };
    struct Row {
        std::size_t app = 0;
        std::array<Place, groups.size()> places;
        Tally free;           // presence on top free, both marketplaces
        Tally free_change;    // since the week before: see View::change
        Tally grossing;       // presence on top grossing
        int storefronts = 0;  // of a marketplace in a country, where it charts now
        int days = 0;         // storefront-days charted
        Tally entries;        // on charts where they can be known
        Tally exits;
        int unnamed = 0;   // neither entered nor exited: entries without ids may be it
        int too_deep = 0;  // neither: the other week's chart was too shallow to show its rank
        records::ResponseId source = 0;  // of its best rank now, or else its last; 0: none

        bool seen() const { return source != 0; }
    };

    /// The apps that charted in the week or the week before, by presence on top free, on top
    /// grossing, then by name.
    const std::vector<Row>& rows() const { return rows_; }

    /// Why an app has no rank on a group's charts in a week (0: the report's).
    std::string why_absent(std::size_t app, std::size_t group, int week) const;

    int storefronts() const;     // collected in the week, marketplaces apart
    int days_collected() const;  // storefront-days of the week
    bool collected(std::size_t group, int week) const;
    /// How many watched apps are on the last charts of a week, of one chart or of all.
    Tally charting(int week, std::optional<records::Chart> only = {}) const;

    /// The cells of a rank now, before, their change and the best of the week.
    Cell now(const Row&, std::size_t group) const;
    Cell before(const Row&, std::size_t group) const;
    Cell change(const Row&, std::size_t group) const;
    Cell best(const Row&, std::size_t group) const;

private:
    bool holds(const Board&) const;
    void read(std::size_t app);
    void read_bases(Row&) const;
    std::string depths(std::size_t group, int week) const;
    std::string unnamed(std::size_t app, std::size_t group, int week) const;

    const View& view_;
    records::Region region_;
    std::optional<records::Country> only_;
    std::array<std::vector<const Board*>, groups.size()> boards_;
    std::vector<Row> rows_;
};

/// "not known: 25 of 25 entries without ids": an app that was not found may be one of them.
std::string without_ids(int entries, int depth);
/// "not in top 100".
std::string outside(int depth);
/// "no App Store id".
std::string no_id(records::Marketplace);

}  // namespace reports
