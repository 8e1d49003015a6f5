#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "records/app.h"
#include "records/money.h"
#include "records/time.h"

namespace records {

/// One row of a chart. Its rank is its position: an entry that cannot be read still holds its rank.
struct ChartEntry {
    int rank = 0;           // 1 is the top
    std::string app_id;     // Apple's number or Google's package; empty where a copy lacks it
    std::string bundle_id;  // Apple only; empty: not on the page
    std::string name;
    std::string publisher;
    std::optional<Money> price;

    friend bool operator==(const ChartEntry&, const ChartEntry&) = default;
};

/// A chart of a storefront at a moment, top first. Ranks beyond `entries` were not shown: an app
/// that is absent is "not in the top N", never rank 0.
struct ChartSnapshot {
    Marketplace marketplace = Marketplace::apple;
    std::optional<Country> country;  // empty: the page does not say and nobody told us
    Chart chart = Chart::top_free;
    std::string genre;  // the marketplace's id: "36" (all) and "6016" at Apple, "APPLICATION" (all)
                        // and "ENTERTAINMENT" at Google
    std::optional<Instant> observed_at;
    std::vector<ChartEntry> entries;

    friend bool operator==(const ChartSnapshot&, const ChartSnapshot&) = default;
};

/// An in-app purchase as a product page lists it: names are not ids and repeat.
struct InAppPurchase {
    std::string name;
    std::optional<Money> price;  // empty: the text could not be read (there is an issue then)

    friend bool operator==(const InAppPurchase&, const InAppPurchase&) = default;
};

/// What a storefront says of an app at a moment. Ratings are per storefront; installs are Google's
/// own worldwide, cumulative counter whatever the storefront.
struct AppListing {
    Marketplace marketplace = Marketplace::apple;
    std::optional<Country> country;
    std::string app_id;
    std::string bundle_id;
    std::string name;
    std::string publisher;
    std::string genre;  // the marketplace's id
    std::optional<Money> price;
    std::optional<double> rating;  // 1 to 5
    std::optional<std::int64_t> rating_count;
    std::optional<std::array<std::int64_t, 5>>
        histogram;                               // 1 star first, whatever the page's order
    std::optional<std::int64_t> installs;        // exact counter
    std::optional<std::int64_t> installs_floor;  // of the band shown, "50,000,000+"
    std::vector<InAppPurchase> iap;
    std::optional<std::pair<Money, Money>> iap_range;  // lowest and highest price of one item
    std::optional<Day> released;                       // in this storefront
    std::optional<Day> updated;
    std::string version;
    std::optional<Instant> observed_at;

    friend bool operator==(const AppListing&, const AppListing&) = default;
};

/// What a published figure measures.
enum class Metric : std::uint8_t {
    downloads,
    cumulative_downloads,
    iap_revenue,
    gross_revenue,
    cumulative_revenue,
    share,
    growth,
    rank,
    mau,
    dau,
    rpd,
    net_profit,
    company_revenue,
    count_apps
};
std::string_view to_text(Metric);  // "iap_revenue"

/// Whether money is counted before or after the store's fee (and taxes).
enum class Basis : std::uint8_t { unknown, gross, net };
std::string_view to_text(Basis);

/// How a figure is bounded: a value, "less than" or "more than" it, or a value that its publisher
/// has rounded to one or two digits ("$3M").
enum class Bound : std::uint8_t { exact, below, above, rounded };
std::string_view to_text(Bound);

/// A number somebody published. It is never an observation of ours and never an estimate of ours.
struct PublishedFigure {
    std::string subject;       // as printed: an app, a publisher, a market
    std::optional<AppId> app;  // when the page names one by id
    Metric metric = Metric::downloads;
    std::int64_t value =
        0;  // base units: downloads, minor units of `currency`, permille of a share
    std::optional<Currency> currency;
    Bound bound = Bound::exact;
    std::optional<Period>
        period;                 // empty: the page does not say and nobody told us when it was saved
    std::string region = "WW";  // "WW", or a country's code
    std::optional<Marketplace> marketplace;
    Basis basis = Basis::unknown;
    std::string basis_rule;   // why that basis, in words
    std::string attribution;  // who estimated it, not who printed it
    std::string evidence;     // path in the page and the text there, at most 200 bytes
    std::optional<Instant> observed_at;

    friend bool operator==(const PublishedFigure&, const PublishedFigure&) = default;
};

/// Units of each currency for one unit of `base`, on a day.
struct FxRates {
    Day date;
    Currency base = "EUR";
    std::vector<std::pair<Currency, double>> rates;  // in order of code

    friend bool operator==(const FxRates&, const FxRates&) = default;
};

/// A fact read from a page. Facts are added, never changed.
using Record = std::variant<ChartSnapshot, AppListing, PublishedFigure, FxRates>;

}  // namespace records
