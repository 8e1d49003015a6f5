#include <array>

#include "parsers/apple_catalog.h"
#include "parsers/apple_html.h"
#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/appstore_charts_generations.h"
#include "parsers/find_back.h"
#include "parsers/html.h"
#include "parsers/sources.h"

namespace parsers {
namespace {

std::optional<records::Asked> asked_by(std::string_view url) {
    const ChartAddress address = chart_address(url);
    if (!address.ours) return std::nullopt;
    records::Asked asked;
    asked.source = "appstore-charts";
    asked.country = address.country;
    asked.chart = address.chart;
    asked.genre = address.genre;
    return asked;
}

// Whether the web page has a grossing chart is not known, so it is not asked for.
std::optional<records::Request> request(const records::Asked& asked) {
    const bool offered =
        asked.chart == records::Chart::top_free || asked.chart == records::Chart::top_paid;
    if (!asked.country || !offered || !is_number(asked.genre)) return std::nullopt;
    records::Request request;
    request.url = "https://apps.apple.com/" + records::storefront_code(*asked.country) +
                  "/iphone/charts/" + asked.genre + "?chart=" + std::string(to_text(*asked.chart));
    return request;
}

bool has(std::string_view text, std::string_view mark) {
    return find_back(text, mark) != std::string_view::npos;
}

bool is_markup(std::string_view body) {
    return is_appstore_html(body) && has(body, "/charts") && has(body, "ordinal");
}

bool is_shoebox(std::string_view body) {
    if (!is_appstore_html(body)) return false;
    const auto block = script_with(body, {"shoebox-media-api-cache-apps"});
    return (block && shoebox_has(*block, "charts")) || has(body, "-chartName-top-");
}

bool is_rows(std::string_view body) {
    const std::string_view head = from_first_character(head_of(body));
    return head.starts_with('[') && head.find("\"/v1/catalog/") != std::string_view::npos &&
           has(head_of(body, 65536), "\"chartPositions\"");
}

records::Reading markup(const records::Page& page) {
    return read_charts_markup(page, asked_for(page, asked_by));
}

records::Reading shoebox(const records::Page& page) {
    return read_charts_shoebox(page, asked_for(page, asked_by));
}

records::Reading rows(const records::Page& page) {
    return read_chart_rows(page, asked_for(page, asked_by));
}

constexpr std::array<Generation, 3> generations = {{
    {"markup", is_markup, markup},
    {"shoebox", is_shoebox, shoebox},
    {"rows", is_rows, rows},
}};

}  // namespace

ChartAddress chart_address(std::string_view url) {
    const UrlParts parts = parts_of_url(url);
    const bool now = step_of(parts.path, 1) == "iphone" && step_of(parts.path, 2) == "charts";
    const bool before = step_of(parts.path, 1) == "charts" && step_of(parts.path, 2) == "iphone";
    if (parts.host != "apps.apple.com" || (!now && !before)) return {};
    const std::string_view genre = step_of(parts.path, now ? 3 : 4);
    return {true, storefront_in_url(url), records::chart_from(query_value(parts.query, "chart")),
            is_number(genre) ? std::string(genre) : std::string{}};
}

const Source appstore_charts = {
    "appstore-charts",
    "App Store charts page: top free and paid by storefront and genre",
    3,
    generations,
    request,
    asked_by,
};

}  // namespace parsers
