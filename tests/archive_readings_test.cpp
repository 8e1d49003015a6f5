#include <limits>

#include "archive_testing.h"

using namespace archive_testing;
using namespace records;

namespace {

AppListing full_listing() {
    AppListing it;
    it.marketplace = Marketplace::google;
    it.country = Country("BR");
    it.app_id = "com.example.drama";
    it.bundle_id = "bundle";
    it.name = std::string("N\0ul, \x1f, 4:5:-, \xF0\x9F\x8E\xAC", 20);
    it.publisher = "\xff\xfe not UTF-8";
    it.genre = "ENTERTAINMENT";
    it.price = Money{-499, "BRL"};
    it.rating = 4.700000000000001;
    it.rating_count = std::numeric_limits<std::int64_t>::max();
    it.histogram = std::array<std::int64_t, 5>{1, 2, 3, 4, 5};
    it.installs = 123456789012;
    it.installs_floor = 100000000000;
    it.iap = {{"Coins", Money{99, "BRL"}}, {"Coins", std::nullopt}, {"", Money{1, "USD"}}};
    it.iap_range = std::pair(Money{99, "BRL"}, Money{9999, "BRL"});
    it.released = day_from("2022-06-01");
    it.updated = day_from("1969-12-31");
    it.version = "1.2.3";
    it.observed_at = at("2026-10-05T14:00:00Z");
    return it;
}

PublishedFigure full_figure(int kind) {
    PublishedFigure it;
    it.subject = "Example Drama";
    it.app = AppId{Marketplace::apple, "1234567890"};
    it.metric = static_cast<Metric>(kind);
    it.value = -5;
    it.currency = Currency("USD");
    it.bound = static_cast<Bound>(kind % 4);
    it.period = Period{*day_from("2026-09-01"), *day_from("2026-09-30")};
    it.region = "US";
    it.marketplace = Marketplace::google;
    it.basis = static_cast<Basis>(kind % 3);
    it.basis_rule = "the page says net";
    it.attribution = "Vendor";
    it.evidence = "/a/b: \"< $5k\"";
    it.observed_at = at("2026-10-05T14:00:00Z");
    return it;
}

ChartSnapshot chart_with_gaps() {
    ChartSnapshot it = chart_of({"1", "2", ""}, "2026-10-05T14:00:00Z");
    it.entries[1].rank = 7;
    it.entries[1].bundle_id = "com.example";
    it.entries[1].price = std::nullopt;
    it.entries[2].rank = 9;
    it.entries[2].price = Money{600, "EUR"};
    return it;
}

std::vector<Record> every_kind_of_record() {
    std::vector<Record> all = {
        chart_with_gaps(),
        chart_of({}, "2026-10-05T14:00:00Z"),
        ChartSnapshot{},
        full_listing(),
        AppListing{},
        PublishedFigure{},
        FxRates{*day_from("2026-10-05"), "EUR", {{Currency("BRL"), 6.1}, {Currency("USD"), 0.1}}},
        FxRates{}};
    for (int kind = 0; kind <= static_cast<int>(Metric::count_apps); ++kind)
        all.push_back(full_figure(kind));
    all.push_back(chart_of({"9", "9"}, "2026-10-06T14:00:00Z"));
    return all;
}

}  // namespace

TEST_CASE("a reading comes back exactly as it was added, whatever is in it") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    Reading reading = reading_of(every_kind_of_record(), "2026-10-05T14:00:00Z");
    reading.issues = {{"/feed/entry/3", "no label"}, {"", ""}};
    Reading blocked;
    blocked.outcome = Outcome::blocked;
    const auto kept = import(*archive, {saved("one", "1"), saved("two", "2")}, {reading, blocked});

    const Reading back = value_of(archive->reading(kept[0].id, {}));
    REQUIRE(back.records.size() == reading.records.size());
    for (std::size_t i = 0; i < reading.records.size(); ++i) {
        INFO("record " << i);
        CHECK((back.records[i] == reading.records[i]));
    }
    CHECK((back.issues == reading.issues));
    CHECK(back.source == "test");
    CHECK(back.generation == "first");
    CHECK(back.parser_version == 1);
    CHECK((back.country == reading.country));
    CHECK((back.observed_at == reading.observed_at));

    const Reading other = value_of(archive->reading(kept[1].id, {}));
    CHECK((other.outcome == Outcome::blocked));
    CHECK_FALSE(other.country);
    CHECK_FALSE(other.observed_at);
    CHECK(other.records.empty());
}

TEST_CASE("importing the same page again changes nothing") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const std::vector<Page> pages = {
        response("https://example.org/a", "2026-10-05T14:00:00Z", "{\"a\":1}"),
        saved("b.json", "{}")};
    const std::vector<Reading> readings = {
        reading_of({chart_of({"1"}, "2026-10-05T14:00:00Z")}, "2026-10-05T14:00:00Z"), Reading{}};
    const auto first = import(*archive, pages, readings, "2026-11-01T00:00:00Z");
    const auto size = std::filesystem::file_size(folder / "a/warc/000001.warc.gz");

    const auto second = import(*archive, pages, readings, "2026-12-01T00:00:00Z");
    CHECK(std::filesystem::file_size(folder / "a/warc/000001.warc.gz") == size);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        CHECK_FALSE(first[i].known);
        CHECK(second[i].known);
        CHECK(second[i].id == first[i].id);
        CHECK(second[i].digest == first[i].digest);
    }
    const auto all = value_of(archive->responses({}));
    REQUIRE(all.size() == 2);
    CHECK((all[0].recorded == at("2026-11-01T00:00:00Z")));
}

TEST_CASE("a page that is twice in a batch is kept once") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const Page page = saved("b.json", "{}");
    const auto kept = import(*archive, {page, page}, {Reading{}, Reading{}});
    CHECK(kept[0].id == kept[1].id);
    CHECK_FALSE(kept[0].known);
    CHECK(kept[1].known);
    CHECK(value_of(archive->responses({})).size() == 1);
}

TEST_CASE("the same bytes of another moment are a revisit, and come back whole") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const Page one = response("https://example.org/a", "2026-10-05T14:00:00Z", "{\"a\":1}");
    Page two = response("https://example.org/a", "2026-10-06T14:00:00Z", "{\"a\":1}");
    two.head += "X-Served-By: other\r\n";
    const auto kept = value_of(archive->keep(std::vector{one, two}));
    CHECK_FALSE(kept[0].revisit);
    CHECK(kept[1].revisit);
    CHECK(kept[0].id != kept[1].id);
    const Page back = value_of(archive->page(kept[1].id));
    CHECK(back.body == two.body);
    CHECK(back.head == two.head);
    CHECK((back.fetched_at == two.fetched_at));
}

TEST_CASE("a page comes back with all that was said about it") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    Page page = saved("saved files/%20 \u00fc\n.json", "{}");
    page.asked = {"apple-rss-legacy", Country("BR"), Chart::top_paid, "36&x=1", "123"};
    page.content_type = "text/html; charset=utf-8";
    page.status = 429;
    const auto kept = value_of(archive->keep(std::vector{page}));
    const Page back = value_of(archive->page(kept[0].id));
    CHECK(back.place == page.place);
    CHECK(back.url.empty());
    CHECK_FALSE(back.fetched_at);
    CHECK(back.status == 429);
    CHECK(back.content_type == page.content_type);
    CHECK(back.body == page.body);
    CHECK(back.asked.source == page.asked.source);
    CHECK((back.asked.country == page.asked.country));
    CHECK((back.asked.chart == page.asked.chart));
    CHECK(back.asked.genre == page.asked.genre);
    CHECK(back.asked.app_id == page.asked.app_id);
}

TEST_CASE("the same file with other hints is another page") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    Page page = saved("a.json", "{}");
    const auto without = import(*archive, {page}, {Reading{}});
    page.asked.country = Country("US");
    const auto with = value_of(archive->keep(std::vector{page}));
    CHECK(with[0].id != without[0].id);
    CHECK_FALSE(with[0].known);
}

TEST_CASE("a new reading supersedes the old one, which stays for who asks as of then") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const Reading before =
        reading_of({chart_of({"1"}, "2026-10-05T14:00:00Z")}, "2026-10-05T14:00:00Z");
    Reading after = before;
    after.parser_version = 2;
    after.issues = {{"/x", "new"}};
    const auto kept = import(*archive, {saved("a", "a")}, {before}, "2026-11-01T00:00:00Z");
    const std::vector<archive::Kept> again = {{kept[0].id, kept[0].digest, false, false}};
    value_of(archive->add(again, std::vector{after}, at("2026-11-02T00:00:00Z")));
    value_of(archive->add(again, std::vector{after}, at("2026-11-03T00:00:00Z")));

    CHECK(value_of(archive->reading(kept[0].id, {})).parser_version == 2);
    CHECK(value_of(archive->reading(kept[0].id, at("2026-11-01T12:00:00Z"))).parser_version == 1);
    CHECK_FALSE(archive->reading(kept[0].id, at("2026-10-01T00:00:00Z")));
    const auto facts = value_of(archive->responses({}));
    REQUIRE(facts.size() == 1);
    CHECK((facts[0].recorded == at("2026-11-02T00:00:00Z")));
    const auto market = value_of(archive->market(Week(*day_from("2026-10-05")), 1, {}, {}));
    CHECK(market.charts.size() == 1);
}

TEST_CASE("responses are chosen by source, outcome and moment") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    Reading blocked;
    blocked.source = "other";
    blocked.outcome = Outcome::blocked;
    import(*archive, {saved("a", "a"), saved("b", "b")},
           {reading_of({}, "2026-10-05T14:00:00Z"), blocked});
    CHECK(value_of(archive->responses({"", {}, {}})).size() == 2);
    CHECK(value_of(archive->responses({"other", {}, {}})).size() == 1);
    CHECK(value_of(archive->responses({"other", Outcome::rows, {}})).empty());
    CHECK(value_of(archive->responses({"", Outcome::rows, {}})).at(0).place == "a");
    CHECK(value_of(archive->responses({"", {}, at("2026-01-01T00:00:00Z")})).empty());
}
