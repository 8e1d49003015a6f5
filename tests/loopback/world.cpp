#include "loopback/world.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <regex>

#include "fixtures/simulator/apple_pages.h"
#include "fixtures/simulator/google_pages.h"
#include "fixtures/simulator/other_pages.h"
#include "fixtures/simulator/places.h"
#include "fixtures/simulator/plan.h"
#include "loopback/address.h"

namespace loopback {

/// A request in its parts.
struct StoreWorld::Asked {
    Address address;
    const records::Request& request;
};

namespace {

using records::Marketplace;
using simulator::Measure;

constexpr std::size_t most_apple_rows = 100;
constexpr std::string_view robots_text =
    "# Simulated\nUser-agent: *\nDisallow: /private\nAllow: /\n";

StoreAnswer not_there() {
    return {404, "text/html; charset=utf-8", "<html><body><h1>Not Found</h1></body></html>\n"};
}

StoreAnswer told(records::Page page) {
    return {page.status, std::move(page.content_type), std::move(page.body)};
}

std::size_t number_in(std::string_view text) {
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// What stands behind a mark, up to the next slash.
std::string behind(const std::string& path, std::string_view mark) {
    const std::size_t at = path.find(mark);
    if (at == std::string::npos) return "";
    const std::string rest = path.substr(at + mark.size());
    return rest.substr(0, rest.find('/'));
}

std::vector<std::string> parts(const std::string& list, char separator) {
    std::vector<std::string> out(1);
    for (const char c : list) {
        if (c == separator)
            out.emplace_back();
        else
            out.back() += c;
    }
    return out;
}

}  // namespace

StoreWorld::StoreWorld(const simulator::Wishes& wishes, records::Instant now)
    : world_(wishes),
      now_(now),
      day_(world_.demand.number_of(records::day_of(now))),
      apple_rows_(world_, simulator::rss_row),
      google_rows_(world_, simulator::play_row) {
    for (std::size_t app = 0; app < world_.cast.size(); ++app) {
        const simulator::Member& member = world_.cast[app];
        if (!member.apple_id.empty()) apps_.emplace(member.apple_id, app);
        if (!member.apple_id.empty()) apps_.emplace(member.bundle, app);
        if (!member.package.empty()) apps_.emplace("play " + member.package, app);
    }
}

void StoreWorld::robots(const std::string& host, std::string text) {
    const std::lock_guard lock(mutex_);
    robots_[host] = std::move(text);
}

void StoreWorld::move_to(records::Instant now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
    day_ = world_.demand.number_of(records::day_of(now));
}

records::Instant StoreWorld::now() const {
    const std::lock_guard lock(mutex_);
    return now_;
}

std::size_t StoreWorld::place_of(std::string_view code) {
    const auto country = records::country_from(code);
    const auto place = std::ranges::find_if(simulator::places,
                                            [&](const auto& p) { return p.country == country; });
    return static_cast<std::size_t>(place - simulator::places.begin());
}

std::vector<std::size_t> StoreWorld::members(const simulator::Topic& topic, std::size_t place,
                                             std::size_t depth) const {
    const bool apple = topic.marketplace == Marketplace::apple;
    const bool none = !apple && topic.entertainment && topic.measure == Measure::revenue &&
                      simulator::without_play_grossing(place);
    if (none) return {};
    return world_.ranking.top(topic, place, day_, apple ? std::min(depth, most_apple_rows) : depth);
}

bool StoreWorld::sells(std::size_t app, std::size_t place, Marketplace marketplace) const {
    return app < world_.watched && world_.demand.is_there(app, place, marketplace, day_);
}

StoreAnswer StoreWorld::answer(const records::Request& request) {
    static constexpr std::array<std::pair<std::string_view, Host>, 7> hosts = {{
        {"itunes.apple.com", &StoreWorld::itunes},
        {"rss.applemarketingtools.com", &StoreWorld::marketing},
        {"apps.apple.com", &StoreWorld::product},
        {"play.google.com", &StoreWorld::play},
        {"app.sensortower.com", &StoreWorld::vendor},
        {"www.ecb.europa.eu", &StoreWorld::central_bank},
        {"cdn.jsdelivr.net", &StoreWorld::currency_api},
    }};
    const Asked asked{address_of(request.url), request};
    const std::lock_guard lock(mutex_);
    if (asked.address.path == "/robots.txt") {
        const auto own = robots_.find(asked.address.host);
        return {200, "text/plain", own == robots_.end() ? std::string(robots_text) : own->second};
    }
    for (const auto& [name, host] : hosts) {
        if (asked.address.host == name) return (this->*host)(asked);
    }
    return {200, "text/html; charset=utf-8",
            "<html><body><p>Simulated: a page of " + asked.address.host + asked.address.path +
                "</p></body></html>\n"};
}

StoreAnswer StoreWorld::itunes(const Asked& asked) {
    return asked.address.path == "/lookup" ? lookup(asked) : rss(asked);
}

// /{cc}/rss/{feed}/limit=N[/genre=G]/json
StoreAnswer StoreWorld::rss(const Asked& asked) {
    const std::string& path = asked.address.path;
    const std::size_t place = place_of(path.substr(1, 2));
    const std::string feed = behind(path, "/rss/");
    const std::string genre = behind(path, "/genre=");
    const std::size_t limit = number_in(behind(path, "/limit="));
    const bool free = feed == "topfreeapplications";
    if (place >= simulator::charted_places || (!free && feed != "topgrossingapplications") ||
        (!genre.empty() && genre != "36" && genre != "6016") || limit == 0 ||
        !path.ends_with("/json")) {
        return not_there();
    }
    const simulator::Topic topic{Marketplace::apple, free ? Measure::downloads : Measure::revenue,
                                 genre == "6016"};
    return {
        200, "text/javascript; charset=UTF-8",
        simulator::rss_body(apple_rows_, world_, place, topic, limit,
                            now_ - std::chrono::minutes{41}, day_, members(topic, place, limit))};
}

StoreAnswer StoreWorld::lookup(const Asked& asked) {
    const Address& address = asked.address;
    const std::size_t place = place_of(address.value("country"));
    if (place == simulator::places.size()) return not_there();
    std::vector<std::size_t> apps;
    for (const std::string& id :
         parts(address.value("id") + "," + address.value("bundleId"), ',')) {
        const auto app = apps_.find(id);
        if (app != apps_.end() && app->second < world_.watched) apps.push_back(app->second);
    }
    return told(simulator::lookup_page(world_, place, now_, day_, apps));
}

// /api/v2/{cc}/apps/top-free/{depth}/apps.json
StoreAnswer StoreWorld::marketing(const Asked& asked) {
    const std::size_t place = place_of(behind(asked.address.path, "/api/v2/"));
    const std::size_t depth = number_in(behind(asked.address.path, "/top-free/"));
    if (place >= simulator::charted_places || depth == 0) return not_there();
    return told(simulator::marketing_page(world_, place, now_, day_,
                                          members({}, place, std::min(depth, most_apple_rows))));
}

// /{cc}/app/[{words}/]id{number}
StoreAnswer StoreWorld::product(const Asked& asked) {
    const std::string& path = asked.address.path;
    const std::size_t place = place_of(path.substr(1, 2));
    const auto app = apps_.find(behind(path, "/id"));
    if (place == simulator::places.size() || path.find("/app/") == std::string::npos ||
        app == apps_.end() || !sells(app->second, place, Marketplace::apple)) {
        return not_there();
    }
    return told(simulator::product_page(world_, place, place, app->second, now_, day_));
}

StoreAnswer StoreWorld::play(const Asked& asked) {
    const Address& address = asked.address;
    if (address.path.ends_with("/batchexecute")) return play_charts(asked);
    const std::size_t place = place_of(address.value("gl"));
    const auto app = apps_.find("play " + address.value("id"));
    if (place == simulator::places.size() || address.path != "/store/apps/details" ||
        app == apps_.end() || !sells(app->second, place, Marketplace::google)) {
        return not_there();
    }
    return told(simulator::play_details_page(world_, place, app->second, now_, day_));
}

// f.req holds calls like [… [null,200]], … [2,\"topselling_free\",\"ENTERTAINMENT\"] …]; Play has
// games and paid apps as well, our market has not: those charts are empty.
StoreAnswer StoreWorld::play_charts(const Asked& asked) {
    static const std::regex call(R"re(\[null,(\d+)\]\][^\\]*\[2,\\"(\w+)\\",\\"([A-Z_]+)\\"\])re");
    const std::size_t place = place_of(asked.address.value("gl"));
    const std::string calls = percent_decoded(asked.request.body);
    std::vector<simulator::PlayChart> charts;
    for (std::sregex_iterator found(calls.begin(), calls.end(), call), end; found != end; ++found) {
        const bool free = (*found)[2] == "topselling_free";
        const simulator::Topic topic{Marketplace::google,
                                     free ? Measure::downloads : Measure::revenue,
                                     (*found)[3] == "ENTERTAINMENT"};
        const bool known = (free || (*found)[2] == "topgrossing") &&
                           (topic.entertainment || (*found)[3] == "APPLICATION");
        const std::size_t depth = known ? number_in((*found)[1].str()) : 0;
        charts.push_back({topic, members(topic, place % simulator::charted_places, depth)});
    }
    if (asked.request.method != "POST" || charts.empty() || place >= simulator::charted_places) {
        return {400, "application/json; charset=utf-8",
                ")]}'\n\n[[\"er\",null,null,null,null,400]]"};
    }
    return told(simulator::play_charts_page(google_rows_, world_, place, now_, day_, charts));
}

StoreAnswer StoreWorld::vendor(const Asked& asked) {
    const bool apple = asked.address.path.starts_with("/api/ios/");
    const std::string id = behind(asked.address.path, "/apps/");
    const auto app = apps_.find(apple ? id : "play " + id);
    if (app == apps_.end() || app->second >= world_.watched) return not_there();
    const auto marketplace = apple ? Marketplace::apple : Marketplace::google;
    return told(simulator::vendor_app_page(world_, app->second, marketplace, now_));
}

StoreAnswer StoreWorld::central_bank(const Asked& asked) {
    const std::string& path = asked.address.path;
    if (path.ends_with("eurofxref-daily.xml")) return told(simulator::ecb_page(world_.dice, now_));
    if (!path.ends_with("eurofxref-hist-90d.xml")) return not_there();
    return told(simulator::ecb_history_page(world_.dice, now_));
}

StoreAnswer StoreWorld::currency_api(const Asked& asked) {
    if (!asked.address.path.ends_with("/v1/currencies/eur.json")) return not_there();
    return told(simulator::currency_api_page(world_.dice, now_));
}

}  // namespace loopback
