#include "crawler/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include "crawler/shown.h"

namespace crawler {
namespace {

using records::fail;
using records::Result;

constexpr std::size_t most_bytes = std::size_t{8} << 10U;

struct Cleanup {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(char* text) const { curl_free(text); }
};
using Handle = std::unique_ptr<CURLU, Cleanup>;

int default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

bool is_printable(char c) { return c > ' ' && c <= '~'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The characters that mean the same with and without their percent-encoding (RFC 3986 §2.3).
bool is_unreserved(char c) {
    return is_letter(c) || is_digit(c) || std::string_view("-._~").find(c) != std::string::npos;
}

tl::unexpected<records::Error> refused(std::string_view text, std::string_view why) {
    return fail("URL \"" + shown(text) + "\" is not asked: " + std::string(why));
}

std::string part(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, Cleanup> owner(text);
    return text;
}

std::string lower_case(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// The short form of an IPv6 address in brackets, "[::1]"; empty: it is none.
std::string short_form(const std::string& host) {
    if (host.size() < 2 || host.front() != '[' || host.back() != ']') return {};
    std::array<unsigned char, 16> octets{};
    if (inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), octets.data()) != 1) return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET6, octets.data(), text.data(), text.size());
    return "[" + std::string(text.data()) + "]";
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && std::ranges::all_of(label, [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '_';
    });
}

bool is_host_name(std::string_view host) {
    if (host.size() > 253) return false;
    for (std::size_t dot = host.find('.'); dot != host.npos; dot = host.find('.')) {
        if (!is_label(host.substr(0, dot))) return false;
        host.remove_prefix(dot + 1);
    }
    return is_label(host);
}

/// What is wrong with the characters of a URL; empty: nothing.
std::string_view why_unclean(std::string_view text) {
    if (text.size() > most_bytes) return "it is longer than 8 KiB";
    if (!std::ranges::all_of(text, is_printable))
        return "it has a character that is not printable ASCII; percent-encode it, write a host "
               "name in punycode";
    if (text.find("%00") != text.npos) return "it has %00";
    return {};
}

int port_of(CURLU* handle, std::string_view scheme) {
    const std::string port = part(handle, CURLUPART_PORT);
    return port.empty() ? default_port(scheme) : std::stoi(port);
}

std::string target_of(CURLU* handle) {
    const std::string query = part(handle, CURLUPART_QUERY);
    return part(handle, CURLUPART_PATH) + (query.empty() ? query : "?" + query);
}

/// What libcurl's parser made of `text`, if we ask such a thing at all.
Result<Url> checked(std::string_view text, CURLU* handle) {
    Url url;
    url.scheme = lower_case(part(handle, CURLUPART_SCHEME));
    if (url.scheme != "https" && url.scheme != "http")
        return refused(text, "only https and http are");
    url.host = lower_case(part(handle, CURLUPART_HOST));
    if (!part(handle, CURLUPART_ZONEID).empty()) return refused(text, "its address has a zone");
    url.port = port_of(handle, url.scheme);
    if (url.port == 0) return refused(text, "0 is no port");
    url.target = target_of(handle);
    if (url.host.ends_with('.')) {
        url.host.pop_back();
        // Once more, for "127.1." is an address only now; but not "a..", which is no host at all.
        if (is_host_name(url.host)) return url_from(url.text());
    }
    if (!is_host_name(url.host) && short_form(url.host).empty())
        return refused(text, "its host is no host name and no address");
    return url;
}

Result<Url> parsed(std::string_view text) {
    const Handle handle(curl_url());
    if (!handle) throw std::bad_alloc();
    const CURLUcode code =
        curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_DISALLOW_USER);
    if (code == CURLUE_OK) return checked(text, handle.get());
    return refused(text, code == CURLUE_USER_NOT_ALLOWED ? "it has a user or a password"
                                                         : curl_url_strerror(code));
}

constexpr std::string_view hex_digits = "0123456789ABCDEF";

std::string percent_encoded(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return {'%', hex_digits[octet >> 4U], hex_digits[octet & 15U]};
}

int hex_value(char c) {
    const std::size_t value =
        hex_digits.find(c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c);
    return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

/// One way to write each percent-encoding: none where none is needed, else with upper-case digits.
std::string one_encoding(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool encoded = text[at] == '%' && at + 2 < text.size();
        const int high = encoded ? hex_value(text[at + 1]) : -1;
        const int low = encoded ? hex_value(text[at + 2]) : -1;
        if (high < 0 || low < 0) {  // a stray "%" must not become the beginning of an encoding
            result += text[at] == '%' ? percent_encoded('%') : std::string(1, text[at]);
            continue;
        }
        const char c = static_cast<char>(high * 16 + low);
        result += is_unreserved(c) ? std::string(1, c) : percent_encoded(c);
        at += 2;
    }
    return result;
}

std::string browser_encoding(std::string_view location) {
    std::string result;
    for (const char c : location) {
        const bool eight_bit = static_cast<unsigned char>(c) >= 0x80;
        result += c == ' ' || eight_bit ? percent_encoded(c) : std::string(1, c);
    }
    return result;
}

bool has_scheme(std::string_view reference) {
    const std::size_t end = reference.find_first_of(":/?");
    return end != reference.npos && reference[end] == ':';
}

/// What of the base's target stays before a reference without scheme and host.
std::string_view kept_of(std::string_view target, std::string_view reference) {
    if (reference.front() == '/') return {};
    const std::string_view path = target.substr(0, target.find('?'));
    return reference.front() == '?' ? path : path.substr(0, path.rfind('/') + 1);
}

std::string host_of(const Url& url) { return "\"" + shown(url.host) + "\""; }

/// Why a rule does not let this URL of its host be asked; empty: it does.
std::string why_not(const Url& url, const records::HostRule& rule) {
    if (url.scheme != "https" && !rule.plain)
        return "http:// is not asked of host " + host_of(url) +
               "; ask https://, or mark the host as plain in the configuration";
    if (url.port != default_port(url.scheme) && url.port != rule.port)
        return "port " + std::to_string(url.port) + " of host " + host_of(url) +
               " is not in the configuration; if it is meant, give it there as the host's port";
    return {};
}

}  // namespace

std::string Url::origin() const {
    const bool usual = port == default_port(scheme);
    return scheme + "://" + host + (usual ? "" : ":" + std::to_string(port));
}

std::string Url::text() const { return origin() + target; }

Result<Url> url_from(std::string_view text) {
    if (const auto why = why_unclean(text); !why.empty()) return refused(text, why);
    return parsed(text);
}

Result<Url> resolved(const Url& base, std::string_view location) {
    const std::string encoded = browser_encoding(location.substr(0, most_bytes + 1));
    if (const auto why = why_unclean(encoded); !why.empty()) return refused(location, why);
    const std::string_view reference = std::string_view(encoded).substr(0, encoded.find('#'));
    if (reference.empty()) return base;
    if (has_scheme(reference)) return url_from(reference);
    if (reference.starts_with("//")) return url_from(base.scheme + ":" + std::string(reference));
    return url_from(base.origin() + std::string(kept_of(base.target, reference)) +
                    std::string(reference));
}

std::string canonical(const Url& url) {
    Url form = url;
    form.target = one_encoding(url.target);
    if (const std::string address = short_form(url.host); !address.empty()) form.host = address;
    // Dots that were written as %2E are dot segments only now.
    const auto without_dots = parsed(form.text());
    return without_dots ? without_dots->text() : form.text();
}

Result<const records::HostRule*> rule_for(const Url& url,
                                          std::span<const records::HostRule> rules) {
    std::string why =
        "host " + host_of(url) + " is not in the configuration; add it there if it may be asked";
    for (const records::HostRule& rule : rules) {
        if (rule.host != url.host) continue;
        why = why_not(url, rule);
        if (why.empty()) return &rule;
    }
    return fail(why);
}

}  // namespace crawler
