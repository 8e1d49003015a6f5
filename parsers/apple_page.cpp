#include "parsers/apple_page.h"

#include <algorithm>

#include "parsers/prices.h"

namespace parsers {
namespace {

std::string no_currency(std::string_view code) {
    return code.empty() ? "a price without its currency"
                        : "the currency \"" + std::string(code) + "\" is not one that we know";
}

/// A price when it can be read, or an issue.
std::optional<records::Money> or_issue(const records::Result<records::Money>& price,
                                       const Where& where, std::vector<records::Issue>& issues) {
    if (price) return *price;
    issues.push_back({where.path(), price.error().what});
    return std::nullopt;
}

}  // namespace

std::string_view from_first_character(std::string_view body) {
    if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    return body.substr(std::min(first, body.size()));
}

std::string_view head_of(std::string_view body, std::size_t bytes) { return body.substr(0, bytes); }

JsonText json_of(const records::Page& page) {
    return JsonText(from_first_character(page.body), page.body.capacity() - page.body.size());
}

JsonText json_of(const records::Page& page, const JsonNames& wanted) {
    return JsonText(from_first_character(page.body), page.body.capacity() - page.body.size(),
                    wanted);
}

records::Asked asked_for(const records::Page& page,
                         std::optional<records::Asked> (*asked_by)(std::string_view url)) {
    records::Asked asked = page.asked;
    const records::Asked told = asked_by(page.url).value_or(records::Asked{});
    if (!asked.country) asked.country = told.country;
    if (!asked.chart) asked.chart = told.chart;
    if (asked.genre.empty()) asked.genre = told.genre;
    if (asked.app_id.empty()) asked.app_id = told.app_id;
    return asked;
}

records::Reading reading_of(records::Outcome outcome, std::string where, std::string what) {
    records::Reading reading;
    reading.outcome = outcome;
    reading.issues.push_back({std::move(where), std::move(what)});
    return reading;
}

std::vector<Json> rows_of(const Json& list, const std::string& where,
                          std::vector<records::Issue>& issues) {
    auto rows = list.items();
    if (rows.size() <= most_rows) return rows;
    issues.push_back({where, "has " + std::to_string(rows.size()) + " rows: those beyond " +
                                 std::to_string(most_rows) + " are not read"});
    rows.resize(most_rows);
    return rows;
}

std::string_view text_or_empty(const Json& value) { return value.text().value_or(""); }

std::optional<records::Money> price_of(std::string_view amount, std::string_view currency,
                                       const Where& where, std::vector<records::Issue>& issues) {
    if (amount.empty()) return std::nullopt;
    if (const auto known = records::Currency::find(currency))
        return or_issue(money_from_decimal(amount, *known), where, issues);
    issues.push_back({where.path(), no_currency(currency)});
    return std::nullopt;
}

std::optional<records::Money> price_of(double amount, std::string_view currency, const Where& where,
                                       std::vector<records::Issue>& issues) {
    if (const auto known = records::Currency::find(currency))
        return or_issue(money_from_number(amount, *known), where, issues);
    issues.push_back({where.path(), no_currency(currency)});
    return std::nullopt;
}

std::optional<records::Money> price_of(const Json& amount, std::string_view currency,
                                       const Where& where, std::vector<records::Issue>& issues) {
    if (amount.text()) return price_of(*amount.text(), currency, where, issues);
    return amount.number() ? price_of(*amount.number(), currency, where, issues) : std::nullopt;
}

}  // namespace parsers
