#include "parsers/apple_html.h"
#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/appstore_page_generations.h"
#include "parsers/appstore_page_ld.h"
#include "parsers/find_back.h"
#include "parsers/html.h"
#include "parsers/prices.h"

namespace parsers {
namespace {

using records::Outcome;

bool has_class(const HtmlElement& element, std::string_view name) {
    return element.attribute("class").substr(0, name.size()) == name;
}

/// What the markup of a product page shows. Numbers of ratings are in words of its language.
struct Markup {
    std::string name;
    std::string rating;
    std::string developer_link;
    std::vector<std::string> pairs;  // name and price of each in-app purchase, in turn
    bool in_pair = false;

    static bool wanted(const HtmlElement& element) {
        return element.tag == "h1" || element.tag == "a" || element.tag == "span" ||
               element.tag == "li" || has_class(element, "text-pair") ||
               element.attribute("data-testid") == "amp-rating__average-rating";
    }

    void see(const HtmlElement& element) {
        if (element.tag == "h1" && name.empty()) name = element.text;
        if (has_class(element, "stats__main")) rating = element.text;
        if (element.tag == "a" && developer_link.empty() &&
            element.attribute("href").find("/developer/") != std::string_view::npos)
            developer_link = element.attribute("href");
        if (element.tag == "li") in_pair = false;
        if (in_pair && element.tag == "span") pairs.push_back(element.text);
        if (has_class(element, "text-pair")) in_pair = true;
    }
};

void read_purchases(const Markup& markup, records::AppListing& listing,
                    std::vector<records::Issue>& issues) {
    std::optional<records::Currency> currency;
    if (listing.country)
        currency = records::billing_currency(records::Marketplace::apple, *listing.country);
    for (std::size_t at = 0; at + 1 < markup.pairs.size(); at += 2) {
        records::InAppPurchase purchase{markup.pairs[at], std::nullopt};
        const std::string where = ".text-pair[" + std::to_string(at / 2 + 1) + "]";
        const auto price = currency
                               ? money_from(markup.pairs[at + 1], *currency)
                               : records::fail("the price has no currency: its country is unknown");
        if (price)
            purchase.price = *price;
        else
            issues.push_back({where, price.error().what});
        listing.iap.push_back(std::move(purchase));
    }
}

/// A rating as English pages print it, "4.7".
std::optional<double> rating_in(std::string_view text) {
    const bool shaped = text.size() == 3 && (text[1] == '.' || text[1] == ',') && text[0] >= '1' &&
                        text[0] <= '5' && text[2] >= '0' && text[2] <= '9';
    if (!shaped) return std::nullopt;
    return (text[0] - '0') + (text[2] - '0') / 10.0;
}

}  // namespace

records::Reading read_rendered_page(const records::Page& page, const records::Asked& asked) {
    records::Reading reading;
    Markup markup;
    const ProductLd ld = product_ld(page.body, reading.issues);
    const auto refusal = walk_html(page.body, Markup::wanted,
                                   [&](const HtmlElement& element) { markup.see(element); });
    if (refusal) reading.issues.push_back({"html", *refusal});
    const std::string_view own_id = app_id_in_url(own_url(page.body));
    records::AppListing listing;
    listing.app_id = own_id.empty() ? asked.app_id : std::string(own_id);
    listing.name = ld.name.empty() ? markup.name : ld.name;
    listing.publisher = ld.publisher;
    listing.country = storefront_in_url(own_url(page.body));
    if (!listing.country) listing.country = storefront_in_url(markup.developer_link);
    if (!listing.country) listing.country = asked.country;
    if (!is_number(listing.app_id) || listing.name.empty()) {
        reading.outcome = Outcome::drift;
        reading.issues.push_back(
            {"html", "a product page without its data, whose markup does not name the app by id"});
        return reading;
    }
    if (!listing.country)
        reading.issues.push_back({"html", "the page does not name a country that we know"});
    if (find_back(page.body, "</html>") == std::string_view::npos)
        reading.issues.push_back({"html", "the page has no end: parts may be cut off"});
    listing.price = ld.price;
    listing.rating = ld.rating ? ld.rating : rating_in(markup.rating);
    listing.rating_count = ld.rating_count;
    listing.released = ld.released;
    listing.observed_at = page.fetched_at;
    read_purchases(markup, listing, reading.issues);
    reading.outcome = Outcome::rows;
    reading.country = listing.country;
    reading.observed_at = page.fetched_at;
    reading.records.emplace_back(std::move(listing));
    return reading;
}

}  // namespace parsers
