#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "fixtures/simulator/numbers.h"
#include "fixtures/simulator/simulator.h"
#include "tests/simulator_wishes.h"

namespace {

using records::Marketplace;
using records::Region;
using simulator::TruthRow;

const std::vector<TruthRow>& ten_weeks() {
    static const std::vector<TruthRow> truth = [] {
        std::vector<TruthRow> rows;
        simulator::simulate(
            simulated_weeks(10), [](records::Page) {},
            [&](const TruthRow& row) { rows.push_back(row); });
        return rows;
    }();
    return truth;
}

int week_of(const TruthRow& row) {
    return static_cast<int>((row.day - simulated_weeks(10).first.monday()).count() / 7);
}

template <class Chosen>
double total(double TruthRow::*figure, Chosen chosen) {
    double sum = 0;
    for (const TruthRow& row : ten_weeks()) {
        if (chosen(row)) sum += row.*figure;
    }
    return sum;
}

double downloads(std::size_t app, Region region, int first_week, int last_week) {
    return total(&TruthRow::downloads, [&](const TruthRow& row) {
        return row.app == app && row.country->region == region && week_of(row) >= first_week &&
               week_of(row) <= last_week;
    });
}

double growth(Region region) {
    const auto part = [&](int first) {
        return total(&TruthRow::downloads, [&](const TruthRow& row) {
            return row.country->region == region && week_of(row) >= first &&
                   week_of(row) < first + 3;
        });
    };
    return part(7) / part(0);
}

double revenue(Region region) {
    return total(&TruthRow::revenue_usd,
                 [&](const TruthRow& row) { return row.country->region == region; });
}

}  // namespace

TEST_CASE("the arithmetic of the simulator agrees with the mathematics library") {
    for (double x = -30; x < 30; x += .37) {
        REQUIRE(simulator::exp_of(x) == Approx(std::exp(x)).epsilon(1e-13));
        const double y = std::exp(x);
        REQUIRE(simulator::log_of(y) == Approx(std::log(y)).epsilon(1e-13).margin(1e-13));
    }
}

TEST_CASE("a throw of the dice depends on the seed, the subject and the keys alone") {
    const simulator::Dice dice(7);
    using enum simulator::About;
    REQUIRE(dice.bits(taste, 1, 2) == dice.bits(taste, 1, 2));
    REQUIRE(dice.bits(taste, 1, 2) != dice.bits(taste, 2, 1));
    REQUIRE(dice.bits(taste, 1, 2) != dice.bits(level, 1, 2));
    REQUIRE(dice.bits(taste, 1, 2) != simulator::Dice(8).bits(taste, 1, 2));
}

TEST_CASE("throws of the dice are spread as they say") {
    const simulator::Dice dice(3);
    double sum = 0;
    double squares = 0;
    constexpr int count = 20000;
    for (int i = 0; i < count; ++i) {
        const double value = dice.normal(simulator::About::taste, i);
        sum += value;
        squares += value * value;
    }
    REQUIRE(sum / count == Approx(0).margin(.03));
    REQUIRE(squares / count == Approx(1).margin(.03));
}

TEST_CASE("every truth row is of a day in the wished weeks and says something") {
    const records::Period weeks{simulated_weeks(10).first.monday(),
                                simulated_weeks(10).first.plus(9).period().last};
    REQUIRE_FALSE(ten_weeks().empty());
    for (const TruthRow& row : ten_weeks()) {
        REQUIRE(weeks.contains(row.day));
        REQUIRE(row.app < simulated_apps().size());
        REQUIRE((row.downloads > 0 || row.revenue_usd > 0));
        REQUIRE(row.downloads == std::floor(row.downloads));
    }
}

TEST_CASE("an app has no downloads on a marketplace where it has no id") {
    for (const TruthRow& row : ten_weeks()) {
        REQUIRE(row.app != 6);  // UniReel has none
        if (row.app == 7) REQUIRE(row.marketplace == Marketplace::google);
    }
}

TEST_CASE("an app that is launched within the weeks starts on that day") {
    const auto launch = *records::day_from("2026-09-08");
    records::Day first = records::Day::max();
    for (const TruthRow& row : ten_weeks()) {
        if (row.app == 10) first = std::min(first, row.day);
    }
    REQUIRE(first == launch);
}

TEST_CASE("a regional launch, an exit and a burst are to be seen where and when they happen") {
    REQUIRE(downloads(8, Region::latin_america, 0, 2) == 0);
    REQUIRE(downloads(8, Region::latin_america, 4, 9) > 0);
    REQUIRE(downloads(9, Region::united_states, 0, 5) > 0);
    REQUIRE(downloads(9, Region::united_states, 7, 9) == 0);
    REQUIRE(downloads(3, Region::southeast_asia, 3, 3) >
            1.7 * downloads(3, Region::southeast_asia, 2, 2));
}

TEST_CASE("the US leads in revenue, Latin America and Southeast Asia in growth") {
    REQUIRE(revenue(Region::united_states) > revenue(Region::latin_america));
    REQUIRE(revenue(Region::united_states) > revenue(Region::southeast_asia));
    REQUIRE(growth(Region::latin_america) > growth(Region::united_states));
    REQUIRE(growth(Region::southeast_asia) > growth(Region::united_states));
}

TEST_CASE("Thursdays have fewer downloads than Sundays") {
    std::map<unsigned, double> by_weekday;
    for (const TruthRow& row : ten_weeks()) {
        by_weekday[std::chrono::weekday(row.day).iso_encoding()] += row.downloads;
    }
    REQUIRE(by_weekday[7] > by_weekday[4]);
}
