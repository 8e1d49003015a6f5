#include "app/plan.h"

#include <algorithm>
#include <array>

#include "parsers/sources.h"

namespace app {
namespace {

using records::Asked;
using records::Marketplace;
using schedules::Configuration;
using schedules::SourceScope;

/// What the questions to a source are made of.
struct Subject {
    const Configuration& configuration;
    std::span<const records::WatchedApp> apps;
};
using Questions = std::vector<Asked>;

/// "all" and "entertainment" as the ids of a marketplace.
std::string genre_id(Marketplace marketplace, std::string_view name) {
    const bool all = name == "all";
    if (marketplace == Marketplace::apple) return all ? "36" : "6016";
    return all ? "APPLICATION" : "ENTERTAINMENT";
}

std::vector<std::string> ids(const Subject& subject, Marketplace marketplace) {
    std::vector<std::string> found;
    for (const auto& app : subject.apps)
        for (const auto& id : app.ids)
            if (id.marketplace == marketplace) found.push_back(id.id);
    return found;
}

Questions each_chart(const Subject& subject, Marketplace marketplace) {
    Questions questions;
    for (const auto chart : subject.configuration.charts) {
        for (const auto& genre : subject.configuration.genres) {
            Asked asked;
            asked.chart = chart;
            asked.genre = genre_id(marketplace, genre);
            questions.push_back(std::move(asked));
        }
    }
    return questions;
}

Questions apple_charts(const Subject& subject) { return each_chart(subject, Marketplace::apple); }

// One request has all four charts; any other choice of charts is asked for one by one.
Questions google_charts(const Subject& subject) {
    constexpr std::array charts = {records::Chart::top_free, records::Chart::top_grossing};
    constexpr std::array genres = {"all", "entertainment"};
    const auto& wanted = subject.configuration;
    if (std::ranges::is_permutation(wanted.charts, charts) &&
        std::ranges::is_permutation(wanted.genres, genres)) {
        return {Asked{}};
    }
    return each_chart(subject, Marketplace::google);
}

Questions each_app(const Subject& subject, Marketplace marketplace) {
    Questions questions;
    for (auto& id : ids(subject, marketplace)) {
        Asked asked;
        asked.app_id = std::move(id);
        questions.push_back(std::move(asked));
    }
    return questions;
}

Questions apple_apps(const Subject& subject) { return each_app(subject, Marketplace::apple); }
Questions google_apps(const Subject& subject) { return each_app(subject, Marketplace::google); }
Questions all_apps(const Subject& subject) {
    Questions questions = apple_apps(subject);
    std::ranges::copy(google_apps(subject), std::back_inserter(questions));
    return questions;
}

Questions batches(const Subject& subject) {
    const auto size = static_cast<std::size_t>(subject.configuration.lookup_batch);
    Questions questions;
    std::size_t place = 0;
    for (const auto& id : ids(subject, Marketplace::apple)) {
        if (place++ % size == 0) questions.emplace_back();
        auto& list = questions.back().app_id;
        list += (list.empty() ? "" : ",") + id;
    }
    return questions;
}

Questions one(const Subject&) { return {Asked{}}; }

/// How a source is asked. The order is that of the plan.
struct Way {
    std::string_view source;
    Questions (*questions)(const Subject&);
    bool of_storefronts;
};
constexpr std::array ways = {
    Way{"apple-rss-legacy", apple_charts, true},
    Way{"apple-rss", apple_charts, true},
    Way{"appstore-charts", apple_charts, true},
    Way{"gplay-charts", google_charts, true},
    Way{"itunes-lookup", batches, true},
    Way{"gplay-details", google_apps, true},
    Way{"appstore-page", apple_apps, true},
    Way{"sensortower", all_apps, true},
    Way{"fx-ecb", one, false},
    Way{"fx-currency-api", one, false},
    Way{schedules::published_pages, nullptr, false},
};

template <class List, class Item>
bool has(const List& list, const Item& item) {
    return std::ranges::find(list, item) != list.end();
}

records::Result<const Way*> way_of(const std::string& source) {
    const auto found = std::ranges::find(ways, source, &Way::source);
    if (found != ways.end()) return found;
    return records::fail("source " + source +
                         " cannot be fetched: its pages are saved by hand and read by `dramascope "
                         "import`");
}

/// The storefronts of a scope that are wished for.
std::vector<records::Country> storefronts_of(const SourceScope& scope, const Configuration& from,
                                             const Wish& wish) {
    if (!wish.sources.empty() && !wish.storefronts.empty()) return wish.storefronts;
    auto places = scope.everywhere ? from.storefronts : scope.storefronts;
    if (!wish.storefronts.empty())
        std::erase_if(places, [&](auto place) { return !has(wish.storefronts, place); });
    return places;
}

void add_published(const Configuration& from, std::vector<records::Task>& to) {
    for (const auto& page : from.published) {
        records::Task task;
        task.request.url = page.url;
        to.push_back(std::move(task));
    }
}

void add(const Way& way, const Subject& subject, std::optional<records::Country> place,
         std::vector<records::Task>& to) {
    const auto* source = parsers::find_source(way.source);
    for (auto& asked : way.questions(subject)) {
        asked.source = way.source;
        asked.country = place;
        // Empty: the source does not offer this, as RSS v2 has no grossing chart.
        if (auto request = source->request(asked))
            to.push_back({std::move(*request), std::move(asked)});
    }
}

/// What is asked for: the scopes of the schedule, or the sources of the command line, everywhere.
records::Result<std::vector<SourceScope>> scopes_of(const Configuration& from, const Wish& wish) {
    std::vector<SourceScope> scopes;
    for (const auto& source : wish.sources) scopes.push_back({source, true, {}});
    if (!scopes.empty()) return scopes;
    const auto found = std::ranges::find(from.schedules, wish.schedule, &schedules::Schedule::name);
    if (found != from.schedules.end()) return found->sources;
    std::string names;
    for (const auto& schedule : from.schedules) names += " " + schedule.name;
    return records::fail("no schedule is called " + wish.schedule + "; there are:" + names +
                         "; write another as [schedule." + wish.schedule +
                         "] in the file of --config");
}

records::Result<void> add_scope(const SourceScope& scope, const Subject& subject, const Wish& wish,
                                std::vector<records::Task>& to) {
    const auto way = way_of(scope.source);
    if (!way) return tl::unexpected(way.error());
    if ((*way)->of_storefronts) {
        for (const auto place : storefronts_of(scope, subject.configuration, wish))
            add(**way, subject, place, to);
    } else if (!wish.storefronts.empty()) {
        return {};
    } else if ((*way)->questions) {
        add(**way, subject, std::nullopt, to);
    } else {
        add_published(subject.configuration, to);
    }
    return {};
}

std::ptrdiff_t place_of(const SourceScope& scope) {
    return std::ranges::find(ways, scope.source, &Way::source) - ways.begin();
}

}  // namespace

std::string name_of(const Wish& wish) {
    std::string name = wish.sources.empty() ? wish.schedule : "";
    for (const auto& source : wish.sources)
        name += (name.empty() ? "" : " ") + ("--source " + source);
    for (const auto place : wish.storefronts)
        name += " --storefront " + records::storefront_code(place);
    return name;
}

std::string source_of(const records::Task& task) {
    return task.asked.source.empty() ? std::string(schedules::published_pages) : task.asked.source;
}

records::Result<std::vector<records::Task>> plan(const Configuration& from,
                                                 std::span<const records::WatchedApp> apps,
                                                 const Wish& wish) {
    auto scopes = scopes_of(from, wish);
    if (!scopes) return tl::unexpected(scopes.error());
    std::ranges::stable_sort(*scopes, {}, place_of);
    std::vector<records::Task> tasks;
    for (const auto& scope : *scopes) {
        if (const auto added = add_scope(scope, {from, apps}, wish, tasks); !added)
            return tl::unexpected(added.error());
    }
    if (!tasks.empty()) return tasks;
    return records::fail("nothing is to be fetched for " + name_of(wish) +
                         ": no source of it has a storefront, an app or a chart to ask for");
}

}  // namespace app
