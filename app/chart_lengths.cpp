#include "app/chart_lengths.h"

#include <utility>

namespace app {
namespace {

using records::FieldShare;
using records::Instant;
using records::Issue;
using records::Outcome;
using records::Reading;
using records::Result;

constexpr std::chrono::days held_against{8};
constexpr int least_rows = 5;

bool is_length(const FieldShare& share) {
    return share.field.starts_with(records::chart_length_field);
}

/// How many rows a reading has of a chart; 0: it is not there.
int rows_of(const std::vector<FieldShare>& shares, const std::string& chart) {
    for (const FieldShare& share : shares)
        if (share.field == chart) return share.of;
    return 0;
}

Issue told(const std::string& chart, int now, int before, Instant at) {
    return {chart, std::to_string(now) + " rows, where " + std::to_string(before) + " were on " +
                       records::to_text(records::day_of(at)) +
                       ": under half, so that no row is used; a chart that stays so short is "
                       "believed after 8 days"};
}

}  // namespace

Result<ChartLengths::Lengths*> ChartLengths::lengths(const Reading& reading,
                                                     const std::string& url) {
    const auto [found, is_new] =
        all_.try_emplace(Key(reading.source, reading.generation, url), Lengths());
    if (!is_new || !archive_) return &found->second;
    const auto newest =
        archive_->field_coverage({reading.source, reading.generation, url, Outcome::rows, 1});
    if (!newest) return tl::unexpected(newest.error());
    for (const auto& each : *newest)
        for (const FieldShare& share : each.shares)
            if (each.observed && is_length(share))
                found->second[share.field] = {share.of, *each.observed};
    return &found->second;
}

Result<std::vector<Issue>> ChartLengths::fallen(const Reading& reading, const std::string& url,
                                                Moment moment) {
    std::vector<Issue> issues;
    const bool empty = reading.outcome == Outcome::empty;
    const bool judged = (empty || reading.outcome == Outcome::rows) && !reading.generation.empty();
    if (url.empty() || !moment || !judged) return issues;
    const auto shares = records::field_shares(reading.records);
    const auto before = lengths(reading, url);
    if (!before) return tl::unexpected(before.error());
    for (const auto& [chart, length] : **before) {
        const int now = rows_of(shares, chart);
        // Of a page with other charts, this one may not have been asked for.
        if ((now == 0 && !empty) || length.rows < least_rows || now * 2 >= length.rows) continue;
        if (*moment >= length.at && *moment - length.at <= held_against)
            issues.push_back(told(chart, now, length.rows, length.at));
    }
    return issues;
}

void ChartLengths::remember(const Reading& reading, const std::string& url, Moment moment) {
    if (url.empty() || !moment || reading.outcome != Outcome::rows) return;
    const auto found = all_.try_emplace(Key(reading.source, reading.generation, url)).first;
    for (const FieldShare& share : records::field_shares(reading.records)) {
        if (!is_length(share)) continue;
        found->second[share.field] = {share.of, *moment};
    }
}

}  // namespace app
