#include "crawler/curl_flight.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <utility>

#include "crawler/headers.h"

namespace crawler {
namespace {

constexpr std::string_view behind_the_end = "it sent bytes behind the end of its answer";

std::string_view without_line_end(std::string_view line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    return line;
}

bool is_line_of(std::string_view line, std::string_view name) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
    return line.size() > name.size() && line[name.size()] == ':' &&
           std::ranges::equal(line.substr(0, name.size()), name, {}, lower, lower);
}

/// A request without the lines that hold secrets.
std::string without_secrets(std::string_view request) {
    std::string kept;
    while (!request.empty()) {
        const std::size_t end = std::min(request.find('\n'), request.size() - 1) + 1;
        const std::string_view line = request.substr(0, end);
        if (!is_line_of(line, "Authorization") && !is_line_of(line, "Proxy-Authorization") &&
            !is_line_of(line, "Cookie"))
            kept += line;
        request.remove_prefix(end);
    }
    return kept;
}

std::string host_in(std::string_view url) {
    const std::size_t scheme = url.find("://");
    std::string_view rest = scheme == url.npos ? url : url.substr(scheme + 3);
    return std::string(rest.substr(0, rest.find_first_of("/?#")));
}

/// What Content-Length says; it is a number, or the head would not be believed.
std::uint64_t declared_bytes(std::string_view head) {
    const std::string_view text = header(head, "Content-Length");
    std::uint64_t bytes = 0;
    std::from_chars(text.data(), text.data() + text.size(), bytes);
    return bytes;
}

bool in_chunks(std::string_view head) {
    return header(head, "Transfer-Encoding").find("hunked") != std::string_view::npos;
}

/// "HTTP/1.1 200": libcurl takes a line that begins with "HTTP/" for more than it is.
bool is_status_line(std::string_view line) {
    constexpr std::string_view form = "HTTP/1.d ddd";
    if (line.size() < form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] == 'd' ? line[i] < '0' || line[i] > '9' : line[i] != form[i]) return false;
    return line.size() == form.size() || line[form.size()] == ' ';
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

records::Instant now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::int64_t milliseconds(CURL* handle, CURLINFO which) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(handle, which, &microseconds);
    return microseconds / 1000;
}

std::string text_of(CURL* handle, CURLINFO which) {
    const char* text = nullptr;
    curl_easy_getinfo(handle, which, &text);
    return text ? text : "";
}

}  // namespace

Flight::Flight(Sending sending, CURL* handle, const CurlOptions& options, Sockets& sockets)
    : sending_(std::move(sending)),
      handle_(handle),
      options_(options),
      sockets_(sockets),
      host_(host_in(sending_.request.url)) {
    received_.id = sending_.id;
}

Flight::~Flight() {
    // The handle lives on, with the connection perhaps, and must not point here.
    curl_easy_setopt(handle_, CURLOPT_VERBOSE, 0L);
    curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, nullptr);
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, nullptr);
    curl_slist_free_all(headers_);
}

CURLcode Flight::prepare() {
    Settings settings(handle_);
    settings.set(CURLOPT_URL, sending_.request.url.c_str());
    settings.set(CURLOPT_PROXY, sending_.proxy.c_str());
    settings.set(CURLOPT_FRESH_CONNECT, 0L);
    settings.set(CURLOPT_FORBID_REUSE, 0L);
    settings.set(CURLOPT_ERRORBUFFER, detail_.data());
    settings.set(CURLOPT_HEADERFUNCTION, &Flight::on_head);
    settings.set(CURLOPT_HEADERDATA, this);
    settings.set(CURLOPT_WRITEFUNCTION, &Flight::on_body);
    settings.set(CURLOPT_WRITEDATA, this);
    settings.set(CURLOPT_OPENSOCKETFUNCTION, &Flight::on_open);
    settings.set(CURLOPT_OPENSOCKETDATA, this);
    settings.set(CURLOPT_PREREQFUNCTION, &Flight::on_connected);
    settings.set(CURLOPT_PREREQDATA, this);
    settings.set(CURLOPT_DEBUGFUNCTION, &Flight::on_trace);
    settings.set(CURLOPT_DEBUGDATA, this);
    settings.set(CURLOPT_VERBOSE, 1L);
    set_method(settings);
    set_headers(settings);
    return refused_.fault == Fault::none ? settings.code() : CURLE_BAD_FUNCTION_ARGUMENT;
}

void Flight::set_method(Settings& settings) {
    const records::Request& request = sending_.request;
    if (request.method == "POST") {
        settings.set(CURLOPT_POST, 1L);
        settings.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        settings.set(CURLOPT_POSTFIELDS, request.body.c_str());
    } else {
        settings.set(CURLOPT_HTTPGET, 1L);
    }
    if (request.method != "GET" && request.method != "POST")
        refuse(Fault::local, "method " + request.method + " is not known here");
}

void Flight::set_headers(Settings& settings) {
    std::vector<std::string> lines = sending_.headers;
    lines.emplace_back(sending_.identity ? "Accept-Encoding: identity"
                                         : "Accept-Encoding: gzip, deflate");
    lines.emplace_back("Expect:");  // no line: nobody is asked whether he wants our body
    if (!sending_.request.content_type.empty())
        lines.push_back("Content-Type: " + sending_.request.content_type);
    for (const std::string& line : lines) {
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
            refuse(Fault::local, "a header line of ours has a line end in it");
        headers_ = curl_slist_append(headers_, line.c_str());
    }
    settings.set(CURLOPT_HTTPHEADER, headers_);
}

void Flight::take_new_connection() {
    spoiled_ = false;
    curl_easy_setopt(handle_, CURLOPT_FRESH_CONNECT, 1L);
}

bool Flight::refuse(Fault fault, std::string what) {
    if (refused_.fault == Fault::none) refused_ = {fault, std::move(what)};
    return false;
}

std::size_t Flight::on_head(char* line, std::size_t, std::size_t size, void* flight) {
    return static_cast<Flight*>(flight)->take_head_line({line, size}) ? size : size + 1;
}

bool Flight::take_head_line(std::string_view line) {
    stage_ = Stage::answered;
    head_bytes_ += line.size();
    ++head_lines_;
    if (head_bytes_ > options_.most_head_bytes ||
        head_lines_ > static_cast<std::size_t>(options_.most_head_lines))
        return refuse(Fault::too_large,
                      "its head has more than " + std::to_string(options_.most_head_lines) +
                          " lines or " + std::to_string(options_.most_head_bytes) + " bytes");
    // A head that ended was that of an interim response (1xx); what follows it may be trailers.
    if (head_ended_ && !line.starts_with("HTTP/")) return true;
    if (head_ended_) received_.head.clear();
    if (received_.head.empty() && !is_status_line(without_line_end(line)))
        return refuse(Fault::protocol, "its answer does not begin as HTTP/1 does");
    head_ended_ = without_line_end(line).empty();
    if (head_ended_) return take_head_end();
    received_.head += line;
    return true;
}

bool Flight::take_head_end() {
    long status = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 100 && status < 200 && status != 101) return true;
    received_.status = static_cast<int>(status);
    received_.fetched_at = now();
    if (const std::string why = why_not_believed(received_.head); !why.empty())
        return refuse(Fault::protocol, why);
    if (!has_body(received_.status)) return true;
    if (in_chunks(received_.head)) {
        chunks_.emplace();
        return true;
    }
    const std::uint64_t bytes = declared_bytes(received_.head);
    if (bytes > sending_.most_bytes)
        return refuse(Fault::too_large, "it declares a body of " + std::to_string(bytes) +
                                            " bytes, we take " +
                                            std::to_string(sending_.most_bytes));
    received_.payload.reserve(static_cast<std::size_t>(bytes) + records::body_slack);
    return true;
}

std::size_t Flight::on_body(char* bytes, std::size_t, std::size_t size, void* flight) {
    return static_cast<Flight*>(flight)->take_body({bytes, size}) ? size : size + 1;
}

bool Flight::take_body(std::string_view bytes) {
    const std::size_t all = bytes.size();
    if (chunks_) bytes = bytes.substr(0, chunks_->take(bytes));
    body_taken_ += bytes.size();
    const std::size_t room = sending_.most_bytes - received_.payload.size();
    received_.payload.append(bytes.substr(0, room));
    if (bytes.size() > room)
        return refuse(Fault::too_large, "its body is longer than the " +
                                            std::to_string(sending_.most_bytes) +
                                            " bytes that we take");
    // libcurl would keep the connection, with the rest of those bytes to come.
    if (bytes.size() < all) return refuse(Fault::protocol, std::string(behind_the_end));
    return !chunks_ || check_trailers();
}

bool Flight::check_trailers() {
    if (head_lines_ + chunks_->trailer_lines() <=
            static_cast<std::size_t>(options_.most_head_lines) &&
        head_bytes_ + chunks_->trailer_bytes() <= options_.most_head_bytes)
        return true;
    return refuse(Fault::too_large, "its head and trailers have more than " +
                                        std::to_string(options_.most_head_lines) + " lines or " +
                                        std::to_string(options_.most_head_bytes) + " bytes");
}

int Flight::on_trace(CURL*, curl_infotype what, char* bytes, std::size_t size, void* flight) {
    auto& self = *static_cast<Flight*>(flight);
    if (what == CURLINFO_DATA_IN && self.head_ended_)
        self.body_read_ += size;
    else if (what == CURLINFO_HEADER_OUT && self.stage_ == Stage::sent)
        self.received_.exchange.request.append(bytes, size);
    else if (what == CURLINFO_TEXT && self.stage_ == Stage::connecting)
        self.note_tls(without_line_end({bytes, size}));
    else if (what == CURLINFO_TEXT)
        self.note_excess({bytes, size});
    return 0;
}

/// Bytes behind an answer that has no body are told here only; libcurl would keep the connection,
/// with the rest of them still to come.
void Flight::note_excess(std::string_view text) {
    if (!text.starts_with("Excess found")) return;
    refuse(Fault::protocol, std::string(behind_the_end));
    curl_easy_setopt(handle_, CURLOPT_FORBID_REUSE, 1L);
}

/// "SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384": where libcurl tells it without OpenSSL.
void Flight::note_tls(std::string_view text) {
    constexpr std::string_view begin = "SSL connection using ";
    if (!text.starts_with(begin)) return;
    text.remove_prefix(begin.size());
    const std::size_t slash = text.find(" / ");
    if (slash == text.npos) return;
    const std::string_view cipher = text.substr(slash + 3);
    received_.exchange.tls =
        std::string(text.substr(0, slash)) + " " + std::string(cipher.substr(0, cipher.find(' ')));
}

curl_socket_t Flight::on_open(void* flight, curlsocktype, curl_sockaddr* address) {
    auto& self = *static_cast<Flight*>(flight);
    // Whom an operator's proxy connects to is the operator's to guard.
    const bool any = self.options_.private_network || !self.sending_.proxy.empty();
    Opened opened = self.sockets_.open(*address, any);
    self.received_.exchange.address = std::move(opened.address);
    if (!opened.refused.empty())
        self.refuse(Fault::forbidden, "its address may not be asked: " + opened.refused);
    else if (opened.error != 0)
        self.refuse(Fault::local,
                    std::string("no socket could be opened (") + std::strerror(opened.error) + ")");
    return opened.socket;
}

int Flight::on_connected(void* flight, char*, char*, int peer_port, int local_port) {
    const bool may = static_cast<Flight*>(flight)->may_send(peer_port, local_port);
    return may ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

bool Flight::may_send(int peer_port, int local_port) {
    // libcurl sends again by itself when a kept connection dies under a request. Not here: each
    // request is the limiter's to grant.
    if (stage_ != Stage::connecting)
        return refuse(Fault::cut, "the kept connection ended without an answer");
    // A name with a private address beside a public one is not to be trusted with either.
    if (refused_.fault == Fault::forbidden) return false;
    refused_ = {};  // no socket for one address, but one for another
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (auto* const connection = sockets_.find(local_port, peer_port, socket)) {
        spoiled_ = connection->requests > 0 && is_spoiled(socket);
        if (spoiled_) return false;
        if (++connection->requests == 1) connection->tls = received_.exchange.tls;
        received_.exchange.tls = connection->tls;
    }
    stage_ = Stage::sent;
    return true;
}

Failure Flight::failure(CURLcode code) const {
    if (refused_.fault != Fault::none) return refused_;
    if (code != CURLE_OK) return failure_of(code, stage_, detail_.data());
    if (body_read_ > body_taken_) return {Fault::protocol, std::string(behind_the_end)};
    if (chunks_ && !chunks_->ended()) return {Fault::cut, "its body lacks the last chunk"};
    return {};
}

const char* Flight::cut_by(Fault fault) const {
    if (fault == Fault::none || received_.status == 0) return "";
    if (fault == Fault::too_large) return "length";
    return fault == Fault::timeout ? "time" : "disconnect";
}

Received Flight::finish(CURLcode code) {
    fill_exchange();
    if (received_.status == 0) received_.fetched_at = now();
    const Failure why = failure(code);
    received_.fault = why.fault;
    if (why.fault != Fault::none) received_.why = told(host_, why);
    received_.exchange.cut = cut_by(why.fault);
    return std::move(received_);
}

void Flight::fill_exchange() {
    records::Exchange& exchange = received_.exchange;
    exchange.request =
        without_secrets(exchange.request) + (exchange.request.empty() ? "" : sending_.request.body);
    if (const std::string peer = text_of(handle_, CURLINFO_PRIMARY_IP); !peer.empty())
        exchange.address = peer;
    long version = 0;
    curl_easy_getinfo(handle_, CURLINFO_HTTP_VERSION, &version);
    if (received_.status != 0)
        exchange.protocol = version == CURL_HTTP_VERSION_1_0 ? "HTTP/1.0" : "HTTP/1.1";
    exchange.finished = milliseconds(handle_, CURLINFO_TOTAL_TIME_T);
    if (stage_ != Stage::connecting)
        exchange.connected = milliseconds(handle_, CURLINFO_PRETRANSFER_TIME_T);
    if (stage_ == Stage::answered)
        exchange.first_byte = milliseconds(handle_, CURLINFO_STARTTRANSFER_TIME_T);
}

}  // namespace crawler
