#include "app/configured.h"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string_view>

#include "app/builtin.h"
#include "parsers/sources.h"

namespace app {
namespace {

constexpr std::streamsize longest_configuration = 1 << 20;  // and longest file of a time zone

/// The bytes of a file, if it can be read and is not too long.
std::optional<std::string> bytes_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(longest_configuration), '\0');
    stream.read(text.data(), longest_configuration);
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (!stream.is_open() || stream.bad() || !stream.eof()) return std::nullopt;
    text.shrink_to_fit();
    return text;
}

records::Result<std::string> text_of(const std::string& file) {
    if (auto text = bytes_of(file)) return std::move(*text);
    return records::fail(file +
                         ": cannot be read, or is longer than 1 MiB; expected a configuration as "
                         "in schedules/dramascope.toml; check the path of --config");
}

}  // namespace

std::optional<std::string> zone_file(std::string_view name) {
    const char* folder = std::getenv("TZDIR");  // as the C library has it
    return bytes_of(std::string(folder && *folder ? folder : "/usr/share/zoneinfo") + '/' +
                    std::string(name));
}

records::Result<std::string> configuration_text(const Arguments& arguments) {
    if (arguments.config.empty()) return std::string();
    return text_of(arguments.config);
}

records::Result<schedules::Configuration> configuration_of(const std::string& text,
                                                           const std::string& name) {
    std::vector<std::string_view> sources;
    sources.reserve(parsers::sources.size());
    for (const auto* source : parsers::sources) sources.push_back(source->name);
    auto built_in = schedules::read_configuration(builtin_configuration, "built-in configuration",
                                                  sources, {}, zone_file);
    if (!built_in || text.empty()) return built_in;
    return schedules::read_configuration(text, name, sources, *built_in, zone_file);
}

records::Result<schedules::Configuration> configuration(const Arguments& arguments) {
    return configuration_text(arguments).and_then(
        [&](const std::string& text) { return configuration_of(text, arguments.config); });
}

Wish wish_of(const Arguments& arguments) {
    return {arguments.schedule, arguments.sources, arguments.storefronts};
}

std::string user_agent(const schedules::Configuration& from) {
    std::string agent = "dramascope/" + std::string(version);
    if (from.contact.empty()) return agent;
    const bool mail = !from.contact.starts_with("https://") && !from.contact.starts_with("mailto:");
    return agent + " (+" + (mail ? "mailto:" : "") + from.contact + ")";
}

std::vector<records::Permission> permissions_of(const schedules::Configuration& from) {
    std::vector<records::Permission> permissions;
    for (const auto& rule : from.hosts)
        if (!rule.permission.empty()) permissions.push_back({rule.host, rule.permission});
    return permissions;
}

crawler::Policy policy_of(const schedules::Configuration& from) {
    crawler::Policy policy;
    policy.hosts = from.hosts;
    policy.proxies = from.proxies;
    policy.patience = from.patience;
    return policy;
}

crawler::CurlOptions curl_options_of(const schedules::Configuration& from) {
    crawler::CurlOptions options;
    options.user_agent = user_agent(from);
    options.ca_file = from.ca_file;
    options.connect_to = from.connect_to;
    options.private_network = from.private_network;
    return options;
}

}  // namespace app
