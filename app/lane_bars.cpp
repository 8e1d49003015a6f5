#include "app/lane_bars.h"

#include <algorithm>

#include "app/terminal.h"
#include "crawler/url.h"

namespace app {
namespace {

constexpr std::size_t bar_length = 24;
constexpr std::size_t longest_remark = 60;

std::string lane_of(const records::Task& task, std::span<const records::HostRule> rules) {
    const auto url = crawler::url_from(task.request.url);
    if (!url) return "";
    const auto rule = crawler::rule_for(*url, rules);
    return rule && !(*rule)->lane.empty() ? (*rule)->lane : url->host;
}

}  // namespace

LaneBars::LaneBars(std::ostream& err, bool terminal, std::span<const records::OpenTask> tasks,
                   std::span<const records::HostRule> rules)
    : err_(err), terminal_(terminal) {
    for (const auto& open : tasks) ++bar_of(lane_of(open.task, rules)).planned;
}

LaneBars::Bar& LaneBars::bar_of(const std::string& lane) {
    const auto found = std::ranges::find(bars_, lane, &Bar::lane);
    if (found != bars_.end()) return *found;
    bars_.push_back({lane, 0, 0, ""});
    return bars_.back();
}

void LaneBars::take(const crawler::Event& event) {
    using Kind = crawler::Event::Kind;
    if (event.kind == Kind::odd) {
        ++odd_[event.what];
        return;
    }
    Bar& bar = bar_of(event.lane);
    const bool ended = event.kind == Kind::ended && event.task != 0;
    const bool waits = event.kind == Kind::waiting || event.kind == Kind::gave_up;
    if (ended) ++bar.done;
    bar.remark = waits ? event.what : "";
    if (terminal_) {
        if (ended || waits) show();
    } else if (ended) {
        err_ << printable(event.lane) << ": " << bar.done << " of " << bar.planned << ": "
             << printable(event.what) << ": " << printable(event.url) << '\n';
    } else if (waits) {
        err_ << printable(event.lane) << ": " << printable(event.what) << '\n';
    }
}

void LaneBars::finish() {
    if (terminal_) show();
    for (const auto& [what, count] : odd_)
        err_ << printable(what) << " (" << counted(count, "answer") << ")\n";
}

void LaneBars::show() {
    if (lines_shown_ > 0) err_ << "\x1B[" << lines_shown_ << 'A';
    for (const auto& bar : bars_) {
        const std::size_t full = bar.planned == 0
                                     ? bar_length
                                     : bar_length * std::min(bar.done, bar.planned) / bar.planned;
        err_ << "\r\x1B[K[" << std::string(full, '#') << std::string(bar_length - full, '.') << "] "
             << bar.done << " of " << bar.planned << "  " << printable(bar.lane)
             << (bar.remark.empty() ? "" : "  ") << printable(bar.remark.substr(0, longest_remark))
             << '\n';
    }
    lines_shown_ = bars_.size();
    err_ << std::flush;
}

}  // namespace app
