#include "reports/refusals.h"

#include <algorithm>

namespace reports {
namespace {

using records::Chart;
using records::Marketplace;

struct ChartSource {
    std::string_view name;
    Marketplace marketplace;
    std::string_view genre_unnamed;  // what a URL asks for that names a chart and no genre
};
constexpr std::array sources = {
    ChartSource{"apple-rss", Marketplace::apple, "36"},
    ChartSource{"apple-rss-legacy", Marketplace::apple, "36"},
    ChartSource{"appstore-charts", Marketplace::apple, ""},
    ChartSource{"gplay-charts", Marketplace::google, ""},
};

struct Word {
    std::string_view text;
    Chart chart;
};
constexpr std::array words = {
    Word{"topfree", Chart::top_free},         Word{"top-free", Chart::top_free},
    Word{"toppaid", Chart::top_paid},         Word{"top-paid", Chart::top_paid},
    Word{"topgrossing", Chart::top_grossing}, Word{"top-grossing", Chart::top_grossing},
};

std::optional<Chart> chart_in(std::string_view url) {
    for (const Word& word : words)
        if (url.find(word.text) != std::string_view::npos) return word.chart;
    return std::nullopt;
}

std::string genre_in(std::string_view url, std::string_view otherwise) {
    for (const std::string_view before : {"genre=", "/charts/"})
        if (const auto at = url.find(before); at != std::string_view::npos) {
            const std::string_view rest = url.substr(at + before.size());
            const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
            if (digits > 0) return std::string(rest.substr(0, digits));
        }
    return std::string(otherwise);
}

}  // namespace

bool is_refused(const records::ResponseFacts& facts) {
    return facts.outcome != records::Outcome::rows && facts.outcome != records::Outcome::empty;
}

Refusals::Refusals(const records::Market& market) {
    for (const auto& facts : market.responses) {
        const auto* const source = std::ranges::find(sources, facts.source, &ChartSource::name);
        if (!is_refused(facts) || !facts.country || source == sources.end()) continue;
        const auto chart = chart_in(facts.url);
        pages_.push_back({{source->marketplace, *facts.country},
                          chart,
                          chart ? genre_in(facts.url, source->genre_unnamed) : "",
                          records::day_of(facts.observed.value_or(facts.recorded)),
                          &facts});
    }
}

const records::ResponseFacts* Refusals::find(const Expected& row, records::Day day) const {
    const auto is_of = [&](const Page& page) {
        return page.storefront == row.storefront && page.day == day &&
               (!page.chart || *page.chart == row.chart) &&
               (page.genre.empty() || page.genre == row.genre);
    };
    const auto found = std::ranges::find_if(pages_, is_of);
    return found == pages_.end() ? nullptr : found->facts;
}

}  // namespace reports
