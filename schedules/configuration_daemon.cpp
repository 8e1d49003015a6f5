#include <array>
#include <cmath>

#include "schedules/configuration_parts.h"

namespace schedules {
namespace {

constexpr std::array daemon_keys = {"listen",       "reports",      "keep_runs_days",
                                    "stop_seconds", "behind_proxy", "certificate",
                                    "key",          "login_file"};
constexpr std::array alert_keys = {"webhook_file", "dead_man_file", "stale_hours", "coverage_drop",
                                   "disk_free_mb", "repeat_hours",  "smtp"};
constexpr std::array smtp_keys = {"host", "port", "from", "to", "user", "password_file", "tls"};
constexpr std::array time_keys = {"from", "at_unix", "speed"};

bool is_mail(std::string_view text) {
    const auto fits = [](char c) {
        return c > ' ' && c < '\x7F' && c != '<' && c != '>' && c != ',' && c != ';';
    };
    const auto at = text.find('@');
    return text.size() <= 200 && at != text.npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == text.npos && std::ranges::all_of(text, fits);
}

void check_mail(const toml::node& node, const std::string& text) {
    if (is_mail(text)) return;
    refuse(node,
           "'" + text.substr(0, 80) + "' is not a mail address: expected \"you@example.org\"");
}

void read_smtp(const toml::table& table, SmtpSettings& to) {
    check_keys(table, smtp_keys, "in [alerts.smtp]");
    read(table, "host", to.host);
    read(table, "port", to.port, 1, 65535);
    read(table, "from", to.from);
    read(table, "user", to.user);
    read(table, "password_file", to.password_file);
    read(table, "tls", to.tls);
    with(table, "from", [&](const toml::node& node) { check_mail(node, to.from); });
    with(table, "to", [&](const toml::node& node) {
        read_list(node, "to", to.to, [](const auto& element, const auto& text) {
            check_mail(element, text);
            return text;
        });
    });
    if (to.host.empty() || (!to.from.empty() && !to.to.empty())) return;
    refuse(table, "mail needs from = \"dramascope@example.org\" and to = [\"you@example.org\"]");
}

double number_between(const toml::node& node, double least, double most, const std::string& what) {
    const auto value = node.value<double>();
    if (!node.is_number() || !value || !(*value >= least && *value <= most)) refuse(node, what);
    return *value;
}

}  // namespace

void read_daemon(const toml::table& file, DaemonSettings& to) {
    const toml::table* table = table_of(file, "daemon");
    if (!table) return;
    check_keys(*table, daemon_keys, "in [daemon]");
    read(*table, "listen", to.listen);
    read(*table, "reports", to.reports);
    read_duration<std::chrono::days>(*table, "keep_runs_days", to.keep_runs, 7, 36'500);
    read_duration<std::chrono::seconds>(*table, "stop_seconds", to.stop_within, 1, 3600);
    read(*table, "behind_proxy", to.behind_proxy);
    read(*table, "certificate", to.certificate);
    read(*table, "key", to.key);
    read(*table, "login_file", to.login_file);
    if (to.reports.empty()) {
        refuse(*table->get("reports"), "'reports' must name the folder of the weekly workbooks");
    }
    const std::string why = why_not_listen(to);
    const toml::node* listen = table->get("listen");
    if (!why.empty()) refuse(listen ? *listen : *table, why);
}

void read_alerts(const toml::table& file, AlertSettings& to) {
    const toml::table* table = table_of(file, "alerts");
    if (!table) return;
    check_keys(*table, alert_keys, "in [alerts]");
    read(*table, "webhook_file", to.webhook_file);
    read(*table, "dead_man_file", to.dead_man_file);
    read_duration<std::chrono::hours>(*table, "stale_hours", to.stale, 1, 24 * 60);
    read(*table, "coverage_drop", to.coverage_drop, 1, 100);
    read(*table, "disk_free_mb", to.disk_free_mb, 0, 1'000'000'000);
    read_duration<std::chrono::hours>(*table, "repeat_hours", to.repeat, 1, 24 * 60);
    if (const toml::table* smtp = table_of(*table, "smtp")) read_smtp(*smtp, to.smtp);
}

void read_time(const toml::table& file, Configuration& to) {
    const toml::table* table = table_of(file, "time");
    if (!table) return;
    check_keys(*table, time_keys, "in [time]");
    if (!to.private_network) {
        refuse(*table,
               "[time] is for tests: it needs [network] private = true; live hosts are asked in "
               "real time; take [time] away");
    }
    FastClock clock = to.time.value_or(FastClock{});
    with(*table, "from", [&](const toml::node& node) {
        const auto from = records::instant_from(node.value_exact<std::string>().value_or(""));
        if (!from) refuse(node, "'from' must be a moment in quotes: \"2026-10-05T00:00:00Z\"");
        clock.from = *from;
    });
    with(*table, "at_unix", [&](const toml::node& node) {
        clock.at = number_between(node, 0, 1e11, "'at_unix' must be seconds since 1970");
    });
    with(*table, "speed", [&](const toml::node& node) {
        clock.speed = number_between(node, 0.001, 1e6, "'speed' must be from 0.001 to 1000000");
    });
    to.time = clock;
}

}  // namespace schedules
