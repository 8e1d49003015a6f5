#include <algorithm>
#include <cmath>

#include "reports/cell_words.h"
#include "reports/sheets.h"

namespace reports {
namespace {

using records::Bound;
using records::Metric;
using records::PublishedFigure;

/// The unit that a figure is written in, and how many base units make one of it.
struct Unit {
    std::string name;
    double base_units;
};

Unit unit_of(const PublishedFigure& figure) {
    if (figure.currency)
        return {std::string((*figure.currency)->code),
                std::pow(10.0, (*figure.currency)->decimals)};
    switch (figure.metric) {
        case Metric::share:
        case Metric::growth: return {"%", 10};
        case Metric::rank: return {"rank", 1};
        case Metric::mau:
        case Metric::dau: return {"users", 1};
        case Metric::count_apps: return {"apps", 1};
        case Metric::downloads:
        case Metric::cumulative_downloads: return {"downloads", 1};
        default: return {"currency not stated", 1};
    }
}

std::string bound_words(Bound bound) {
    switch (bound) {
        case Bound::below: return "less than";
        case Bound::above: return "more than";
        case Bound::rounded: return "about";
        case Bound::exact: break;
    }
    return "as stated";
}

/// US dollars for one unit of a currency, on the day of a table of rates; 0: the table lacks it.
double dollars_for(const records::FxRates& table, records::Currency currency) {
    const auto rate_of = [&](records::Currency wanted) {
        if (wanted == table.base) return 1.0;
        for (const auto& [other, rate] : table.rates)
            if (other == wanted) return rate;
        return 0.0;
    };
    const double of_currency = rate_of(currency);
    const double of_dollar = rate_of("USD");
    return of_currency > 0 && of_dollar > 0 && std::isfinite(of_dollar / of_currency)
               ? of_dollar / of_currency
               : 0;
}

/// The last table on or before a day that has the currency, or else the first after it.
const records::FxSeen* rates_for(const View& view, records::Currency currency, records::Day day) {
    const records::FxSeen* best = nullptr;
    for (const auto& seen : view.market.fx) {
        if (dollars_for(seen.rates, currency) == 0) continue;
        const bool fits = seen.rates.date <= day;
        const bool best_fits = best && best->rates.date <= day;
        const bool nearer = best && (fits ? best->rates.date <= seen.rates.date
                                          : seen.rates.date < best->rates.date);
        if (!best || (fits && !best_fits) || (fits == best_fits && nearer)) best = &seen;
    }
    return best;
}

/// The day whose rates apply: the end of the figure's period, or else when it was read.
records::Day day_of_figure(const View& view, const PublishedFigure& figure) {
    if (figure.period) return figure.period->last;
    return figure.observed_at ? records::day_of(*figure.observed_at)
                              : view.market.week.period().last;
}

struct Dollars {
    Cell value;
    Cell date;
    Cell source;
};

Dollars in_dollars(const View& view, const PublishedFigure& figure) {
    if (!figure.currency) return {};
    const double value = double(figure.value) / unit_of(figure).base_units;
    if ((*figure.currency)->code == "USD") return {value, Missing{"already USD"}, {}};
    const auto* rates = rates_for(view, *figure.currency, day_of_figure(view, figure));
    if (!rates) return {Missing{"no rate in the archive"}, Missing{"no rate"}, {}};
    return {value * dollars_for(rates->rates, *figure.currency), rates->rates.date,
            Reference{rates->response}};
}

std::string place_of(const View& view, records::ResponseId id) {
    const auto found = view.responses.find(id);
    if (found == view.responses.end()) return "response not listed";
    return found->second->url.empty() ? found->second->place : found->second->url;
}

Cell words_or(const std::string& text, const char* why) {
    return text.empty() ? Cell(Missing{why}) : Cell(text);
}

std::vector<Column> columns() {
    return {{"Subject", Kind::text, Rule::none, "", 24},
            {"App id", Kind::fine, Rule::none, "", 22},
            {"Metric"},
            {"first day", Kind::day, Rule::none, "Period"},
            {"last day", Kind::day},
            {"Region", Kind::code},
            {"Store", Kind::code},
            {"bound", Kind::code, Rule::none, "Figure", 10},
            {"value", Kind::amount, Rule::none, "", 16},
            {"unit"},
            {"in USD", Kind::amount, Rule::none, "", 16},
            {"USD rate of", Kind::day},
            {"source of the rate", Kind::reference},
            {"Basis", Kind::code},
            {"Why that basis", Kind::fine, Rule::none, "", 26},
            {"Attributed to", Kind::text},
            {"Evidence on the page", Kind::fine, Rule::none, "", 30},
            {"Citation", Kind::fine, Rule::none, "", 36},
            {"Source", Kind::reference}};
}

std::vector<Cell> row_of(const View& view, const records::FigureSeen& seen) {
    const PublishedFigure& figure = seen.figure;
    const Unit unit = unit_of(figure);
    const Dollars dollars = in_dollars(view, figure);
    const Cell no_period = Missing{"not stated"};
    return {words_or(figure.subject, "not named"),
            figure.app ? Cell(to_text(*figure.app)) : Cell(Missing{"not on the page"}),
            std::string(to_text(figure.metric)),
            figure.period ? Cell(figure.period->first) : no_period,
            figure.period ? Cell(figure.period->last) : no_period,
            figure.region,
            figure.marketplace ? store_name(*figure.marketplace) : std::string("all or not said"),
            bound_words(figure.bound),
            double(figure.value) / unit.base_units,
            unit.name,
            dollars.value,
            dollars.date,
            dollars.source,
            std::string(to_text(figure.basis)),
            words_or(figure.basis_rule, "not stated"),
            words_or(figure.attribution, "not stated"),
            words_or(figure.evidence, "not recorded"),
            words_or(place_of(view, seen.response), "not recorded"),
            Reference{seen.response}};
}

bool is_watched(const View& view, const PublishedFigure& figure) {
    return std::ranges::any_of(view.market.apps, [&](const records::WatchedApp& app) {
        if (figure.app) return std::ranges::count(app.ids, *figure.app) > 0;
        return figure.subject == app.name || figure.subject == app.publisher ||
               figure.subject == app.parent;
    });
}

bool is_here(const PublishedFigure& figure) {
    const auto country = records::country_from(figure.region);
    return figure.region == "WW" ||
           (country && std::ranges::count(records::report_regions, (*country)->region) > 0);
}

bool is_dated(const View& view, const records::FigureSeen& seen) {
    const auto response = view.responses.find(seen.response);
    return seen.figure.observed_at ||
           (response != view.responses.end() && response->second->observed);
}

/// The figures of the archive that the sheet leaves out, each counted once.
struct LeftOut {
    std::size_t unwatched = 0;
    std::size_t elsewhere = 0;
    std::size_t undated = 0;

    bool takes(const View& view, const records::FigureSeen& seen) {
        if (!is_watched(view, seen.figure)) return ++unwatched > 0;
        if (!is_here(seen.figure)) return ++elsewhere > 0;
        return !is_dated(view, seen) && ++undated > 0;
    }
    std::string words() const {
        if (unwatched + elsewhere + undated == 0) return "";
        return " Not listed: " + grouped(double(unwatched)) + " of apps and companies that are " +
               "not watched, " + grouped(double(elsewhere)) + " of other countries, " +
               grouped(double(undated)) + " that nobody dates.";
    }
};

std::vector<const records::FigureSeen*> in_order(const View& view, LeftOut& left_out) {
    std::vector<const records::FigureSeen*> figures;
    for (const auto& seen : view.market.figures)
        if (!left_out.takes(view, seen)) figures.push_back(&seen);
    std::ranges::stable_sort(figures, {}, [](const records::FigureSeen* seen) {
        const PublishedFigure& figure = seen->figure;
        return std::tuple(figure.subject, figure.metric, figure.period, figure.region,
                          figure.marketplace, seen->response);
    });
    return figures;
}

}  // namespace

Sheet published(const View& view, const Sheets&) {
    Sheet sheet("Published");
    head(sheet, view, "Published");
    sheet.line(
        Style::note,
        "Figures that others published, as they published them. They are not observations of ours "
        "and not estimates of ours; gross and net, and different periods, do not compare.");
    LeftOut left_out;
    const auto figures = in_order(view, left_out);
    sheet.line(Style::note,
               "Listed: figures of watched apps and companies, worldwide or of a country of the "
               "report's regions, that were seen at a known moment." +
                   left_out.words());
    Table table{"published_rows", columns()};
    table.freeze = table.filter = true;
    for (const auto* seen : figures) table.rows.push_back(row_of(view, *seen));
    if (table.rows.empty())
        sheet.line(Style::note, "No such figure is in the archive up to this week.");
    else
        sheet.add(std::move(table));
    return sheet;
}

}  // namespace reports
