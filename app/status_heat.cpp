#include "app/status_heat.h"

#include <algorithm>
#include <map>

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

Day first_day(const Status& status) {
    return records::day_of(status.daemon.now) - std::chrono::days{freshness_days - 1};
}

std::string table_of(const Status& status, const std::string& caption, const Rows& rows) {
    const Day first = first_day(status);
    std::string text = "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                       html(caption) + "\"><table class=\"map\">\n<caption>" + html(caption) +
                       "</caption>\n<thead><tr><td></td>";
    for (int day = 0; day < freshness_days; ++day) {
        const std::string name = records::to_text(first + std::chrono::days{day});
        text +=
            "<th scope=\"col\"><time datetime=\"" + name + "\">" + name.substr(8) + "</time></th>";
    }
    text += "</tr></thead>\n<tbody>\n";
    for (const auto& [name, row] : rows) {
        text += "<tr><th scope=\"row\">" + html(name.empty() ? "–" : name) + "</th>";
        for (int day = 0; day < freshness_days; ++day)
            text += cell_of(row, first + std::chrono::days{day});
        text += "</tr>\n";
    }
    return text + "</tbody>\n</table></div>\n";
}

std::size_t stale_of(const Status& status, const std::string& source) {
    return static_cast<std::size_t>(
        std::ranges::count_if(status.expected, [&](const Expected& expected) {
            return expected.source == source && is_stale(status, expected);
        }));
}

std::string storefronts_of(const Status& status, const std::string& source, const Rows& rows) {
    if (rows.size() == 1 && rows.begin()->first.empty()) return "";
    const auto stale = stale_of(status, source);
    return "<details" + std::string(stale == 0 ? "" : " open") + "><summary>" + html(source) +
           " <small>" + counted(rows.size(), "storefront") +
           (stale == 0 ? "" : ", " + std::to_string(stale) + " stale") + "</small></summary>\n" +
           table_of(status, source + " by storefront", rows) + "</details>\n";
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
