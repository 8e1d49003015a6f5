#pragma once

#include "records/market.h"

/// Markets for the tests of reports/: a small one to read through, and a large one to look at.
namespace markets {

/// Nothing watched and nothing collected, in 2026-W40.
records::Market empty(int weeks_back);

/// Three apps, the United States and Brazil, two weeks; with an entry, an exit, a gap, a refused
/// response, a hostile name, published figures in two currencies.
records::Market small();

/// Adds a chart of the United States to a small or a large market: of Wednesday, recorded on the
/// Tuesday after the week. The response that it is from.
records::ResponseId add_late_chart(records::Market&);

/// An invented market with every storefront, both marketplaces and `weeks` weeks of charts.
/// The same arguments give the same market.
records::Market large(int weeks, bool all_genres = false);

}  // namespace markets
