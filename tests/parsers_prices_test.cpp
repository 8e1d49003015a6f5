#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "golden.h"
#include "parsers/prices.h"

using parsers::money_from;
using parsers::money_from_decimal;
using parsers::money_from_micros;
using parsers::money_from_number;
using records::Currency;
using records::Money;

namespace {

struct Printed {
    const char* text;
    Currency currency;
    std::int64_t minor_units;
};

void check(const Printed& printed) {
    INFO(printed.text << " in " << printed.currency->code);
    const auto money = money_from(printed.text, printed.currency);
    INFO((money ? "" : money.error().what));
    REQUIRE(money);
    CHECK(*money == Money{printed.minor_units, printed.currency});
}

void check_refused(std::string_view text, Currency currency, std::string_view why) {
    INFO(text << " in " << currency->code);
    const auto money = money_from(text, currency);
    REQUIRE_FALSE(money);
    CHECK_THAT(money.error().what, Catch::Contains(std::string(why)));
}

}  // namespace

TEST_CASE("a price is read as its storefront prints it") {
    for (const Printed& printed : {
             Printed{"$19.99", "USD", 1999},
             Printed{"USD 19.99", "USD", 1999},
             Printed{"19,99 $US", "USD", 1999},
             Printed{"19,99 USD", "USD", 1999},
             Printed{"$399.00", "MXN", 39900},
             Printed{"MX$1,299.00", "MXN", 129900},
             Printed{"R$ 99,90", "BRL", 9990},
             Printed{"R$\u00a01.049,90", "BRL", 104990},
             Printed{"$ 84.900,00", "COP", 8490000},
             Printed{"$ 84.900", "COP", 8490000},
             Printed{"$19.990", "CLP", 19990},
             Printed{"$990", "CLP", 990},
             Printed{"S/ 74.90", "PEN", 7490},
             Printed{"Rp 349ribu", "IDR", 34900000},
             Printed{"Rp 1,5juta", "IDR", 150000000},
             Printed{"Rp 349.000", "IDR", 34900000},
             Printed{"Rp 99RIBU", "IDR", 9900000},
             Printed{"Rp99rb", "IDR", 9900000},
             Printed{"Rp. 99Rb", "IDR", 9900000},
             Printed{"IDR 99K", "IDR", 9900000},
             Printed{"\u0661\u0662\u0663\u066b\u0664\u0665 ج.م.\u200f", "EGP", 12345},
             Printed{"\u0661\u066c\u0662\u0663\u0664\u066b\u0665 د.إ.", "AED", 123450},
             Printed{"SAR \u0661\u066c\u0662\u0663\u0664", "SAR", 123400},
             Printed{"USD \u06f4\u066b\u06f9\u06f9", "USD", 499},
             Printed{"USD \u0664\u066b\u0669\u0669\u0660", "USD", 499},
             Printed{"KWD \u0661\u066b\u0662\u0665\u0660", "KWD", 1250},
             Printed{"RM89.90", "MYR", 8990},
             Printed{"฿699.00", "THB", 69900},
             Printed{"₱ 1,090.00", "PHP", 109000},
             Printed{"499.000đ", "VND", 499000},
             Printed{"499.000 ₫", "VND", 499000},
             Printed{"S$ 28.98", "SGD", 2898},
             Printed{"NT$590", "TWD", 59000},
             Printed{"￦28,000", "KRW", 28000},
             Printed{"￥３，０００", "JPY", 3000},
             Printed{"¥128.00", "CNY", 12800},
             Printed{"19,99\u202f€", "EUR", 1999},
             Printed{"€ 1.019,99", "EUR", 101999},
             Printed{"1 019,99 €", "EUR", 101999},
             Printed{"CHF 1'019.00", "CHF", 101900},
             Printed{"₹ 1,49,900.00", "INR", 14990000},
             Printed{"₹ 1,499", "INR", 149900},
             Printed{"0đ", "VND", 0},
             Printed{"$0.00", "USD", 0},
             Printed{"¥600.00", "JPY", 600},
             Printed{"4.99", "USD", 499},
             Printed{"\u200f4.9 ₪", "ILS", 490},
             Printed{"HUF7,990.00", "HUF", 799000},
         })
        check(printed);
}

TEST_CASE("a price whose sign is of another currency is refused") {
    check_refused("€4.99", "USD", "\"€\"");
    check_refused("$4.99", "EUR", "expected EUR");
    check_refused("R$ 29,90", "MXN", "expected MXN");
    check_refused("USD 4.99", "CLP", "\"USD\"");
    check_refused("S$ 6.98", "USD", "\"S$\"");
    check_refused("£4.99", "BRL", "\"£\"");
}

TEST_CASE("a price that can be read in two ways is refused") {
    check_refused("$5.990", "USD", "one way only");
    check_refused("1.299 €", "EUR", "one way only");
    check_refused("KWD 1.250", "KWD", "one way only");
    check_refused("Rp 1.299ribu", "IDR", "one way only");
    check_refused("Rp 1.299K", "IDR", "one way only");
    check_refused("SAR \u0661.\u0662\u0663\u0664", "SAR", "one way only");
    check_refused("SAR \u0661\u066b\u0662\u066b\u0663", "SAR", "one way only");
}

TEST_CASE("a text that is no single price is refused") {
    check_refused("", "USD", "not one number");
    check_refused("Free", "USD", "not one number");
    check_refused("$0.99 - $49.99", "USD", "not one number");
    check_refused("-$4.99", "USD", "\"-$\"");
    check_refused("$4.99/month", "USD", "\"/month\"");
    check_refused("$1,23", "CLP", "no amount");
    check_refused("$12,34,567.00", "USD", "one way only");
    check_refused("$1.2.3,4,5", "USD", "one way only");
    check_refused("$0,990.00", "USD", "one way only");
    check_refused("$99999999999999999999.00", "USD", "no amount");
    check_refused(std::string(1000, '9'), "USD", "too long");
    check_refused("99ribu", "USD", "\"ribu\"");
    check_refused("$4.999999", "USD", "one way only");
    check_refused("$99K", "USD", "\"K\"");
    check_refused("CLP \u0665\u066b\u0669\u0669\u0660", "CLP", "no amount");
    check_refused(
        "$4\x1f"
        "99",
        "USD", "control character");
}

TEST_CASE("every amount that is printed in a currency's own form is read back") {
    for (const std::int64_t units : {0, 1, 99, 100, 999, 12345, 99999, 100000, 123456789}) {
        const auto whole = std::to_string(units / 100);
        const auto cents = std::to_string(100 + units % 100).substr(1);
        std::string thousands;
        for (std::size_t at = 0; at < whole.size(); ++at) {
            if (at > 0 && (whole.size() - at) % 3 == 0) thousands += '|';
            thousands += whole[at];
        }
        const auto with = [&](char group, char decimal) {
            std::string text = thousands + decimal + cents;
            std::ranges::replace(text, '|', group);
            return text;
        };
        check({with(',', '.').c_str(), "USD", units});
        check({(with('.', ',') + " €").c_str(), "EUR", units});
        check({(with(' ', ',') + " kr").c_str(), "SEK", units});
    }
}

TEST_CASE("a decimal amount of a feed becomes minor units, whatever its number of zeros") {
    CHECK(money_from_decimal("0.00000", "HKD") == Money{0, "HKD"});
    CHECK(money_from_decimal("4.99", "USD") == Money{499, "USD"});
    CHECK(money_from_decimal("29.9", "BRL") == Money{2990, "BRL"});
    CHECK(money_from_decimal("5990.00", "CLP") == Money{5990, "CLP"});
    CHECK(money_from_decimal("24900", "COP") == Money{2490000, "COP"});
    for (const char* bad : {"", ".", ".5", "4,99", "-1", "1e3", "4.999", "nan", "4.99 "})
        CHECK_FALSE(money_from_decimal(bad, "USD"));
}

TEST_CASE("a JSON number means the decimals it was written with") {
    CHECK(money_from_number(29.9, "BRL") == Money{2990, "BRL"});
    CHECK(money_from_number(0.0, "NOK") == Money{0, "NOK"});
    CHECK(money_from_number(149000, "VND") == Money{149000, "VND"});
    CHECK_FALSE(money_from_number(-1, "USD"));
    CHECK_FALSE(money_from_number(1e300, "USD"));
    CHECK_FALSE(money_from_number(4.999, "USD"));
}

TEST_CASE("micros become minor units when they are whole ones") {
    CHECK(money_from_micros(4'990'000, "USD") == Money{499, "USD"});
    CHECK(money_from_micros(5'990'000'000, "CLP") == Money{5990, "CLP"});
    CHECK(money_from_micros(1'250'000, "KWD") == Money{1250, "KWD"});
    CHECK_FALSE(money_from_micros(4'999'999, "USD"));
    CHECK_FALSE(money_from_micros(-4'990'000, "USD"));
}

TEST_CASE("the price texts of 72 real storefronts are all read") {
    std::ifstream table(shared_captures() / "appstore-page" /
                        "wwm9213-iap-price-strings-2026-09-16.tsv");
    if (!table) {
        WARN("no real captures on this machine");
        return;
    }
    std::string line;
    std::getline(table, line);  // the header
    int rows = 0;
    for (; std::getline(table, line); ++rows) {
        std::istringstream cells(line);
        std::string storefront, code, value, text;
        cells >> storefront >> code >> value >> std::ws;
        std::getline(cells, text);
        INFO(line);
        const auto currency = Currency::find(code);
        REQUIRE(currency);
        const auto money = money_from(text, *currency);
        INFO((money ? "" : money.error().what));
        REQUIRE(money);
        CHECK(*money == money_from_decimal(value, *currency));
    }
    CHECK(rows == 72);
}
