#include "schedules/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace schedules {
namespace {

bool is_port(std::string_view text) {
    int port = -1;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
    return fault == std::errc() && end == text.data() + text.size() && port >= 0 && port <= 65535;
}

/// "192.0.2.1", or "[2001:db8::1]"; whether it is one in full is found when it is opened.
bool is_address(std::string_view text) {
    const bool six = text.starts_with('[') && text.ends_with(']') && text.size() > 3;
    const std::string_view digits = six ? "0123456789abcdefABCDEF:." : "0123456789.";
    const std::string_view inside = six ? text.substr(1, text.size() - 2) : text;
    return !inside.empty() && inside.find_first_not_of(digits) == inside.npos;
}

}  // namespace

bool is_loopback(std::string_view listen) {
    const auto address = listen.substr(0, listen.rfind(':'));
    return address == "localhost" || address == "[::1]" ||
           (is_address(address) && address.starts_with("127."));
}

std::string why_not_listen(const DaemonSettings& settings) {
    if (settings.certificate.empty() != settings.key.empty()) {
        return "TLS needs both certificate = \"chain.pem\" and key = \"key.pem\"";
    }
    if (settings.listen.empty()) return {};
    const auto colon = settings.listen.rfind(':');
    const std::string_view listen = settings.listen;
    if (colon == listen.npos || !is_port(listen.substr(colon + 1)) ||
        !(is_address(listen.substr(0, colon)) || is_loopback(listen))) {
        return "'listen' must be an address and a port: \"127.0.0.1:8765\", \"[::1]:8765\"; empty "
               "for "
               "no server";
    }
    if (is_loopback(listen)) return {};
    const bool covered = settings.behind_proxy || !settings.certificate.empty();
    if (covered && !settings.login_file.empty()) return {};
    return "'" + settings.listen.substr(0, 80) +
           "' can be reached from other machines: that needs TLS (certificate, key) or "
           "behind_proxy = true, and a login (login_file); or listen on 127.0.0.1";
}

records::Instant time_on(const FastClock& fast, double clock) {
    const double passed = std::floor((clock - fast.at) * fast.speed);
    return fast.from + std::chrono::seconds(static_cast<std::int64_t>(passed));
}

double seconds_until(const FastClock& fast, records::Instant then, double clock) {
    const auto ahead = std::chrono::duration<double>(then - fast.from).count();
    return fast.at + ahead / fast.speed - clock;
}

}  // namespace schedules
