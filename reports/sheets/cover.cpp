#include "reports/cell_words.h"
#include "reports/excel_rules.h"
#include "reports/sheets.h"

namespace reports {
namespace {

struct Content {
    const char* sheet;
    const char* shows;
};

constexpr Content contents[] = {
    {"Summary", "The week on one page: figures, regions, top ten, largest moves"},
    {"United States", "Each app that charts: ranks, entries, exits, installs, ratings"},
    {"Latin America", "The same for 18 countries together, then country by country"},
    {"Southeast Asia", "The same for the countries of Southeast Asia"},
    {"Countries", "Best rank of each app in each country, with the days collected"},
    {"Publishers", "Apps added up by parent company"},
    {"Ranks", "Every app on every chart: the table to filter"},
    {"Published", "Figures that others published, with basis and citation"},
    {"Trends", "Presence and best ranks of up to 13 weeks"},
    {"Revisions", "What differs from the issue of this week before this one, and why"},
    {"Coverage", "What was collected on each day, and why not"},
    {"Provenance", "The responses behind the numbers"},
    {"Method", "What each word means, and the limits"},
    {"Checks", "What was held to be true of this workbook"},
};

constexpr std::pair<const char*, const char*> guide[] = {
    {"▲ 3   ▼ 3   –", "three ranks better, three ranks worse, the same as in the week before"},
    {"not in top 100", "the chart was collected and the app was not among its 100 entries"},
    {"not collected", "nothing is known: no chart of that day or week is in the archive"},
    {"no earlier week", "the archive starts with this week: nothing to compare with"},
    {"no App Store id",
     "the watch-list has no id of the app on that store, so it cannot be found there"},
    {"r123", "a response of the archive; follow the link to its row on Provenance"},
    {"presence", "how high and how widely an app charts, see Method; not downloads, not revenue"},
};

std::string revision_words(const Edition& edition) {
    const std::string number = std::to_string(edition.revision);
    if (!edition.before) return number + ": the first issue of this week";
    const auto& as_of = edition.before->as_of;
    return number + ": what differs from revision " + std::to_string(edition.before->revision) +
           (as_of ? ", of what had been recorded by " + records::to_text(*as_of) : "") +
           ", is on Revisions";
}

void add_facts(const View& view, const Sheets& done, Sheet& sheet) {
    const auto& market = view.market;
    Table table{
        "cover_facts",
        {{"This report", Kind::text, Rule::none, "", 26}, {"", Kind::prose, Rule::status, "", 92}}};
    const auto put = [&](const char* what, Cell cell) {
        table.rows.push_back({std::string(what), std::move(cell)});
    };
    put("Week",
        to_text(market.week) + ": " + in_words(market.week.period()) + ", Monday to Sunday, UTC");
    put("Status", status(view));
    put("Revision", revision_words(view.edition));
    put("Latest observation used",
        view.latest ? Cell(records::to_text(*view.latest))
                    : Cell(Missing{"none: nothing was collected up to this week"}));
    put("As of", market.as_of ? "only what had been recorded by " + records::to_text(*market.as_of)
                              : std::string("everything in the archive"));
    const CoverageCount count = coverage_of(view);
    put("Coverage", grouped(count.collected) + " of " + grouped(count.due) +
                        " charts that were due in the week");
    put("Apps watched", grouped(double(market.apps.size())));
    put("Weeks looked back on",
        market.weeks_back > 0 ? grouped(market.weeks_back) : std::string("none"));
    const Sheet& from = sheet_of(done, "Checks");
    if (const Table* result = from.table("checks_result")) {
        const auto& formula = std::get<Formula>(result->rows[0][0]);
        put("Checks", Formula{"=Checks!" + address(result->first(), 0), formula.value});
    }
    put("Not in this release",
        std::string("Estimates of downloads and revenue: no number here is one."));
    sheet.add(std::move(table));
}

}  // namespace

Sheet cover(const View& view, const Sheets& done) {
    Sheet sheet("Cover");
    sheet.line(Style::title, std::string("Micro-drama apps: weekly market report"));
    sheet.line(
        Style::subtitle,
        std::string("United States, Latin America and Southeast Asia; App Store and Google Play"));
    if (const auto banner = simulated_banner(view); !banner.empty())
        sheet.line(Style::banner, banner);
    add_facts(view, done, sheet);
    Table list{"cover_contents", {{"Contents"}, {"What it shows", Kind::prose}}};
    for (const Content& content : contents)
        list.rows.push_back({Link{content.sheet, content.sheet}, std::string(content.shows)});
    sheet.add(std::move(list));
    Table signs{"cover_guide", {{"How to read"}, {"Meaning", Kind::prose}}};
    for (const auto& [sign, meaning] : guide)
        signs.rows.push_back({std::string(sign), std::string(meaning)});
    sheet.add(std::move(signs));
    return sheet;
}

}  // namespace reports
