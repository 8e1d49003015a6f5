#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "records/crawl.h"
#include "records/result.h"

namespace crawler {

/// One request for the wire. Redirects are not followed, nothing is sent twice.
struct Sending {
    std::uint64_t id = 0;  // comes back with the answer
    records::Request request;
    std::vector<std::string> headers;                 // beside ours: "If-None-Match: \"x\""
    bool identity = false;                            // ask for a body without Content-Encoding
    std::string proxy;                                // "http://proxy.example:3128"; empty: none
    std::size_t most_bytes = std::size_t{32} << 20U;  // of the body, as received
};

/// Why no whole response came.
enum class Fault : std::uint8_t {
    none,
    name,       // the host name could not be resolved
    connect,    // refused, unreachable, no answer within the deadline
    tls,        // certificate or handshake: never believed
    forbidden,  // the address is not public: nothing was sent
    timeout,    // too slow, or silent, or beyond the deadline of the whole
    cut,        // the connection ended before the body did
    protocol,   // not HTTP as we accept it, or bytes behind the end of the answer
    too_large,  // head or body beyond its cap
    local,      // ours: no file descriptor, no CA bundle, no memory
};
std::string_view to_text(Fault);

/// What came of it. With a fault, `head` and `payload` hold what had come so far.
struct Received {
    std::uint64_t id = 0;
    int status = 0;    // 0: none came
    std::string head;  // of the final response: status line and header lines, CRLF, as received
    /// The body as received: its Content-Encoding is still on, its Transfer-Encoding is too.
    std::string payload;
    records::Exchange exchange;
    records::Instant fetched_at;  // when the head came, or the fault
    Fault fault = Fault::none;
    std::string why;  // for people: what happened, and to whom; empty without a fault
};

/// The way to the network, and the only one: curl for work, a stand-in with a clock for tests.
class Transport {
public:
    virtual ~Transport() = default;
    /// Begins. It never waits; what is wrong comes back as an answer.
    virtual void send(Sending) = 0;
    /// What has been answered; waits up to `most` when nothing has.
    virtual std::vector<Received> wait(std::chrono::milliseconds most) = 0;
    virtual std::size_t in_flight() const = 0;
};

/// Deadlines, caps and identity of the transport over libcurl.
struct CurlOptions {
    std::string user_agent;                     // "dramascope/0.1 (+https://…; mailto:…)"
    std::string ca_file;                        // empty: the system's
    std::chrono::milliseconds connect{15'000};  // name, TCP and TLS
    std::chrono::milliseconds whole{120'000};
    std::chrono::seconds slow_for{20};  // fewer than `slow_bytes` a second for so long: timeout
    long slow_bytes = 200;
    std::size_t most_head_bytes = std::size_t{256} << 10U;
    int most_head_lines = 200;  // trailers count
    /// For a network of one's own, as the tests have: "host:port:address:port" (libcurl's
    /// CONNECT_TO), "host:port:address,address" (its RESOLVE: what a name's addresses are), and
    /// that non-public addresses may be connected to. Every run that has it says so.
    std::vector<std::string> connect_to;
    std::vector<std::string> resolve;
    bool private_network = false;
};

/// HTTP/1.1 over TLS 1.2 or later by libcurl: keep-alive, no cookies, no netrc, no proxy of the
/// environment, certificates always verified, each address checked when the socket is opened (which
/// no redirect and no DNS answer can get around; behind a configured proxy it is the proxy that
/// connects). A kept connection that has ended, or sent something unasked, is left before anything
/// is sent over it; one that ends under a request is a cut, and nothing is sent again by itself.
///
/// An error where the CA bundle cannot be read. SIGPIPE is ignored by the process from then on.
records::Result<std::unique_ptr<Transport>> curl_transport(const CurlOptions&);

}  // namespace crawler
