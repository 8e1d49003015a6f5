#include "app/words.h"

#include <array>

namespace app {

std::string size_words(std::int64_t bytes) {
    if (bytes < 1000) return std::to_string(bytes) + " bytes";
    constexpr std::array units = {"KB", "MB", "GB", "TB", "PB", "EB"};
    std::int64_t tenths = bytes / 100;
    std::size_t unit = 0;
    while (tenths >= 10'000) {
        tenths /= 1000;
        ++unit;
    }
    const std::string fraction = tenths < 100 ? "." + std::to_string(tenths % 10) : "";
    return std::to_string(tenths / 10) + fraction + " " + units.at(unit);
}

std::string duration_words(std::chrono::seconds time) {
    const auto seconds = time.count();
    if (seconds < 120) return std::to_string(seconds) + " s";
    const auto minutes = (seconds + 59) / 60;
    if (minutes < 60) return std::to_string(minutes) + " min";
    return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

}  // namespace app
