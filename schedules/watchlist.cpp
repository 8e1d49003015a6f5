#include "schedules/watchlist.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace schedules {
namespace {

using records::AppId;
using records::Marketplace;
using records::WatchedApp;

constexpr std::array app_keys = {"name",     "publisher", "apple",    "google", "bundle_id",
                                 "launched", "aliases",   "evidence", "parent", "hq"};
constexpr std::array company_keys = {"name", "hq", "app"};
constexpr std::array top_keys = {"company", "app"};

int line_of(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

template <class Keys>
std::string list_of(const Keys& keys) {
    std::string text;
    for (const auto* key : keys) text += (text.empty() ? "" : ", ") + std::string(key);
    return text;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_apple_id(std::string_view id) {
    return id.size() >= 6 && id.size() <= 12 && id.front() != '0' &&
           std::ranges::all_of(id, is_digit);
}

/// Dotted names of at least two parts; Apple allows '-' in them and a digit first, Google does not.
bool is_dotted(std::string_view id, bool google) {
    int parts = 0;
    bool first = true;
    for (const char c : id) {
        const bool fine = is_letter(c) || (is_digit(c) && !(first && google)) ||
                          (!first && c == '_') || (!google && c == '-');
        if (c == '.' ? first : !fine) return false;
        if (first) ++parts;
        first = c == '.';
    }
    return parts >= 2 && !first;
}

struct IdKind {
    const char* key;
    Marketplace marketplace;
    bool (*fits)(std::string_view);
    const char* shape;
};

constexpr std::array id_kinds = {
    IdKind{"apple", Marketplace::apple, is_apple_id,
           "the number of the App Store, in quotes: \"1636235979\""},
    IdKind{"google", Marketplace::google, [](std::string_view id) { return is_dotted(id, true); },
           "the package on Google Play: \"com.newleaf.app.android.victor\""},
};

/// Reads one file: the apps as far as they are fine, and everything that is not.
class Reader {
public:
    Watchlist read(const toml::table& file) {
        check_keys(file, top_keys, "at the top of the file");
        each_table(file, "company", [this](const toml::table& company) { read_company(company); });
        each_table(file, "app", [this](const toml::table& app) { read_app(app, "", {}); });
        std::ranges::stable_sort(list_.apps, {}, &WatchedApp::line);
        std::ranges::stable_sort(list_.issues, {}, &WatchlistIssue::line);
        return std::move(list_);
    }

private:
    void refuse(int line, std::string what) {
        list_.issues.push_back({line, std::move(what), true});
    }
    void remark(int line, std::string what) {
        list_.issues.push_back({line, std::move(what), false});
    }

    template <class Keys>
    void check_keys(const toml::table& table, const Keys& keys, const char* where) {
        for (const auto& [key, value] : table) {
            if (std::ranges::find(keys, key.str()) != keys.end()) continue;
            refuse(static_cast<int>(key.source().begin.line),
                   "unknown key '" + std::string(key.str()) + "' " + where +
                       "; the keys there are: " + list_of(keys));
        }
    }

    template <class Read>
    void each_table(const toml::table& parent, const char* key, Read read) {
        const toml::node* node = parent.get(key);
        if (!node) return;
        if (!node->is_array_of_tables()) {
            return refuse(line_of(*node), std::string("'") + key + "' must be written as [[" + key +
                                              "]], one per entry");
        }
        for (const auto& entry : *node->as_array()) read(*entry.as_table());
    }

    void read_company(const toml::table& company) {
        check_keys(company, company_keys, "in a company");
        const std::string name = text(company, "name");
        if (name.empty()) refuse(line_of(company), "a company needs a name: name = \"COL Group\"");
        const auto hq = country(company);
        each_table(company, "app", [&](const toml::table& app) { read_app(app, name, hq); });
    }

    void read_app(const toml::table& table, const std::string& parent,
                  std::optional<records::Country> hq) {
        check_keys(table, app_keys, "in an app");
        WatchedApp app;
        app.line = line_of(table);
        app.name = text(table, "name");
        app.publisher = text(table, "publisher");
        app.parent = table.contains("parent") ? text(table, "parent") : parent;
        app.hq = table.contains("hq") ? country(table) : hq;
        app.bundle_id = text(table, "bundle_id");
        app.launched = day(table);
        app.aliases = texts(table, "aliases");
        app.evidence = text(table, "evidence");
        for (const auto& kind : id_kinds) read_ids(table, kind, app);
        check(app);
        list_.apps.push_back(std::move(app));
    }

    void read_ids(const toml::table& table, const IdKind& kind, WatchedApp& app) {
        for (const auto& id : texts(table, kind.key)) {
            const int line = line_of(*table.get(kind.key));
            if (!kind.fits(id)) {
                refuse(line, "'" + id + "' is not an id: expected " + kind.shape);
                continue;
            }
            claim(to_text(AppId{kind.marketplace, id}), line, app.name);
            app.ids.push_back({kind.marketplace, id});
        }
    }

    void check(const WatchedApp& app) {
        if (app.name.empty()) return refuse(app.line, "an app needs a name: name = \"ReelShort\"");
        claim("name " + app.name, app.line, app.name);
        if (!app.bundle_id.empty()) {
            if (!is_dotted(app.bundle_id, false)) {
                refuse(app.line, "'" + app.bundle_id +
                                     "' is not a bundle id: expected one like "
                                     "\"com.newleaf.app.ios.vic\"");
            }
            claim("bundle id " + app.bundle_id, app.line, app.name);
        }
        remark_what_is_missing(app);
    }

    void remark_what_is_missing(const WatchedApp& app) {
        const auto has = [&](Marketplace marketplace) {
            return std::ranges::count(app.ids, marketplace, &AppId::marketplace) > 0;
        };
        const bool apple = has(Marketplace::apple);
        const bool google = has(Marketplace::google);
        if (apple && google) return;
        if (apple)
            return remark(app.line, app.name + ": no Google id yet, so it is not found there");
        std::string what =
            app.name + (google ? ": no Apple id yet, so it is not found there"
                               : ": no Apple and no Google id yet, so it is not found");
        if (!app.bundle_id.empty()) what += ", but for charts that name bundle ids";
        remark(app.line, what);
    }

    /// An id or a name belongs to one app only.
    void claim(const std::string& what, int line, const std::string& name) {
        const auto [known, added] = claimed_.try_emplace(what, line, name);
        if (added) return;
        refuse(line, what + " is already that of " + known->second.second + " in line " +
                         std::to_string(known->second.first));
    }

    std::string text(const toml::table& table, const char* key) {
        const toml::node* node = table.get(key);
        if (!node) return {};
        if (const auto value = node->value_exact<std::string>()) return *value;
        refuse(line_of(*node), std::string("'") + key + "' must be a text in quotes");
        return {};
    }

    /// One text, or a list of texts.
    std::vector<std::string> texts(const toml::table& table, const char* key) {
        const toml::node* node = table.get(key);
        if (!node) return {};
        if (!node->is_array()) {
            const std::string one = text(table, key);
            return one.empty() ? std::vector<std::string>{} : std::vector{one};
        }
        std::vector<std::string> all;
        for (const auto& element : *node->as_array()) {
            if (const auto value = element.value_exact<std::string>()) {
                all.push_back(*value);
            } else {
                refuse(line_of(element), std::string("'") + key + "' must be a list of texts");
            }
        }
        return all;
    }

    std::optional<records::Country> country(const toml::table& table) {
        const std::string code = text(table, "hq");
        if (code.empty()) return std::nullopt;
        const auto known = records::country_from(code);
        if (!known) {
            refuse(line_of(*table.get("hq")),
                   "unknown country '" + code + "': expected two letters as in ISO 3166, \"CN\"");
        }
        return known;
    }

    std::optional<records::Day> day(const toml::table& table) {
        const toml::node* node = table.get("launched");
        if (!node) return std::nullopt;
        if (const auto date = node->value_exact<toml::date>()) {
            return std::chrono::sys_days(std::chrono::year(date->year) /
                                         std::chrono::month(date->month) /
                                         std::chrono::day(date->day));
        }
        refuse(line_of(*node), "'launched' must be a day without quotes: 2022-08-24");
        return std::nullopt;
    }

    Watchlist list_;
    std::map<std::string, std::pair<int, std::string>> claimed_;
};

}  // namespace

records::Result<Watchlist> read_watchlist(std::string_view text, std::string_view name) {
    try {
        return Reader().read(toml::parse(text, name));
    } catch (const toml::parse_error& error) {
        const auto& place = error.source().begin;
        return records::fail(std::string(name) + ":" + std::to_string(place.line) + ":" +
                             std::to_string(place.column) +
                             ": this is not TOML: " + std::string(error.description()) +
                             "; see schedules/watchlist.toml for how a watch-list is written");
    }
}

}  // namespace schedules
