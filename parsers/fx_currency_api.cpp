#include <algorithm>
#include <cmath>
#include <string>

#include "parsers/json.h"
#include "parsers/sources.h"

namespace parsers {

namespace {

constexpr std::string_view cdn = "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@";
constexpr std::string_view pages = ".currency-api.pages.dev/v1/currencies/";

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

/// The first bytes, without white space: what a recogniser of a JSON text looks at.
std::string head_of(std::string_view body) {
    std::string head;
    for (const char c : body.substr(0, 4096))
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') head += c;
    return head;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// {"date":"2026-07-06","eur":{"aed":4.2,...}}: a day, then one currency with its rates.
bool is_base_object(std::string_view body) {
    const std::string head = head_of(body);
    const std::string_view start = "{\"date\":\"2026-07-06\",\"";
    const std::size_t rates = head.find("\":{\"", start.size());
    if (!head.starts_with("{\"date\":\"") || rates == head.npos || rates > start.size() + 10)
        return false;
    const std::size_t value = head.find("\":", rates + 4);
    return value != head.npos && value + 2 < head.size() &&
           std::string_view("-0123456789").find(head[value + 2]) != std::string_view::npos;
}

bool is_list_2018(std::string_view body) {
    return head_of(body).starts_with("[{\"currency_code\":");
}

bool is_key_error(std::string_view body) {
    if (body.size() > 4096) return false;
    const std::string head = head_of(body);
    return head.starts_with("{\"success\":false") || head.starts_with("{\"error\":{\"code\":") ||
           head.starts_with("{\"error\":true,\"status\":");
}

bool is_keyed_rates(std::string_view body) {
    const std::string head = head_of(body);
    return head.starts_with("{") && ((has(head, "\"base\":\"") && has(head, "\"rates\":{")) ||
                                     (has(head, "\"source\":\"") && has(head, "\"quotes\":{")));
}

records::Reading refusal(const records::Page& page, records::Outcome outcome, std::string where,
                         std::string what) {
    records::Reading reading;
    reading.outcome = outcome;
    reading.observed_at = page.fetched_at;
    reading.issues.push_back({std::move(where), std::move(what)});
    return reading;
}

/// Puts the rates in, and counts the codes of no storefront: coins, metals, currencies of the past.
void add_rates(records::Reading& reading, records::FxRates& fx, Json rates) {
    int unknown = 0;
    for (const auto& [code, value] : rates.members()) {
        const auto currency = records::Currency::find(upper(code));
        const auto rate = value.number();
        if (!currency)
            ++unknown;
        else if (rate && *rate > 0 && std::isfinite(*rate))
            fx.rates.emplace_back(*currency, *rate);
        else
            reading.issues.push_back({std::string(code), "expected a rate above zero"});
    }
    std::ranges::sort(fx.rates);
    if (unknown > 0)
        reading.issues.push_back({"codes", std::to_string(unknown) +
                                               " codes are of no storefront's currency (coins, "
                                               "metals, old money) and left out"});
}

records::Reading read_base_object(const records::Page& page) {
    const JsonText text(page.body);
    if (!text.error().empty()) return refusal(page, records::Outcome::drift, "json", text.error());
    const auto date = records::day_from(text.root()["date"].text().value_or(""));
    const auto members = text.root().members();
    const auto base =
        members.size() == 2 ? records::Currency::find(upper(members[1].first)) : std::nullopt;
    if (!date || !base)
        return refusal(page, records::Outcome::drift, "/",
                       "expected {\"date\": a day, \"eur\" or another currency: its rates}");
    records::Reading reading;
    records::FxRates fx{*date, *base, {}};
    add_rates(reading, fx, members[1].second);
    if (fx.rates.empty())
        return refusal(page, records::Outcome::drift, "/" + std::string(members[1].first),
                       "expected rates by lower-case code, as {\"usd\": 1.14}");
    reading.outcome = records::Outcome::rows;
    reading.observed_at = *date;
    reading.records.emplace_back(std::move(fx));
    return reading;
}

records::Reading read_list_2018(const records::Page& page) {
    return refusal(
        page, records::Outcome::unsupported, "/",
        "the list of 2018 names neither its day nor the currency that its rates are for: "
        "not read, because both would be guessed");
}

records::Reading read_key_error(const records::Page& page) {
    const JsonText text(page.body);
    const Json root = text.root();
    std::string why;
    for (const std::string_view path : {"/error/type", "/error/code", "/error/info", "/message"})
        if (const auto part = root.at(path).text()) why += " " + std::string(*part);
    return refusal(page, records::Outcome::blocked, "/error",
                   "the rates are behind a key that the request did not have:" +
                       (why.empty() ? " no reason is given" : why));
}

records::Reading read_keyed_rates(const records::Page& page) {
    return refusal(
        page, records::Outcome::unsupported, "/rates",
        "rates of a service that wants a key (Fixer, Open Exchange Rates, currencylayer, "
        "exchangerate.host): not read; use fx-ecb and fx-currency-api, which are open");
}

constexpr Generation generations[] = {{"base-object", is_base_object, read_base_object},
                                      {"list-2018", is_list_2018, read_list_2018},
                                      {"key-error", is_key_error, read_key_error},
                                      {"keyed-rates", is_keyed_rates, read_keyed_rates}};

std::optional<records::Request> request(const records::Asked&) {
    return records::Request{"GET", std::string(cdn) + "latest/v1/currencies/eur.json", "", ""};
}

std::optional<records::Asked> asked_by(std::string_view url) {
    if (!url.starts_with(cdn) && url.find(pages) == url.npos) return std::nullopt;
    records::Asked asked;
    asked.source = fx_currency_api.name;
    return asked;
}

}  // namespace

const Source fx_currency_api = {
    "fx-currency-api",
    "currency-api: daily rates with the currencies that the ECB lacks; errors of keyed services",
    3,
    generations,
    request,
    asked_by};

}  // namespace parsers
