#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "crawler/transport.h"

namespace crawler {

/// How far a request came.
enum class Stage : std::uint8_t { connecting, sent, answered };

/// What a code of libcurl means, and its words. `detail` is libcurl's own, as in
/// CURLOPT_ERRORBUFFER.
struct Failure {
    Fault fault = Fault::none;
    std::string what;
};
Failure failure_of(CURLcode, Stage, std::string_view detail);

/// A sentence for people: to whom it happened, what, and what to do.
std::string told(std::string_view host, const Failure&);

}  // namespace crawler
