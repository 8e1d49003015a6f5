#include "app/fetch_table.h"

#include <algorithm>
#include <numeric>

#include "app/plan.h"

namespace app {
namespace {

using records::Ending;
using records::Outcome;

std::size_t rows_in(const records::Record& record) {
    if (const auto* chart = std::get_if<records::ChartSnapshot>(&record))
        return chart->entries.size();
    if (const auto* fx = std::get_if<records::FxRates>(&record)) return fx->rates.size();
    return 1;
}

/// A page of published figures is kept as evidence: that no parser reads it is nothing amiss.
Outcome outcome_of(const records::Reading& reading, const std::string& source) {
    const bool evidence = source == schedules::published_pages;
    return evidence && reading.outcome == Outcome::unsupported ? Outcome::empty : reading.outcome;
}

bool answered(Ending ending) {
    return ending == Ending::fetched || ending == Ending::not_modified || ending == Ending::blocked;
}

void add_reading(Yield& yield, const records::Reading& reading, const std::string& source) {
    ++yield.outcomes[static_cast<std::size_t>(outcome_of(reading, source))];
    if (reading.outcome != Outcome::rows) return;
    for (const auto& record : reading.records) yield.rows += rows_in(record);
}

void add_ending(Yield& yield, const archive::TaskFacts& task) {
    ++yield.asked;
    if (task.ending)
        ++yield.endings[static_cast<std::size_t>(*task.ending)];
    else
        ++yield.waiting;
}

/// One way to fall short, and what helps.
struct Shortfall {
    std::size_t (*count)(const Yield&);
    const char* what;
};
constexpr std::array ways = {
    Shortfall{[](const Yield& y) { return y.of(Ending::refused_by_robots); },
              "refused by robots.txt: nothing to do, unless the host gives a written permission "
              "(`permission` of its [[host]]); `dramascope plan` shows the rule"},
    Shortfall{[](const Yield& y) { return y.of(Outcome::blocked); },
              "blocked by the host, which is respected: wait a day, and lower its per_minute"},
    Shortfall{[](const Yield& y) { return y.of(Outcome::drift) + y.of(Outcome::unsupported); },
              "kept, but not of the kind or layout that was asked for; their rows are not used. "
              "After an update of dramascope, `dramascope reparse` reads them again"},
    Shortfall{[](const Yield& y) { return y.of(Ending::failed); },
              "failed for the reasons above; the next run asks again"},
    Shortfall{[](const Yield& y) { return y.of(Ending::skipped_by_budget); },
              "beyond the budget of the day: run again tomorrow, or raise `budget` of the host"},
    Shortfall{[](const Yield& y) { return y.of(Ending::missed); },
              "missed: they were not asked within a day"},
    Shortfall{[](const Yield& y) { return y.waiting; },
              "not asked yet: the same command goes on with them, within a day"},
};

}  // namespace

std::size_t Yield::useful() const { return of(Outcome::rows) + of(Outcome::empty); }

records::Result<Yields> yields_of(const std::vector<archive::TaskFacts>& tasks,
                                  const archive::Archive& archive) {
    Yields yields;
    for (const auto& task : tasks) {
        const std::string source = source_of(task.task);
        const auto& country = task.task.asked.country;
        Yield& yield = yields[{source, country ? records::storefront_code(*country) : ""}];
        add_ending(yield, task);
        if (task.response == 0 || !task.ending || !answered(*task.ending)) continue;
        const auto reading = archive.reading(task.response, std::nullopt);
        if (!reading) return tl::unexpected(reading.error());
        add_reading(yield, *reading, source);
    }
    return yields;
}

Table table_of(const Yields& yields) {
    Table table({"source", "storefront", "asked", "fetched", "not_modified", "empty", "blocked",
                 "drift", "unsupported", "refused", "failed", "over_budget", "missed", "waiting",
                 "rows", "coverage_percent"});
    for (const auto& [key, yield] : yields) {
        table.add({key.first, key.second, yield.asked, yield.of(Ending::fetched),
                   yield.of(Ending::not_modified), yield.of(Outcome::empty),
                   yield.of(Outcome::blocked), yield.of(Outcome::drift),
                   yield.of(Outcome::unsupported), yield.of(Ending::refused_by_robots),
                   yield.of(Ending::failed), yield.of(Ending::skipped_by_budget),
                   yield.of(Ending::missed), yield.waiting, yield.rows,
                   100 * yield.useful() / yield.asked});
    }
    return table;
}

std::vector<std::string> shortfalls(const Yields& yields) {
    std::vector<std::string> told;
    for (const auto& way : ways) {
        std::size_t count = 0;
        for (const auto& [key, yield] : yields) count += way.count(yield);
        if (count > 0) told.push_back(counted(count, "request") + " " + way.what);
    }
    return told;
}

}  // namespace app
