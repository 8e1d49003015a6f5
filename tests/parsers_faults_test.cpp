#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <string>

#include "golden.h"
#include "parsers/prices.h"
#include "parsers/read.h"

// What stores, and those between them and us, can do to a page. The ids are those of the catalogue
// of faults.

namespace {

using records::Outcome;

std::string repeated(std::string_view text, int times) {
    std::string out;
    out.reserve(text.size() * static_cast<std::size_t>(times));
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

std::string with(std::string text, std::string_view old, const std::string& now) {
    const std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old.size(), now);
}

records::Page page_with(std::string source, std::string body) {
    records::Page page;
    page.asked.source = std::move(source);
    page.fetched_at = records::instant_from("2026-10-05T15:00:00Z");
    page.body = std::move(body);
    return page;
}

/// A lookup of one app; `members` stand behind its id.
records::Page lookup(const std::string& name, const std::string& members = "") {
    return page_with("itunes-lookup",
                     R"({"resultCount":1,"results":[{"kind":"software","wrapperType":"software",)"
                     R"("trackViewUrl":"https://apps.apple.com/us/app/x/id900000001",)"
                     R"("trackName":")" +
                         name + R"(","trackId":900000001)" + members + "}]}");
}

/// A legacy chart with these rows, "id|name".
records::Page chart(std::initializer_list<std::pair<const char*, const char*>> rows) {
    std::string entries;
    for (const auto& [id, name] : rows)
        entries += std::string(entries.empty() ? "" : ",") + R"({"im:name":{"label":")" + name +
                   R"("},"id":{"label":"","attributes":{"im:id":")" + id + R"("}}})";
    return page_with("apple-rss-legacy",
                     R"({"feed":{"title":{"label":"iTunes Store: Top Free Applications"},)"
                     R"("link":{"attributes":{"rel":"self","href":)"
                     R"("https://itunes.apple.com/us/rss/topfreeapplications/limit=100/json"}},)"
                     R"("updated":{"label":"2026-10-05T07:00:00-07:00"})" +
                         (entries.empty() ? "" : ",\"entry\":[" + entries + "]") + "}}");
}

std::string fixture(const char* name) { return read_file(fixtures() / name); }

const records::AppListing& listing_in(const records::Reading& reading) {
    REQUIRE(reading.records.size() == 1);
    return std::get<records::AppListing>(reading.records.front());
}

std::string issues_of(const records::Reading& reading) {
    std::string text;
    for (const auto& issue : reading.issues) text += issue.where + ": " + issue.what + "\n";
    return text;
}

/// Reads a page that is made to cost time; many times what an ordinary page takes is too much.
records::Reading read_in_time(const records::Page& page) {
    const auto begun = std::chrono::steady_clock::now();
    auto reading = parsers::read(page);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{2});
    return reading;
}

/// A product page that needs its elements to be read, with `markup` in its body.
records::Reading read_markup(const std::string& markup) {
    return read_in_time(page_with("appstore-page", with(fixture("appstore-page/rendered.html"),
                                                        "</body>", markup + "</body>")));
}

}  // namespace

TEST_CASE("I01 JSON a million levels deep is refused, and said so in few words") {
    const auto reading = read_in_time(
        page_with("apple-rss-legacy", "{\"feed\":{\"entry\":" + std::string(1'000'000, '[')));
    CHECK(reading.outcome != Outcome::rows);
    CHECK(!issues_of(reading).empty());
    CHECK(issues_of(reading).size() < 500);
}

TEST_CASE("I02 a number of a million digits is no number, and what is told of it is short") {
    const std::string digits(1'000'000, '7');
    const auto reading = read_in_time(lookup("Lantern", ",\"userRatingCount\":" + digits));
    CHECK(issues_of(reading).size() < 1000);
    if (reading.outcome == Outcome::rows) CHECK_FALSE(listing_in(reading).rating_count);
}

TEST_CASE("I03 what is not UTF-8 in a name is replaced and told, the rest of the page is read") {
    const auto reading = parsers::read(lookup("Lan\xFFtern \\ud83d"));
    CHECK(listing_in(reading).name.find("\xEF\xBF\xBD") != std::string::npos);
    CHECK_THAT(issues_of(reading), Catch::Contains("UTF-8") || Catch::Contains("U+FFFD"));
}

TEST_CASE("I04 of equal keys the first counts; NaN is no JSON; 2^63 is no count") {
    CHECK(listing_in(parsers::read(lookup("A", R"(,"userRatingCount":5,"userRatingCount":6)")))
              .rating_count == 5);
    CHECK(parsers::read(lookup("A", ",\"userRatingCount\":NaN")).outcome != Outcome::rows);
    CHECK_FALSE(listing_in(parsers::read(lookup("A", ",\"userRatingCount\":9223372036854775808")))
                    .rating_count);
}

TEST_CASE("I05 a page that stops in the middle gives no rows, and says where it stopped") {
    auto page = page_with("itunes-lookup", fixture("itunes-lookup/two-apps.json"));
    page.body.resize(page.body.size() / 2);
    const auto reading = parsers::read(page);
    CHECK(reading.outcome == Outcome::drift);
    CHECK(reading.records.empty());
    CHECK_THAT(issues_of(reading), Catch::Contains("byte"));
}

TEST_CASE("I06 thirty thousand nested elements are refused before they cost anything") {
    CHECK_THAT(issues_of(read_markup(repeated("<div>", 30'000))), Catch::Contains("512"));
}

TEST_CASE("I07 ten thousand nested tables are refused before they cost anything") {
    CHECK_THAT(issues_of(read_markup(repeated("<table><tr><td>", 10'000))), Catch::Contains("512"));
}

TEST_CASE("I08 a hundred thousand attributes on a tag are refused before they cost anything") {
    std::string tag = "<p";
    for (int i = 0; i < 100'000; ++i) tag += " a" + std::to_string(i) + "=1";
    CHECK_THAT(issues_of(read_markup(tag + ">")), Catch::Contains("attributes"));
}

TEST_CASE("I09 a hundred thousand nested elements are refused like thirty thousand") {
    CHECK_THAT(issues_of(read_markup(repeated("<div>", 100'000))), Catch::Contains("512"));
}

TEST_CASE("I10 a chart without rows is empty, and no snapshot in which nobody ranks") {
    const auto reading = parsers::read(chart({}));
    CHECK(reading.outcome == Outcome::empty);
    CHECK(reading.records.empty());
}

TEST_CASE("I10 a chart that is shorter than usual says how deep it is: nobody ranks 0") {
    const auto reading = parsers::read(chart({{"900000001", "A"}, {"900000002", "B"}}));
    REQUIRE(reading.outcome == Outcome::rows);
    const auto& snapshot = std::get<records::ChartSnapshot>(reading.records.front());
    CHECK(snapshot.entries.size() == 2);
    for (const auto& entry : snapshot.entries) CHECK(entry.rank > 0);
}

TEST_CASE("I11 an app that is twice in a chart keeps both ranks, and is told with them") {
    const auto reading =
        parsers::read(chart({{"900000001", "A"}, {"900000002", "B"}, {"900000001", "A"}}));
    REQUIRE(reading.outcome == Outcome::rows);
    CHECK(std::get<records::ChartSnapshot>(reading.records.front()).entries.size() == 3);
    CHECK_THAT(issues_of(reading), Catch::Contains("900000001"));
}

TEST_CASE("I11 a row that cannot be read holds its rank, so that none behind it moves up") {
    auto page = chart({{"900000001", "A"}, {"900000002", "B"}, {"900000003", "C"}});
    page.body = with(page.body, R"({"im:id":"900000002"})", "{}");
    const auto reading = parsers::read(page);
    REQUIRE(reading.outcome == Outcome::rows);
    const auto& entries = std::get<records::ChartSnapshot>(reading.records.front()).entries;
    CHECK(entries.back().app_id == "900000003");
    CHECK(entries.back().rank == 3);
    CHECK_FALSE(reading.issues.empty());
}

TEST_CASE("I12 a page in a layout that nobody knows is drift or of no kind, never zero rows") {
    for (const char* source : {"appstore-page", "gplay-details", "itunes-lookup"}) {
        const auto reading = parsers::read(
            page_with(source, "<!doctype html><html><body><main>New</main></body></html>"));
        INFO(source);
        CHECK((reading.outcome == Outcome::drift || reading.outcome == Outcome::unsupported));
        CHECK_FALSE(reading.issues.empty());
    }
}

TEST_CASE("I13 a page of another storefront than was asked for gives no rows, and both are named") {
    auto page = chart({{"900000001", "A"}});
    page.asked.country = records::country_from("mx");
    const auto reading = parsers::read(page);
    CHECK(reading.outcome == Outcome::drift);
    CHECK(reading.records.empty());
    CHECK_THAT(issues_of(reading), Catch::Contains("MX") && Catch::Contains("US"));
}

TEST_CASE("I14 all sources speak UTF-8: a byte order mark is no matter, other charsets are told") {
    auto marked = lookup("短剧");
    marked.body.insert(0, "\xEF\xBB\xBF");
    CHECK(listing_in(parsers::read(marked)).name == "短剧");
    // 短剧 in GB18030 and in Shift-JIS; whatever the header says.
    for (const char* name : {"\xB6\xCC\xBE\xE7", "\x92\x5A\x8C\x80"}) {
        auto page = lookup(name);
        page.content_type = "text/javascript; charset=gb18030";
        const auto reading = parsers::read(page);
        CHECK_THAT(issues_of(reading), Catch::Contains("UTF-8"));
    }
    std::string wide;
    for (const char c : lookup("A").body) wide += {c, '\0'};
    const auto reading = parsers::read(page_with("itunes-lookup", "\xFF\xFE" + wide));
    CHECK(reading.outcome != Outcome::rows);
    CHECK_FALSE(reading.issues.empty());
}

TEST_CASE("I15 a number is read exactly as its storefront writes it, or not at all") {
    const auto text = [](const char* written, records::Currency currency) {
        const auto money = parsers::money_from(written, currency);
        return money ? std::to_string(money->minor_units) : money.error().what.substr(0, 0) + "no";
    };
    CHECK(text("1.234,50 €", "EUR") == "123450");
    CHECK(text("$1,234.50", "USD") == "123450");
    CHECK(text("Rp 99ribu", "IDR") == "9900000");
    CHECK(text("١٢٫٥٠ US$", "USD") == "1250");
    CHECK(text("三万", "JPY") == "no");
    CHECK(text("$1.234", "USD") == "no");  // a thousand, or one and a quarter?
    CHECK(text("about 5", "USD") == "no");
}

TEST_CASE("I16 marks of direction, zero width and emoji in a name are kept as they are") {
    const std::string name = "\u202EAB\u200Bc \U0001F468\u200D\U0001F469";
    CHECK(listing_in(parsers::read(lookup(name))).name == name);
}

TEST_CASE(
    "I17 a name of a hundred thousand characters is kept, and costs no more than its length") {
    const auto reading = read_in_time(lookup(std::string(100'000, 'n')));
    CHECK(listing_in(reading).name.size() == 100'000);
    CHECK(issues_of(reading).size() < 1000);
}

TEST_CASE("I20 entities of a feed are not expanded, and nothing outside of it is fetched") {
    std::string bomb = "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\">";
    for (char c = 'b'; c < 'l'; ++c)
        bomb += std::string("<!ENTITY ") + c + " \"" +
                repeated("&" + std::string(1, static_cast<char>(c - 1)) + ";", 10) + "\">";
    const std::string feed = fixture("apple-rss-legacy/us-top-free.xml");
    for (const std::string& definition :
         {bomb + "]>", std::string("<!DOCTYPE x [<!ENTITY k SYSTEM \"file:///etc/hostname\">]>")}) {
        auto page = page_with("apple-rss-legacy", with(feed, "?>", "?>" + definition));
        page.body = with(page.body, "iTunes Store: Top", "&k;iTunes Store: Top");
        const auto reading = read_in_time(page);
        CHECK(reading.outcome != Outcome::rows);
        CHECK_FALSE(reading.issues.empty());
    }
}

TEST_CASE("I21 data of a page is taken whole, whatever its texts hold") {
    std::string body = fixture("gplay-details/us.html");
    const auto name = listing_in(parsers::read(page_with("gplay-details", body))).name;
    REQUIRE_FALSE(name.empty());
    // As Google escapes it inside of a script, and the line separator as it is.
    const std::string hostile = "\\u003c/script\\u003e \xE2\x80\xA8 }); x";
    for (std::size_t at = body.find(name); at != std::string::npos;
         at = body.find(name, at + hostile.size()))
        body.replace(at, name.size(), hostile);
    CHECK(listing_in(parsers::read(page_with("gplay-details", body))).name ==
          "</script> \xE2\x80\xA8 }); x");
}
