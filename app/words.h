#pragma once

#include <chrono>
#include <cstdint>
#include <string>

/// Sizes and times as people read them.
namespace app {

/// "1.2 MB", "340 KB", "12 bytes": of 1000 each.
std::string size_words(std::int64_t bytes);

/// "2 h 14 min", "3 min", "40 s".
std::string duration_words(std::chrono::seconds);

}  // namespace app
