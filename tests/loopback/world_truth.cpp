#include "loopback/world_truth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>

#include "fixtures/simulator/google_pages.h"
#include "fixtures/simulator/money.h"
#include "fixtures/simulator/text.h"

namespace loopback {

namespace {

using records::Marketplace;
using simulator::Measure;

constexpr std::size_t apple_rows = 100;
constexpr std::size_t google_rows = 200;

struct Line {
    std::string text;
    Line& operator<<(std::string_view word) {
        (text += text.empty() ? "" : " ") += word;
        return *this;
    }
};

std::string rounded(double value, int decimals) { return simulator::fixed(value, decimals); }

std::string text_of(const std::array<std::int64_t, 5>& counts) {
    std::string out = "[";
    for (const std::int64_t count : counts) out += std::to_string(count) + ",";
    out.back() = ']';
    return out;
}

std::string money(const std::optional<records::Money>& price) {
    return price ? std::to_string(price->minor_units) + " " + std::string(price->currency->code)
                 : "no price";
}

std::string country_of(const std::optional<records::Country>& country) {
    return country ? records::storefront_code(*country) : "-";
}

// A rating as its source tells it: digits after the point differ.
std::string rating_text(std::string_view source, double average, std::int64_t count) {
    const int decimals = source == "itunes-lookup" ? 5 : source == "appstore-page" ? 1 : 6;
    return "rating " + rounded(average, decimals) + " of " + std::to_string(count);
}

void add(Facts& facts, std::string_view source, const records::ChartSnapshot& chart) {
    for (const records::ChartEntry& entry : chart.entries) {
        Line line{std::string(source)};
        line << records::to_text(chart.marketplace) << country_of(chart.country)
             << records::to_text(chart.chart) << chart.genre << "#" + std::to_string(entry.rank)
             << entry.app_id << "|" << entry.name << "|" << entry.publisher << "|"
             << money(entry.price);
        facts.insert(line.text);
    }
}

void add(Facts& facts, std::string_view source, const records::AppListing& listing) {
    Line line{std::string(source)};
    line << records::to_text(listing.marketplace) << country_of(listing.country) << listing.app_id
         << "|" << listing.name << "|" << listing.publisher << "|"
         << rating_text(source, listing.rating.value_or(-1), listing.rating_count.value_or(-1))
         << (listing.histogram ? text_of(*listing.histogram) : "[]") << "| installs"
         << std::to_string(listing.installs.value_or(-1))
         << std::to_string(listing.installs_floor.value_or(-1)) << "|" << money(listing.price)
         << "|" << listing.version << "|" << std::to_string(listing.iap.size()) << "purchases";
    facts.insert(line.text);
}

void add(Facts& facts, std::string_view source, const records::FxRates& rates) {
    for (const auto& [currency, rate] : rates.rates) {
        Line line{std::string(source)};
        line << records::to_text(rates.date) << currency->code << rounded(rate, 6);
        facts.insert(line.text);
    }
}

void add(Facts&, std::string_view, const records::PublishedFigure&) {}

/// Tells the truth of a world, one kind of fact after the other.
class Teller {
public:
    explicit Teller(const StoreWorld& store) : store_(store), world_(store.truth()) {}

    Facts all() {
        for (std::size_t place = 0; place < simulator::charted_places; ++place) {
            charts(place);
            apps(place);
        }
        rates();
        return std::move(facts_);
    }

private:
    void charts(std::size_t place);
    void chart(std::string_view source, std::size_t place, const simulator::Topic&);
    void apps(std::size_t place);
    void listing(std::string_view source, std::size_t place, std::size_t app);
    void rates();
    void rate(std::string_view source, records::Day, const simulator::Rate&, int decimals);

    const StoreWorld& store_;
    const simulator::World& world_;
    Facts facts_;
};

void Teller::charts(std::size_t place) {
    for (const Measure measure : {Measure::downloads, Measure::revenue}) {
        for (const bool entertainment : {false, true}) {
            chart("apple-rss-legacy", place, {Marketplace::apple, measure, entertainment});
            chart("gplay-charts", place, {Marketplace::google, measure, entertainment});
        }
    }
    chart("apple-rss", place, {});
}

void Teller::chart(std::string_view source, std::size_t place, const simulator::Topic& topic) {
    const bool apple = topic.marketplace == Marketplace::apple;
    records::ChartSnapshot chart;
    chart.marketplace = topic.marketplace;
    chart.country = simulator::places[place].country;
    chart.chart = topic.measure == Measure::downloads ? records::Chart::top_free
                                                      : records::Chart::top_grossing;
    chart.genre =
        topic.entertainment ? (apple ? "6016" : "ENTERTAINMENT") : (apple ? "36" : "APPLICATION");
    for (const std::size_t member :
         store_.members(topic, place, apple ? apple_rows : google_rows)) {
        const simulator::Member& app = world_.cast[member];
        records::ChartEntry entry;
        entry.rank = static_cast<int>(chart.entries.size()) + 1;
        entry.app_id = simulator::id_at(app, topic.marketplace);
        entry.name = app.name;
        entry.publisher = app.publisher;
        if (source != "apple-rss")
            entry.price = records::Money{
                0, *records::Currency::find(simulator::bills(topic.marketplace, *chart.country))};
        chart.entries.push_back(std::move(entry));
    }
    add(facts_, source, chart);
}

void Teller::apps(std::size_t place) {
    for (std::size_t app = 0; app < world_.watched; ++app) {
        if (store_.sells(app, place, Marketplace::apple)) {
            listing("itunes-lookup", place, app);
            if (place == 0) listing("appstore-page", place, app);
        }
        if (store_.sells(app, place, Marketplace::google)) listing("gplay-details", place, app);
    }
}

void Teller::listing(std::string_view source, std::size_t place, std::size_t app) {
    const simulator::Member& member = world_.cast[app];
    const bool google = source == "gplay-details";
    const auto marketplace = google ? Marketplace::google : Marketplace::apple;
    const simulator::Rating rating =
        simulator::rating_of(world_, app, place, marketplace, store_.day());
    records::AppListing listing;
    listing.marketplace = marketplace;
    listing.country = simulator::places[place].country;
    listing.app_id = simulator::id_at(member, marketplace);
    listing.name = member.name;
    listing.publisher = member.publisher;
    listing.rating = rating.average;
    listing.rating_count = rating.count;
    if (source != "itunes-lookup") listing.histogram = simulator::stars(rating);
    if (google) {
        listing.installs = world_.demand.installs(app, store_.day());
        listing.installs_floor = simulator::install_band(*listing.installs);
    }
    listing.price = records::Money{
        0, *records::Currency::find(simulator::bills(marketplace, *listing.country))};
    listing.version = simulator::version_of(world_, app, store_.day());
    if (source == "appstore-page") listing.iap.resize(7);
    add(facts_, source, listing);
}

void Teller::rate(std::string_view source, records::Day day, const simulator::Rate& rate,
                  int decimals) {
    const double value = *simulator::per_euro(world_.dice, rate.currency, day);
    Line line{std::string(source)};
    const double told = std::stod(rounded(value, decimals));
    line << records::to_text(day) << rate.currency << rounded(told, 6);
    facts_.insert(line.text);
}

void Teller::rates() {
    const records::Day today = records::day_of(store_.now());
    facts_.insert("fx-currency-api " + records::to_text(today) + " EUR 1.000000");
    for (const simulator::Rate& each : simulator::rates()) {
        rate("fx-currency-api", today, each, 8);
        for (int back = 0; each.central_bank && back <= 90; ++back) {
            const records::Day day = today - std::chrono::days{back};
            const std::chrono::weekday weekday(day);
            if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) continue;
            rate("fx-ecb", day, each, each.decimals);
        }
    }
}

std::string some_of(const Facts& more, const Facts& less, std::string_view mark) {
    std::vector<std::string> lines;
    std::ranges::set_difference(more, less, std::back_inserter(lines));
    std::string out;
    if (!lines.empty()) out = std::to_string(lines.size()) + " " + std::string(mark) + ":\n";
    for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 6); ++i)
        out += "  " + lines[i] + "\n";
    return out;
}

}  // namespace

void add_facts(Facts& facts, std::string_view source, const records::Record& record) {
    std::visit([&](const auto& one) { add(facts, source, one); }, record);
}

Facts true_facts(const StoreWorld& store) { return Teller(store).all(); }

Absent absent_pages(const StoreWorld& store) {
    Absent absent;
    for (std::size_t app = 0; app < store.truth().watched; ++app) {
        const simulator::Member& member = store.truth().cast[app];
        for (std::size_t place = 0; place < simulator::charted_places; ++place) {
            const bool play = !member.package.empty();
            const bool apple = !member.apple_id.empty() && place == 0;
            if (play && !store.sells(app, place, Marketplace::google)) ++absent.play;
            if (apple && !store.sells(app, place, Marketplace::apple)) ++absent.products;
        }
    }
    return absent;
}

std::string differences(const Facts& wanted, const Facts& found) {
    return some_of(wanted, found, "missing") + some_of(found, wanted, "too many");
}

}  // namespace loopback
