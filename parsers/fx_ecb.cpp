#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <string>

#include "parsers/sources.h"
#include "parsers/xml.h"

namespace parsers {

namespace {

constexpr std::string_view folder = "https://www.ecb.europa.eu/stats/eurofxref/";

/// Cube/Cube[@time]/Cube[@currency][@rate], with a day per Cube[@time].
struct Days {
    records::Reading reading;
    std::optional<records::FxRates> day;  // being read
    std::set<std::string> unknown;
    bool comma = false;

    void note(std::string where, std::string what) {
        reading.issues.push_back({std::move(where), std::move(what)});
    }
};

std::string_view value_of(const XmlAttributes& attributes, std::string_view name) {
    const auto found =
        std::ranges::find(attributes, name, &std::pair<std::string, std::string>::first);
    return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

/// A rate as the bank writes it: digits with a point.
std::optional<double> rate_in(std::string_view text) {
    double rate = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && std::isfinite(rate) && rate > 0 ? std::optional(rate) : std::nullopt;
}

void begin_day(Days& days, std::string_view time) {
    const auto date = records::day_from(time);
    if (date)
        days.day = records::FxRates{*date, "EUR", {}};
    else
        days.note("Cube[@time]", "expected a day as 2026-10-05, found \"" + std::string(time) +
                                     "\": its rates are left out");
}

bool has_rate(const records::FxRates& day, records::Currency currency) {
    return std::ranges::any_of(day.rates, [&](const auto& one) { return one.first == currency; });
}

void add_rate(Days& days, std::string_view code, std::string_view text) {
    if (text.find(',') != text.npos) days.comma = true;
    if (!days.day || days.comma) return;
    const auto currency = records::Currency::find(code);
    const auto rate = rate_in(text);
    if (!currency)
        days.unknown.emplace(code.substr(0, 8));
    else if (rate && has_rate(*days.day, *currency))
        days.note(records::to_text(days.day->date) + "/" + std::string(code),
                  "a second rate of the same day, " + std::string(text) + ": the first is kept");
    else if (rate)
        days.day->rates.emplace_back(*currency, *rate);
    else
        days.note(records::to_text(days.day->date) + "/" + std::string(code),
                  "expected a rate, found \"" + std::string(text) + "\"");
}

void end_day(Days& days) {
    if (!days.day) return;
    std::ranges::sort(days.day->rates);
    if (!days.day->rates.empty()) days.reading.records.emplace_back(std::move(*days.day));
    days.day.reset();
}

/// Reads the Cubes: the one around all days, one per day, one per currency.
std::optional<std::string> read_cubes(std::string_view text, Days& days) {
    int depth = 0;  // of Cubes
    XmlEvents events;
    events.start = [&](std::string_view name, const XmlAttributes& attributes) {
        if (name != "Cube") return;
        ++depth;
        if (depth == 2) begin_day(days, value_of(attributes, "time"));
        if (depth == 3)
            add_rate(days, value_of(attributes, "currency"), value_of(attributes, "rate"));
    };
    events.end = [&](std::string_view name) {
        if (name == "Cube" && depth-- == 2) end_day(days);
    };
    return read_xml(text, events);
}

void tell_unknown(Days& days) {
    if (days.unknown.empty()) return;
    std::string codes;
    for (const auto& code : days.unknown) codes += (codes.empty() ? "" : " ") + code;
    days.note("Cube[@currency]", std::to_string(days.unknown.size()) +
                                     " currencies are of no storefront and left out: " + codes);
}

/// A copy with decimal commas is not the bank's file; whether "1,234" is 1.234 or 1234 is a guess.
void refuse_commas(Days& days) {
    days.reading.records.clear();
    days.note("Cube[@rate]",
              "a rate with a comma: an altered copy of the bank's file, which is not "
              "guessed at; fetch the original from " +
                  std::string(folder));
}

bool is_ecb(std::string_view body) {
    const std::string_view head = body.substr(0, 1024);
    return head.find("http://www.ecb.int/vocabulary/2002-08-01/eurofxref") != head.npos;
}

records::Reading read_rates(const records::Page& page) {
    Days days;
    const auto error = read_cubes(page.body, days);
    if (error)
        days.note("xml", *error + "; the days before it were read, the one that it is in was not");
    tell_unknown(days);
    if (days.comma) refuse_commas(days);
    auto& reading = days.reading;
    std::ranges::sort(reading.records, {}, [](const records::Record& record) {
        return std::get<records::FxRates>(record).date;
    });
    reading.outcome = reading.records.empty() ? records::Outcome::drift : records::Outcome::rows;
    reading.observed_at = page.fetched_at;
    if (reading.records.empty()) {
        if (reading.issues.empty()) days.note("Cube[@time]", "the file holds no day with rates");
        return std::move(days.reading);
    }
    reading.observed_at = std::get<records::FxRates>(reading.records.back()).date;
    return std::move(days.reading);
}

constexpr Generation generations[] = {{"eurofxref", is_ecb, read_rates}};

/// The last 90 days: a week and those before it, in one small file.
std::optional<records::Request> request(const records::Asked&) {
    return records::Request{"GET", std::string(folder) + "eurofxref-hist-90d.xml", "", ""};
}

std::optional<records::Asked> asked_by(std::string_view url) {
    if (!url.starts_with(std::string(folder) + "eurofxref-") || !url.ends_with(".xml"))
        return std::nullopt;
    records::Asked asked;
    asked.source = fx_ecb.name;
    return asked;
}

}  // namespace

const Source fx_ecb = {
    "fx-ecb", "European Central Bank: euro reference rates of a day, of 90 days, of all days",
    3,        generations,
    request,  asked_by};

}  // namespace parsers
