#include "schedules/configuration.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "schedules/configuration_parts.h"
#include "schedules/toml_reading.h"

namespace schedules {
namespace {

using records::Country;
using records::HostRule;

constexpr std::array top_keys = {"contact",          "storefronts", "charts",  "genres",
                                 "lookup_batch",     "schedule",    "host",    "published",
                                 "patience_minutes", "proxy",       "network", "job",
                                 "daemon",           "alerts",      "time"};
constexpr std::array host_keys = {"name",  "lane", "per_minute",       "budget", "connections",
                                  "plain", "port", "throttles_by_403", "terms",  "permission"};
constexpr std::array page_keys = {"url", "attribution", "terms"};
constexpr std::array network_keys = {"connect_to", "ca_file", "private"};
constexpr std::array genre_names = {"all", "entertainment"};

bool is_visible(char c) { return c > ' ' && c < '\x7F'; }

Country country(const toml::node& node, const std::string& text) {
    const auto known = records::country_from(text);
    if (!known) {
        refuse(node, "unknown country '" + text +
                         "': expected two letters as in ISO 3166, \"us\" (GB is \"gb\")");
    }
    return *known;
}

records::Chart chart(const toml::node& node, const std::string& text) {
    const auto known = records::chart_from(text);
    if (!known) {
        refuse(node, "unknown chart '" + text +
                         "': expected \"top-free\", \"top-paid\" or \"top-grossing\"");
    }
    return *known;
}

std::string genre(const toml::node& node, const std::string& text) {
    if (!is_one_of(genre_names, text)) {
        refuse(node, "unknown genre '" + text + "': expected one of: " + list_of(genre_names));
    }
    return text;
}

/// Names as DNS has them, with a dot, in lower case.
bool is_host(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    return name.size() <= 253 && name.find('.') != name.npos && name.front() != '.' &&
           name.back() != '.' && name.find("..") == name.npos && std::ranges::all_of(name, fits);
}

/// A mail address or an https:// URL, that can stand in a header line as it is.
bool is_contact(std::string_view text) {
    const auto fits = [](char c) { return is_visible(c) && c != '(' && c != ')' && c != ';'; };
    const bool mail = text.find('@') != text.npos && text.find('@') > 0 &&
                      text.find('.', text.find('@')) != text.npos;
    const bool page = text.starts_with("https://") && text.find('.') != text.npos;
    return text.size() <= 200 && std::ranges::all_of(text, fits) && (mail || page);
}

class Reader {
public:
    Reader(std::span<const std::string_view> sources, Configuration base, const ZoneFiles& zones)
        : sources_(sources), zones_(zones), to_(std::move(base)) {}

    Configuration read_all(const toml::table& file) {
        check_keys(file, top_keys, "at the top of the file");
        read_contact(file);
        with(file, "storefronts",
             [&](const auto& node) { read_list(node, "storefronts", to_.storefronts, country); });
        with(file, "charts",
             [&](const auto& node) { read_list(node, "charts", to_.charts, chart); });
        with(file, "genres",
             [&](const auto& node) { read_list(node, "genres", to_.genres, genre); });
        read(file, "lookup_batch", to_.lookup_batch, 1, 200);
        read_patience(file);
        read_hosts(file);
        read_published(file);
        read_schedules(file);
        read_proxies(file);
        read_network(file);
        read_jobs(file, zones_, to_);
        read_daemon(file, to_.daemon);
        read_alerts(file, to_.alerts);
        read_time(file, to_);
        return std::move(to_);
    }

private:
    void read_contact(const toml::table& file) {
        read(file, "contact", to_.contact);
        if (to_.contact.empty() || is_contact(to_.contact)) return;
        refuse(*file.get("contact"),
               "'contact' must be a mail address or a page of yours: "
               "contact = \"you@example.org\" or \"https://example.org/bot\"");
    }

    void read_patience(const toml::table& file) {
        with(file, "patience_minutes", [&](const toml::node& node) {
            to_.patience = std::chrono::minutes(number_of(node, 0, 1440, "patience_minutes"));
        });
    }

    void read_hosts(const toml::table& file) {
        std::vector<std::string> seen;
        each_entry(file, "host", [&](const toml::table& entry) {
            check_keys(entry, host_keys, "in a [[host]]");
            const std::string name = host_name(entry);
            if (is_one_of(seen, name)) refuse(entry, "host '" + name + "' stands twice");
            seen.push_back(name);
            read_host(entry, rule_of(name));
        });
    }

    static std::string host_name(const toml::table& entry) {
        std::string name;
        read(entry, "name", name);
        if (is_host(name)) return name;
        refuse(entry, "'" + name.substr(0, 200) +
                          "' is not the name of a host: expected name = \"itunes.apple.com\", in "
                          "lower case, without https:// and without a path");
    }

    HostRule& rule_of(const std::string& name) {
        const auto known = std::ranges::find(to_.hosts, name, &HostRule::host);
        if (known != to_.hosts.end()) return *known;
        to_.hosts.push_back({});
        to_.hosts.back().host = name;
        return to_.hosts.back();
    }

    static void read_host(const toml::table& entry, HostRule& rule) {
        read(entry, "lane", rule.lane);
        read_pace(entry, rule);
        read(entry, "budget", rule.budget, 0, 10'000'000);
        read(entry, "connections", rule.connections, 1, 64);
        read(entry, "plain", rule.plain);
        read(entry, "port", rule.port, 0, 65535);
        read(entry, "throttles_by_403", rule.throttles_by_403);
        read(entry, "permission", rule.permission);
        read(entry, "terms", rule.terms);
    }

    static void read_pace(const toml::table& entry, HostRule& rule) {
        with(entry, "per_minute", [&](const toml::node& node) {
            const auto pace = node.value<double>();
            if (!node.is_number() || !pace || !(*pace >= 0.01 && *pace <= 60'000)) {
                refuse(node, "'per_minute' must be a number of requests, from 0.01 to 60000");
            }
            rule.gap = std::chrono::milliseconds(std::llround(std::ceil(60'000 / *pace)));
        });
    }

    void read_published(const toml::table& file) {
        if (file.contains("published")) to_.published.clear();
        each_entry(file, "published", [&](const toml::table& entry) {
            check_keys(entry, page_keys, "in a [[published]]");
            PublishedPage page;
            read(entry, "url", page.url);
            read(entry, "attribution", page.attribution);
            read(entry, "terms", page.terms);
            if (!page.url.starts_with("https://") && !page.url.starts_with("http://")) {
                refuse(entry, "a published page needs its address: url = \"https://…\"");
            }
            if (page.attribution.empty()) {
                refuse(entry,
                       "a published page needs to say whose figures it has: attribution = "
                       "\"Sensor Tower\"");
            }
            to_.published.push_back(std::move(page));
        });
    }

    void read_schedules(const toml::table& file) {
        each_key(file, "schedule", [&](const std::string& name, const toml::node& node) {
            if (!node.is_table()) refuse(node, "write a schedule as [schedule." + name + "]");
            Schedule schedule{name, {}};
            for (const auto& [source, scope] : *node.as_table()) {
                schedule.sources.push_back(scope_of(std::string(source.str()), scope));
            }
            std::erase_if(to_.schedules, [&](const Schedule& one) { return one.name == name; });
            to_.schedules.push_back(std::move(schedule));
        });
    }

    SourceScope scope_of(const std::string& source, const toml::node& node) const {
        if (source != published_pages && !is_one_of(sources_, source)) {
            refuse(node, "unknown source '" + source + "': expected '" +
                             std::string(published_pages) + "' or one of: " + list_of(sources_));
        }
        SourceScope scope{source, false, {}};
        const std::string word = node.value_exact<std::string>().value_or("");
        if (!node.is_array() && word != "all" && word != "once") {
            refuse(node, "'" + source +
                             "' must be \"all\" (every storefront), a list of storefronts "
                             "([\"us\", \"br\"]), or \"once\" (it is of no storefront)");
        }
        scope.everywhere = word == "all";
        if (node.is_array()) read_list(node, source, scope.storefronts, country);
        return scope;
    }

    void read_proxies(const toml::table& file) {
        each_key(file, "proxy", [&](const std::string& place, const toml::node& node) {
            const std::string url = text_of(node, "a proxy must be a text: \"http://host:3128\"");
            const bool http = url.starts_with("http://") || url.starts_with("https://");
            if (!http || url.find('@') != url.npos || !std::ranges::all_of(url, is_visible)) {
                refuse(node,
                       "a proxy must be written as \"http://host:3128\", without a user and "
                       "a password: let it know you by your address");
            }
            to_.proxies[records::storefront_code(country(node, place))] = url;
        });
    }

    void read_network(const toml::table& file) {
        const toml::table* found = table_of(file, "network");
        if (!found) return;
        const toml::table& table = *found;
        check_keys(table, network_keys, "in [network]");
        with(table, "connect_to", [&](const toml::node& list) {
            read_list(
                list, "connect_to", to_.connect_to, [](const auto& element, const auto& text) {
                    if (std::ranges::count(text, ':') >= 3) return text;
                    refuse(element, "'" + text +
                                        "' must be written as \"host:port:address:port\", as in "
                                        "\"itunes.apple.com:443:127.0.0.1:8443\"");
                });
        });
        read(table, "ca_file", to_.ca_file);
        read(table, "private", to_.private_network);
    }

    std::span<const std::string_view> sources_;
    const ZoneFiles& zones_;
    Configuration to_;
};

}  // namespace

records::Result<Configuration> read_configuration(std::string_view text, std::string_view name,
                                                  std::span<const std::string_view> sources,
                                                  const Configuration& base,
                                                  const ZoneFiles& zones) {
    const auto fail = [&](auto line, auto column, const std::string& what) {
        return records::fail(std::string(name) + ":" + std::to_string(line) + ":" +
                             std::to_string(column) + ": " + what +
                             "; see schedules/dramascope.toml for how one is written");
    };
    try {
        return Reader(sources, base, zones).read_all(toml::parse(text, name));
    } catch (const Wrong& wrong) {
        return fail(wrong.line, wrong.column, wrong.what);
    } catch (const toml::parse_error& error) {
        const auto& place = error.source().begin;
        return fail(place.line, place.column,
                    "this is not TOML: " + std::string(error.description()));
    }
}

}  // namespace schedules
