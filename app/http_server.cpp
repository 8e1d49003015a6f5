#include "app/http_server.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/X509Certificate.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <list>
#include <mutex>
#include <set>
#include <thread>

#include "app/http_connection.h"
#include "app/signals.h"

namespace app {
namespace {

namespace net = Poco::Net;
using std::chrono::milliseconds;
using Time = HttpConnection::Time;

/// How long nothing is accepted when the system has no descriptor or memory left.
constexpr milliseconds exhausted{1000};

net::Context::Ptr tls_of(const std::string& certificate, const std::string& key) {
    if (certificate.empty()) return nullptr;
    net::initializeSSL();
    net::Context::Params params;
    params.certificateFile = certificate;
    params.privateKeyFile = key;
    params.verificationMode = net::Context::VERIFY_NONE;  // of clients
    net::Context::Ptr tls = new net::Context(net::Context::TLS_SERVER_USE, params);
    tls->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    return tls;
}

net::HTTPServerParams::Ptr params_of(const HttpLimits& limits) {
    net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
    params->setKeepAlive(false);
    params->setTimeout(Poco::Timespan(std::chrono::microseconds(limits.head_time).count()));
    params->setSoftwareVersion("");
    return params;
}

void close_on_exec(const net::Socket& socket) {
    fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
}

net::ServerSocket listening(const std::string& listen) {
    net::ServerSocket socket;
    const net::SocketAddress address(listen);
    socket.bind(address, true, false);
    close_on_exec(socket);
    socket.setBlocking(false);
    socket.listen(64);
    return socket;
}

}  // namespace

/// A thread accepts, and sleeps until somebody comes, a connection ends or has to be ended; each
/// connection has a thread of its own while it lasts.
class HttpServer::Running {
public:
    Running(const Settings& settings, Handler handler)
        : terms_{std::move(handler), settings.limits, params_of(settings.limits),
                 tls_of(settings.certificate, settings.key)},
          listening_(listening(settings.listen)),
          wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
          acceptor_([this] { accept_until_stopped(); }) {}
    ~Running() {
        stopped_ = true;
        wake();
        acceptor_.join();
        for (Served& served : served_) {
            served.connection.end();
            served.thread.join();
        }
        close(wake_);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    std::string address() const { return listening_.address().toString(); }

private:
    struct Served {
        Served(int socket, const net::SocketAddress& peer, const HttpConnection::Terms& terms)
            : connection(socket, peer, terms) {}
        HttpConnection connection;
        std::atomic<bool> done = false;
        bool ended = false;  // by us, because its time was over
        std::thread thread;
    };

    void wake() const {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
    }

    void accept_until_stopped() {
        block_signals();  // and in the threads that begin here
        while (!stopped_) {
            end_finished();
            const bool room = served_.size() < terms_.limits.connections;
            std::array<pollfd, 2> ready{
                {{wake_, POLLIN, 0}, {room ? listening_.impl()->sockfd() : -1, POLLIN, 0}}};
            poll(ready.data(), ready.size(), patience());
            std::uint64_t count = 0;
            [[maybe_unused]] const auto got = read(wake_, &count, sizeof count);
            if (ready[1].revents != 0) accept_one();
        }
    }

    /// How long there is nothing to do, in milliseconds; -1: until somebody comes.
    int patience() const {
        if (served_.empty()) return -1;
        Time first = Time::max();
        for (const Served& served : served_)
            if (!served.ended) first = std::min(first, served.connection.until());
        if (first == Time::max()) return -1;
        const auto left = std::chrono::ceil<milliseconds>(first - std::chrono::steady_clock::now());
        return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
    }

    void end_finished() {
        const Time now = std::chrono::steady_clock::now();
        for (auto at = served_.begin(); at != served_.end();) {
            if (!at->ended && at->connection.until() <= now) {
                at->connection.end();
                at->ended = true;
            }
            const bool done = at->done;
            if (done) at->thread.join();
            at = done ? served_.erase(at) : std::next(at);
        }
    }

    void accept_one() {
        sockaddr_storage storage{};
        socklen_t length = sizeof storage;
        auto* peer = reinterpret_cast<sockaddr*>(&storage);
        const int socket = accept4(listening_.impl()->sockfd(), peer, &length, SOCK_CLOEXEC);
        if (socket >= 0)
            serve(socket, net::SocketAddress(peer, length));
        else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
            std::this_thread::sleep_for(exhausted);
    }

    void serve(int socket, const net::SocketAddress& peer) {
        Served& served = served_.emplace_back(socket, peer, terms_);
        try {
            served.thread = std::thread([this, &served] {
                served.connection.serve();
                served.done = true;
                wake();
            });
        } catch (const std::system_error&) {
            served_.pop_back();  // no thread is left: the client may come again
        }
    }

    HttpConnection::Terms terms_;
    net::ServerSocket listening_;
    int wake_;
    std::atomic<bool> stopped_ = false;
    std::list<Served> served_;  // of the accepting thread
    std::thread acceptor_;
};

HttpServer::HttpServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}
HttpServer::~HttpServer() = default;

records::Result<std::unique_ptr<HttpServer>> HttpServer::start(const Settings& settings,
                                                               Handler handler) {
    if (auto names = names_of_certificate(settings.certificate, settings.key); !names)
        return tl::make_unexpected(names.error());
    try {
        return std::unique_ptr<HttpServer>(
            new HttpServer(std::make_unique<Running>(settings, std::move(handler))));
    } catch (const Poco::Exception& fault) {
        return records::fail(settings.listen + ": cannot be listened on (" + fault.displayText() +
                             "); another program may have the port: choose another one with "
                             "listen = \"address:port\" in [daemon]");
    }
}

std::string HttpServer::address() const { return running_->address(); }

records::Result<std::vector<std::string>> names_of_certificate(const std::string& certificate,
                                                               const std::string& key) {
    std::vector<std::string> names;
    if (certificate.empty()) return names;
    try {
        tls_of(certificate, key);
        std::string common;
        std::set<std::string> others;
        net::X509Certificate(certificate).extractNames(common, others);
        if (!common.empty()) names.push_back(common);
        names.insert(names.end(), others.begin(), others.end());
        return names;
    } catch (const Poco::Exception& fault) {
        return records::fail(certificate + ", " + key + ": no usable certificate and key (" +
                             fault.displayText() +
                             "); expected PEM files, the key without a passphrase");
    }
}

bool is_ip_address(std::string_view text) {
    net::IPAddress address;
    return net::IPAddress::tryParse(std::string(text), address);
}

std::shared_ptr<ServedFile> ServedFile::open(const std::string& folder, const std::string& name) {
    const int descriptor =
        ::open((folder + "/" + name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return nullptr;
    struct stat file {};
    std::shared_ptr<ServedFile> served(new ServedFile(descriptor, 0));
    if (fstat(descriptor, &file) != 0 || !S_ISREG(file.st_mode)) return nullptr;
    served->size_ = static_cast<std::uint64_t>(file.st_size);
    return served;
}

ServedFile::~ServedFile() { close(descriptor_); }

std::string ServedFile::read(std::size_t most) {
    std::string bytes(most, '\0');
    const auto got = ::read(descriptor_, bytes.data(), most);
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
}

}  // namespace app
