#include "parsers/soundness.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "parsers/json.h"

namespace parsers {
namespace {

using records::AppListing;

struct Count {
    std::string_view name;
    std::optional<std::int64_t> AppListing::*member;
};
constexpr std::array counts = {
    Count{"rating_count", &AppListing::rating_count},
    Count{"installs", &AppListing::installs},
    Count{"installs_floor", &AppListing::installs_floor},
};

void check_counts_of(AppListing& listing, std::vector<records::Issue>& issues) {
    for (const auto& [name, member] : counts) {
        auto& count = listing.*member;
        if (!count || *count >= 0) continue;
        issues.push_back({"/" + listing.app_id + "/" + std::string(name),
                          "expected a count, found " + std::to_string(*count)});
        count.reset();
    }
}

bool is_replaced(std::string_view text) { return text.find("\xEF\xBF\xBD") != text.npos; }

bool is_replaced(const records::Record& record) {
    if (const auto* chart = std::get_if<records::ChartSnapshot>(&record))
        return std::ranges::any_of(chart->entries, [](const records::ChartEntry& entry) {
            return is_replaced(entry.name) || is_replaced(entry.publisher);
        });
    const auto* app = std::get_if<AppListing>(&record);
    return app &&
           (is_replaced(app->name) || is_replaced(app->publisher) ||
            std::ranges::any_of(app->iap, [](const auto& it) { return is_replaced(it.name); }));
}

}  // namespace

void check_counts(records::Reading& reading) {
    for (auto& record : reading.records)
        if (auto* listing = std::get_if<AppListing>(&record))
            check_counts_of(*listing, reading.issues);
}

void check_utf8(const records::Page& page, records::Reading& reading) {
    const auto told = [](const records::Issue& issue) {
        return issue.what.find("U+FFFD") != std::string::npos;
    };
    const auto replaced = [](const records::Record& record) { return is_replaced(record); };
    // A page is scanned only when a text tells of it: a scan costs more than reading Play's record.
    if (std::ranges::none_of(reading.records, replaced)) return;
    if (is_utf8(page.body) || std::ranges::any_of(reading.issues, told)) return;
    reading.issues.push_back({"body", "bytes that are not UTF-8 were replaced by U+FFFD"});
}

}  // namespace parsers
