#include "parsers/soundness.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

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
    if (is_utf8(page.body) || std::ranges::any_of(reading.issues, told)) return;
    reading.issues.push_back({"body", "bytes that are not UTF-8 were replaced by U+FFFD"});
}

}  // namespace parsers
