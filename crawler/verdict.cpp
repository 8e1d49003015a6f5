#include "crawler/verdict.h"

#include <algorithm>
#include <array>

#include "crawler/headers.h"
#include "crawler/shown.h"

namespace crawler {
namespace {

using records::Ending;

/// Names that cannot be resolved seldom can be a few seconds later.
constexpr std::chrono::minutes name_wait{2};

/// What a status means where nothing else decides.
struct Meaning {
    int first, last;
    Next next;
    Effect effect;
    Ending ending;
    std::string_view why;
};

// The first row that holds a status counts.
constexpr std::array meanings = {
    Meaning{200, 200, Next::keep, Effect::good, Ending::fetched, ""},
    Meaning{203, 203, Next::keep, Effect::good, Ending::fetched, ""},
    Meaning{404, 404, Next::keep, Effect::good, Ending::fetched, ""},
    Meaning{410, 410, Next::keep, Effect::good, Ending::fetched, ""},
    Meaning{206, 206, Next::keep, Effect::neutral, Ending::failed,
            "it is a part of a page that nobody asked for"},
    Meaning{200, 299, Next::keep, Effect::neutral, Ending::failed, "it brings no whole page"},
    Meaning{301, 303, Next::redirect, Effect::good, Ending::failed, ""},
    Meaning{307, 308, Next::redirect, Effect::good, Ending::failed, ""},
    Meaning{408, 408, Next::again, Effect::trouble, Ending::failed, "the host has trouble"},
    Meaning{425, 425, Next::again, Effect::trouble, Ending::failed, "the host has trouble"},
    Meaning{401, 403, Next::keep, Effect::throttled, Ending::blocked,
            "the host refuses us; a block is respected, not got around"},
    Meaning{407, 407, Next::keep, Effect::throttled, Ending::blocked,
            "a proxy refuses us; look at the proxies of the configuration"},
    Meaning{451, 451, Next::keep, Effect::throttled, Ending::blocked,
            "the page is withheld for legal reasons"},
    Meaning{400, 499, Next::keep, Effect::neutral, Ending::failed,
            "the host does not take the request as it is"},
    Meaning{500, 500, Next::again, Effect::trouble, Ending::failed, "the host has trouble"},
    Meaning{502, 504, Next::again, Effect::trouble, Ending::failed, "the host has trouble"},
    Meaning{520, 524, Next::again, Effect::trouble, Ending::failed, "the host has trouble"},
};

constexpr Meaning odd{0, 0, Next::keep, Effect::neutral, Ending::failed, "it is an odd status"};

const Meaning& meaning_of(int status) {
    const auto found = std::ranges::find_if(
        meanings, [&](const Meaning& row) { return row.first <= status && status <= row.last; });
    return found == meanings.end() ? odd : *found;
}

/// What a fault means. By the order of Fault; `none` is never looked at.
struct FaultMeaning {
    Next next;
    Effect effect;
};
constexpr std::array<FaultMeaning, 10> fault_meanings = {{
    {Next::keep, Effect::good},      // none
    {Next::again, Effect::trouble},  // name
    {Next::again, Effect::trouble},  // connect
    {Next::keep, Effect::trouble},   // tls
    {Next::keep, Effect::neutral},   // forbidden
    {Next::again, Effect::trouble},  // timeout
    {Next::again, Effect::trouble},  // cut
    {Next::again, Effect::trouble},  // protocol
    {Next::keep, Effect::neutral},   // too_large
    {Next::again, Effect::neutral},  // local
}};

/// "itunes.apple.com answered 429: we asked too fast".
std::string told(const Context& context, int status, std::string_view why) {
    return context.rule.host + " answered " + std::to_string(status) + ": " + std::string(why);
}

bool slows_down(const Received& received, const Context& context, bool has_wait) {
    return received.status == 429 || (received.status == 503 && has_wait) ||
           (received.status == 403 && context.rule.throttles_by_403);
}

Verdict throttled(const Received& received, const Context& context,
                  std::optional<std::chrono::seconds> wait) {
    Verdict verdict{Next::defer, Effect::throttled, Ending::failed, "", wait};
    verdict.why = told(context, received.status, "we asked too fast");
    if (wait)
        verdict.why +=
            ", it asks us to wait " + std::to_string(wait->count()) + " s" +
            (*wait == context.longest_wait ? " (or more: that is our longest wait)" : "");
    return verdict;
}

Verdict by_fault(const Received& received) {
    const FaultMeaning& meaning = fault_meanings.at(static_cast<std::size_t>(received.fault));
    Verdict verdict{meaning.next, meaning.effect, Ending::failed, received.why, std::nullopt};
    if (received.fault == Fault::name) verdict.wait = name_wait;
    return verdict;
}

Verdict unbelieved(const Context& context, const std::string& why) {
    return {Next::again, Effect::trouble, Ending::failed,
            context.rule.host + " sent headers that contradict each other: " + why, std::nullopt};
}

Verdict undecodable(const Received& received, const Context& context, const std::string& fault) {
    const bool coded = !header(received.head, "Content-Encoding").empty();
    Verdict verdict{Next::keep, Effect::good, Ending::failed, "", std::nullopt};
    verdict.why = "the body from " + context.rule.host + " cannot be decoded: " + shown(fault);
    if (coded && !context.tried_identity) verdict.next = Next::identity;
    return verdict;
}

Verdict unchanged(const Received& received, const Context& context) {
    if (context.conditional)
        return {Next::keep, Effect::good, Ending::not_modified, "", std::nullopt};
    return {Next::keep, Effect::neutral, Ending::failed,
            told(context, received.status, "\"not modified\", which nobody asked"), std::nullopt};
}

Verdict by_status(const Received& received, const Context& context) {
    const Meaning& meaning = meaning_of(received.status);
    Verdict verdict{meaning.next, meaning.effect, meaning.ending, "", std::nullopt};
    if (meaning.ending != Ending::fetched)
        verdict.why = told(context, received.status, meaning.why);
    if (meaning.next == Next::redirect && header(received.head, "Location").empty()) {
        verdict.next = Next::keep;
        verdict.why = told(context, received.status, "a redirect that does not say where to");
    }
    return verdict;
}

}  // namespace

Verdict judge(const Received& received, const Context& context, const std::string& decoded) {
    const auto wait = retry_after(received.head, context.now, context.longest_wait);
    if (slows_down(received, context, wait.has_value())) return throttled(received, context, wait);
    if (received.fault != Fault::none) return by_fault(received);
    if (const std::string why = why_not_believed(received.head); !why.empty())
        return unbelieved(context, why);
    if (received.status == 304) return unchanged(received, context);
    if ((received.status == 200 || received.status == 203) && !decoded.empty())
        return undecodable(received, context, decoded);
    return by_status(received, context);
}

}  // namespace crawler
