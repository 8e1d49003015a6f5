#include "loopback/connection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace loopback {
namespace {

constexpr std::size_t most_request_bytes = std::size_t{16} << 20U;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
    return std::string(text);
}

/// The parts of a head.
Request request_of(std::string head) {
    Request request;
    const auto first = head.find(' ');
    const auto second = head.find(' ', first + 1);
    request.method = head.substr(0, first);
    if (second != std::string::npos) request.target = head.substr(first + 1, second - first - 1);
    request.head = std::move(head);
    request.host = lower(request.header("host"));
    if (!request.host.ends_with(']'))
        request.host.resize(std::min(request.host.size(), request.host.rfind(':')));
    return request;
}

std::size_t body_bytes(const Request& request) {
    const std::string text = request.header("content-length");
    std::size_t bytes = 0;
    std::from_chars(text.data(), text.data() + text.size(), bytes);
    return bytes;
}

std::chrono::milliseconds since(std::chrono::steady_clock::time_point beginning) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 beginning);
}

/// Reads until `enough` says so.
template <class Enough>
bool fill(Wire& wire, std::string& pending, Enough enough) {
    while (!enough()) {
        const std::string more = wire.read(std::size_t{64} << 10U);
        if (more.empty() || pending.size() > most_request_bytes) return false;
        pending += more;
    }
    return true;
}

}  // namespace

std::string Request::header(std::string_view name) const {
    std::size_t begin = head.find("\r\n");
    while (begin != std::string::npos && begin + 2 < head.size()) {
        const std::size_t end = head.find("\r\n", begin + 2);
        const auto line = std::string_view(head).substr(begin + 2, end - begin - 2);
        const auto colon = line.find(':');
        if (colon != line.npos && lower(line.substr(0, colon)) == lower(name))
            return trimmed(line.substr(colon + 1));
        begin = end;
    }
    return "";
}

std::optional<Request> read_request(Wire& wire, std::string& pending,
                                    std::chrono::steady_clock::time_point beginning) {
    if (!fill(wire, pending, [&] { return !pending.empty(); })) return std::nullopt;
    const auto began = since(beginning);
    std::size_t head_end = 0;
    const auto has_head = [&] {
        head_end = pending.find("\r\n\r\n");
        return head_end != std::string::npos;
    };
    if (!fill(wire, pending, has_head)) return std::nullopt;
    Request request = request_of(pending.substr(0, head_end + 4));
    const std::size_t whole = head_end + 4 + body_bytes(request);
    if (!fill(wire, pending, [&] { return pending.size() >= whole; })) return std::nullopt;
    request.body = pending.substr(head_end + 4, whole - head_end - 4);
    pending.erase(0, whole);
    request.began = began;
    request.at = since(beginning);
    return request;
}

bool Ending::wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [&] { return begun_.load(); });
}

void Ending::begin() {
    const std::lock_guard lock(mutex_);
    begun_ = true;
    changed_.notify_all();
}

bool Connection::begin_tls(ssl_ctx_st* context) {
    tls_ = SSL_new(context);
    SSL_set_fd(tls_, socket_);
    ERR_clear_error();
    return SSL_accept(tls_) == 1;
}

bool Connection::write(std::string_view bytes) {
    while (!bytes.empty()) {
        if (socket_ < 0 || ending_.begun()) return false;
        const std::size_t most = std::min<std::size_t>(bytes.size(), std::size_t{1} << 20U);
        ERR_clear_error();
        const auto sent = tls_ ? SSL_write(tls_, bytes.data(), static_cast<int>(most))
                               : ::send(socket_, bytes.data(), most, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Connection::wait(std::chrono::milliseconds time) { return ending_.wait(time); }

std::string Connection::read(std::size_t most) {
    if (socket_ < 0 || ending_.begun()) return "";
    std::string bytes(most, '\0');
    ERR_clear_error();
    const auto got = tls_ ? SSL_read(tls_, bytes.data(), static_cast<int>(most))
                          : ::recv(socket_, bytes.data(), most, 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

void Connection::close() {
    if (tls_ && socket_ >= 0) SSL_shutdown(tls_);
    finish();
}

void Connection::reset() {
    const linger at_once{1, 0};
    if (socket_ >= 0) ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    finish();
}

void Connection::interrupt() {
    const std::lock_guard lock(mutex_);
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

void Connection::finish() {
    SSL_free(tls_);
    tls_ = nullptr;
    const std::lock_guard lock(mutex_);
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

}  // namespace loopback
