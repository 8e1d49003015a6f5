#include "app/json_lines.h"

#include <nlohmann/json.hpp>

namespace app {
namespace {

using Json = nlohmann::ordered_json;
using records::Money;

std::string line(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json text(std::string_view value) { return value.empty() ? Json() : Json(value); }

template <class Value>
Json number(const std::optional<Value>& value) {
    return value ? Json(*value) : Json();
}

template <class Moment>
Json moment(const std::optional<Moment>& value) {
    return value ? Json(records::to_text(*value)) : Json();
}

Json storefront(const std::optional<records::Country>& country) {
    return country ? Json(storefront_code(*country)) : Json();
}

Json marketplace(const std::optional<records::Marketplace>& value) {
    return value ? Json(records::to_text(*value)) : Json();
}

Json currency(const std::optional<records::Currency>& value) {
    return value ? Json((*value)->code) : Json();
}

void add_price(Json& object, const std::optional<Money>& price) {
    object["price_minor"] = price ? Json(price->minor_units) : Json();
    object["currency"] = price ? Json(price->currency->code) : Json();
}

Json entry(const records::ChartEntry& row) {
    Json object = {{"rank", row.rank},
                   {"app_id", text(row.app_id)},
                   {"bundle_id", text(row.bundle_id)},
                   {"name", text(row.name)},
                   {"publisher", text(row.publisher)}};
    add_price(object, row.price);
    return object;
}

Json purchases(const std::vector<records::InAppPurchase>& items) {
    Json list = Json::array();
    for (const auto& item : items) {
        Json object = {{"name", text(item.name)}};
        add_price(object, item.price);
        list.push_back(std::move(object));
    }
    return list;
}

Json range(const std::optional<std::pair<Money, Money>>& prices) {
    if (!prices) return Json();
    return {{"low_minor", prices->first.minor_units},
            {"high_minor", prices->second.minor_units},
            {"currency", prices->first.currency->code}};
}

Json object_of(const records::ChartSnapshot& chart) {
    Json entries = Json::array();
    for (const auto& row : chart.entries) entries.push_back(entry(row));
    return {{"kind", "chart"},
            {"marketplace", records::to_text(chart.marketplace)},
            {"storefront", storefront(chart.country)},
            {"chart", records::to_text(chart.chart)},
            {"genre", text(chart.genre)},
            {"observed_at", moment(chart.observed_at)},
            {"entries", std::move(entries)}};
}

Json object_of(const records::AppListing& app) {
    Json object = {{"kind", "app"},
                   {"marketplace", records::to_text(app.marketplace)},
                   {"storefront", storefront(app.country)},
                   {"app_id", text(app.app_id)},
                   {"bundle_id", text(app.bundle_id)},
                   {"name", text(app.name)},
                   {"publisher", text(app.publisher)},
                   {"genre", text(app.genre)}};
    add_price(object, app.price);
    object["rating"] = number(app.rating);
    object["rating_count"] = number(app.rating_count);
    object["histogram"] = number(app.histogram);
    object["installs"] = number(app.installs);
    object["installs_floor"] = number(app.installs_floor);
    object["iap"] = purchases(app.iap);
    object["iap_range"] = range(app.iap_range);
    object["released"] = moment(app.released);
    object["updated"] = moment(app.updated);
    object["version"] = text(app.version);
    return object;
}

Json object_of(const records::PublishedFigure& figure) {
    Json period;
    if (figure.period) {
        period = {{"first", records::to_text(figure.period->first)},
                  {"last", records::to_text(figure.period->last)}};
    }
    return {
        {"kind", "figure"},
        {"subject", text(figure.subject)},
        {"app_id", figure.app ? Json(figure.app->id) : Json()},
        {"app_marketplace", figure.app ? Json(records::to_text(figure.app->marketplace)) : Json()},
        {"metric", records::to_text(figure.metric)},
        {"value", figure.value},
        {"currency", currency(figure.currency)},
        {"bound", records::to_text(figure.bound)},
        {"period", std::move(period)},
        {"region", text(figure.region)},
        {"marketplace", marketplace(figure.marketplace)},
        {"basis", records::to_text(figure.basis)},
        {"basis_rule", text(figure.basis_rule)},
        {"attribution", text(figure.attribution)},
        {"evidence", text(figure.evidence)},
        {"observed_at", moment(figure.observed_at)}};
}

Json object_of(const records::FxRates& fx) {
    Json rates = Json::object();
    for (const auto& [code, rate] : fx.rates) rates[std::string(code->code)] = rate;
    return {{"kind", "fx"},
            {"date", records::to_text(fx.date)},
            {"base", fx.base->code},
            {"rates", std::move(rates)}};
}

}  // namespace

std::string page_line(const std::string& place, const records::Reading& reading) {
    Json issues = Json::array();
    for (const auto& issue : reading.issues) {
        issues.push_back({{"where", issue.where}, {"what", issue.what}});
    }
    return line({{"kind", "page"},
                 {"file", place},
                 {"source", text(reading.source)},
                 {"generation", text(reading.generation)},
                 {"outcome", records::to_text(reading.outcome)},
                 {"storefront", storefront(reading.country)},
                 {"observed_at", moment(reading.observed_at)},
                 {"issues", std::move(issues)}});
}

std::string record_line(const records::Record& record) {
    return line(std::visit([](const auto& fact) { return object_of(fact); }, record));
}

std::string row_line(const std::vector<std::string>& keys, const std::vector<Cell>& cells) {
    Json object = Json::object();
    for (std::size_t column = 0; column < keys.size() && column < cells.size(); ++column) {
        const auto* count = std::get_if<std::size_t>(&cells[column]);
        object[keys[column]] = count ? Json(*count) : text(std::get<std::string>(cells[column]));
    }
    return line(object);
}

}  // namespace app
