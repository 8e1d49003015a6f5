#include "loopback/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <list>
#include <stdexcept>
#include <thread>

#include "loopback/connection.h"

namespace loopback {
namespace {

/// Picks the first protocol of ours (the wire format of ALPN) that the client has too.
int choose(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* theirs,
           unsigned int theirs_size, void* ours) {
    const auto& list = *static_cast<const std::string*>(ours);
    const auto* bytes = reinterpret_cast<const unsigned char*>(list.data());
    unsigned char* chosen = nullptr;
    const int found = SSL_select_next_proto(
        &chosen, size, bytes, static_cast<unsigned int>(list.size()), theirs, theirs_size);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

std::string alpn_list(const std::vector<std::string>& protocols) {
    std::string list;
    for (const std::string& each : protocols) list += static_cast<char>(each.size()) + each;
    return list;
}

int listening_socket(const std::string& address) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    ::inet_pton(AF_INET, address.c_str(), &where.sin_addr);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0 ||
        ::listen(socket, 256) != 0)
        throw std::runtime_error("no server for the tests on " + address);
    return socket;
}

int port_of(int socket) {
    sockaddr_in where{};
    socklen_t size = sizeof where;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&where), &size);
    return ntohs(where.sin_port);
}

}  // namespace

class Server::Running {
public:
    Running(Handler handler, Options options)
        : handler_(std::move(handler)),
          options_(std::move(options)),
          alpn_(alpn_list(options_.alpn)),
          socket_(listening_socket(options_.address)),
          port_(port_of(socket_)) {
        // OpenSSL writes to sockets that the client has closed.
        std::signal(SIGPIPE, SIG_IGN);
        if (options_.tls) context_ = server_context(*options_.tls, options_.names);
        if (context_ && !alpn_.empty()) SSL_CTX_set_alpn_select_cb(context_, choose, &alpn_);
        acceptor_ = std::thread([this] { accept(); });
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
        ending_.begin();
        ::shutdown(socket_, SHUT_RDWR);
        acceptor_.join();
        {
            const std::lock_guard lock(mutex_);
            for (Client& each : clients_) each.connection.interrupt();
        }
        for (Client& each : clients_) each.thread.join();
        ::close(socket_);
        SSL_CTX_free(context_);
    }

    int port() const { return port_; }
    const Options& options() const { return options_; }
    std::vector<Request> log() const {
        const std::lock_guard lock(mutex_);
        return log_;
    }
    std::size_t requests() const {
        const std::lock_guard lock(mutex_);
        return log_.size();
    }
    int connections() const {
        const std::lock_guard lock(mutex_);
        return accepted_;
    }

private:
    struct Client {
        Client(int socket, Ending& ending) : connection(socket, ending) {}
        Connection connection;
        std::thread thread;
        bool done = false;
    };

    void accept() {
        while (!ending_.begun()) {
            const int socket = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) {
                ending_.wait(std::chrono::milliseconds(5));  // no descriptors left, or the end
                continue;
            }
            const int on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            forget_the_done();
            const std::lock_guard lock(mutex_);
            Client& client = clients_.emplace_back(socket, ending_);
            client.thread = std::thread([this, &client, number = ++accepted_] {
                serve(client.connection, number);
                const std::lock_guard done_lock(mutex_);
                client.done = true;
            });
        }
    }

    void forget_the_done() {
        std::list<Client> done;
        {
            const std::lock_guard lock(mutex_);
            for (auto at = clients_.begin(); at != clients_.end();) {
                const auto next = std::next(at);
                if (at->done) done.splice(done.end(), clients_, at);
                at = next;
            }
        }
        for (Client& each : done) each.thread.join();
    }

    void serve(Connection& connection, int number) {
        if (options_.greet && !options_.greet(connection)) return connection.close();
        if (context_ && !connection.begin_tls(context_)) return connection.drop();
        std::string pending;
        for (int nth = 1; auto request = read_request(connection, pending, beginning_); ++nth) {
            request->connection = number;
            request->nth = nth;
            {
                const std::lock_guard lock(mutex_);
                log_.push_back(*request);
            }
            handler_(*request, connection);
        }
        connection.close();
    }

    const Handler handler_;
    const Options options_;
    std::string alpn_;
    const int socket_;
    const int port_;
    const std::chrono::steady_clock::time_point beginning_ = std::chrono::steady_clock::now();
    ssl_ctx_st* context_ = nullptr;
    Ending ending_;
    mutable std::mutex mutex_;  // of what follows
    std::list<Client> clients_;
    std::vector<Request> log_;
    int accepted_ = 0;
    std::thread acceptor_;
};

Server::Server(Handler handler, Options options)
    : running_(std::make_unique<Running>(std::move(handler), std::move(options))) {}
Server::~Server() = default;

int Server::port() const { return running_->port(); }
std::vector<Request> Server::log() const { return running_->log(); }
std::size_t Server::requests() const { return running_->requests(); }
int Server::connections() const { return running_->connections(); }

std::string Server::origin() const {
    const std::string end = ":" + std::to_string(port());
    if (running_->options().tls) return "https://localhost" + end;
    return "http://" + running_->options().address + end;
}

std::string Server::connect_to(std::string_view host, int at) const {
    const std::string from = host.empty() ? ":" : std::string(host) + ":" + std::to_string(at);
    return from + ":" + running_->options().address + ":" + std::to_string(port());
}

std::string answer(int status, std::string_view body, std::string_view more) {
    return "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK" : " Status") +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more) +
           "\r\n" + std::string(body);
}

Handler always(std::string bytes) {
    return [bytes = std::move(bytes)](const Request&, Wire& wire) { wire.write(bytes); };
}

Handler then_close(std::string bytes) {
    return [bytes = std::move(bytes)](const Request&, Wire& wire) {
        wire.write(bytes);
        wire.close();
    };
}

}  // namespace loopback
