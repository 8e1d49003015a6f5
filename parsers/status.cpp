#include "parsers/status.h"

#include <algorithm>
#include <array>
#include <string>

#include "parsers/apple_urls.h"

namespace parsers {
namespace {

using records::Outcome;

struct Rule {
    int first, last;
    std::optional<Outcome> outcome;  // empty: the body is read
    std::string_view what;
};

// The first row that holds a status counts.
constexpr std::array rules = {
    Rule{200, 299, std::nullopt, ""},
    Rule{300, 399, std::nullopt, ""},
    Rule{401, 401, Outcome::blocked, "asks for a login or a key"},
    Rule{402, 402, Outcome::blocked, "asks for money"},
    Rule{403, 403, Outcome::blocked, "refuses: throttled, or not allowed from here"},
    Rule{404, 404, Outcome::unsupported,
         "there is no such page: nothing is there, or the address is not right"},
    Rule{407, 407, Outcome::blocked, "a proxy asks for a login"},
    Rule{408, 408, Outcome::blocked, "the host gave up waiting; ask again later"},
    Rule{410, 410, Outcome::unsupported, "there is no such page any more"},
    Rule{425, 425, Outcome::blocked, "the host was not ready; ask again later"},
    Rule{429, 429, Outcome::blocked, "too many requests: ask more slowly"},
    Rule{451, 451, Outcome::blocked, "refuses for legal reasons"},
    Rule{400, 499, Outcome::unsupported, "the host does not take the request as it is"},
    Rule{503, 503, Outcome::blocked, "unavailable: throttled or down; ask again later"},
    Rule{500, 599, Outcome::blocked, "the server failed; ask again later"},
};
constexpr Rule odd{0, 0, Outcome::unsupported, "is no status of an answer"};

const Rule& rule_of(int status) {
    const auto* rule = std::ranges::find_if(
        rules, [&](const Rule& row) { return row.first <= status && status <= row.last; });
    return rule == rules.end() ? odd : *rule;
}

bool is_absent(int status) { return status == 404 || status == 410; }

/// Hosts and paths to which stores send visitors whom they want to agree or to prove something.
struct Barrier {
    std::string_view host, path, what;
};
constexpr std::array barriers = {
    Barrier{"consent.google.", "/", "Google's consent form"},
    Barrier{"consent.youtube.", "/", "Google's consent form"},
    Barrier{"www.google.", "/sorry/", "Google's captcha for unusual traffic"},
    Barrier{"ipv4.google.", "/sorry/", "Google's captcha for unusual traffic"},
    Barrier{"ipv6.google.", "/sorry/", "Google's captcha for unusual traffic"},
};

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter | 32);
    return lower;
}

std::optional<Refusal> barrier_behind(const records::Page& page) {
    const std::string target = lowered(redirect_target(page));
    const UrlParts parts = parts_of_url(target);
    for (const Barrier& barrier : barriers)
        if (parts.host.starts_with(barrier.host) &&
            (std::string(parts.path) + "/").starts_with(barrier.path))
            return Refusal{Outcome::blocked,
                           {"HTTP " + std::to_string(page.status),
                            "it points to " + std::string(barrier.what) + ": " + target}};
    return std::nullopt;
}

}  // namespace

bool is_redirect(int status) { return status >= 300 && status < 400 && status != 304; }

std::string_view redirect_target(const records::Page& page) {
    constexpr std::string_view name = "\r\nlocation:";
    const auto same = [](char one, char other) { return (one | 32) == (other | 32); };
    const std::string_view head = page.head;
    const auto* found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (found == head.end()) return {};
    std::string_view value(found + name.size(), head.end());
    value = value.substr(0, value.find('\r'));
    return value.substr(std::min(value.find_first_not_of(' '), value.size())).substr(0, 200);
}

std::optional<Refusal> refusal_by_status(const records::Page& page, bool of_one_app) {
    if (is_redirect(page.status)) return barrier_behind(page);
    const Rule& rule = rule_of(page.status);
    if (!rule.outcome) return std::nullopt;
    const std::string status = "HTTP " + std::to_string(page.status);
    if (of_one_app && is_absent(page.status))
        return Refusal{
            Outcome::empty,
            {status, "there is no such page: the app is not in this storefront, or not at all"}};
    return Refusal{*rule.outcome, {status, std::string(rule.what)}};
}

}  // namespace parsers
