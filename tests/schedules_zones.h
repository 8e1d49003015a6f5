#pragma once

// Time zones for tests: the system's, and ones that are written here, which no law changes.

#include <catch2/catch.hpp>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schedules/zone.h"

namespace zones {

inline std::optional<std::string> system_file(std::string_view name) {
    std::ifstream file("/usr/share/zoneinfo/" + std::string(name), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::string big_endian(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
}

inline std::string header(char version, std::uint64_t leaps, std::uint64_t changes,
                          std::uint64_t types) {
    return std::string("TZif") + version + std::string(15, '\0') + big_endian(0, 8) +
           big_endian(leaps, 4) + big_endian(changes, 4) + big_endian(types, 4) + big_endian(4, 4);
}

using Changes = std::vector<std::pair<std::int64_t, std::int64_t>>;  // at, ahead in seconds

/// A TZif file: `ahead` of UTC at first, then the changes, then the footer.
inline std::string tzif(std::int64_t ahead, const Changes& changes, std::string_view footer,
                        char version = '2') {
    const auto type = [](std::int64_t seconds) {
        return big_endian(static_cast<std::uint64_t>(seconds), 4) + std::string(2, '\0');
    };
    std::string old = header(version, 0, 0, 1) + type(0) + std::string("LMT\0", 4);
    std::string file = old + header(version, 0, changes.size(), changes.size() + 1);
    for (const auto& change : changes)
        file += big_endian(static_cast<std::uint64_t>(change.first), 8);
    for (std::size_t i = 0; i < changes.size(); ++i) file += static_cast<char>(i + 1);
    file += type(ahead);
    for (const auto& change : changes) file += type(change.second);
    return file + std::string("LMT\0", 4) + "\n" + std::string(footer) + "\n";
}

/// A zone that has followed a rule of POSIX for ever.
inline schedules::Zone by_rule(const std::string& name, const std::string& footer) {
    const auto zone = schedules::zone_named(name, [&](std::string_view) {
        return tzif(0, {{-3'000'000'000, 0}}, footer);
    });
    if (!zone) FAIL(zone.error().what);
    return *zone;
}

inline schedules::Zone berlin() { return by_rule("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"); }

/// A zone of the machine; its file comes with the package tzdata.
inline schedules::Zone of_system(std::string_view name) {
    const auto zone = schedules::zone_named(name, system_file);
    if (!zone) FAIL(zone.error().what);
    return *zone;
}

inline records::Instant at(std::string_view text) {
    const auto instant = records::instant_from(text);
    if (!instant) FAIL("not a moment: " << text);
    return *instant;
}

}  // namespace zones
