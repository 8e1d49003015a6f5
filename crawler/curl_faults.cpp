#include "crawler/curl_faults.h"

#include <algorithm>
#include <array>

#include "crawler/shown.h"

namespace crawler {
namespace {

/// What a code means where a text of libcurl's shows more than the code does. The first row that
/// fits counts.
struct Meaning {
    CURLcode code;
    std::string_view detail;  // must occur in libcurl's words; empty: whatever they are
    Fault before, after;      // the request was sent
    std::string_view what;
};

constexpr std::array meanings = {
    Meaning{CURLE_COULDNT_RESOLVE_HOST, "", Fault::name, Fault::name,
            "its name could not be resolved"},
    Meaning{CURLE_COULDNT_RESOLVE_PROXY, "", Fault::name, Fault::name,
            "the name of the proxy could not be resolved"},
    Meaning{CURLE_COULDNT_CONNECT, "", Fault::connect, Fault::connect,
            "no connection could be made"},
    Meaning{CURLE_OPERATION_TIMEDOUT, "Resolving timed out", Fault::name, Fault::name,
            "its name was not resolved in time"},
    Meaning{CURLE_OPERATION_TIMEDOUT, "too slow", Fault::timeout, Fault::timeout,
            "it sent too slowly"},
    Meaning{CURLE_OPERATION_TIMEDOUT, "", Fault::connect, Fault::timeout,
            "it did not answer in time"},
    // A peer that goes away during the handshake said nothing about its certificate.
    Meaning{CURLE_SSL_CONNECT_ERROR, "SSL_ERROR_SYSCALL", Fault::connect, Fault::connect,
            "it ended the connection during the TLS handshake"},
    Meaning{CURLE_SSL_CONNECT_ERROR, "unexpected eof", Fault::connect, Fault::connect,
            "it ended the connection during the TLS handshake"},
    Meaning{CURLE_SSL_CONNECT_ERROR, "Connection reset", Fault::connect, Fault::connect,
            "it ended the connection during the TLS handshake"},
    Meaning{CURLE_SSL_CONNECT_ERROR, "", Fault::tls, Fault::tls,
            "no TLS 1.2 or later could be agreed"},
    Meaning{CURLE_PEER_FAILED_VERIFICATION, "", Fault::tls, Fault::tls,
            "its certificate cannot be believed"},
    Meaning{CURLE_SSL_ISSUER_ERROR, "", Fault::tls, Fault::tls,
            "its certificate cannot be believed"},
    Meaning{CURLE_SSL_CACERT_BADFILE, "", Fault::local, Fault::local,
            "the file of root certificates cannot be read"},
    Meaning{CURLE_PARTIAL_FILE, "", Fault::cut, Fault::cut,
            "the connection ended before the body did"},
    Meaning{CURLE_GOT_NOTHING, "", Fault::cut, Fault::cut,
            "the connection ended without an answer"},
    Meaning{CURLE_RECV_ERROR, "chunk", Fault::protocol, Fault::protocol,
            "the chunks of its body are broken"},
    Meaning{CURLE_RECV_ERROR, "", Fault::connect, Fault::cut, "the connection broke"},
    Meaning{CURLE_SEND_ERROR, "", Fault::connect, Fault::cut,
            "the connection broke while the request was sent"},
    Meaning{CURLE_UNSUPPORTED_PROTOCOL, "", Fault::forbidden, Fault::protocol,
            "this is not HTTP as it is accepted"},
    Meaning{CURLE_URL_MALFORMAT, "", Fault::forbidden, Fault::forbidden, "the URL cannot be sent"},
    Meaning{CURLE_WEIRD_SERVER_REPLY, "", Fault::protocol, Fault::protocol,
            "its headers are no HTTP headers"},
    // libcurl's code, and its words, for a header line of more than 100 KB.
    Meaning{CURLE_OUT_OF_MEMORY, "", Fault::local, Fault::too_large,
            "its head is larger than we accept"},
    Meaning{CURLE_FILESIZE_EXCEEDED, "", Fault::too_large, Fault::too_large,
            "its body is larger than we accept"},
};

constexpr std::array<std::string_view, 10> advice = {
    "",                                                        // none
    "Check the network and its DNS; it is asked again later",  // name
    "It is asked again later",                                 // connect
    "Nothing was sent and nothing is believed; check the clock of this machine and its root "
    "certificates, else leave the host out",                                         // tls
    "Nothing was sent; correct the URL, or ask whoever runs the host's DNS",         // forbidden
    "It is asked again later",                                                       // timeout
    "It is asked again; the part that came is not used",                             // cut
    "It is asked again; the answer is not used",                                     // protocol
    "It is not asked again; raise the cap in the configuration if this is right",    // too_large
    "It is asked again; check memory, open files (ulimit -n) and certificates here"  // local
};

const Meaning* meaning_of(CURLcode code, std::string_view detail) {
    const auto* const found = std::ranges::find_if(meanings, [&](const Meaning& row) {
        return row.code == code && detail.find(row.detail) != detail.npos;
    });
    return found == meanings.end() ? nullptr : found;
}

}  // namespace

Failure failure_of(CURLcode code, Stage stage, std::string_view detail) {
    const std::string words = detail.empty() ? curl_easy_strerror(code) : shown(detail);
    const bool before = stage == Stage::connecting;
    const Meaning* const row = meaning_of(code, detail);
    if (!row) return {before ? Fault::connect : Fault::protocol, words};
    const Fault fault = before ? row->before : row->after;
    const bool tells = code != CURLE_OUT_OF_MEMORY;
    return {fault, std::string(row->what) + (tells ? " (" + words + ")" : "")};
}

std::string told(std::string_view host, const Failure& failure) {
    return shown(host) + ": " + failure.what + ". " +
           std::string(advice.at(static_cast<std::size_t>(failure.fault))) + ".";
}

}  // namespace crawler
