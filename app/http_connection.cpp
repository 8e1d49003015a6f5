#include "app/http_connection.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace app {
namespace {

namespace net = Poco::Net;

constexpr std::size_t piece = 65536;

/// What is left of the bytes that a request may have.
class Budget {
public:
    explicit Budget(std::size_t bytes) : left_(bytes) {}
    /// The bytes that came, or 0 (the end) when they are too many.
    int take(int came) {
        if (came <= 0) return came;
        if (static_cast<std::size_t>(came) > left_) return 0;
        left_ -= static_cast<std::size_t>(came);
        return came;
    }

private:
    std::size_t left_;
};

class PlainSocket : public net::StreamSocketImpl {
public:
    PlainSocket(int socket, std::size_t bytes) : net::StreamSocketImpl(socket), budget_(bytes) {}
    int receiveBytes(void* buffer, int length, int flags) override {
        return budget_.take(net::StreamSocketImpl::receiveBytes(buffer, length, flags));
    }

private:
    Budget budget_;
};

class TlsSocket : public net::SecureStreamSocketImpl {
public:
    TlsSocket(net::StreamSocketImpl* plain, const net::Context::Ptr& tls, std::size_t bytes)
        : net::SecureStreamSocketImpl(plain, tls), budget_(bytes) {
        acceptSSL();
    }
    int receiveBytes(void* buffer, int length, int flags) override {
        return budget_.take(net::SecureStreamSocketImpl::receiveBytes(buffer, length, flags));
    }

private:
    Budget budget_;
};

/// Poco makes a socket of an implementation only for derived classes.
class Socket : public net::StreamSocket {
public:
    explicit Socket(net::SocketImpl* implementation) : StreamSocket(implementation) {}
};

Socket socket_of(int descriptor, const HttpConnection::Terms& terms) {
    const std::size_t bytes = terms.limits.head_bytes;
    if (!terms.tls) return Socket(new PlainSocket(descriptor, bytes));
    const Socket plain(new net::StreamSocketImpl(descriptor));
    return Socket(
        new TlsSocket(static_cast<net::StreamSocketImpl*>(plain.impl()), terms.tls, bytes));
}

/// Empty for a header that is there twice: two answers to a question are none.
std::string only(const net::HTTPRequest& request, const std::string& name) {
    const auto first = request.find(name);
    if (first == request.end()) return "";
    const auto same = [&](const auto& header) { return Poco::icompare(header.first, name) == 0; };
    return std::count_if(request.begin(), request.end(), same) == 1 ? first->second : "";
}

HttpQuestion question_of(const net::HTTPRequest& request, const std::string& peer) {
    HttpQuestion question;
    question.method = request.getMethod();
    question.path = request.getURI().substr(0, request.getURI().find_first_of("?#"));
    question.peer = peer;
    question.host = only(request, "Host");
    question.origin = only(request, "Origin");
    question.site = only(request, "Sec-Fetch-Site");
    question.authorization = only(request, "Authorization");
    question.forwarded_for = only(request, "X-Forwarded-For");
    question.body = request.has("Transfer-Encoding") ||
                    (request.has("Content-Length") && only(request, "Content-Length") != "0");
    return question;
}

void send(net::HTTPServerResponse& response, const HttpAnswer& answer, bool with_body) {
    response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
    response.setContentType(answer.type);
    response.setContentLength64(static_cast<Poco::Int64>(
        answer.file ? answer.file->size() : std::uint64_t{answer.body.size()}));
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.setKeepAlive(false);
    std::ostream& out = response.send();
    if (!with_body) return;
    if (!answer.file) out << answer.body;
    while (answer.file && out) {
        const std::string bytes = answer.file->read(piece);
        if (bytes.empty()) break;
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    out.flush();
}

HttpAnswer answer_of(const HttpServer::Handler& handler, const HttpQuestion& question) {
    try {
        return handler(question);
    } catch (const std::exception&) {
        return {500, "text/plain; charset=utf-8", "something went wrong here\n"};
    }
}

using Begin = std::function<void()>;

class Request : public net::HTTPRequestHandler {
public:
    Request(const HttpServer::Handler& handler, const std::string& peer)
        : handler_(handler), peer_(peer) {}
    void handleRequest(net::HTTPServerRequest& request,
                       net::HTTPServerResponse& response) override {
        const HttpQuestion question = question_of(request, peer_);
        send(response, answer_of(handler_, question), question.method != "HEAD");
    }

private:
    const HttpServer::Handler& handler_;
    const std::string& peer_;
};

class Requests : public net::HTTPRequestHandlerFactory {
public:
    Requests(const HttpServer::Handler& handler, const std::string& peer, Begin head_is_here)
        : handler_(handler), peer_(peer), head_is_here_(std::move(head_is_here)) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
        head_is_here_();
        return new Request(handler_, peer_);
    }

private:
    const HttpServer::Handler& handler_;
    const std::string& peer_;
    Begin head_is_here_;
};

}  // namespace

HttpConnection::HttpConnection(int socket, const net::SocketAddress& peer, const Terms& terms)
    : socket_(socket),
      guard_(fcntl(socket, F_DUPFD_CLOEXEC, 0)),
      peer_(peer.host().toString()),
      terms_(terms),
      until_(std::chrono::steady_clock::now() + terms.limits.head_time) {}

HttpConnection::~HttpConnection() {
    if (socket_ >= 0) close(socket_);
    if (guard_ >= 0) close(guard_);
}

void HttpConnection::end() {
    if (guard_ >= 0) shutdown(guard_, SHUT_RDWR);
}

void HttpConnection::serve() {
    if (guard_ < 0) return;  // no descriptor is left: the socket is closed with this object
    try {
        serve_request();
    } catch (const std::exception&) {
        // Whatever the other side did or did not do, it ends this connection alone.
    }
    linger();
}

void HttpConnection::serve_request() {
    const Socket socket = socket_of(std::exchange(socket_, -1), terms_);
    const auto head_is_here = [this] {
        until_ = std::chrono::steady_clock::now() + terms_.limits.answer_time;
    };
    const net::HTTPRequestHandlerFactory::Ptr requests =
        new Requests(terms_.handler, peer_, head_is_here);
    net::HTTPServerConnection connection(socket, terms_.params, requests);
    connection.run();
}

/// Bytes that nobody read would reset the connection, and the client could miss our answer.
void HttpConnection::linger() const {
    shutdown(guard_, SHUT_WR);
    std::array<char, 4096> rest{};
    for (int reads = 0; reads < 64; ++reads) {
        pollfd ready{guard_, POLLIN, 0};
        if (poll(&ready, 1, 250) != 1) return;
        if (recv(guard_, rest.data(), rest.size(), MSG_DONTWAIT) <= 0) return;
    }
}

}  // namespace app
