#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "crawler/lane.h"
#include "crawler/transport.h"
#include "records/crawl.h"

namespace crawler {

/// What is to be done about an answer.
enum class Next : std::uint8_t {
    keep,      // it ends the task: archive it
    again,     // archive it if it has a status, and try again; the task has one try less
    defer,     // archive it, and try again when the lane may: the task keeps its tries
    redirect,  // archive it, and ask where it points
    identity,  // its Content-Encoding is wrong: once more without one
};

struct Verdict {
    Next next = Next::keep;
    Effect effect = Effect::good;
    records::Ending ending = records::Ending::fetched;  // where next is `keep`
    std::string why;
    /// The host's Retry-After; for a name that cannot be resolved, a long one of ours.
    std::optional<std::chrono::milliseconds> wait;
};

/// What the request was, as far as the judgement needs it.
struct Context {
    const records::HostRule& rule;
    bool conditional = false;  // it had validators
    bool tried_identity = false;
    records::Instant now;
    std::chrono::seconds longest_wait{86'400};
};

/// Judges an answer by its status, its head and its fault: a table over status codes. `decoded` is
/// why the body could not be decoded; empty: it could.
///
///   200, 203        keep: fetched              404, 410      keep: fetched (the app is not there)
///   304             keep: not modified; without validators: failed ("nobody asked")
///   204, 202, 206 and any other 2xx            keep: failed, not a whole page
///   301 302 303 307 308                        redirect; without a Location: failed
///   429; 503 with Retry-After; 403 by rule     defer, throttled
///   408 425 500 502 503 504 520–524            again, trouble
///   401 402 403 407 451                        keep: blocked
///   any other 4xx                              keep: failed
///   anything else (1xx, 300, 501, 6xx, 999)    keep: failed, "odd status"
/// A fault: name, connect, timeout, cut, protocol, a head that cannot be believed: again; tls,
/// forbidden, too_large: failed; local: again without effect on the lane. A host that says "slow
/// down" is heard even where the rest of its answer is missing. A 200 that cannot be decoded is
/// asked for once more without Content-Encoding, if it had one; then it has failed.
Verdict judge(const Received&, const Context&, const std::string& decoded);

}  // namespace crawler
