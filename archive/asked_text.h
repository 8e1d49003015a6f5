#pragma once

#include <string>
#include <string_view>

#include "records/page.h"

namespace archive {

/// What a page should be about, as one line of text:
/// "source=apple-rss-legacy&country=us&chart=top-free&genre=36&app=123". Absent parts are left out,
/// values are percent-encoded. Reading skips names that it does not know.
std::string asked_text(const records::Asked&);
records::Asked asked_from(std::string_view text);

}  // namespace archive
