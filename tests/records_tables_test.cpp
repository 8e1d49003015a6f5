#include <catch2/catch.hpp>

#include <sstream>

#include "golden.h"
#include "records/reading.h"

using namespace records;

namespace {

std::string apple_bills(std::string_view code) {
    const auto country = country_from(code);
    if (!country) return "unknown country";
    const auto currency = billing_currency(Marketplace::apple, *country);
    return currency ? std::string((*currency)->code) : "not known";
}

}  // namespace

TEST_CASE("a country is found in either case, and one that does not exist is empty") {
    REQUIRE(country_from("us") == Country("US"));
    REQUIRE(country_from("Br") == Country("BR"));
    for (const auto* code : {"", "u", "usa", "uk", "zz", "u\0", "  "}) {
        CAPTURE(code);
        REQUIRE_FALSE(country_from(code));
    }
}

TEST_CASE("a storefront is a marketplace and a country, and an unknown one is empty") {
    const auto storefront = storefront_from("apple/us");
    REQUIRE(storefront == Storefront{Marketplace::apple, Country("US")});
    REQUIRE(to_text(*storefront) == "apple/us");
    REQUIRE(storefront_from("google/ID"));
    for (const auto* text : {"apple/zz", "amazon/us", "us", "apple/", "/us", "", "apple/us/"}) {
        CAPTURE(text);
        REQUIRE_FALSE(storefront_from(text));
    }
}

TEST_CASE("the report regions have 1, 18 and 10 storefronts") {
    REQUIRE(countries_of(Region::united_states).size() == 1);
    REQUIRE(countries_of(Region::latin_america).size() == 18);
    REQUIRE(countries_of(Region::southeast_asia).size() == 10);
}

TEST_CASE("Timor-Leste is a country of Southeast Asia in which no store sells") {
    REQUIRE(Country("TL")->region == Region::southeast_asia);
    REQUIRE_FALSE(billing_currency(Marketplace::apple, "TL"));
    REQUIRE_FALSE(billing_currency(Marketplace::google, "TL"));
}

TEST_CASE("Apple has 175 storefronts") {
    REQUIRE(std::ranges::count_if(country_table, [](const CountryFacts& country) {
                return !country.apple_currency.empty();
            }) == 175);
}

TEST_CASE("no two countries share a number of Apple's") {
    std::vector<int> numbers;
    for (const auto& country : country_table) {
        if (country.apple_storefront != 0) numbers.push_back(country.apple_storefront);
    }
    std::ranges::sort(numbers);
    REQUIRE(std::ranges::adjacent_find(numbers) == numbers.end());
    REQUIRE(numbers.front() == 143441);
}

TEST_CASE("Apple bills dollars in most of Latin America and the small markets of Southeast Asia") {
    for (const auto* code : {"ar", "bo", "cr", "do", "ec", "gt", "hn", "ni", "pa", "py", "sv", "uy",
                             "ve", "kh", "la", "mm", "bn"}) {
        CAPTURE(code);
        REQUIRE(apple_bills(code) == "USD");
    }
    REQUIRE(apple_bills("cl") == "CLP");
    REQUIRE(apple_bills("vn") == "VND");
    REQUIRE(apple_bills("zz") == "unknown country");
}

TEST_CASE("the currency that Apple bills is the one on its product pages") {
    const auto file = shared_captures() / "appstore-page/wwm9213-iap-price-strings-2026-09-16.tsv";
    if (!std::filesystem::exists(file)) {
        WARN("no real captures beside the project: nothing to compare with");
        return;
    }
    std::istringstream lines(read_file(file));
    std::string line;
    std::getline(lines, line);
    int compared = 0;
    while (std::getline(lines, line)) {
        CAPTURE(line);
        REQUIRE(apple_bills(line.substr(0, 2)) == line.substr(3, 3));
        ++compared;
    }
    REQUIRE(compared == 72);
}

TEST_CASE("the decimals of a currency are those of ISO 4217, not those that a store prints") {
    REQUIRE(Currency("USD")->decimals == 2);
    for (const auto* code : {"JPY", "KRW", "VND", "CLP", "PYG", "ISK", "UGX", "XAF", "XOF"}) {
        CAPTURE(code);
        REQUIRE(Currency::find(code).value()->decimals == 0);
    }
    for (const auto* code : {"KWD", "BHD", "JOD", "OMR", "TND"}) {
        CAPTURE(code);
        REQUIRE(Currency::find(code).value()->decimals == 3);
    }
    for (const auto* code : {"HUF", "TWD", "IDR", "COP", "MMK", "LAK", "CRC"}) {
        CAPTURE(code);
        REQUIRE(Currency::find(code).value()->decimals == 2);
    }
}

TEST_CASE("a currency that we do not know is empty") {
    for (const auto* code : {"", "usd", "XXX", "XAU", "US", "USDT"}) {
        CAPTURE(code);
        REQUIRE_FALSE(Currency::find(code));
    }
}

TEST_CASE("the names of every enumeration lead back to their values") {
    for (const auto marketplace : {Marketplace::apple, Marketplace::google}) {
        REQUIRE(marketplace_from(to_text(marketplace)) == marketplace);
    }
    for (const auto chart : {Chart::top_free, Chart::top_paid, Chart::top_grossing}) {
        REQUIRE(chart_from(to_text(chart)) == chart);
    }
    for (const auto outcome :
         {Outcome::rows, Outcome::empty, Outcome::blocked, Outcome::drift, Outcome::unsupported}) {
        REQUIRE(outcome_from(to_text(outcome)) == outcome);
    }
    REQUIRE_FALSE(marketplace_from("Apple"));
    REQUIRE_FALSE(chart_from("topfree"));
    REQUIRE_FALSE(outcome_from("ok"));
}

TEST_CASE("a name is printed for every metric, basis, bound and region") {
    REQUIRE(to_text(Metric::downloads) == "downloads");
    REQUIRE(to_text(Metric::iap_revenue) == "iap_revenue");
    REQUIRE(to_text(Metric::rpd) == "rpd");
    REQUIRE(to_text(Metric::company_revenue) == "company_revenue");
    REQUIRE(to_text(Metric::count_apps) == "count_apps");
    REQUIRE(to_text(Basis::net) == "net");
    REQUIRE(to_text(Bound::above) == "above");
    REQUIRE(to_text(Bound::rounded) == "rounded");
    REQUIRE(to_text(Region::latin_america) == "Latin America");
    REQUIRE(to_text(Region::rest_of_world) == "Rest of world");
}

TEST_CASE("an app is named by its marketplace and its id there") {
    REQUIRE(to_text(AppId{Marketplace::apple, "1636235979"}) == "apple:1636235979");
}
