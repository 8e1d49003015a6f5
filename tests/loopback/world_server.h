#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "loopback/server.h"
#include "loopback/world.h"
#include "loopback/world_faults.h"

namespace loopback {

/// A StoreWorld behind a server, under the stores' own names: HTTP/1.1 over TLS with keep-alive,
/// ETag and Last-Modified, 304 to who has the newest, gzip to who takes it. `rules` are the faults
/// that it makes; the first rule that fits a request replaces its answer.
class WorldServer {
public:
    explicit WorldServer(StoreWorld&, std::vector<FaultRule> rules = {});

    /// For CurlOptions::connect_to: all hosts are here.
    std::vector<std::string> connect_to() const { return {server_->connect_to("")}; }
    std::vector<Request> log() const { return server_->log(); }
    std::size_t requests() const { return server_->requests(); }
    /// What the rules did so far: how often each made its fault, in their order.
    std::vector<int> made() const;

    /// A name that a page of a published figure can be at: the certificate has it.
    static constexpr std::string_view publisher = "press.example";
    /// All hosts that it has a certificate for.
    static std::vector<std::string> names();

private:
    void handle(const Request&, Wire&);
    const FaultRule* rule_for(const Request&);

    StoreWorld& world_;
    std::vector<FaultRule> rules_;
    std::vector<int> met_;  // requests that fitted a rule, by rule
    mutable std::mutex mutex_;
    std::unique_ptr<Server> server_;
};

}  // namespace loopback
