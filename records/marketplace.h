#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace records {

/// The two marketplaces whose storefronts are read.
enum class Marketplace : std::uint8_t { apple, google };

std::string_view to_text(Marketplace);  // "apple", "google"
std::optional<Marketplace> marketplace_from(std::string_view text);

/// The kinds of chart. Grossing ranks by what users spend (IAP and paid downloads, never ads).
enum class Chart : std::uint8_t { top_free, top_paid, top_grossing };

std::string_view to_text(Chart);  // "top-free", "top-paid", "top-grossing"
std::optional<Chart> chart_from(std::string_view text);

}  // namespace records
