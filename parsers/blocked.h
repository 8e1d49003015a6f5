#pragma once

#include <optional>

#include "records/page.h"
#include "records/reading.h"

namespace parsers {

/// Why an answer is a refusal by its content, when it is one: by the structure of the pages that
/// stores put before themselves (throttling, consent, captcha). Never by a word in a text: the
/// description of an app may speak of robots and of traffic.
std::optional<records::Issue> refusal_by_content(const records::Page&);

}  // namespace parsers
