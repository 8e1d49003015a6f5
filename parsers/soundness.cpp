#include "parsers/soundness.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
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
    if (const auto* figure = std::get_if<records::PublishedFigure>(&record))
        return is_replaced(figure->subject);
    const auto* app = std::get_if<AppListing>(&record);
    return app &&
           (is_replaced(app->name) || is_replaced(app->publisher) ||
            std::ranges::any_of(app->iap, [](const auto& it) { return is_replaced(it.name); }));
}

/// Why U+FFFD stands in a name.
std::string why_replaced(std::string_view body) {
    if (!is_utf8(body)) return "bytes that are not UTF-8 were replaced by U+FFFD";
    for (const std::string_view own : {"\xEF\xBF\xBD", "\\ufffd", "\\uFFFD"})
        if (body.find(own) != body.npos)
            return "U+FFFD stands in the page itself: what was there is lost at its source";
    return "half a surrogate pair or a control character was replaced by U+FFFD";
}

/// The id by which an entry can be told from others; empty where a copy lacks it.
std::string_view id_of(const records::ChartEntry& entry) {
    return entry.app_id.empty() ? entry.bundle_id : entry.app_id;
}

constexpr int most_repeats = 10;  // told one by one, of a chart

void check_repeats_of(const records::ChartSnapshot& chart, std::vector<records::Issue>& issues) {
    std::unordered_map<std::string_view, int> rank_of;
    rank_of.reserve(chart.entries.size());
    int repeats = 0;
    for (const auto& entry : chart.entries) {
        const std::string_view id = id_of(entry);
        if (id.empty()) continue;
        const auto [first, is_new] = rank_of.try_emplace(id, entry.rank);
        if (is_new || ++repeats > most_repeats) continue;
        issues.push_back({std::string(to_text(chart.chart)) + " " + chart.genre,
                          std::string(id) + " has both rank " + std::to_string(first->second) +
                              " and rank " + std::to_string(entry.rank) + ": both rows are kept"});
    }
    if (repeats > most_repeats)
        issues.push_back(
            {std::string(to_text(chart.chart)) + " " + chart.genre,
             "apps that stand there twice, with those named: " + std::to_string(repeats)});
}

std::string_view id_of(const AppListing& app) {
    return app.app_id.empty() ? app.bundle_id : app.app_id;
}

std::string listing_key(const AppListing& app) {
    return std::string(to_text(app.marketplace)) + " " +
           (app.country ? std::string((*app.country)->code) : "?") + " " + std::string(id_of(app));
}

/// How often each app is listed that is listed more than once.
std::map<std::string, int> repeated(const std::vector<records::Record>& records) {
    std::map<std::string, int> times;
    for (const auto& record : records)
        if (const auto* app = std::get_if<AppListing>(&record))
            if (!id_of(*app).empty()) ++times[listing_key(*app)];
    std::erase_if(times, [](const auto& entry) { return entry.second < 2; });
    return times;
}

void check_listed_once(records::Reading& reading) {
    if (reading.records.size() < 2) return;
    int told = 0;
    const auto repeats = repeated(reading.records);
    for (const auto& [app, times] : repeats) {
        if (++told > most_repeats) break;
        reading.issues.push_back(
            {app, "the answer lists it " + std::to_string(times) + " times: all are kept"});
    }
    if (told > most_repeats)
        reading.issues.push_back({"/", "apps that it lists more than once, with those named: " +
                                           std::to_string(repeats.size())});
}

}  // namespace

void check_repeats(records::Reading& reading) {
    for (const auto& record : reading.records)
        if (const auto* chart = std::get_if<records::ChartSnapshot>(&record))
            check_repeats_of(*chart, reading.issues);
    check_listed_once(reading);
}

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
    if (std::ranges::any_of(reading.issues, told)) return;
    reading.issues.push_back({"body", why_replaced(page.body)});
}

}  // namespace parsers
