#include <algorithm>
#include <array>
#include <optional>

#include "parsers/apple_catalog.h"
#include "parsers/apple_html.h"
#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/appstore_page_generations.h"
#include "parsers/appstore_page_ld.h"
#include "parsers/html.h"
#include "parsers/prices.h"

namespace parsers {
namespace {

using records::AppListing;
using records::Outcome;

constexpr std::size_t first = 0;

/// The members that are read: a few of a block in which shelves of other apps are the most.
constexpr auto names = std::to_array<std::string_view>({"data",
                                                        "lockup",
                                                        "offerDisplayProperties",
                                                        "adamId",
                                                        "bundleId",
                                                        "title",
                                                        "developerAction",
                                                        "developerName",
                                                        "pageMetrics",
                                                        "pageFields",
                                                        "storeFront",
                                                        "shelfMapping",
                                                        "productRatings",
                                                        "mostRecentVersion",
                                                        "information",
                                                        "items",
                                                        "items_V3",
                                                        "textPairs",
                                                        "$kind",
                                                        "leadingText",
                                                        "trailingText",
                                                        "primarySubtitle",
                                                        "secondarySubtitle",
                                                        "ratingAverage",
                                                        "totalNumberOfRatings",
                                                        "ratingCounts",
                                                        "informationRibbon",
                                                        "type",
                                                        "content",
                                                        "rating",
                                                        "ratingCount",
                                                        "priceFormatted",
                                                        "isFree",
                                                        "hasInAppPurchases"});
constexpr JsonNames wanted(names);

/// A product page that is being read: the pieces that belong together, and what was wrong.
class ProductPage {
public:
    ProductPage(const records::Page& page, const records::Asked& asked)
        : page_(page), asked_(asked), ld_(product_ld(page.body, reading_.issues)) {}

    records::Reading read(const Json& data) {
        const Json offer = data["lockup"]["offerDisplayProperties"];
        listing_.app_id = text_or_empty(offer["adamId"]);
        if (listing_.app_id.empty()) listing_.app_id = text_or_empty(data["lockup"]["adamId"]);
        if (!is_number(listing_.app_id)) listing_.app_id = app_id_in_url(own_url(page_.body));
        if (listing_.app_id.empty())
            return reading_of(Outcome::drift, "/lockup/offerDisplayProperties/adamId",
                              "expected the number of the app");
        listing_.bundle_id = text_or_empty(offer["bundleId"]);
        read_names(data);
        read_country(data);
        read_currency();
        read_price(offer);
        read_ratings(badge_of(data["shelfMapping"]["informationRibbon"]["items"]),
                     data["shelfMapping"]["productRatings"]["items"][first]);
        read_version(data["shelfMapping"]["mostRecentVersion"]["items"][first]);
        read_purchases(data["shelfMapping"]["information"]["items"], offer);
        return done();
    }

private:
    void issue(std::string where, std::string what) {
        reading_.issues.push_back({std::move(where), std::move(what)});
    }

    void read_names(const Json& data) {
        listing_.name = text_or_empty(data["title"]);
        if (listing_.name.empty()) listing_.name = text_or_empty(data["lockup"]["title"]);
        if (listing_.name.empty()) listing_.name = ld_.name;
        listing_.publisher = text_or_empty(data["developerAction"]["title"]);
        if (listing_.publisher.empty())
            listing_.publisher = text_or_empty(data["lockup"]["developerName"]);
        if (listing_.publisher.empty()) listing_.publisher = ld_.publisher;
        listing_.released = ld_.released;
        if (listing_.name.empty()) issue("/title", "the app has no name");
    }

    void read_country(const Json& data) {
        const auto by_data =
            storefront_from_code(text_or_empty(data["pageMetrics"]["pageFields"]["storeFront"]));
        const auto by_link = storefront_in_url(own_url(page_.body));
        listing_.country = by_data ? by_data : by_link;
        if (by_data && by_link && *by_data != *by_link)
            issue("/pageMetrics/pageFields/storeFront",
                  "the data are of " + records::storefront_code(*by_data) +
                      ", the page's own link is of " + records::storefront_code(*by_link));
        if (!listing_.country) listing_.country = asked_.country;
        if (!listing_.country)
            issue("/pageMetrics/pageFields/storeFront",
                  "the page does not name a country that we know");
    }

    void read_currency() {
        currency_ = records::Currency::find(ld_.currency);
        if (!ld_.currency.empty() && !currency_)
            issue("ld+json /offers/priceCurrency",
                  "\"" + ld_.currency.substr(0, 20) + "\" is not a currency that we know");
        if (ld_.currency.empty() && listing_.country)
            currency_ = records::billing_currency(records::Marketplace::apple, *listing_.country);
    }

    void read_price(const Json& offer) {
        listing_.price = ld_.price;
        if (listing_.price || !currency_) return;
        const std::string_view printed = text_or_empty(offer["priceFormatted"]);
        if (offer["isFree"].boolean() == true)
            listing_.price = records::Money{0, *currency_};
        else if (!printed.empty())
            listing_.price =
                printed_price(printed, "/lockup/offerDisplayProperties/priceFormatted");
    }

    std::optional<records::Money> printed_price(std::string_view text, const std::string& where) {
        const auto price = money_from(text, *currency_);
        if (price) return *price;
        issue(where, price.error().what);
        return std::nullopt;
    }

    /// What the ribbon under the name says of the rating.
    static Json badge_of(const Json& ribbon) {
        for (const Json& item : ribbon.items())
            if (text_or_empty(item["type"]) == "rating") return item["content"];
        return {};
    }

    static std::optional<double> rating_in(const Json& value) {
        const auto average = value.number();
        return average && *average >= 1 && *average <= 5 ? average : std::nullopt;
    }

    // The list is of 5 stars first.
    void read_ratings(const Json& badge, const Json& ratings) {
        listing_.rating = rating_in(badge["rating"]);
        if (!listing_.rating) listing_.rating = rating_in(ratings["ratingAverage"]);
        if (!listing_.rating) listing_.rating = ld_.rating;
        listing_.rating_count = badge["ratingCount"].integer();
        if (!listing_.rating_count)
            listing_.rating_count = ratings["totalNumberOfRatings"].integer();
        if (!listing_.rating_count) listing_.rating_count = ld_.rating_count;
        listing_.histogram =
            histogram_of(ratings["ratingCounts"], true, listing_.rating,
                         "/shelfMapping/productRatings/items/0/ratingCounts", reading_.issues);
    }

    // "Version 3.9.50" in the language of the page, then a date in its words.
    void read_version(const Json& latest) {
        const std::string_view text = text_or_empty(latest["primarySubtitle"]);
        const std::size_t digit = std::min(text.find_first_of("0123456789"), text.size());
        listing_.version = text.substr(digit, text.substr(digit).find(' '));
        const std::string_view date = text_or_empty(latest["secondarySubtitle"]);
        listing_.updated = day_in_words(date);
        if (!date.empty() && !listing_.updated)
            issue("/shelfMapping/mostRecentVersion/items/0/secondarySubtitle",
                  "the date \"" + std::string(date.substr(0, 40)) +
                      "\" is in words that we do not read");
    }

    void add_purchase(std::string_view name, std::string_view price, const std::string& where) {
        records::InAppPurchase purchase{std::string(name), std::nullopt};
        if (currency_)
            purchase.price = printed_price(price, where);
        else
            issue(where, "the price has no currency: neither the page nor its country tells it");
        listing_.iap.push_back(std::move(purchase));
    }

    // The titles of these items are localized, so the list is known by its shape alone.
    void read_purchases(const Json& items, const Json& offer) {
        const auto all = rows_of(items, "/shelfMapping/information/items", reading_.issues);
        for (std::size_t at = 0; at < all.size() && listing_.iap.empty(); ++at) {
            const std::string where = "/shelfMapping/information/items/" + std::to_string(at);
            read_pairs(all[at]["items"], where);
            if (listing_.iap.empty()) read_pairs_v3(all[at]["items_V3"], where);
        }
        if (listing_.iap.empty() && offer["hasInAppPurchases"].boolean() == true)
            issue("/shelfMapping/information/items",
                  "the app has in-app purchases, but there is no list of names and prices");
    }

    void read_pairs(const Json& items, const std::string& where) {
        for (const Json& item : rows_of(items, where, reading_.issues))
            for (const Json& pair : rows_of(item["textPairs"], where, reading_.issues))
                add_purchase(text_or_empty(pair[std::size_t{0}]),
                             text_or_empty(pair[std::size_t{1}]),
                             where + "/textPairs/" + std::to_string(listing_.iap.size()));
    }

    void read_pairs_v3(const Json& items, const std::string& where) {
        for (const Json& item : rows_of(items, where, reading_.issues))
            if (text_or_empty(item["$kind"]) == "textPair")
                add_purchase(text_or_empty(item["leadingText"]),
                             text_or_empty(item["trailingText"]),
                             where + "/items_V3/" + std::to_string(listing_.iap.size()));
    }

    records::Reading done() {
        listing_.observed_at = page_.fetched_at;
        reading_.outcome = Outcome::rows;
        reading_.country = listing_.country;
        reading_.observed_at = page_.fetched_at;
        reading_.records.emplace_back(std::move(listing_));
        return std::move(reading_);
    }

    const records::Page& page_;
    const records::Asked& asked_;
    records::Reading reading_;
    ProductLd ld_;
    AppListing listing_;
    std::optional<records::Currency> currency_;
};

}  // namespace

records::Reading read_serialized_page(const records::Page& page, const records::Asked& asked) {
    ProductPage product(page, asked);
    const auto block = script_with(page.body, {"serialized-server-data"});
    const JsonText json = json_within(page.body, block.value_or(""), wanted);
    const Json root = json.root();
    const Json list = root.is_list() ? root : root["data"];
    const Json data = list[std::size_t{0}]["data"];
    if (data.is_object()) return product.read(data);
    return reading_of(Outcome::drift, "#serialized-server-data",
                      json.error().empty() ? "expected data of a product" : json.error());
}

}  // namespace parsers
