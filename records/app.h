#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "records/geography.h"
#include "records/marketplace.h"
#include "records/time.h"

namespace records {

/// An app as its marketplace names it: "1636235979" at Apple, "com.newleaf.app.android.victor" at
/// Google. Names, slugs and publishers are never keys.
struct AppId {
    Marketplace marketplace;
    std::string id;

    friend auto operator<=>(const AppId&, const AppId&) = default;
};

/// "apple:1636235979".
std::string to_text(const AppId&);

/// A row of the watch-list: one product, with its ids on both marketplaces.
struct WatchedApp {
    std::string name;
    std::string publisher;        // the seller the stores show
    std::string parent;           // the company behind it; empty: not known
    std::optional<Country> hq;    // where that company sits
    std::vector<AppId> ids;       // every known id; a marketplace may have several, or none yet
    std::string bundle_id;        // Apple's bundle id; empty: not known
    std::optional<Day> launched;  // first public release on any storefront
    std::vector<std::string> aliases;
    std::string evidence;  // where the ids were verified
    int line = 0;          // of the watch-list file, for messages
};

}  // namespace records
