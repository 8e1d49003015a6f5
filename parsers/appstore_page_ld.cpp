#include "parsers/appstore_page_ld.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "parsers/apple_html.h"
#include "parsers/apple_page.h"
#include "parsers/find_back.h"
#include "parsers/html.h"

namespace parsers {
namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (words.size() < 5) {
        text.remove_prefix(std::min(text.find_first_not_of(" ,"), text.size()));
        if (text.empty()) break;
        words.push_back(text.substr(0, text.find_first_of(" ,")));
        text.remove_prefix(words.back().size());
    }
    return words;
}

std::optional<int> number_of(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = error == std::errc{} && end == text.data() + text.size();
    return all ? std::optional(number) : std::nullopt;
}

std::optional<unsigned> month_of(std::string_view word) {
    const auto month = std::ranges::find(months, word.substr(0, 3));
    if (word.size() < 3 || month == months.end()) return std::nullopt;
    return static_cast<unsigned>(month - months.begin()) + 1;
}

/// A number that JSON-LD writes as a number or as a text.
std::optional<double> number_in(const Json& value) {
    if (value.number()) return value.number();
    const std::string_view text = text_or_empty(value);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number)
                                                                    : std::nullopt;
}

void read_rating(const Json& rating, ProductLd& product) {
    const auto value = number_in(rating["ratingValue"]);
    const Json ratings = rating["ratingCount"];
    const auto count = number_in(ratings ? ratings : rating["reviewCount"]);
    if (value && *value >= 1 && *value <= 5) product.rating = value;
    if (count && *count >= 0 && *count < 1e12)
        product.rating_count = static_cast<std::int64_t>(*count);
}

ProductLd product_of(const Json& ld, std::vector<records::Issue>& issues) {
    ProductLd product;
    Json offer = ld["offers"];
    if (offer.is_list()) offer = offer[std::size_t{0}];
    product.name = text_or_empty(ld["name"]);
    product.publisher = text_or_empty(ld["author"]["name"]);
    product.currency = text_or_empty(offer["priceCurrency"]);
    if (!product.currency.empty())
        product.price = price_of(offer["price"], product.currency, "ld+json /offers/price", issues);
    read_rating(ld["aggregateRating"], product);
    product.released = day_in_words(text_or_empty(ld["datePublished"]));
    return product;
}

}  // namespace

ProductLd product_ld(const std::string& page, std::vector<records::Issue>& issues) {
    for (const std::string_view block : json_ld_blocks(page)) {
        if (find_back(block, "\"SoftwareApplication\"") == std::string_view::npos) continue;
        const JsonText json = json_within(page, block);
        if (text_or_empty(json.root()["@type"]) == "SoftwareApplication")
            return product_of(json.root(), issues);
        if (!json.error().empty()) issues.push_back({"ld+json", json.error()});
    }
    return {};
}

std::optional<records::Day> day_in_words(std::string_view text) {
    if (const auto instant = records::instant_from(text)) return records::day_of(*instant);
    const auto words = words_of(text);
    if (words.size() != 3) return std::nullopt;
    const bool month_first = month_of(words[0]).has_value();
    const auto month = month_of(words[month_first ? 0 : 1]);
    const auto day = number_of(words[month_first ? 1 : 0]);
    const auto year = number_of(words[2]);
    if (!month || !day || !year || *day < 1 || *year < 2007 || *year > 2200) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional<records::Day>(date) : std::nullopt;
}

}  // namespace parsers
