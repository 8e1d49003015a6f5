#pragma once

#include <string_view>

#include "parsers/json.h"
#include "records/page.h"
#include "records/reading.h"

namespace parsers {

// Google Play's page of an app: what its layouts share. Each layout has a file of its own.
// gplay_details.cpp lists them and holds what is told without one: that an app does not exist.

/// Whether the page has the tree of 2022 and later: a block bound to Ws7gDc, the record at [1][2].
bool has_new_tree(std::string_view body);
records::Reading read_new_tree(const records::Page&);

/// Whether it has that of 2018-04 to 2022-05: the record at [0], score and price in other blocks.
bool has_old_tree(std::string_view body);
records::Reading read_old_tree(const records::Page&);

/// What is known of an app so far, and what was wrong on the way.
struct Draft {
    records::AppListing app;
    std::vector<records::Issue> issues;

    void note(std::string where, std::string what) {
        issues.push_back({std::move(where), std::move(what)});
    }
};

/// The number of a pair as Play writes it, ["4.3", 4.31] or ["5,715,302", 5715302].
std::optional<double> rating_in(Json pair);
std::optional<std::int64_t> count_in(Json pair);

/// The star histogram [null, ["..", n1], ... ["..", n5]], one star first.
std::optional<std::array<std::int64_t, 5>> histogram_in(Json list);

/// Installs as [text, floor, exact, short]; before 2019 the text was all, and is read then.
void read_installs(Draft&, Json list, std::string_view where);

/// A price as [micros, "USD", "$6.99"]. `where` is its path, for issues.
void read_price(Draft&, Json list, std::string_view where);

/// The range of prices of in-app purchases, as a text in the page's language: "R$ 4,99 - R$ 539,99
/// por item". Needs a currency: the page's own, else the one that the storefront bills.
void read_iap_range(Draft&, std::string_view text, std::string_view where);

/// Puts the listing into a reading: storefront and moment from the page's context, its currency and
/// its JSON-LD block held against it.
records::Reading finished(const records::Page&, Draft);

/// Holds the name, publisher, category, package (of its URL), price, rating and count of the page's
/// JSON-LD against what was read.
void check_json_ld(std::string_view body, Draft&);

}  // namespace parsers
