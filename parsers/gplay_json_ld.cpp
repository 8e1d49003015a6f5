// The page says the most important things twice. Where the two disagree, one of them has moved.

#include <charconv>
#include <cmath>
#include <string>

#include "parsers/find_back.h"
#include "parsers/gplay_details.h"
#include "parsers/gplay_url.h"
#include "parsers/shown.h"

namespace parsers {

namespace {

constexpr double rating_tolerance = 0.05;
constexpr double count_tolerance = 0.02;  // the two are counted at different moments

/// The last JSON-LD block; it stands before the data blocks.
std::string_view json_ld_of(std::string_view body, std::size_t& slack) {
    const std::size_t mark = find_back(body, "application/ld+json");
    if (mark == body.npos) return {};
    const std::size_t start = body.find('>', mark);
    const std::size_t end = body.find("</script>", mark);
    if (start == body.npos || end == body.npos || end < start) return {};
    slack = body.size() - end;
    return body.substr(start + 1, end - start - 1);
}

/// Numbers stand there as text ("4.3158"), or as numbers.
std::optional<double> number_in(Json value) {
    if (const auto number = value.number()) return number;
    const auto text = value.text().value_or("");
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = error == std::errc{} && end == text.data() + text.size();
    return all && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

void check_text(Draft& draft, std::string_view theirs, std::string_view what,
                const std::string& ours) {
    if (theirs.empty() || theirs == ours) return;
    draft.note("json-ld/" + std::string(what),
               "the page's summary names \"" + std::string(theirs.substr(0, 200)) +
                   "\", its record " + (ours.empty() ? "nothing" : "\"" + ours + "\""));
}

void check_texts(Draft& draft, Json page) {
    const auto text = [&](std::string_view path) { return page.at(path).text().value_or(""); };
    check_text(draft, text("/name"), "name", draft.app.name);
    check_text(draft, text("/author/name"), "author", draft.app.publisher);
    check_text(draft, text("/applicationCategory"), "category", draft.app.genre);
    check_text(draft, query_value(text("/url"), "id"), "url", draft.app.app_id);
}

void check_number(Draft& draft, Json value, std::string_view what, std::optional<double> ours,
                  double tolerance) {
    const auto theirs = number_in(value);
    if (!theirs || (ours && std::abs(*theirs - *ours) <= tolerance)) return;
    draft.note("json-ld/" + std::string(what), "the page's summary says " + shown(*theirs) +
                                                   ", its record " +
                                                   (ours ? shown(*ours) : std::string("nothing")));
}

void check_price(Draft& draft, Json offer) {
    const auto code = offer["priceCurrency"].text();
    const auto amount = number_in(offer["price"]);
    if (!code || !amount || !draft.app.price) return;
    const auto& price = *draft.app.price;
    const double unit = std::pow(10.0, price.currency->decimals);
    if (*code != price.currency->code ||
        std::llround(std::min(*amount, 1e12) * unit) != price.minor_units)
        draft.note("json-ld/offers", "the page's summary says " + shown(*amount) + " " +
                                         std::string(*code) + ", its record " +
                                         std::to_string(price.minor_units) + " minor units of " +
                                         std::string(price.currency->code));
}

}  // namespace

void check_json_ld(std::string_view body, Draft& draft) {
    std::size_t slack = 0;
    const std::string_view json = json_ld_of(body, slack);
    if (json.empty()) return;
    const JsonText text(json, slack);
    const Json page = text.root();
    if (page["@type"].text() != "SoftwareApplication") return;
    const auto count = draft.app.rating_count;
    const double counted = count ? static_cast<double>(*count) : 0;
    check_texts(draft, page);
    check_number(draft, page.at("/aggregateRating/ratingValue"), "rating", draft.app.rating,
                 rating_tolerance);
    check_number(draft, page.at("/aggregateRating/ratingCount"), "count",
                 count ? std::optional(counted) : std::nullopt, counted * count_tolerance);
    check_price(draft, page.at("/offers/0"));
}

}  // namespace parsers
