#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/SocketAddress.h>

#include <atomic>
#include <chrono>
#include <mutex>

#include "app/http_server.h"

namespace app {

/// One connection of an HttpServer: serves a request, on a thread of its own, within its time.
class HttpConnection {
public:
    struct Terms {
        HttpServer::Handler handler;
        HttpLimits limits;
        Poco::Net::HTTPServerParams::Ptr params;
        Poco::Net::Context::Ptr tls;  // empty: plain
    };
    using Time = std::chrono::steady_clock::time_point;

    /// Takes over a socket that was accepted.
    HttpConnection(int socket, const Poco::Net::SocketAddress& peer, const Terms&);
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    /// Returns when it has been served, or has been ended. Nothing throws.
    void serve();
    /// When it is to be ended.
    Time until() const { return until_; }
    /// Ends it at once, from any thread.
    void end();

private:
    void serve_request();
    void linger() const;

    int socket_;
    int guard_;  // a second name of the socket, which stays ours when Poco has closed its own
    std::string peer_;
    const Terms& terms_;
    std::atomic<Time> until_;
};

}  // namespace app
