#pragma once

#include <optional>

#include "records/page.h"
#include "records/reading.h"

namespace parsers {

/// What an answer is by its status alone. An error is never rows, however readable its body is:
/// stores answer errors with pages of themselves, and of other apps.
///
///   2xx, 304                     its body is read (of a 304: the one that it confirms)
///   404, 410 of one app's page   empty: a valid answer, the app is not in this storefront
///   404, 410 otherwise           unsupported: nothing is there, or the address is not right
///   401 402 403 407 429 451      blocked: refused, or asked too fast
///   408 425, all 5xx             blocked: the host failed or is overloaded; ask again later
///   any other 4xx                unsupported: the request is not right
///   a redirect                   nothing of its own (read() tells where it points), but blocked
///                                where it points to a consent form or to a captcha
///   anything else                unsupported: no status of HTTP
struct Refusal {
    records::Outcome outcome;
    records::Issue issue;
};

/// Empty where the body is to be read. `of_one_app`: whether the page of one app was asked for.
std::optional<Refusal> refusal_by_status(const records::Page&, bool of_one_app);

bool is_redirect(int status);

/// Where a redirect points: its Location, at most 200 bytes; empty when it does not say.
std::string_view redirect_target(const records::Page&);

}  // namespace parsers
