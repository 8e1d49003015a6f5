#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "records/marketplace.h"

namespace parsers {

/// What a chart of Play is called in requests and in tokens: "topselling_free".
std::string_view play_chart_name(records::Chart);

/// A chart as its token names it.
struct NamedChart {
    records::Chart chart;
    std::string category;  // "GAME", "APPLICATION" for all apps
};

/// Reads the token that comes with a chart: base64 of a protocol buffer, in which
/// "topselling_free_GAME" stands as plain text. Empty when it holds no such name.
std::optional<NamedChart> chart_in_token(std::string_view base64);

}  // namespace parsers
