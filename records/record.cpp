#include "records/record.h"

#include "records/names.h"

namespace records {
namespace {

constexpr std::array<std::string_view, 14> metrics = {"downloads",
                                                      "cumulative_downloads",
                                                      "iap_revenue",
                                                      "gross_revenue",
                                                      "cumulative_revenue",
                                                      "share",
                                                      "growth",
                                                      "rank",
                                                      "mau",
                                                      "dau",
                                                      "rpd",
                                                      "net_profit",
                                                      "company_revenue",
                                                      "count_apps"};
constexpr std::array<std::string_view, 3> bases = {"unknown", "gross", "net"};
constexpr std::array<std::string_view, 4> bounds = {"exact", "below", "above", "rounded"};

}  // namespace

std::string_view to_text(Metric metric) { return name_of(metrics, metric); }
std::string_view to_text(Basis basis) { return name_of(bases, basis); }
std::string_view to_text(Bound bound) { return name_of(bounds, bound); }

}  // namespace records
