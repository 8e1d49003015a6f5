#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loopback/certificates.h"

/// Small servers on 127.0.0.1 that answer with any bytes at any speed: what no real server will do.
namespace loopback {

/// A request as it came over the wire.
struct Request {
    std::string method;  // "GET"
    std::string target;  // "/us/rss?limit=10"
    std::string head;    // request line, header lines and the empty line, as received
    std::string body;
    std::string host;                    // of its Host header: lower case, without a port
    int connection = 0;                  // which one of the server, from 1
    int nth = 0;                         // on this connection, from 1
    std::chrono::milliseconds at{0};     // when its last byte came, since the server began
    std::chrono::milliseconds began{0};  // when its first byte came

    /// The value of the first header line of that name, in whatever case; empty: there is none.
    std::string header(std::string_view name) const;
};

/// The connection that an answer goes to. Nothing throws: once the client is gone, or the server is
/// being destroyed, everything returns false at once.
class Wire {
public:
    virtual ~Wire() = default;
    virtual bool write(std::string_view bytes) = 0;
    virtual bool wait(std::chrono::milliseconds) = 0;
    /// Ends the connection in order (TLS close_notify, FIN).
    virtual void close() = 0;
    /// Ends it with a TCP reset, which destroys what has not been read yet.
    virtual void reset() = 0;
    /// Ends it by FIN without a TLS close_notify.
    virtual void drop() = 0;
    /// The next request bytes from the client, at most `most`; empty: it is gone.
    virtual std::string read(std::size_t most) = 0;
};

/// Answers one request, on the connection's own thread: handlers run at the same time. The
/// connection is kept for the next request unless the handler ends it.
using Handler = std::function<void(const Request&, Wire&)>;

struct Options {
    std::optional<Certificate> tls;     // empty: plain HTTP
    std::vector<std::string> names;     // of the certificate, beside localhost and 127.0.0.1
    std::vector<std::string> alpn;      // protocols that it has, best first; empty: no ALPN
    std::string address = "127.0.0.1";  // to be bound to
    /// Called with the bare connection before TLS and before any request. False: that was all.
    std::function<bool(Wire&)> greet;
};

/// A server with a thread for each connection. The destructor ends all connections and returns
/// within 200 ms, however its clients and handlers hang (in Wire's functions).
class Server {
public:
    explicit Server(Handler, Options = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    int port() const;
    /// "http://127.0.0.1:8080" or "https://localhost:8443", without a slash at its end.
    std::string origin() const;
    /// For CurlOptions::connect_to: `host` at 443 (or `at`) is here. Empty: every host is.
    std::string connect_to(std::string_view host, int at = 443) const;
    /// All requests so far, in the order in which they ended.
    std::vector<Request> log() const;
    std::size_t requests() const;
    /// How many connections were accepted.
    int connections() const;

private:
    class Running;
    std::unique_ptr<Running> running_;
};

/// A whole answer: "HTTP/1.1 200 OK", Content-Length, `more` ("Name: value\r\n" lines), the body.
std::string answer(int status, std::string_view body, std::string_view more = "");
/// A handler that gives every request the same bytes, and one that then ends the connection.
Handler always(std::string bytes);
Handler then_close(std::string bytes);

}  // namespace loopback
