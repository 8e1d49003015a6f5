#include <array>

#include "parsers/apple_catalog.h"
#include "parsers/apple_html.h"
#include "parsers/apple_page.h"
#include "parsers/apple_urls.h"
#include "parsers/appstore_page_generations.h"
#include "parsers/find_back.h"
#include "parsers/html.h"
#include "parsers/sources.h"

namespace parsers {
namespace {

std::optional<records::Asked> asked_by(std::string_view url) {
    const UrlParts parts = parts_of_url(url);
    if (!storefront_in_url(url) || step_of(parts.path, 1) != "app") return std::nullopt;
    const std::string_view id = app_id_in_url(url);
    if (id.empty()) return std::nullopt;
    records::Asked asked;
    asked.source = "appstore-page";
    asked.country = storefront_in_url(url);
    asked.app_id = id;
    return asked;
}

// The server redirects to the address with the name of the app in it.
std::optional<records::Request> request(const records::Asked& asked) {
    if (!asked.country || !is_number(asked.app_id)) return std::nullopt;
    records::Request request;
    request.url = "https://apps.apple.com/" + records::storefront_code(*asked.country) + "/app/id" +
                  asked.app_id;
    return request;
}

bool has(std::string_view text, std::string_view mark) {
    return find_back(text, mark) != std::string_view::npos;
}

// Charts pages have the block too, but no shelves of a product.
bool is_serialized(std::string_view body) {
    if (!is_appstore_html(body)) return false;
    const auto block = script_with(body, {"serialized-server-data"});
    if (!block) return false;
    for (const std::string_view text : {head_of(*block), *block})
        if (has(text, "\"shelfMapping\"") || has(text, "\"developerAction\"")) return true;
    return false;
}

bool is_shoebox(std::string_view body) {
    if (!is_appstore_html(body)) return false;
    const auto block = script_with(body, {"shoebox-media-api-cache-apps"});
    return block && shoebox_has(*block, "apps");
}

// What is left of a page without its data: the markup that a browser made, or JSON-LD alone.
bool is_rendered(std::string_view body) {
    if (!is_appstore_html(body)) return false;
    if (has(body, "id=\"productRatings\"") && has(body, "id=\"information\"")) return true;
    for (const std::string_view block : json_ld_blocks(body))
        if (has(block, "\"SoftwareApplication\"")) return true;
    return false;
}

records::Reading serialized(const records::Page& page) {
    return read_serialized_page(page, asked_for(page, asked_by));
}

records::Reading shoebox(const records::Page& page) {
    return read_shoebox_page(page, asked_for(page, asked_by));
}

records::Reading rendered(const records::Page& page) {
    return read_rendered_page(page, asked_for(page, asked_by));
}

constexpr std::array<Generation, 3> generations = {{
    {"serialized-server-data", is_serialized, serialized},
    {"shoebox", is_shoebox, shoebox},
    {"rendered", is_rendered, rendered},
}};

}  // namespace

const Source appstore_page = {
    "appstore-page",
    "App Store product page: in-app purchases with prices, ratings by stars, version",
    3,
    generations,
    request,
    asked_by,
};

}  // namespace parsers
