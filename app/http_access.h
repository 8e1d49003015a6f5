#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/http_server.h"

namespace app {

/// Who may ask the server what: decides before a page is made. Threads may share it.
class HttpAccess {
public:
    struct Rules {
        std::vector<std::string> names;  // of the Host header, beside localhost and IP addresses
        std::string login;               // "user:password"; empty: everybody may
        bool behind_proxy = false;       // then the client is who X-Forwarded-For says
    };
    explicit HttpAccess(Rules);

    using Time = std::chrono::steady_clock::time_point;
    /// The answer to a question that is refused:
    ///   403, 405  anything but GET and HEAD, of a foreign page or of another client
    ///   413       a body
    ///   421       a Host that is not ours: a foreign page whose name was made to point here
    ///   401, 429  no login, or too many wrong ones from there: each doubles the time (from 1
    ///             second to 5 minutes) in which no further one is looked at
    std::optional<HttpAnswer> refusal(const HttpQuestion&, Time now);

private:
    struct Failures {
        int count = 0;
        Time until;
    };

    bool is_ours(const std::string& host) const;
    std::optional<HttpAnswer> refusal_by_login(const HttpQuestion&, Time now);
    std::string client_of(const HttpQuestion&) const;
    void remember_failure(const std::string& client, Time now);

    Rules rules_;
    std::mutex mutex_;
    std::map<std::string, Failures> failures_;  // by client
};

/// The least that a password has: it stands for a session, so it should be one that a program made.
inline constexpr std::size_t shortest_password = 16;

}  // namespace app
