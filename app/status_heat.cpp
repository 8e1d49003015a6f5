#include "app/status_heat.h"

#include <map>
#include <set>
#include <vector>

#include "app/html_text.h"
#include "app/terminal.h"

namespace app {
namespace {

using records::Day;

struct Share {
    std::size_t asked = 0;
    std::size_t got = 0;
};
using Row = std::map<Day, Share>;
using Rows = std::map<std::string, Row>;

void add(Share& share, const archive::History::Freshness& cell) {
    share.asked += cell.asked;
    share.got += cell.got;
}

/// Down, so that 100 means all.
std::size_t per_cent(const Share& share) { return share.got * 100 / share.asked; }

std::string cell_of(const Row& row, Day day) {
    const auto found = row.find(day);
    if (found == row.end() || found->second.asked == 0)
        return "<td class=\"heat\"><span class=\"none\">·</span></td>";
    const Share& share = found->second;
    const auto part = per_cent(share);
    const std::string_view kind = part == 100  ? "full"
                                  : part >= 70 ? "most"
                                  : part > 0   ? "some"
                                               : "lost";
    return "<td class=\"heat " + std::string(kind) + "\" title=\"" + records::to_text(day) + ": " +
           std::to_string(share.got) + " of " + std::to_string(share.asked) + "\">" +
           std::to_string(part) + "</td>";
}

/// The newest day first: it is what is asked for, and on a phone only some days fit.
std::vector<Day> days_of(const Status& status) {
    std::vector<Day> days;
    days.reserve(freshness_days);
    for (int ago = 0; ago < freshness_days; ++ago)
        days.push_back(records::day_of(status.daemon.now) - std::chrono::days{ago});
    return days;
}

std::string head_of(const std::string& caption, const std::vector<Day>& days) {
    std::string text = "<caption>" + html(caption) + "</caption>\n<thead><tr><td></td>";
    for (const Day day : days) {
        const std::string name = records::to_text(day);
        text.append("<th scope=\"col\"><time datetime=\"").append(name).append("\" title=\"");
        text.append(name).append("\">").append(name.substr(8)).append("</time></th>");
    }
    return text + "</tr></thead>\n<tbody>\n";
}

/// `stale` are names of rows that say so.
std::string table_of(const Status& status, const std::string& caption, const Rows& rows,
                     const std::set<std::string>& stale = {}) {
    const auto days = days_of(status);
    std::string text = "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                       html(caption) + "\"><table class=\"map\">\n" + head_of(caption, days);
    for (const auto& [name, row] : rows) {
        text += "<tr><th scope=\"row\">" + html(name.empty() ? "–" : name) +
                (stale.contains(name) ? " <b class=\"stale\">stale</b>" : "") + "</th>";
        for (const Day day : days) text += cell_of(row, day);
        text += "</tr>\n";
    }
    return text + "</tbody>\n</table></div>\n";
}

std::set<std::string> stale_of(const Status& status, const std::string& source) {
    std::set<std::string> stale;
    for (const Expected& expected : status.expected)
        if (expected.source == source && is_stale(status, expected))
            stale.insert(expected.storefront);
    return stale;
}

std::string storefronts_of(const Status& status, const std::string& source, const Rows& rows) {
    if (rows.size() == 1 && rows.begin()->first.empty()) return "";
    const auto stale = stale_of(status, source);
    return "<details" + std::string(stale.empty() ? "" : " open") + "><summary>" + html(source) +
           " <small>" + counted(rows.size(), "storefront") +
           (stale.empty() ? "" : ", " + std::to_string(stale.size()) + " stale") +
           "</small></summary>\n" + table_of(status, source + " by storefront", rows, stale) +
           "</details>\n";
}

constexpr std::string_view legend =
    "<p class=\"legend\">Answers per day of the slot, in per cent of the requests: "
    "<span class=\"heat full\">100</span> all <span class=\"heat most\">85</span> most "
    "<span class=\"heat some\">40</span> few <span class=\"heat lost\">0</span> none "
    "<span class=\"heat\">·</span> not asked</p>\n";

}  // namespace

std::string heat_map(const Status& status) {
    Rows sources;
    std::map<std::string, Rows> storefronts;
    for (const auto& cell : status.freshness) {
        add(sources[cell.source][cell.day], cell);
        add(storefronts[cell.source][cell.storefront][cell.day], cell);
    }
    std::string text =
        "<section aria-labelledby=\"freshness\">\n<h2 id=\"freshness\">Freshness</h2>\n";
    if (sources.empty()) return text + "<p>Nothing has been fetched yet.</p>\n</section>\n";
    text += legend;
    text += table_of(status, "All storefronts", sources);
    for (const auto& [source, rows] : storefronts) text += storefronts_of(status, source, rows);
    return text + "</section>\n";
}

}  // namespace app
