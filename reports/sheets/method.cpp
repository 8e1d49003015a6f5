#include "reports/sheets.h"

namespace reports {
namespace {

struct Entry {
    const char* topic;
    const char* words;
};

constexpr Entry entries[] = {
    {"Rank",
     "The position of an app on a store's chart: 1 is the top. A chart shows only its first "
     "entries; how many is its depth."},
    {"Not in top N",
     "The chart was collected and the app was not among its N entries. It is not rank 0, "
     "and not the same as \"not collected\"."},
    {"Not collected",
     "No readable response for that chart and day or week is in the archive. Nothing is "
     "known, so nothing is filled in."},
    {"Week",
     "ISO 8601 week: Monday 00:00:00 to Sunday 23:59:59 UTC. A chart belongs to the day on which "
     "it was observed, never to the day for which it was wanted."},
    {"Now and week before",
     "The last chart collected in the week, and the last one of the ISO week before "
     "it. For a region: the best storefront of the region."},
    {"Change of rank",
     "Rank before minus rank now: ▲ is nearer the top, ▼ further from it, – the same."},
    {"Entered and exited",
     "On the last chart of one week and not on that of the other, where both were collected and "
     "the other was deep enough to have shown that rank. Otherwise it is \"not known\": never a "
     "false exit."},
    {"Entries without ids",
     "Some charts, transcribed ones above all, name their entries without an id of the store; "
     "Coverage counts them. An app that was not found on such a chart may be one of these entries: "
     "it has neither entered nor exited and is not \"not in top N\", but \"not known\". The same "
     "holds for entries with a bundle id only, for apps whose bundle id the watch-list does not "
     "have. A chart without any id counts nowhere in presence."},
    {"Numbers, 0 and words",
     "Presence, entries, exits and counts of apps follow one rule. What was found is a number. "
     "Where nothing was found it is 0 if every chart that was collected would have shown it, \"not "
     "known\" if a chart may hide it, \"not collected\" if there was no chart, and \"no id\" if "
     "the "
     "charts are of stores where the app has no id. Sums add up what was found."},
    {"Best", "The smallest rank on any chart collected in the week, or in 13 weeks with this one."},
    {"Days charted",
     "Days (UTC) on which the app was on the chart, of the days on which the chart was "
     "collected. For a region the days of all storefronts are added up."},
    {"Presence",
     "For each storefront and chart: depth + 1 - rank on the last chart of each day, 0 on a day on "
     "which the app was not on it, and the mean of that over the days collected with ids; then "
     "added up "
     "over "
     "storefronts. Top free and top grossing are never mixed. It measures how high and how widely "
     "an "
     "app charts; it is not downloads and not revenue. A deeper chart gives more of it. Its change "
     "therefore counts only charts collected with ids in both weeks, and of each only as many of "
     "the first entries as the shallowest of its days in the two weeks shows: it need not be the "
     "difference of the two presences. For companies and for all regions it is shown when nine in "
     "ten charts were collected in both weeks, and so is the change of the number of apps "
     "charting."},
    {"Chart shown",
     "A store has charts by genre. Each region's sheets show one genre for each store and "
     "chart: the one collected on most days of the week (Entertainment where two are "
     "equal). The others are on the Ranks sheet."},
    {"Play installs",
     "Google's own counter of installs: worldwide and cumulative, the same in every "
     "country. The difference of the last readings of two weeks is shown, not scaled to "
     "seven days. A band such as 50,000,000+ gives no difference."},
    {"Ratings",
     "App Store ratings belong to a storefront; a region's rating is the mean of its "
     "storefronts weighted by their counts, and new ratings count the storefronts read in both "
     "weeks. Google shows one count for all countries."},
    {"Published figures",
     "What others printed, with the period, the basis (gross or net of store fees) "
     "and the rule that tells the basis. Converted to US dollars with the last rate "
     "on or before the end of the period, or else the first one after it."},
    {"Companies",
     "Apps are added up by the parent company of the watch-list, or by the publisher where "
     "no parent is known."},
    {"Due charts",
     "A chart of a storefront is due on the weekdays of its own rhythm: those on which it was "
     "collected in at least half of the up to four weeks before, since its first. Where the "
     "archive has no earlier week, every chart and genre collected from a marketplace is due on "
     "each of its storefronts in the three regions, on the days on which any chart of that "
     "marketplace was collected. A chart collected on another day counts as due and collected. "
     "Coverage shows a day outside the rhythm as \"not due\", and a due day without a chart as a "
     "gap with its reason. Timor-Leste counts once something was collected there."},
    {"Final or provisional",
     "Final once 90% of the due charts were collected and the week has been over for seven days: "
     "by the moment of \"As of\" on the cover, or else by the last moment at which the archive "
     "learned something. Provisional before, with the reason."},
    {"Revisions",
     "A week is issued anew when the archive has learned something that changes a value of it, and "
     "when it becomes final. The sheet Revisions lists each value that reads differently than in "
     "the issue before. Late data: a response that was recorded after that issue. Read again: a "
     "response kept before it, of which a parser now says something else. Where the row's own "
     "source is neither, the cause is what was learned of its country, else of its region, else of "
     "all."},
    {"Source",
     "r123 is a response of the archive: its row on the Provenance sheet gives the digest of its "
     "bytes, its URL and time, the parser and version that read it, and its WARC record."},
    {"Colours",
     "Blue is better or more, orange worse or less. No colour stands without a sign, a number "
     "or a word."},
    {"Formulas",
     "Totals, shares and checks are formulas and can be followed; all other cells are values."},
    {"Not in this release",
     "Estimates of downloads and revenue. No number in this workbook is one."},
    {"Limits",
     "Only the apps of the watch-list are followed. An app without an id on a store cannot be "
     "found there and is listed as such. Stores publish no history of charts: a day that was "
     "not collected stays unknown."},
};

}  // namespace

Sheet method(const View& view, const Sheets&) {
    Sheet sheet("Method");
    head(sheet, view, "Method");
    Table table{
        "method_rows",
        {{"Topic", Kind::text, Rule::none, "", 24}, {"Meaning", Kind::prose, Rule::none, "", 110}}};
    for (const Entry& entry : entries)
        table.rows.push_back({std::string(entry.topic), std::string(entry.words)});
    for (const auto& permission : view.market.permissions)
        table.rows.push_back({"Permission of " + permission.host,
                              "The host permits in writing what its robots.txt forbids, which is "
                              "fetched and shown, but not applied: " +
                                  permission.reference + "."});
    sheet.add(std::move(table));
    return sheet;
}

}  // namespace reports
