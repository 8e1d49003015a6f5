#include "parsers/gplay_details.h"

#include <string>

#include "parsers/gplay_url.h"
#include "parsers/sources.h"

namespace parsers {

namespace {

constexpr std::string_view details_path = "/store/apps/details";

bool is_not_found(std::string_view body) {
    return body.size() < 16384 && body.find("<div id=\"error-section\">") != std::string_view::npos;
}

records::Reading read_not_found(const records::Page& page) {
    records::Reading reading;
    reading.outcome = records::Outcome::empty;
    reading.country = play_country(page);
    reading.observed_at = page.fetched_at;
    reading.issues.push_back({"#error-section",
                              "Google Play says that there is no such page: the "
                              "app is not in this storefront, or not at all"});
    return reading;
}

/// Microdata of the pages before 2018-04, on the box of the app.
bool is_itemprop(std::string_view body) {
    const std::string_view head = body.substr(0, 512U << 10U);
    if (!head.starts_with('<') || head.find("play.google.com") == head.npos) return false;
    for (const std::string_view type : {"MobileApplication", "MobileSoftwareApplication"})
        if (head.find("itemtype=\"http://schema.org/" + std::string(type)) != head.npos)
            return true;
    return false;
}

records::Reading read_itemprop(const records::Page& page) {
    records::Reading reading;
    reading.outcome = records::Outcome::unsupported;
    reading.country = play_country(page);
    reading.observed_at = page.fetched_at;
    reading.issues.push_back({"itemprop",
                              "a Google Play page in the layout of 2011 to 2018-03, "
                              "which is not read: nothing has it any more"});
    return reading;
}

constexpr Generation generations[] = {{"tree-2022", has_new_tree, read_new_tree},
                                      {"tree-2018", has_old_tree, read_old_tree},
                                      {"not-found", is_not_found, read_not_found},
                                      {"itemprop", is_itemprop, read_itemprop}};

std::optional<records::Request> request(const records::Asked& asked) {
    if (!asked.country || asked.app_id.empty()) return std::nullopt;
    records::Request request;
    request.url = "https://play.google.com/store/apps/details?id=" + percent_encoded(asked.app_id) +
                  "&hl=en&gl=" + std::string((*asked.country)->code);
    return request;
}

std::optional<records::Asked> asked_by(std::string_view url) {
    if (!is_play_url(url, details_path)) return std::nullopt;
    records::Asked asked;
    asked.source = gplay_details.name;
    asked.country = country_in(url);
    asked.app_id = query_value(url, "id");
    return asked;
}

}  // namespace

const Source gplay_details = {
    "gplay-details",
    "Google Play: the page of an app, with installs, ratings, price and IAP range",
    3,
    generations,
    request,
    asked_by};

}  // namespace parsers
