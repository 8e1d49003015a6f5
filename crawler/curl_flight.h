#pragma once

#include <curl/curl.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/chunks.h"
#include "crawler/curl_faults.h"
#include "crawler/curl_sockets.h"
#include "crawler/transport.h"

namespace crawler {

/// Sets options of a libcurl handle and keeps the first error.
class Settings {
public:
    explicit Settings(CURL* handle) : handle_(handle) {}

    template <class Value>
    void set(CURLoption option, Value value) {
        if (const CURLcode code = curl_easy_setopt(handle_, option, value); code_ == CURLE_OK)
            code_ = code;
    }
    CURLcode code() const { return code_; }

private:
    CURL* handle_;
    CURLcode code_ = CURLE_OK;
};

/// One request on one handle: libcurl's callbacks fill the answer and hold it to the caps.
class Flight {
public:
    Flight(Sending, CURL*, const CurlOptions&, Sockets&);
    ~Flight();
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;

    CURL* handle() const { return handle_; }
    /// What is particular to this request. An error of it is ours.
    CURLcode prepare();
    /// Whether nothing was sent, since the kept connection turned out to be spoiled: by its end, or
    /// by bytes that nobody asked for. The request then goes over a new one.
    bool needs_new_connection() const { return spoiled_; }
    void take_new_connection();
    Received finish(CURLcode);

private:
    static std::size_t on_head(char*, std::size_t, std::size_t, void* flight);
    static std::size_t on_body(char*, std::size_t, std::size_t, void* flight);
    static int on_trace(CURL*, curl_infotype, char*, std::size_t, void* flight);
    static curl_socket_t on_open(void* flight, curlsocktype, curl_sockaddr*);
    static int on_connected(void* flight, char* peer, char* local, int peer_port, int local_port);

    bool take_head_line(std::string_view);
    bool take_head_end();
    bool take_body(std::string_view);
    bool check_trailers();
    void note_tls(std::string_view);
    void note_excess(std::string_view);
    bool may_send(int peer_port, int local_port);
    /// Notes why we end this; false, for the callback.
    bool refuse(Fault, std::string what);
    void set_method(Settings&);
    void set_headers(Settings&);
    void fill_exchange();
    Failure failure(CURLcode) const;
    const char* cut_by(Fault) const;

    Sending sending_;
    CURL* handle_;
    const CurlOptions& options_;
    Sockets& sockets_;
    Received received_;
    std::string host_;
    curl_slist* headers_ = nullptr;
    std::array<char, CURL_ERROR_SIZE> detail_{};
    Failure refused_;  // by us
    Stage stage_ = Stage::connecting;
    bool spoiled_ = false;
    bool head_ended_ = false;
    std::size_t head_bytes_ = 0, head_lines_ = 0;  // of all heads, and trailers
    std::optional<Chunks> chunks_;
    std::uint64_t body_read_ = 0;   // bytes behind the head that libcurl read
    std::uint64_t body_taken_ = 0;  // that belong to the body
};

}  // namespace crawler
