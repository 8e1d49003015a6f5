#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "loopback/server.h"

struct ssl_st;  // OpenSSL's SSL

namespace loopback {

/// Lets whoever waits be woken when the server ends.
class Ending {
public:
    /// False: the server ends.
    bool wait(std::chrono::milliseconds);
    void begin();
    bool begun() const { return begun_; }

private:
    std::atomic<bool> begun_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
};

/// A connection, bare or with TLS. Only interrupt() may be called by another thread than its own.
class Connection final : public Wire {
public:
    Connection(int socket, Ending& ending) : socket_(socket), ending_(ending) {}
    ~Connection() override { finish(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The server's side of a handshake.
    bool begin_tls(ssl_ctx_st*);
    bool write(std::string_view) override;
    bool wait(std::chrono::milliseconds) override;
    void close() override;
    void reset() override;
    void drop() override { finish(); }
    std::string read(std::size_t most) override;

    /// Wakes the thread that reads or writes; nothing comes or goes any more.
    void interrupt();

private:
    void finish();

    std::mutex mutex_;  // of socket_, so that no other's descriptor is interrupted
    int socket_;
    ssl_st* tls_ = nullptr;
    Ending& ending_;
};

/// The next request: first what is left over in `pending`, then from the wire. Empty: the client is
/// gone, or sent more than 16 MiB.
std::optional<Request> read_request(Wire&, std::string& pending,
                                    std::chrono::steady_clock::time_point beginning);

}  // namespace loopback
