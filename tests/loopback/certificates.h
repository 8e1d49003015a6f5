#pragma once

#include <span>
#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace loopback {

/// What a server shows of itself, and how it can be wrong.
enum class Certificate {
    good,             // for its names, by an intermediate of our root
    expired,          // a day ago
    wrong_name,       // for somebody-else.invalid only
    self_signed,      // by nobody we know
    no_intermediate,  // the chain lacks its middle
    old_tls,          // good, but the server speaks TLS 1.1 at most
};

/// The PEM file of the tests' root certificate: made once per process, in a temporary folder that
/// goes when the process ends.
const std::string& ca_file();

/// A PEM file beside it with a good certificate for localhost and 127.0.0.1, its chain and its key:
/// for real servers.
const std::string& server_file();

/// A new context with such a certificate for these host names, localhost and 127.0.0.1. The caller
/// frees it.
ssl_ctx_st* server_context(Certificate, std::span<const std::string> names);

}  // namespace loopback
