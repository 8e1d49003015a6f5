#include "loopback/certificates.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace loopback {
namespace {

template <auto function>
struct Free {
    template <class T>
    void operator()(T* pointer) const {
        function(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using X = std::unique_ptr<X509, Free<X509_free>>;

/// A certificate and its key.
struct Pair {
    X certificate;
    Key key;
};

/// What a certificate is to say.
struct Wish {
    std::string name;
    std::string alternatives;  // subjectAltName; empty: it is an authority
    int days = 30;             // until it ends
};

template <class T>
T must(T value) {
    if (!value) throw std::runtime_error("OpenSSL could not make a certificate for the tests");
    return value;
}

void add(X509* certificate, int what, const std::string& value) {
    std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
        must(X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str())));
    must(X509_add_ext(certificate, extension.get(), -1));
}

void name(X509_NAME* where, const std::string& text) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.c_str());
    must(X509_NAME_add_entry_by_txt(where, "CN", MBSTRING_ASC, bytes, -1, -1, 0));
}

/// A certificate by `issuer`; by itself where there is none.
Pair make(const Wish& wish, const Pair* issuer) {
    static std::atomic<long> serial{1};
    constexpr long day = 24L * 60 * 60;
    Pair made{X(must(X509_new())), Key(must(EVP_EC_gen("P-256")))};
    X509* const x = made.certificate.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
    X509_gmtime_adj(X509_getm_notBefore(x), -30 * day);
    X509_gmtime_adj(X509_getm_notAfter(x), wish.days * day);
    X509_set_pubkey(x, made.key.get());
    name(X509_get_subject_name(x), wish.name);
    X509_set_issuer_name(x, X509_get_subject_name(issuer ? issuer->certificate.get() : x));
    const bool authority = wish.alternatives.empty();
    add(x, NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (authority) add(x, NID_key_usage, "critical,keyCertSign,cRLSign");
    if (!authority) add(x, NID_subject_alt_name, wish.alternatives);
    must(X509_sign(x, (issuer ? *issuer : made).key.get(), EVP_sha256()));
    return made;
}

/// The root and an authority below it, and the root's file.
class Authority {
public:
    Authority()
        : root_(make({"dramascope tests: root", "", 30}, nullptr)),
          middle_(make({"dramascope tests: intermediate", "", 30}, &root_)) {
        std::string folder = (std::filesystem::temp_directory_path() / "loopback-XXXXXX").string();
        folder_ = must(mkdtemp(folder.data()));
        file_ = folder_ + "/ca.pem";
        must(PEM_write_X509(File(file_).get(), root_.certificate.get()));
        server_file_ = folder_ + "/server.pem";
        const Pair leaf = make({"localhost", "DNS:localhost,IP:127.0.0.1", 30}, &middle_);
        const File server(server_file_);
        must(PEM_write_X509(server.get(), leaf.certificate.get()));
        must(PEM_write_X509(server.get(), middle_.certificate.get()));
        must(PEM_write_PrivateKey(server.get(), leaf.key.get(), nullptr, nullptr, 0, nullptr,
                                  nullptr));
    }
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;
    ~Authority() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    const Pair& middle() const { return middle_; }
    const std::string& file() const { return file_; }
    const std::string& server_file() const { return server_file_; }

private:
    struct File : std::unique_ptr<std::FILE, int (*)(std::FILE*)> {
        explicit File(const std::string& name)
            : unique_ptr(must(std::fopen(name.c_str(), "w")), std::fclose) {}
    };

    Pair root_;
    Pair middle_;
    std::string folder_;
    std::string file_;
    std::string server_file_;
};

const Authority& authority() {
    static const Authority made;
    return made;
}

std::string alternatives(Certificate kind, std::span<const std::string> names) {
    if (kind == Certificate::wrong_name) return "DNS:somebody-else.invalid";
    std::string text = "IP:127.0.0.1,DNS:localhost";
    for (const std::string& each : names) text += ",DNS:" + each;
    return text;
}

}  // namespace

const std::string& ca_file() { return authority().file(); }
const std::string& server_file() { return authority().server_file(); }

ssl_ctx_st* server_context(Certificate kind, std::span<const std::string> names) {
    const Pair& middle = authority().middle();
    const Wish wish{"server", alternatives(kind, names), kind == Certificate::expired ? -1 : 30};
    const Pair leaf = make(wish, kind == Certificate::self_signed ? nullptr : &middle);
    SSL_CTX* const context = must(SSL_CTX_new(TLS_server_method()));
    must(SSL_CTX_use_certificate(context, leaf.certificate.get()));
    must(SSL_CTX_use_PrivateKey(context, leaf.key.get()));
    if (kind != Certificate::self_signed && kind != Certificate::no_intermediate)
        must(SSL_CTX_add1_chain_cert(context, middle.certificate.get()));
    if (kind == Certificate::old_tls) {
        must(SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0"));
        must(SSL_CTX_set_min_proto_version(context, TLS1_VERSION));
        must(SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION));
    }
    return context;
}

}  // namespace loopback
