#include "parsers/source.h"
#include "parsers/sources.h"

namespace parsers {

namespace {

std::optional<records::Request> request(const records::Asked&) { return std::nullopt; }

std::optional<records::Asked> asked_by(std::string_view) { return std::nullopt; }

}  // namespace

const Source apple_rss = {"apple-rss", "Apple: marketing tools RSS charts", 1, {}, request, asked_by};

}  // namespace parsers
