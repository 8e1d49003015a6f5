#pragma once

#include <set>
#include <string>
#include <string_view>

#include "loopback/world.h"
#include "records/record.h"

namespace loopback {

/// Facts as lines of text, one for each row of a chart, each listing and each rate:
///   "apple-rss-legacy apple us top-free 6016 #1 1636235979 | ReelShort | NewLeaf | 0.00 USD"
///   "gplay-details google mx com.x.y | Name | Publisher | rating 4.213045 of 1032 [3,2,1,0,9] …"
///   "fx-ecb 2026-10-06 USD 1.0831"
using Facts = std::multiset<std::string>;

/// What a source's record says.
void add_facts(Facts&, std::string_view source, const records::Record&);

/// What a whole plan has to bring home from a world: of each charted place all charts, the lookup
/// and Play's details of all watched apps; product pages of the US; rates. Taken from the market
/// itself, not from any page.
Facts true_facts(const StoreWorld&);

/// How many pages of a whole plan are of an app that its store does not have there (404).
struct Absent {
    std::size_t play = 0, products = 0;
};
Absent absent_pages(const StoreWorld&);

/// The first differences of two sets of facts, for a message; empty: they are equal.
std::string differences(const Facts& wanted, const Facts& found);

}  // namespace loopback
