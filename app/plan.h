#pragma once

#include <span>
#include <string>
#include <vector>

#include "records/app.h"
#include "records/crawl.h"
#include "records/result.h"
#include "schedules/configuration.h"

namespace app {

/// What a run is asked to fetch; from the command line.
struct Wish {
    std::string schedule = "weekly";
    std::vector<std::string> sources;           // only these, in every storefront
    std::vector<records::Country> storefronts;  // only these; what is of none is left out then
};

/// Under which name a wish stands in the journal: "weekly", "weekly --source fx-ecb".
std::string name_of(const Wish&);

/// Every request that a wish comes to, in the order in which they are sent: charts first, because
/// yesterday's cannot be asked for any more; then ratings; then pages, by storefront. An error
/// where there is no such schedule, a source that cannot be asked, or nothing to ask for.
records::Result<std::vector<records::Task>> plan(const schedules::Configuration&,
                                                 std::span<const records::WatchedApp>, const Wish&);

/// "itunes-lookup", or "published": the row of the tables that a task belongs to.
std::string source_of(const records::Task&);

}  // namespace app
