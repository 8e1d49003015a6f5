#include "app/watching.h"

#include <algorithm>

#include "app/alert_delivery.h"
#include "app/alert_watch.h"
#include "app/http_access.h"
#include "app/http_pages.h"
#include "app/http_server.h"
#include "app/secret_file.h"

namespace app {
namespace {

using schedules::DaemonSettings;

records::Result<std::string> login_of(const DaemonSettings& settings) {
    if (settings.login_file.empty()) return std::string();
    auto login = read_secret(settings.login_file);
    if (!login) return login;
    const auto colon = login->find(':');
    if (colon == 0 || colon == login->npos || login->size() - colon - 1 < shortest_password)
        return records::fail(settings.login_file +
                             ": expected user:password with a password of at least 16 "
                             "characters; make one with: openssl rand -base64 24");
    return login;
}

records::Result<HttpAccess::Rules> rules_of(const DaemonSettings& settings) {
    if (const auto why = schedules::why_not_listen(settings); !why.empty())
        return records::fail("[daemon]: " + why);
    auto names = names_of_certificate(settings.certificate, settings.key);
    if (!names) return tl::make_unexpected(names.error());
    return login_of(settings).map([&](const std::string& login) {
        return HttpAccess::Rules{*names, login, settings.behind_proxy};
    });
}

}  // namespace

class Watching::Parts {
public:
    Parts(const std::string& archive, const WatchingCalls& calls)
        : archive_(archive), calls_(calls), alerts_(archive, calls) {}

    records::Result<void> listen(const DaemonSettings& settings) {
        auto rules = rules_of(settings);
        if (!rules) return tl::make_unexpected(rules.error());
        if (settings.listen.empty()) return {};
        access_ = std::make_unique<HttpAccess>(*rules);
        auto server = HttpServer::start({settings.listen, settings.certificate, settings.key},
                                        [this](const auto& question) { return answer(question); });
        if (!server) return tl::make_unexpected(server.error());
        server_ = *std::move(server);
        return {};
    }
    std::string address() const { return server_ ? server_->address() : ""; }
    void changed() { alerts_.changed(); }

private:
    HttpAnswer answer(const HttpQuestion& question) {
        auto refusal = access_->refusal(question, std::chrono::steady_clock::now());
        if (refusal) return secured(*std::move(refusal));
        return secured(page(question, {calls_.facts(), archive_, alerts_.open()}));
    }

    std::string archive_;
    WatchingCalls calls_;
    AlertWatch alerts_;
    std::unique_ptr<HttpAccess> access_;
    std::unique_ptr<HttpServer> server_;  // ends first: its threads use the others
};

Watching::Watching(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Watching::~Watching() = default;

records::Result<std::unique_ptr<Watching>> Watching::start(const std::string& archive,
                                                           const WatchingCalls& calls) {
    auto parts = std::make_unique<Parts>(archive, calls);
    if (auto listens = parts->listen(calls.facts().configuration->daemon); !listens)
        return tl::make_unexpected(listens.error());
    return std::unique_ptr<Watching>(new Watching(std::move(parts)));
}

records::Result<void> Watching::check(const schedules::Configuration& configuration) {
    if (const auto rules = rules_of(configuration.daemon); !rules)
        return tl::make_unexpected(rules.error());
    if (const auto sinks = sinks_of(configuration); !sinks)
        return tl::make_unexpected(sinks.error());
    return {};
}

void Watching::changed() { parts_->changed(); }

std::string Watching::address() const { return parts_->address(); }

}  // namespace app
