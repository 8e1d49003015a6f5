#include "parsers/apple_catalog.h"
#include "parsers/apple_html.h"
#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/appstore_page_generations.h"
#include "parsers/html.h"

namespace parsers {
namespace {

using records::Outcome;

records::Reading reading_of_row(const Json& row, const ShoeboxKey& key, const records::Page& page,
                                const records::Asked& asked) {
    records::Reading reading;
    const std::string where = "/d/0";
    records::AppListing listing = listing_of_row(row, where, reading.issues);
    if (!listing.country) listing.country = records::country_from(key.country);
    if (!listing.country) listing.country = asked.country;
    if (!listing.country)
        reading.issues.push_back(
            {where + "/href", "the page does not name a country that we know"});
    if (listing.name.empty())
        reading.issues.push_back({where + "/attributes/name", "the app has no name"});
    if (!is_number(listing.app_id))
        return reading_of(Outcome::drift, where + "/id", "expected the number of an app");
    listing.observed_at = page.fetched_at;
    reading.outcome = Outcome::rows;
    reading.country = listing.country;
    reading.observed_at = page.fetched_at;
    reading.records.emplace_back(std::move(listing));
    return reading;
}

}  // namespace

records::Reading read_shoebox_page(const records::Page& page, const records::Asked& asked) {
    const auto block = script_with(page.body, {"shoebox-media-api-cache-apps"});
    const JsonText shoebox = json_within(page.body, block.value_or(""));
    for (const auto& [name, value] : shoebox.root().members()) {
        const ShoeboxKey key = shoebox_key(name);
        if (key.kind != "apps") continue;
        const JsonText text(text_or_empty(value));
        const Json row = text.root()["d"][std::size_t{0}];
        if (row.is_object()) return reading_of_row(row, key, page, asked);
        return reading_of(Outcome::drift, "/d/0",
                          text.error().empty() ? "expected an app" : text.error());
    }
    return reading_of(Outcome::drift, "#shoebox-media-api-cache-apps",
                      shoebox.error().empty() ? "expected a key of an app" : shoebox.error());
}

}  // namespace parsers
