#include "app/http_access.h"

#include <algorithm>
#include <cctype>

#include "archive/base64.h"
#include "archive/digest.h"

namespace app {
namespace {

using namespace std::chrono_literals;

/// Clients whose failures are remembered; those that may try again soonest are forgotten first.
constexpr std::size_t most_clients = 1000;
constexpr std::string_view basic = "Basic ";
constexpr int most_doublings = 9;
constexpr auto longest_delay = 300s;

HttpAnswer refused(int status, const std::string& why) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = why + "\n";
    return answer;
}

/// Without the port and the brackets of an IPv6 address; in lower case.
std::string name_of(std::string host) {
    if (host.starts_with("["))
        host = host.substr(1, host.find(']') - 1);
    else
        host = host.substr(0, host.find(':'));
    std::ranges::transform(host, host.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return host;
}

bool fits(const std::string& host, const std::string& name) {
    if (!name.starts_with("*.")) return host == name;
    return host.find('.') != host.npos && host.substr(host.find('.')) == name.substr(1);
}

/// Takes the same time wherever the two differ: their digests are compared, as a whole.
bool same_secret(const std::string& one, const std::string& other) {
    const auto a = archive::sha256({one});
    const auto b = archive::sha256({other});
    unsigned differences = 0;
    for (std::size_t at = 0; at < a.size(); ++at)
        differences |= static_cast<unsigned>(a.at(at) ^ b.at(at));
    return differences == 0;
}

bool is_probe(const std::string& path) { return path == "/livez" || path == "/readyz"; }

std::optional<HttpAnswer> refusal_by_method(const HttpQuestion& question) {
    if (question.method != "GET" && question.method != "HEAD") {
        const bool foreign = !question.origin.empty() || question.site == "cross-site";
        if (foreign)
            return refused(403, "nothing can be changed here, least of all by other pages");
        HttpAnswer answer = refused(405, "nothing can be changed here: GET and HEAD alone");
        answer.headers.emplace_back("Allow", "GET, HEAD");
        return answer;
    }
    if (question.body) return refused(413, "a question without a body, please");
    return std::nullopt;
}

}  // namespace

HttpAccess::HttpAccess(Rules rules) : rules_(std::move(rules)) {}

bool HttpAccess::is_ours(const std::string& host) const {
    const std::string name = name_of(host);
    return name == "localhost" || is_ip_address(name) ||
           std::ranges::any_of(rules_.names, [&](const auto& ours) { return fits(name, ours); });
}

std::optional<HttpAnswer> HttpAccess::refusal(const HttpQuestion& question, Time now) {
    if (auto refusal = refusal_by_method(question)) return refusal;
    if (!is_ours(question.host))
        return refused(421, "this server has another name: ask for the address that it listens on");
    if (rules_.login.empty() || is_probe(question.path)) return std::nullopt;
    return refusal_by_login(question, now);
}

/// Behind a proxy, the last address is the one that the proxy itself saw.
std::string HttpAccess::client_of(const HttpQuestion& question) const {
    if (!rules_.behind_proxy || question.forwarded_for.empty()) return question.peer;
    const auto& chain = question.forwarded_for;
    const auto last = chain.find_last_of(", ");
    return chain.substr(last == chain.npos ? 0 : last + 1, 64);
}

std::optional<HttpAnswer> HttpAccess::refusal_by_login(const HttpQuestion& question, Time now) {
    HttpAnswer answer = refused(401, "log in, please");
    answer.headers.emplace_back("WWW-Authenticate",
                                "Basic realm=\"dramascope\", charset=\"UTF-8\"");
    if (question.authorization.empty()) return answer;
    const std::string client = client_of(question);
    const std::scoped_lock lock(mutex_);
    if (const auto known = failures_.find(client);
        known != failures_.end() && now < known->second.until) {
        HttpAnswer wait = refused(429, "too many wrong logins: wait");
        const auto left = std::chrono::ceil<std::chrono::seconds>(known->second.until - now);
        wait.headers.emplace_back("Retry-After", std::to_string(left.count()));
        return wait;
    }
    const auto login = question.authorization.starts_with(basic)
                           ? archive::base64_decoded(question.authorization.substr(basic.size()))
                           : std::nullopt;
    if (login && same_secret(*login, rules_.login)) {
        failures_.erase(client);
        return std::nullopt;
    }
    remember_failure(client, now);
    return answer;
}

void HttpAccess::remember_failure(const std::string& client, Time now) {
    if (failures_.size() >= most_clients && !failures_.contains(client)) {
        failures_.erase(std::ranges::min_element(
            failures_, {}, [](const auto& known) { return known.second.until; }));
    }
    Failures& failures = failures_[client];
    const auto delay = std::chrono::seconds(1 << std::min(failures.count, most_doublings));
    failures.until = now + std::min<std::chrono::seconds>(delay, longest_delay);
    ++failures.count;
}

}  // namespace app
