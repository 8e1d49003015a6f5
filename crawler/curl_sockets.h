#pragma once

#include <curl/curl.h>

#include <string>
#include <unordered_map>

namespace crawler {

/// What came of an attempt to open a socket.
struct Opened {
    curl_socket_t socket = CURL_SOCKET_BAD;
    std::string address;  // in digits; empty: of a family that is no internet
    std::string refused;  // why the address may not be connected to; empty: it may
    int error = 0;        // errno, where the system gave us no socket
};

/// The sockets of one transport: each is opened here, or not at all.
class Sockets {
public:
    /// A socket for an address, unless the address is not public and must be. No byte is sent.
    Opened open(const curl_sockaddr&, bool any_address);
    void close(curl_socket_t);

    /// A connection, kept from one request to the next.
    struct Connection {
        int local_port = 0;  // 0: not known yet
        int requests = 0;
        std::string tls;  // version and cipher
    };
    /// The open connection that has these ports. Null: none.
    Connection* find(int local_port, int peer_port, curl_socket_t& socket);

private:
    std::unordered_map<curl_socket_t, Connection> open_;
};

/// Whether a connection that should be silent has ended or sent something.
bool is_spoiled(curl_socket_t);

}  // namespace crawler
