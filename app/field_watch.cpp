#include "app/field_watch.h"

#include <utility>
#include <vector>

#include "parsers/sources.h"

namespace app {
namespace {

using records::Compared;
using records::FieldHistory;
using records::FieldShare;
using records::Outcome;
using records::Reading;
using records::Result;

const std::string any_url;

/// Copies that others published differ as their makers do.
bool is_compared(const Reading& reading) { return reading.source != parsers::chart_archives.name; }

std::vector<records::Issue> fallen(const std::vector<FieldShare>& shares, const FieldHistory& all,
                                   const FieldHistory& same_url) {
    std::vector<records::Issue> issues;
    for (const FieldShare& share : shares) {
        const Compared with = records::compared(share.field);
        const bool enough = share.of >= FieldHistory::least_rows;
        std::optional<records::Issue> issue;
        if (with == Compared::with_all) issue = all.fallen(share);
        if (with == Compared::with_same_url && enough) issue = same_url.fallen(share);
        if (issue) issues.push_back(*std::move(issue));
    }
    return issues;
}

void condemn(Reading& reading, const std::vector<records::Issue>& issues) {
    if (!issues.empty()) reading.outcome = Outcome::drift;
    reading.issues.insert(reading.issues.begin(), issues.begin(), issues.end());
}

}  // namespace

Result<FieldHistory> FieldWatch::archived(const Reading& reading, const std::string& url) const {
    FieldHistory history;
    if (!archive_) return history;
    const auto newest = [&](std::optional<Outcome> outcome, std::size_t at_most) {
        return archive_->field_coverage(
            {reading.source, reading.generation, url, outcome, at_most});
    };
    auto sound = newest(Outcome::rows, FieldHistory::most_readings);
    if (!sound) return tl::unexpected(sound.error());
    for (auto& each : *sound) history.add_sound(std::move(each.shares));
    auto recent = newest(std::nullopt, FieldHistory::most_pooled);
    if (!recent) return tl::unexpected(recent.error());
    for (auto& each : *recent) history.add_recent(std::move(each.shares));
    return history;
}

Result<FieldHistory*> FieldWatch::history(const Reading& reading, const std::string& url) {
    const Key key(reading.source, reading.generation, url);
    if (const auto found = histories_.find(key); found != histories_.end()) return &found->second;
    auto begun = archived(reading, url);
    if (!begun) return tl::unexpected(begun.error());
    return &histories_.emplace(key, *std::move(begun)).first->second;
}

Result<void> FieldWatch::judge(Reading& reading, const std::string& url,
                               std::optional<records::Instant> moment) {
    if (!is_compared(reading)) return {};
    if (reading.observed_at) moment = reading.observed_at;
    const auto lengths = lengths_.fallen(reading, url, moment);
    if (!lengths) return tl::unexpected(lengths.error());
    const auto shares = records::field_shares(reading.records);
    if (shares.empty() || reading.outcome != Outcome::rows) {
        condemn(reading, *lengths);
        return {};
    }
    const auto all = history(reading, any_url);
    if (!all) return tl::unexpected(all.error());
    const auto same_url = url.empty() ? Result<FieldHistory*>(&none_) : history(reading, url);
    if (!same_url) return tl::unexpected(same_url.error());
    condemn(reading, fallen(shares, **all, **same_url));
    condemn(reading, *lengths);
    return remember(reading, url, moment);
}

Result<void> FieldWatch::remember(const Reading& reading, const std::string& url,
                                  std::optional<records::Instant> moment) {
    auto shares = records::field_shares(reading.records);
    if (shares.empty() || !is_compared(reading)) return {};
    lengths_.remember(reading, url, reading.observed_at ? reading.observed_at : moment);
    const auto all = history(reading, any_url);
    if (!all) return tl::unexpected(all.error());
    (*all)->add(reading.outcome, shares);
    if (url.empty()) return {};
    const auto same_url = history(reading, url);
    if (!same_url) return tl::unexpected(same_url.error());
    (*same_url)->add(reading.outcome, std::move(shares));
    return {};
}

}  // namespace app
