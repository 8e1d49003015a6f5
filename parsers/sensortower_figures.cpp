#include <cctype>
#include <charconv>
#include <cmath>
#include <string>

#include "parsers/sensortower.h"

namespace parsers {

namespace {

using records::Bound;
using records::Metric;

std::string text_of(Json value) { return std::string(value.text().value_or("")); }

/// A number or a text: ids are numbers at Apple and packages at Google.
std::string id_of(Json app) {
    const Json id = app["app_id"] ? app["app_id"] : app["id"];
    const auto number = id.integer();
    return number ? std::to_string(*number) : text_of(id);
}

std::optional<records::Marketplace> marketplace_of(Json app) {
    const auto os = app["os"].text().value_or("");
    if (os == "ios") return records::Marketplace::apple;
    if (os == "android") return records::Marketplace::google;
    return std::nullopt;
}

/// "< $5k", "$248m", "10k", ">1b": a bound, and a number in units.
struct Printed {
    Bound bound = Bound::exact;
    std::int64_t value = 0;
};

std::optional<double> scale_of(std::string_view unit) {
    if (unit.empty()) return 1;
    if (unit == "k" || unit == "K") return 1e3;
    if (unit == "m" || unit == "M") return 1e6;
    if (unit == "b" || unit == "B") return 1e9;
    return std::nullopt;
}

std::optional<Printed> printed_in(std::string_view text) {
    Printed printed;
    if (text.starts_with('<')) printed.bound = Bound::below;
    if (text.starts_with('>')) printed.bound = Bound::above;
    const std::size_t digit = text.find_first_of("0123456789");
    if (digit == text.npos || text.substr(0, digit).find_first_not_of("<> $") != text.npos)
        return std::nullopt;
    double number = 0;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + digit, last, number);
    const auto scale = scale_of({end, static_cast<std::size_t>(last - end)});
    if (error != std::errc{} || !scale || number * *scale > 1e15) return std::nullopt;
    printed.value = std::llround(number * *scale);
    return printed;
}

records::PublishedFigure figure_of(const FigureContext& context, Metric metric, Span span) {
    records::PublishedFigure figure;
    figure.subject = text_of(context.app["name"]);
    figure.marketplace = marketplace_of(context.app);
    const std::string id = id_of(context.app);
    if (figure.marketplace && !id.empty()) figure.app = records::AppId{*figure.marketplace, id};
    figure.metric = metric;
    figure.period = period_before(context.date, span);
    figure.basis_rule = metric == Metric::iap_revenue
                            ? "the answer does not say whether the store's fee is included"
                            : "downloads have no fee";
    figure.attribution = "Sensor Tower";
    figure.observed_at = context.date;
    if (metric == Metric::iap_revenue) figure.currency = records::Currency("USD");
    return figure;
}

std::string evidence_of(const FigureContext& context, std::string_view key, std::string_view text) {
    return (context.where + "/" + std::string(key) + ": " + std::string(text)).substr(0, 200);
}

void note(FigureContext& context, std::string_view key, std::string what) {
    context.reading.issues.push_back({context.where + "/" + std::string(key), std::move(what)});
}

/// Sensor Tower publishes one or two digits of a figure, and nothing of the others.
bool is_rounded(std::int64_t value) {
    while (value != 0 && value % 10 == 0) value /= 10;
    return value < 100;
}

/// A humanized object; `number_key` names its number in units, which must agree with its string
/// unless the string is a bound.
void add_object(FigureContext& context, const std::string& key, std::string_view number_key,
                Metric metric, Span span) {
    const Json object = context.app[key];
    if (!object || object.is_null()) return;
    const std::string text = text_of(object["string"]);
    const auto printed = printed_in(text);
    const auto number = object[number_key].integer();
    if (!printed || !number)
        return note(context, key,
                    "expected {\"" + std::string(number_key) +
                        "\": number, \"string\": \"$60k\"}, found \"" + text + "\"");
    if (printed->bound == Bound::exact && printed->value != *number)
        note(context, key, "the number " + std::to_string(*number) + " is printed as " + text);
    auto figure = figure_of(context, metric, span);
    figure.bound = printed->bound == Bound::exact && is_rounded(printed->value) ? Bound::rounded
                                                                                : printed->bound;
    figure.value = printed->value * (metric == Metric::iap_revenue ? 100 : 1);
    figure.evidence = evidence_of(context, key, text);
    context.reading.records.emplace_back(std::move(figure));
}

/// A details object, in the unit that it names.
void add_unit(FigureContext& context, std::string_view key, std::string_view unit, Metric metric) {
    const Json object = context.app[key];
    if (!object || object.is_null()) return;
    const auto value = object["value"].integer();
    if (object["unit"].text() != unit || !value || *value < 0)
        return note(context, key,
                    "expected {\"unit\": \"" + std::string(unit) +
                        "\", \"value\": number}, found the unit \"" + text_of(object["unit"]) +
                        "\"");
    auto figure = figure_of(context, metric, Span::last_calendar_month);
    figure.value = *value;
    if (is_rounded(*value)) figure.bound = Bound::rounded;
    figure.evidence = evidence_of(context, key, std::to_string(*value) + " " + std::string(unit));
    context.reading.records.emplace_back(std::move(figure));
}

}  // namespace

std::optional<records::Period> period_before(std::optional<records::Instant> date, Span span) {
    if (!date) return std::nullopt;
    using namespace std::chrono;
    const records::Day day = records::day_of(*date);
    if (span == Span::last_30_days) return records::Period{day - days{30}, day - days{1}};
    const year_month_day calendar(day);
    const year_month month = calendar.year() / calendar.month() - months{1};
    return records::Period{sys_days(month / 1), sys_days(month / last)};
}

void add_humanized(FigureContext& context, Span span) {
    const std::string key = span == Span::last_30_days ? "humanized_worldwide_last_30_days_"
                                                       : "humanized_worldwide_last_month_";
    add_object(context, key + "downloads", "downloads", Metric::downloads, span);
    add_object(context, key + "revenue", "revenue", Metric::iap_revenue, span);
}

void add_details(FigureContext& context) {
    add_unit(context, "worldwide_last_month_downloads", "unit", Metric::downloads);
    add_unit(context, "worldwide_last_month_revenue", "cent", Metric::iap_revenue);
}

}  // namespace parsers
