#include "schedules/job.h"

#include <cstdint>

namespace schedules {

std::chrono::seconds spread(std::string_view job, std::chrono::minutes within) {
    if (within <= std::chrono::minutes(0)) return {};
    std::uint64_t hash = 14'695'981'039'346'656'037U;  // FNV-1a
    for (const char c : job) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    hash ^= hash >> 32;  // its low bits differ little between names that differ at the end
    hash *= 0x9E37'79B9'7F4A'7C15U;
    const auto range = static_cast<std::uint64_t>(std::chrono::seconds(within).count());
    return std::chrono::seconds(static_cast<std::int64_t>((hash >> 32) % range));
}

}  // namespace schedules
