#include "records/coverage.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace records {
namespace {

constexpr double least_kept = 0.7;  // of the baseline
constexpr double least_baseline = 0.2;

template <class Row>
struct Field {
    std::string_view name;
    Compared compared;
    bool (*filled)(const Row&);
};

using enum Compared;
using Entry = ChartEntry;
using App = AppListing;
using Figure = PublishedFigure;

constexpr std::array chart_fields = {
    Field<Entry>{"chart.app_id", with_all, [](const Entry& it) { return !it.app_id.empty(); }},
    Field<Entry>{"chart.bundle_id", with_all,
                 [](const Entry& it) { return !it.bundle_id.empty(); }},
    Field<Entry>{"chart.name", with_all, [](const Entry& it) { return !it.name.empty(); }},
    Field<Entry>{"chart.publisher", with_all,
                 [](const Entry& it) { return !it.publisher.empty(); }},
    Field<Entry>{"chart.price", with_all, [](const Entry& it) { return it.price.has_value(); }},
};

constexpr std::array listing_fields = {
    Field<App>{"listing.name", with_all, [](const App& it) { return !it.name.empty(); }},
    Field<App>{"listing.publisher", with_all, [](const App& it) { return !it.publisher.empty(); }},
    Field<App>{"listing.bundle_id", with_all, [](const App& it) { return !it.bundle_id.empty(); }},
    Field<App>{"listing.genre", with_all, [](const App& it) { return !it.genre.empty(); }},
    Field<App>{"listing.price", with_all, [](const App& it) { return it.price.has_value(); }},
    Field<App>{"listing.installs", with_all, [](const App& it) { return it.installs.has_value(); }},
    Field<App>{"listing.installs_floor", with_all,
               [](const App& it) { return it.installs_floor.has_value(); }},
    Field<App>{"listing.updated", with_all, [](const App& it) { return it.updated.has_value(); }},
    Field<App>{"listing.released", never, [](const App& it) { return it.released.has_value(); }},
    Field<App>{"listing.rating_count", with_same_url,
               [](const App& it) { return it.rating_count.has_value(); }},
    Field<App>{"listing.rating", with_same_url,
               [](const App& it) { return it.rating.has_value(); }},
    Field<App>{"listing.histogram", with_same_url,
               [](const App& it) { return it.histogram.has_value(); }},
    Field<App>{"listing.iap", never, [](const App& it) { return !it.iap.empty(); }},
    Field<App>{"listing.iap_range", never, [](const App& it) { return it.iap_range.has_value(); }},
    Field<App>{"listing.version", never, [](const App& it) { return !it.version.empty(); }},
};

constexpr std::array figure_fields = {
    Field<Figure>{"figure.app", never, [](const Figure& it) { return it.app.has_value(); }},
    Field<Figure>{"figure.period", never, [](const Figure& it) { return it.period.has_value(); }},
};

/// Counts the rows of a kind, and for each field those in which it is filled.
template <class Row, std::size_t size>
class Count {
public:
    explicit Count(const std::array<Field<Row>, size>& fields) : fields_(fields) {}

    void take(const Row& row) {
        ++of_;
        for (std::size_t at = 0; at < size; ++at) filled_[at] += fields_[at].filled(row) ? 1 : 0;
    }

    void tell(std::vector<FieldShare>& shares) const {
        if (of_ == 0) return;
        for (std::size_t at = 0; at < size; ++at)
            shares.push_back({std::string(fields_[at].name), filled_[at], of_});
    }

private:
    const std::array<Field<Row>, size>& fields_;
    std::array<int, size> filled_{};
    int of_ = 0;
};

const FieldShare* find(const std::vector<FieldShare>& shares, std::string_view field) {
    const auto found = std::ranges::find(shares, field, &FieldShare::field);
    return found == shares.end() ? nullptr : &*found;
}

double ratio(const FieldShare& share) { return double(share.filled) / share.of; }

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string percent(double share) { return std::to_string(std::lround(share * 100)) + "%"; }

std::string told(const FieldShare& now, const FieldShare& pooled, const FieldBaseline& before) {
    const std::string rows = pooled.of == now.of ? " rows" : " rows of this page and those before";
    return "filled in " + std::to_string(pooled.filled) + " of " + std::to_string(pooled.of) +
           rows + " (" + percent(ratio(pooled)) + "), where the " +
           std::to_string(before.readings) + " readings before had a median of " +
           percent(before.median) + ": the layout seems to have changed, no row is used";
}

void tell_lengths(std::span<const Record> records, std::vector<FieldShare>& shares) {
    constexpr std::ptrdiff_t most = 8;  // a vendor's archive of a day has thousands
    const auto is_chart = [](const Record& it) {
        return std::holds_alternative<ChartSnapshot>(it);
    };
    if (std::ranges::count_if(records, is_chart) > most) return;
    for (const Record& record : records) {
        const auto* chart = std::get_if<ChartSnapshot>(&record);
        if (!chart || chart->entries.empty()) continue;
        const std::string field = std::string(chart_length_field) +
                                  std::string(to_text(chart->chart)) + " " + chart->genre;
        const int rows = static_cast<int>(chart->entries.size());
        if (!find(shares, field)) shares.push_back({field, rows, rows});
    }
}

template <class Fields>
const auto* named(const Fields& fields, std::string_view name) {
    const auto* found =
        std::ranges::find_if(fields, [&](const auto& it) { return it.name == name; });
    return found == fields.end() ? nullptr : found;
}

}  // namespace

std::vector<FieldShare> field_shares(std::span<const Record> records) {
    Count charts(chart_fields);
    Count listings(listing_fields);
    Count figures(figure_fields);
    for (const Record& record : records) {
        if (const auto* chart = std::get_if<ChartSnapshot>(&record))
            for (const Entry& entry : chart->entries) charts.take(entry);
        if (const auto* listing = std::get_if<App>(&record)) listings.take(*listing);
        if (const auto* figure = std::get_if<Figure>(&record)) figures.take(*figure);
    }
    std::vector<FieldShare> shares;
    charts.tell(shares);
    tell_lengths(records, shares);
    listings.tell(shares);
    figures.tell(shares);
    return shares;
}

Compared compared(std::string_view field) {
    if (const auto* found = named(chart_fields, field)) return found->compared;
    if (const auto* found = named(listing_fields, field)) return found->compared;
    return never;
}

void FieldHistory::add(Outcome outcome, std::vector<FieldShare> shares) {
    if (outcome == Outcome::rows) add_sound(shares);
    add_recent(std::move(shares));
}

void FieldHistory::add_sound(std::vector<FieldShare> shares) {
    sound_.push_back(std::move(shares));
    if (sound_.size() > most_readings) sound_.pop_front();
}

void FieldHistory::add_recent(std::vector<FieldShare> shares) {
    recent_.push_back(std::move(shares));
    if (recent_.size() >= most_pooled) recent_.pop_front();
}

std::optional<FieldBaseline> FieldHistory::baseline(std::string_view field) const {
    std::vector<double> ratios;
    for (const auto& shares : sound_)
        if (const FieldShare* share = find(shares, field)) ratios.push_back(ratio(*share));
    if (ratios.size() < least_readings) return std::nullopt;
    const int readings = static_cast<int>(ratios.size());
    return FieldBaseline{median(std::move(ratios)), readings};
}

FieldShare FieldHistory::pooled(const FieldShare& now) const {
    FieldShare all = now;
    if (now.of >= least_rows) return all;
    for (const auto& shares : recent_) {
        const FieldShare* share = find(shares, now.field);
        if (!share || share->of >= least_rows) continue;
        all.filled += share->filled;
        all.of += share->of;
    }
    return all;
}

std::optional<Issue> FieldHistory::fallen(const FieldShare& now) const {
    const auto before = baseline(now.field);
    if (!before || before->median < least_baseline) return std::nullopt;
    const double least = least_kept * before->median;
    const FieldShare all = pooled(now);
    if (all.of < least_rows || ratio(now) >= least || ratio(all) >= least) return std::nullopt;
    return Issue{now.field, told(now, all, *before)};
}

}  // namespace records
