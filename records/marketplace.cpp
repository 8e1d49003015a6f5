#include "records/marketplace.h"

#include "records/names.h"

namespace records {
namespace {

constexpr std::array<std::string_view, 2> marketplaces = {"apple", "google"};
constexpr std::array<std::string_view, 3> charts = {"top-free", "top-paid", "top-grossing"};

}  // namespace

std::string_view to_text(Marketplace marketplace) { return name_of(marketplaces, marketplace); }

std::optional<Marketplace> marketplace_from(std::string_view text) {
    return named<Marketplace>(marketplaces, text);
}

std::string_view to_text(Chart chart) { return name_of(charts, chart); }

std::optional<Chart> chart_from(std::string_view text) { return named<Chart>(charts, text); }

}  // namespace records
