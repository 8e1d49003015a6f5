// The public output of `dramascope parse`, held to docs/output.schema.json.

#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>

#include "app/fetch_table.h"
#include "app/json_lines.h"
#include "app_testing.h"
#include "parsers/json.h"

using parsers::Json;
using parsers::JsonText;
using namespace records;

namespace {

const std::string& schema_text() {
    static const std::string text = read_file(project_root() / "docs/output.schema.json");
    return text;
}

bool is_of_type(const Json& value, std::string_view type) {
    if (type == "null") return value.is_null();
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_list();
    if (type == "string") return value.text().has_value();
    if (type == "integer") return value.integer().has_value();
    return type == "number" && value.number().has_value();
}

bool has_type(const Json& value, const Json& types) {
    if (const auto one = types.text()) return is_of_type(value, *one);
    return std::ranges::any_of(types.items(),
                               [&](const Json& type) { return is_of_type(value, *type.text()); });
}

bool equal(const Json& one, const Json& other) {
    return one.is_null() ? other.is_null() : one.text() && one.text() == other.text();
}

/// What of a schema a value breaks, as sentences. Knows the words that our schema uses.
class Check {
public:
    std::vector<std::string> faults;

    void line(const Json& given) { value(given, schema_.root(), "line"); }
    void row(const Json& given, const char* kind) {
        value(given, schema_.root()["$defs"][kind], "row");
    }

private:
    void value(const Json& given, const Json& rule, const std::string& where) {
        if (const auto reference = rule["$ref"].text()) {
            return value(given, schema_.root().at(reference->substr(1)), where);
        }
        if (rule["oneOf"]) return one_of(given, rule["oneOf"], where);
        if (rule["type"] && !has_type(given, rule["type"])) return fault(where, "has another type");
        if (rule["const"] && !equal(given, rule["const"])) fault(where, "is another text");
        if (rule["enum"] && std::ranges::none_of(rule["enum"].items(), [&](const Json& allowed) {
                return equal(given, allowed);
            }))
            fault(where, "is none of the allowed texts");
        text(given, rule, where);
        number(given, rule, where);
        if (given.is_list()) list(given, rule, where);
        if (given.is_object()) object(given, rule, where);
    }

    void fault(const std::string& where, const std::string& what) {
        faults.push_back(where + " " + what);
    }

    /// Our alternatives differ in their "kind".
    void one_of(const Json& given, const Json& rules, const std::string& where) {
        for (const Json& rule : rules.items()) {
            const Json kind = schema_.root().at(rule["$ref"].text()->substr(1));
            if (equal(given["kind"], kind["properties"]["kind"]["const"]))
                return value(given, rule, where);
        }
        fault(where, "is of no known kind");
    }

    void text(const Json& given, const Json& rule, const std::string& where) {
        const auto pattern = rule["pattern"].text();
        if (!pattern || !given.text()) return;
        if (!std::regex_search(std::string(*given.text()), std::regex(std::string(*pattern))))
            fault(where, "does not fit its pattern");
    }

    void number(const Json& given, const Json& rule, const std::string& where) {
        if (!given.number()) return;
        if (rule["minimum"] && *given.number() < *rule["minimum"].number())
            fault(where, "is too small");
        if (rule["maximum"] && *given.number() > *rule["maximum"].number())
            fault(where, "is too large");
    }

    void list(const Json& given, const Json& rule, const std::string& where) {
        const auto size = static_cast<std::int64_t>(given.size());
        if (size < rule["minItems"].integer().value_or(0)) fault(where, "has too few items");
        if (size > rule["maxItems"].integer().value_or(size)) fault(where, "has too many items");
        for (const Json& item : given.items()) value(item, rule["items"], where + "/item");
    }

    void object(const Json& given, const Json& rule, const std::string& where) {
        for (const Json& key : rule["required"].items()) {
            if (!given[*key.text()]) fault(where, "lacks " + std::string(*key.text()));
        }
        for (const auto& [key, member] : given.members()) {
            const Json known = rule["properties"][key];
            const Json other = rule["additionalProperties"];
            if (!known && !other.is_object()) fault(where, "has an unknown " + std::string(key));
            value(member, known ? known : other, where + "/" + std::string(key));
        }
    }

    JsonText schema_{schema_text()};
};

std::vector<std::string> faults_of(const std::string& line) {
    const JsonText json(line);
    if (!json.error().empty()) return {json.error()};
    Check check;
    check.line(json.root());
    return check.faults;
}

AppListing full_listing() {
    AppListing app;
    app.marketplace = Marketplace::google;
    app.country = Country("CL");
    app.app_id = "com.example.ninelives";
    app.name = "Nine Lives";
    app.price = Money{0, "CLP"};
    app.rating = 4.5;
    app.rating_count = 15;
    app.histogram = {1, 2, 3, 4, 5};
    app.installs = 51'893'013;
    app.installs_floor = 50'000'000;
    app.iap = {{"Coins", Money{5990, "CLP"}}, {"?", std::nullopt}};
    app.iap_range = {Money{990, "CLP"}, Money{99'990, "CLP"}};
    app.released = day_from("2024-02-29");
    return app;
}

}  // namespace

TEST_CASE("the schema refuses what it should refuse") {
    REQUIRE(JsonText(schema_text()).error().empty());
    REQUIRE_FALSE(faults_of(R"({"kind":"page"})").empty());
    REQUIRE_FALSE(faults_of(R"({"kind":"fax"})").empty());
    REQUIRE(
        faults_of(R"({"kind":"fx","date":"2026-10-05","base":"EUR","rates":{"USD":1.1}})").empty());
    REQUIRE_FALSE(faults_of(R"({"kind":"fx","date":"5 Oct","base":"EUR","rates":{}})").empty());
    REQUIRE_FALSE(
        faults_of(R"({"kind":"fx","date":"2026-10-05","base":"EUR","rates":{"USD":"1"}})").empty());
    REQUIRE_FALSE(
        faults_of(R"({"kind":"fx","date":"2026-10-05","base":"EUR","rates":{},"more":1})").empty());
}

TEST_CASE("an app is written with every key, and what is not known is null") {
    REQUIRE(app::record_line(full_listing()) ==
            R"({"kind":"app","marketplace":"google","storefront":"cl",)"
            R"("app_id":"com.example.ninelives","bundle_id":null,"name":"Nine Lives",)"
            R"("publisher":null,"genre":null,"price_minor":0,"currency":"CLP","rating":4.5,)"
            R"("rating_count":15,"histogram":[1,2,3,4,5],"installs":51893013,)"
            R"("installs_floor":50000000,"iap":[{"name":"Coins","price_minor":5990,)"
            R"("currency":"CLP"},{"name":"?","price_minor":null,"currency":null}],)"
            R"("iap_range":{"low_minor":990,"high_minor":99990,"currency":"CLP"},)"
            R"("released":"2024-02-29","updated":null,"version":null})"
            "\n");
    REQUIRE(faults_of(app::record_line(full_listing())).empty());
    REQUIRE(faults_of(app::record_line(AppListing{})).empty());
}

TEST_CASE("a chart is written with its rows in order of rank") {
    ChartSnapshot chart;
    chart.country = Country("US");
    chart.genre = "6016";
    chart.observed_at = instant_from("2026-10-01T05:00:00Z");
    chart.entries = {{1, "1234567890", "com.example", "Nine \"Lives\"", "Cats", Money{499, "USD"}}};
    REQUIRE(app::record_line(chart) ==
            R"({"kind":"chart","marketplace":"apple","storefront":"us","chart":"top-free",)"
            R"("genre":"6016","observed_at":"2026-10-01T05:00:00Z","entries":[{"rank":1,)"
            R"("app_id":"1234567890","bundle_id":"com.example","name":"Nine \"Lives\"",)"
            R"("publisher":"Cats","price_minor":499,"currency":"USD"}]})"
            "\n");
    REQUIRE(faults_of(app::record_line(chart)).empty());
}

TEST_CASE("a figure and rates are written") {
    PublishedFigure figure;
    figure.subject = "Nine Lives";
    figure.metric = Metric::iap_revenue;
    figure.value = 500'000;
    figure.currency = Currency("USD");
    figure.bound = Bound::below;
    figure.period = Period{*day_from("2026-09-01"), *day_from("2026-09-30")};
    REQUIRE(faults_of(app::record_line(figure)).empty());
    REQUIRE(faults_of(app::record_line(PublishedFigure{})).empty());
    const FxRates rates{
        *day_from("2026-10-05"), "EUR", {{Currency("BRL"), 6.25}, {Currency("USD"), 1.1}}};
    REQUIRE(app::record_line(rates) ==
            R"({"kind":"fx","date":"2026-10-05","base":"EUR","rates":{"BRL":6.25,"USD":1.1}})"
            "\n");
}

TEST_CASE("a hostile name stays one line of valid JSON") {
    AppListing app;
    using namespace std::string_literals;
    app.name = "a\nb\0c\x1b[2J\xff\xe2\x80\xae=HYPERLINK(\"x\")"s;
    app.publisher = std::string(40'000, 'x');
    const std::string line = app::record_line(app);
    REQUIRE(std::ranges::count(line, '\n') == 1);
    REQUIRE(line.find('\x1b') == line.npos);
    REQUIRE(faults_of(line).empty());
}

TEST_CASE("every line that parse prints for the fixtures fits the schema") {
    const Ran ran = run_program({"parse", fixtures().string()});
    std::size_t lines = 0;
    for (const std::string& line : lines_of(ran.out)) {
        CAPTURE(line.substr(0, 200), faults_of(line));
        REQUIRE(faults_of(line).empty());
        ++lines;
    }
    REQUIRE(lines > 100);
}

TEST_CASE("rows of coverage and sources fit the schema, and their counts are numbers") {
    const Folder folder;
    const auto import = [&](const char* file) {
        return run_program({"import", "--archive", folder / "kept", fixture(file)});
    };
    REQUIRE(import("apple-rss-legacy/us-top-free.json").code == 0);
    REQUIRE(import("blocked/forbidden-empty.txt").code == 3);
    for (const auto& [kind, words] :
         {std::pair{"coverage", std::vector<std::string>{"coverage", "--archive", folder / "kept"}},
          std::pair{"source", std::vector<std::string>{"sources"}}}) {
        auto with_json = words;
        with_json.emplace_back("--json");
        const Ran ran = run_program(with_json);
        REQUIRE(lines_of(ran.out).size() >= 2);
        for (const auto& line : lines_of(ran.out)) {
            CAPTURE(line);
            const JsonText json(line);
            Check check;
            check.row(json.root(), json.root()["field"] ? "field" : kind);
            CHECK(check.faults == std::vector<std::string>{});
        }
    }
}

TEST_CASE("rows of plan, fetch and compliance fit the schema") {
    const Folder folder;
    const auto require_fit = [](const std::string& lines, const auto& kind_of) {
        REQUIRE_FALSE(lines.empty());
        for (const auto& line : lines_of(lines)) {
            CAPTURE(line);
            const JsonText json(line);
            Check check;
            check.row(json.root(), kind_of(json.root()));
            CHECK(check.faults == std::vector<std::string>{});
        }
    };
    require_fit(run_program({"plan", "--json", "--archive", folder / "none"}).out,
                [](const Json& row) { return row["url"] ? "request" : "lane"; });
    REQUIRE(run_program({"import", "--archive", folder / "kept",
                         fixture("apple-rss-legacy/us-top-free.json")})
                .code == 0);
    require_fit(run_program({"compliance", "--json", "--archive", folder / "kept"}).out,
                [](const Json&) { return "host"; });
    app::Yield yield;
    yield.asked = 1;
    std::ostringstream table;
    app::table_of({{{"fx-ecb", ""}, yield}, {{"itunes-lookup", "br"}, yield}}).print(table, true);
    require_fit(table.str(), [](const Json&) { return "yield"; });
}
