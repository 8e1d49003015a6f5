#include "reading_text.h"

#include <cstdio>

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        char escaped[8];
        std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned char>(c));
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? std::string(escaped) : std::string(1, c);
    }
    return out + '"';
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

std::string money(const records::Money& amount) {
    return std::to_string(amount.minor_units) + ' ' + std::string(amount.currency->code);
}

/// The lines of one thing: a head, then its fields.
class Lines {
public:
    explicit Lines(std::string_view head) : text_(std::string(head) + '\n') {}

    Lines& add(std::string_view field, const std::string& value) {
        if (!value.empty()) text_ += "  " + std::string(field) + ": " + value + '\n';
        return *this;
    }
    Lines& quote(std::string_view field, const std::string& value) {
        return value.empty() ? *this : add(field, quoted(value));
    }
    template <class T>
    Lines& time(std::string_view field, const std::optional<T>& value) {
        return value ? add(field, records::to_text(*value)) : *this;
    }
    Lines& country(const std::optional<records::Country>& value) {
        return value ? add("country", records::storefront_code(*value)) : *this;
    }
    Lines& count(std::string_view field, const std::optional<std::int64_t>& value) {
        return value ? add(field, std::to_string(*value)) : *this;
    }
    Lines& price(std::string_view field, const std::optional<records::Money>& value) {
        return value ? add(field, money(*value)) : *this;
    }

    std::string text() const { return text_; }

private:
    std::string text_;
};

std::string entry_text(const records::ChartEntry& entry) {
    std::string text = std::to_string(entry.rank);
    if (!entry.app_id.empty()) text += " id=" + entry.app_id;
    if (!entry.bundle_id.empty()) text += " bundle=" + entry.bundle_id;
    if (!entry.name.empty()) text += " name=" + quoted(entry.name);
    if (!entry.publisher.empty()) text += " publisher=" + quoted(entry.publisher);
    if (entry.price) text += " price=" + money(*entry.price);
    return text;
}

std::string record_text(const records::ChartSnapshot& chart) {
    Lines lines("chart");
    lines.add("marketplace", std::string(records::to_text(chart.marketplace)))
        .country(chart.country)
        .add("chart", std::string(records::to_text(chart.chart)))
        .quote("genre", chart.genre)
        .time("observed", chart.observed_at);
    for (const auto& entry : chart.entries) lines.add("entry", entry_text(entry));
    return lines.text();
}

std::string histogram_text(const std::array<std::int64_t, 5>& histogram) {
    std::string text;
    for (const auto count : histogram) text += (text.empty() ? "" : " ") + std::to_string(count);
    return text;
}

std::string record_text(const records::AppListing& app) {
    Lines lines("app");
    lines.add("marketplace", std::string(records::to_text(app.marketplace)))
        .country(app.country)
        .quote("app_id", app.app_id)
        .quote("bundle_id", app.bundle_id)
        .quote("name", app.name)
        .quote("publisher", app.publisher)
        .quote("genre", app.genre)
        .price("price", app.price)
        .add("rating", app.rating ? number(*app.rating) : "")
        .count("rating_count", app.rating_count)
        .add("histogram", app.histogram ? histogram_text(*app.histogram) : "")
        .count("installs", app.installs)
        .count("installs_floor", app.installs_floor);
    for (const auto& item : app.iap)
        lines.add("iap",
                  quoted(item.name) + ' ' + (item.price ? money(*item.price) : "(no price)"));
    if (app.iap_range)
        lines.add("iap_range", money(app.iap_range->first) + " to " + money(app.iap_range->second));
    return lines.time("released", app.released)
        .time("updated", app.updated)
        .quote("version", app.version)
        .time("observed", app.observed_at)
        .text();
}

std::string record_text(const records::PublishedFigure& figure) {
    Lines lines("figure");
    lines.quote("subject", figure.subject)
        .add("app", figure.app ? records::to_text(*figure.app) : "")
        .add("metric", std::string(records::to_text(figure.metric)))
        .add("value", std::to_string(figure.value))
        .add("currency", figure.currency ? std::string((*figure.currency)->code) : "")
        .add("bound", std::string(records::to_text(figure.bound)));
    if (figure.period)
        lines.add("period", records::to_text(figure.period->first) + " to " +
                                records::to_text(figure.period->last));
    return lines.add("region", figure.region)
        .add("marketplace",
             figure.marketplace ? std::string(records::to_text(*figure.marketplace)) : "")
        .add("basis", std::string(records::to_text(figure.basis)))
        .quote("basis_rule", figure.basis_rule)
        .quote("attribution", figure.attribution)
        .quote("evidence", figure.evidence)
        .time("observed", figure.observed_at)
        .text();
}

std::string record_text(const records::FxRates& fx) {
    Lines lines("fx");
    lines.add("date", records::to_text(fx.date)).add("base", std::string(fx.base->code));
    for (const auto& [currency, rate] : fx.rates) lines.add(currency->code, number(rate));
    return lines.text();
}

}  // namespace

std::string to_text(const records::Reading& reading) {
    Lines head("reading");
    head.add("source", reading.source)
        .add("generation", reading.generation)
        .count("version", reading.parser_version)
        .add("outcome", std::string(records::to_text(reading.outcome)))
        .country(reading.country)
        .time("observed", reading.observed_at);
    for (const auto& issue : reading.issues)
        head.add("issue at " + issue.where, quoted(issue.what));
    std::string text = head.text();
    for (const auto& record : reading.records)
        text += std::visit([](const auto& fact) { return record_text(fact); }, record);
    return text;
}
