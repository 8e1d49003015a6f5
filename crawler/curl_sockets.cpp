#include "crawler/curl_sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "crawler/address.h"

namespace crawler {
namespace {

std::string digits_of(const curl_sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* octets = nullptr;
    if (address.family == AF_INET)
        octets = &reinterpret_cast<const sockaddr_in*>(&address.addr)->sin_addr;
    else if (address.family == AF_INET6)
        octets = &reinterpret_cast<const sockaddr_in6*>(&address.addr)->sin6_addr;
    else
        return {};
    inet_ntop(address.family, octets, text.data(), text.size());
    return text.data();
}

/// The port of an address of a socket; 0: it has none.
int port_of(curl_socket_t socket, int (*ask)(int, sockaddr*, socklen_t*)) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (ask(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
    // The port stands at the same place in both families.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

Opened Sockets::open(const curl_sockaddr& address, bool any_address) {
    Opened opened;
    opened.address = digits_of(address);
    if (!any_address) opened.refused = why_not_public(address.addr);
    if (!opened.refused.empty()) return opened;
    opened.socket = ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
    if (opened.socket == CURL_SOCKET_BAD)
        opened.error = errno;
    else
        open_[opened.socket] = {};
    return opened;
}

void Sockets::close(curl_socket_t socket) {
    open_.erase(socket);
    ::close(socket);
}

Sockets::Connection* Sockets::find(int local_port, int peer_port, curl_socket_t& socket) {
    for (auto& [each, connection] : open_) {
        if (connection.local_port == 0) connection.local_port = port_of(each, getsockname);
        if (connection.local_port != local_port) continue;
        if (port_of(each, getpeername) != peer_port) continue;
        socket = each;
        return &connection;
    }
    return nullptr;
}

bool is_spoiled(curl_socket_t socket) {
    pollfd one{socket, POLLIN, 0};
    return ::poll(&one, 1, 0) != 0;
}

}  // namespace crawler
