#include <catch2/catch.hpp>

#include <algorithm>

#include "golden.h"
#include "schedules/watchlist.h"

using records::AppId;
using records::Marketplace;

namespace {

schedules::Watchlist read(std::string_view text) {
    auto list = schedules::read_watchlist(text, "list.toml");
    INFO((list ? "" : list.error().what));
    REQUIRE(list);
    return *list;
}

/// The fatal issues, each as "line: what".
std::vector<std::string> refused(std::string_view text) {
    std::vector<std::string> issues;
    for (const auto& issue : read(text).issues) {
        if (issue.fatal) issues.push_back(std::to_string(issue.line) + ": " + issue.what);
    }
    return issues;
}

void requires_issue(std::string_view text, const std::string& expected) {
    const auto issues = refused(text);
    CAPTURE(text, issues);
    REQUIRE(issues.size() == 1);
    REQUIRE_THAT(issues.front(), Catch::StartsWith(expected));
}

const records::WatchedApp& app(const schedules::Watchlist& list, std::string_view name) {
    const auto found = std::ranges::find(list.apps, name, &records::WatchedApp::name);
    INFO("no app " << name);
    REQUIRE(found != list.apps.end());
    return *found;
}

schedules::Watchlist ours() { return read(read_file(project_root() / "schedules/watchlist.toml")); }

}  // namespace

TEST_CASE("an app under a company has that company as its parent, with its country") {
    const auto list = read(R"([[company]]
name = "Nine Lives Group"
hq = "SG"

[[company.app]]
name = "Nine Lives"
publisher = "Cat Pictures Pte. Ltd."
apple = ["1234567890", "2345678901"]
google = "com.example.ninelives"
bundle_id = "com.example.nine-lives"
launched = 2024-02-29
aliases = ["九命"]

[[app]]
name = "Tenth Life"
)");
    REQUIRE(list.apps.size() == 2);
    const auto& first = list.apps[0];
    REQUIRE(first.parent == "Nine Lives Group");
    REQUIRE(first.hq == records::Country("SG"));
    REQUIRE(first.line == 5);
    REQUIRE(first.ids == std::vector<AppId>{{Marketplace::apple, "1234567890"},
                                            {Marketplace::apple, "2345678901"},
                                            {Marketplace::google, "com.example.ninelives"}});
    REQUIRE(first.launched == records::day_from("2024-02-29"));
    REQUIRE(first.aliases == std::vector<std::string>{"九命"});
    REQUIRE(list.apps[1].parent.empty());
    REQUIRE_FALSE(list.apps[1].hq);
}

TEST_CASE("an app without an id is listed and remarked on, which is not an error") {
    const auto list = read("[[app]]\nname = \"Nobody Knows\"\n");
    REQUIRE(list.apps.size() == 1);
    REQUIRE(list.issues.size() == 1);
    REQUIRE(list.issues[0].line == 1);
    REQUIRE_FALSE(list.issues[0].fatal);
    REQUIRE_THAT(list.issues[0].what, Catch::Contains("Nobody Knows: no Apple and no Google id"));
}

TEST_CASE("a text that is not TOML is refused with its line and column") {
    const auto list = schedules::read_watchlist("[[app]]\nname = \"open\n", "list.toml");
    REQUIRE_FALSE(list);
    REQUIRE_THAT(list.error().what, Catch::StartsWith("list.toml:2:"));
    REQUIRE_THAT(list.error().what, Catch::Contains("not TOML"));
}

TEST_CASE("an unknown key is refused in its line, with the keys that there are") {
    requires_issue(
        "[[app]]\nname = \"A\"\nandroid = \"com.a.b\"\n",
        "3: unknown key 'android' in an app; the keys there are: name, publisher, apple");
    requires_issue("[[aps]]\nname = \"A\"\n", "1: unknown key 'aps' at the top of the file");
    requires_issue("[[company]]\nname = \"A\"\ncountry = \"US\"\n",
                   "3: unknown key 'country' in a company");
}

TEST_CASE("an unknown country is refused") {
    requires_issue("[[app]]\nname = \"A\"\nhq = \"XX\"\n", "3: unknown country 'XX'");
}

TEST_CASE("an id of the wrong shape is refused, and says what it should look like") {
    requires_issue("[[app]]\nname = \"A\"\napple = \"id1636235979\"\n",
                   "3: 'id1636235979' is not an id: expected the number of the App Store");
    requires_issue("[[app]]\nname = \"A\"\ngoogle = \"victor\"\n",
                   "3: 'victor' is not an id: expected the package on Google Play");
    requires_issue("[[app]]\nname = \"A\"\nbundle_id = \"com..x\"\n",
                   "1: 'com..x' is not a bundle id");
    for (const auto* package : {"com.1a.b", ".com.a", "com.a.", "com a.b", "com.a/b"}) {
        CAPTURE(package);
        requires_issue("[[app]]\nname = \"A\"\ngoogle = \"" + std::string(package) + "\"\n", "3: ");
    }
}

TEST_CASE("an id or a name belongs to one app only") {
    requires_issue(
        "[[app]]\nname = \"A\"\napple = \"1636235979\"\n"
        "[[app]]\nname = \"B\"\napple = \"1636235979\"\n",
        "6: apple:1636235979 is already that of A in line 3");
    requires_issue("[[app]]\nname = \"A\"\n[[app]]\nname = \"A\"\n",
                   "3: name A is already that of A in line 1");
}

TEST_CASE("a value of the wrong type is refused in its line") {
    requires_issue("[[app]]\nname = \"A\"\napple = 1636235979\n",
                   "3: 'apple' must be a text in quotes");
    requires_issue("[[app]]\nname = \"A\"\nlaunched = \"2024-01-01\"\n",
                   "3: 'launched' must be a day without quotes");
    requires_issue("[[app]]\nname = \"A\"\naliases = [\"B\", 7]\n", "3: 'aliases' must be a list");
    requires_issue("app = 5\n", "1: 'app' must be written as [[app]]");
}

TEST_CASE("an app and a company need a name") {
    requires_issue("[[app]]\npublisher = \"P\"\n", "1: an app needs a name");
    requires_issue("[[company]]\nhq = \"US\"\n", "1: a company needs a name");
}

TEST_CASE("the project's watch-list has no errors") {
    for (const auto& issue : ours().issues) {
        CAPTURE(issue.line, issue.what);
        REQUIRE_FALSE(issue.fatal);
    }
}

TEST_CASE("the project's watch-list names the seven apps of the five companies that matter most") {
    const auto list = ours();
    REQUIRE(app(list, "ReelShort").parent == "COL Group");
    REQUIRE(app(list, "Sereal+").parent == "COL Group");
    REQUIRE(app(list, "UniReel").parent == "COL Group");
    REQUIRE(app(list, "UniReel").ids.empty());
    REQUIRE(app(list, "DramaBox").parent == "Dianzhong Technology");
    REQUIRE(app(list, "GoodShort").parent == "New Reading");
    REQUIRE(app(list, "DramaWave").parent == "Kunlun Tech");
    REQUIRE(app(list, "NetShort").parent == "Maiya");
    REQUIRE(app(list, "ReelShort").ids ==
            std::vector<AppId>{{Marketplace::apple, "1636235979"},
                               {Marketplace::google, "com.newleaf.app.android.victor"}});
}

TEST_CASE("every id of the project's watch-list says where it was seen") {
    for (const auto& watched : ours().apps) {
        CAPTURE(watched.name);
        REQUIRE_FALSE(watched.evidence.empty());
    }
}

TEST_CASE("no id of the project's watch-list is missing from the collected list of apps") {
    const auto file = shared_captures() / "watchlist.csv";
    if (!std::filesystem::exists(file)) {
        WARN("no real captures beside the project: nothing to compare with");
        return;
    }
    const std::string collected = read_file(file);
    for (const auto& watched : ours().apps) {
        for (const auto& id : watched.ids) {
            CAPTURE(watched.name, id.id);
            REQUIRE(collected.find(id.id) != collected.npos);
        }
    }
}
