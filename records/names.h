#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace records {

/// The names of an enumeration are an array in the order of its values.
template <class Enum, std::size_t count>
constexpr std::string_view name_of(const std::array<std::string_view, count>& names, Enum value) {
    const auto place = static_cast<std::size_t>(value);
    return place < count ? names[place] : std::string_view("unknown");
}

/// The value with that name, exactly as it is written; empty for any other text.
template <class Enum, std::size_t count>
constexpr std::optional<Enum> named(const std::array<std::string_view, count>& names,
                                    std::string_view text) {
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

}  // namespace records
