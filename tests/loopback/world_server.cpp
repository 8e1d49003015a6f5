#include "loopback/world_server.h"

#include <algorithm>
#include <cstdint>

#include "fixtures/simulator/text.h"
#include "loopback/address.h"

namespace loopback {

namespace {

constexpr std::size_t worth_zipping = 512;

// FNV-1a: the same bytes, the same name.
std::string etag_of(std::string_view body) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : body) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return "\"" + std::to_string(hash) + "\"";
}

bool has_newest(const Request& request, const std::string& etag, const std::string& modified) {
    const std::string asked = request.header("If-None-Match");
    if (!asked.empty()) return asked == etag || asked == "W/" + etag;
    return request.header("If-Modified-Since") == modified;
}

bool takes_gzip(const Request& request) {
    return request.header("Accept-Encoding").find("gzip") != std::string::npos;
}

}  // namespace

WorldServer::WorldServer(StoreWorld& world, std::vector<FaultRule> rules)
    : world_(world), rules_(std::move(rules)), met_(rules_.size()) {
    Options options;
    options.tls = Certificate::good;
    options.names = names();
    server_ = std::make_unique<Server>(
        [this](const Request& request, Wire& wire) { handle(request, wire); }, options);
}

std::vector<std::string> WorldServer::names() {
    return {"itunes.apple.com", "rss.applemarketingtools.com", "apps.apple.com",
            "play.google.com",  "app.sensortower.com",         "www.ecb.europa.eu",
            "cdn.jsdelivr.net", std::string(publisher)};
}

std::vector<int> WorldServer::made() const {
    const std::lock_guard lock(mutex_);
    std::vector<int> made;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        made.push_back(std::clamp(met_[i] - rules_[i].first + 1, 0, rules_[i].count));
    }
    return made;
}

const FaultRule* WorldServer::rule_for(const Request& request) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const FaultRule& rule = rules_[i];
        const bool robots = request.target == "/robots.txt";
        const bool fits =
            (rule.host.empty() || rule.host == request.host) &&
            (rule.target.empty() ? !robots : request.target.find(rule.target) != std::string::npos);
        if (!fits) continue;
        const int nth = ++met_[i];
        if (nth >= rule.first && nth < rule.first + rule.count) return &rule;
    }
    return nullptr;
}

void WorldServer::handle(const Request& request, Wire& wire) {
    const StoreAnswer said =
        world_.answer({request.method, "https://" + request.host + request.target,
                       request.header("Content-Type"), request.body});
    const std::string etag = etag_of(said.body);
    const std::string modified = simulator::rfc822(world_.now() - std::chrono::minutes{41});
    std::string lines = "X-Dramascope: simulated\r\nCache-Control: max-age=300\r\n";
    const bool lasting = said.status == 200 && request.method == "GET";
    if (lasting) lines += "ETag: " + etag + "\r\nLast-Modified: " + modified + "\r\n";
    const FaultRule* rule = rule_for(request);
    if (!rule && lasting && has_newest(request, etag, modified)) {
        wire.write("HTTP/1.1 304 Not Modified\r\n" + lines + "\r\n");
        return;
    }
    lines += "Content-Type: " + said.content_type + "\r\n";
    Whole whole{said.status, lines, said.body, said.body};
    if (takes_gzip(request) && said.body.size() >= worth_zipping) {
        whole.lines += "Content-Encoding: gzip\r\n";
        whole.payload = gzip(said.body);
    }
    if (rule) return make_fault(whole, *rule, wire);
    wire.write(answer(whole.status, whole.payload, whole.lines));
}

}  // namespace loopback
