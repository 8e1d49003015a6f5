#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "records/result.h"

/// A small HTTP/1.1 server: one request per connection, no bodies. Wraps Poco's HTTP connections,
/// not its TCPServer, which wakes up four times a second.
namespace app {

/// A request, as far as anything of ours looks at it. All of it may be hostile.
struct HttpQuestion {
    std::string method;         // "GET"
    std::string path;           // "/reports/x.xlsx": as it was sent, without what follows a "?"
    std::string peer;           // "127.0.0.1"
    std::string host;           // of the Host header; empty: none, or more than one
    std::string origin;         // of Origin
    std::string site;           // of Sec-Fetch-Site
    std::string authorization;  // of Authorization
    std::string forwarded_for;  // of X-Forwarded-For
    bool body = false;          // whether one is announced
};

/// A file that is being served; closed at the end.
class ServedFile {
public:
    /// The regular file of that name in a folder; nothing if there is none, or if it is a link.
    static std::shared_ptr<ServedFile> open(const std::string& folder, const std::string& name);
    ~ServedFile();
    ServedFile(const ServedFile&) = delete;
    ServedFile& operator=(const ServedFile&) = delete;

    std::uint64_t size() const { return size_; }
    /// The next bytes; empty at the end.
    std::string read(std::size_t most);

private:
    ServedFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
    int descriptor_;
    std::uint64_t size_;
};

struct HttpAnswer {
    int status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::shared_ptr<ServedFile> file = nullptr;  // instead of the body
};

struct HttpLimits {
    std::size_t head_bytes = 16384;               // of a request
    std::chrono::milliseconds head_time{10'000};  // for all of it, TLS too
    std::chrono::milliseconds answer_time{120'000};
    std::size_t connections = 16;  // at once; more of them wait
};

class HttpServer {
public:
    struct Settings {
        std::string listen;       // "127.0.0.1:8765", "[::1]:0", "localhost:8765"
        std::string certificate;  // PEM files, for TLS; both or none
        std::string key;
        HttpLimits limits = {};
    };
    /// Called on a thread of the connection's own, many at a time.
    using Handler = std::function<HttpAnswer(const HttpQuestion&)>;

    /// Begins to listen. An error names the address or the file, and says what to do.
    static records::Result<std::unique_ptr<HttpServer>> start(const Settings&, Handler);
    /// Ends all connections, and returns when their handlers have.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// "127.0.0.1:8765": with the port that a 0 got.
    std::string address() const;

private:
    class Running;
    explicit HttpServer(std::unique_ptr<Running>);
    std::unique_ptr<Running> running_;
};

/// The host names that a certificate (a PEM file) is for; an error if it or its key cannot be used.
records::Result<std::vector<std::string>> names_of_certificate(const std::string& certificate,
                                                               const std::string& key);

/// Whether a text is an IPv4 or IPv6 address, without brackets.
bool is_ip_address(std::string_view);

}  // namespace app
