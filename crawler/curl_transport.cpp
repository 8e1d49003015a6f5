#include <curl/curl.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
#include <unordered_map>

#include "crawler/curl_flight.h"
#include "crawler/transport.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr long read_bytes = 256L << 10;
constexpr long most_kept_connections = 64;

/// Why a file of root certificates cannot be used; empty: it can.
std::string why_not_roots(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return "it cannot be read";
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("-----BEGIN ")) return "";
    return "it holds no certificate";
}

std::string roots_of(const CurlOptions& options) {
    if (!options.ca_file.empty()) return options.ca_file;
    const char* const system = curl_version_info(CURLVERSION_NOW)->cainfo;
    return system ? system : "";
}

class CurlTransport final : public Transport {
public:
    CurlTransport(CurlOptions options, std::string roots)
        : options_(std::move(options)), roots_(std::move(roots)), multi_(curl_multi_init()) {
        curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, most_kept_connections);
        curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
        for (const std::string& each : options_.connect_to)
            connect_to_ = curl_slist_append(connect_to_, each.c_str());
        for (const std::string& each : options_.resolve)
            resolve_ = curl_slist_append(resolve_, each.c_str());
    }
    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;
    ~CurlTransport() override {
        for (auto& [handle, flight] : flights_) {
            curl_multi_remove_handle(multi_, handle);
            flight.reset();
            idle_.push_back(handle);
        }
        for (CURL* handle : idle_) curl_easy_cleanup(handle);
        curl_multi_cleanup(multi_);
        curl_slist_free_all(connect_to_);
        curl_slist_free_all(resolve_);
    }

    /// What this libcurl cannot do of what we need; empty: it can all.
    std::string why_not_usable();
    void send(Sending) override;
    std::vector<Received> wait(milliseconds most) override;
    std::size_t in_flight() const override { return flights_.size() + done_.size(); }

private:
    CURLcode settle(CURL*);
    void set_limits(Settings&) const;
    CURL* take_handle();
    void perform();
    void end(CURL*, CURLcode);

    const CurlOptions options_;
    const std::string roots_;
    Sockets sockets_;
    CURLM* multi_;
    curl_slist* connect_to_ = nullptr;
    curl_slist* resolve_ = nullptr;
    std::vector<CURL*> idle_;
    std::unordered_map<CURL*, std::unique_ptr<Flight>> flights_;
    std::vector<Received> done_;
};

int close_socket(void* sockets, curl_socket_t socket) {
    static_cast<Sockets*>(sockets)->close(socket);
    return 0;
}

/// What holds for every request: whom we trust, and what libcurl must not do by itself.
CURLcode CurlTransport::settle(CURL* handle) {
    Settings settings(handle);
    settings.set(CURLOPT_NOSIGNAL, 1L);
    settings.set(CURLOPT_PROTOCOLS_STR, "http,https");
    settings.set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
    settings.set(CURLOPT_FOLLOWLOCATION, 0L);
    settings.set(CURLOPT_PATH_AS_IS, 1L);  // what was judged is what is sent
    settings.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    settings.set(CURLOPT_HTTP09_ALLOWED, 0L);
    settings.set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    settings.set(CURLOPT_HTTP_TRANSFER_DECODING, 0L);
    settings.set(CURLOPT_USERAGENT, options_.user_agent.c_str());
    settings.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    settings.set(CURLOPT_NOPROXY, "");  // nothing of the environment
    settings.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    settings.set(CURLOPT_CAINFO, roots_.c_str());
    settings.set(CURLOPT_CAPATH, nullptr);
    settings.set(CURLOPT_SSL_VERIFYPEER, 1L);
    settings.set(CURLOPT_SSL_VERIFYHOST, 2L);
    settings.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    settings.set(CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
    settings.set(CURLOPT_CLOSESOCKETDATA, &sockets_);
    settings.set(CURLOPT_CONNECT_TO, connect_to_);
    settings.set(CURLOPT_RESOLVE, resolve_);
    set_limits(settings);
    return settings.code();
}

void CurlTransport::set_limits(Settings& settings) const {
    settings.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect.count()));
    settings.set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.whole.count()));
    settings.set(CURLOPT_LOW_SPEED_LIMIT, options_.slow_bytes);
    settings.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.slow_for.count()));
    settings.set(CURLOPT_BUFFERSIZE, read_bytes);
    // A resolver that hangs must not hold up the other hosts when its request is given up.
    settings.set(CURLOPT_QUICK_EXIT, 1L);
}

std::string CurlTransport::why_not_usable() {
    CURL* const handle = take_handle();
    if (!handle || !multi_) return "no memory for libcurl";
    const CURLcode code = settle(handle);
    idle_.push_back(handle);
    if (code == CURLE_OK) return "";
    return std::string("this libcurl (") + curl_version() +
           ") cannot be made safe: " + curl_easy_strerror(code) + "; 7.87 or later is needed";
}

CURL* CurlTransport::take_handle() {
    if (idle_.empty()) {
        CURL* const handle = curl_easy_init();
        if (handle) settle(handle);
        return handle;
    }
    CURL* const handle = idle_.back();
    idle_.pop_back();
    return handle;
}

void CurlTransport::send(Sending sending) {
    CURL* const handle = take_handle();
    if (!handle) {
        Received& answer = done_.emplace_back();
        answer.id = sending.id;
        answer.fault = Fault::local;
        answer.why = "no memory for another request.";
        return;
    }
    auto& flight = flights_[handle];
    flight = std::make_unique<Flight>(std::move(sending), handle, options_, sockets_);
    const CURLcode code = flight->prepare();
    if (code != CURLE_OK) return end(handle, code);
    if (curl_multi_add_handle(multi_, handle) != CURLM_OK) end(handle, CURLE_OUT_OF_MEMORY);
}

std::vector<Received> CurlTransport::wait(milliseconds most) {
    const auto until = steady_clock::now() + most;
    while (true) {
        perform();
        const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
        if (!done_.empty() || left.count() <= 0) return std::exchange(done_, {});
        const auto step = std::min(left, milliseconds(1000));
        curl_multi_poll(multi_, nullptr, 0, static_cast<int>(step.count()), nullptr);
    }
}

void CurlTransport::perform() {
    int running = 0;
    curl_multi_perform(multi_, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* const handle = message->easy_handle;
        const CURLcode code = message->data.result;
        curl_multi_remove_handle(multi_, handle);
        Flight& flight = *flights_.at(handle);
        if (!flight.needs_new_connection()) {
            end(handle, code);
            continue;
        }
        flight.take_new_connection();
        curl_multi_add_handle(multi_, handle);
        curl_multi_perform(multi_, &running);
    }
}

void CurlTransport::end(CURL* handle, CURLcode code) {
    auto flight = flights_.extract(handle);
    done_.push_back(flight.mapped()->finish(code));
    idle_.push_back(handle);
}

}  // namespace

records::Result<std::unique_ptr<Transport>> curl_transport(const CurlOptions& options) {
    // OpenSSL writes to connections that the peer has ended; with NOSIGNAL libcurl leaves the
    // signal to us.
    std::signal(SIGPIPE, SIG_IGN);
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (global != CURLE_OK) return records::fail("libcurl does not start");
    if (options.user_agent.empty())
        return records::fail("no User-Agent for requests: give a contact in the configuration");
    std::string roots = roots_of(options);
    if (const std::string why = why_not_roots(roots); !why.empty())
        return records::fail("file of root certificates \"" + roots + "\": " + why +
                             "; install ca-certificates, or name another file");
    auto transport = std::make_unique<CurlTransport>(options, std::move(roots));
    if (std::string why = transport->why_not_usable(); !why.empty())
        return records::fail(std::move(why));
    return transport;
}

}  // namespace crawler
