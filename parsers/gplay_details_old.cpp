// The tree of 2018-04 to 2022-05: a block of its own for the record, for the score and for the
// price, told apart by their content.

#include <string>

#include "parsers/find_back.h"
#include "parsers/gplay_blocks.h"
#include "parsers/gplay_details.h"
#include "parsers/gplay_url.h"

namespace parsers {

namespace {

/// The link that a page gives as its own.
constexpr std::string_view canonical =
    "<link rel=\"canonical\" href=\"https://play.google.com/store/apps/details";

std::string text_of(Json value) { return std::string(value.text().value_or("")); }

/// The blocks of a page that belong to its app.
struct Parts {
    std::vector<JsonText> texts;  // what the others live in
    Json record, score, price;

    void take(JsonText text) {
        const Json root = text.root();
        if (!record && root.at({0, 0, 0}).text() && root.at({0, 12, 5, 1}).text())
            record = root[0];
        else if (!score && score_of(root))
            score = score_of(root);
        else if (!price && root.at({0, 2, 0, 0, 0, 1, 0, 1}).text())
            price = root.at({0, 2, 0, 0, 0, 1, 0});
        else
            return;
        texts.push_back(std::move(text));
    }

private:
    /// [["4.2", 4.23], histogram, count, ...], at [0] until 2018-08 and at [0][6] since.
    static Json score_of(Json root) {
        for (const Json list : {root.at({0, 6}), root[0]})
            if (rating_in(list[0]) && histogram_in(list[1])) return list;
        return {};
    }
};

/// Blocks larger than these parts ever were are lists of other apps.
constexpr std::size_t largest_block = 256U << 10U;

Parts parts_of(std::string_view page) {
    Parts parts;
    for (const auto& block : all_blocks(page))
        if (block.json.size() <= largest_block) parts.take(block.read());
    return parts;
}

/// The package stands in no block that belongs to the app.
std::string package_of(const records::Page& page) {
    const std::string_view body = page.body;
    const std::size_t at = find_back(body, canonical);
    if (at == body.npos) return "";
    const std::string_view link = body.substr(at + canonical.size(), 512);
    return query_value(link.substr(0, link.find('"')), "id");
}

std::optional<records::Day> day_in(Json seconds) {
    const auto value = seconds.integer();
    if (!value || *value < 0 || *value > 4'102'444'800) return std::nullopt;
    return records::day_of(records::Instant(std::chrono::seconds(*value)));
}

records::AppListing app_of(const records::Page& page, Json record) {
    records::AppListing app;
    app.marketplace = records::Marketplace::google;
    app.country = play_country(page);
    app.observed_at = page.fetched_at;
    app.app_id = package_of(page);
    app.name = text_of(record.at({0, 0}));
    app.publisher = text_of(record.at({12, 5, 1}));
    app.genre = text_of(record.at({12, 13, 0, 2}));
    app.updated = day_in(record.at({12, 8, 0}));
    return app;
}

void read_score(Draft& draft, Json score) {
    draft.app.rating = rating_in(score[0]);
    draft.app.histogram = histogram_in(score[1]);
    draft.app.rating_count = count_in(score[2]);
    if (!score)
        draft.note("score",
                   "no block holds a score and a histogram: an app without "
                   "ratings, or a changed layout");
}

}  // namespace

bool has_old_tree(std::string_view body) {
    if (!body.starts_with('<')) return false;
    const auto none = std::string_view::npos;
    const std::size_t block = find_back(body, "AF_initDataCallback({key: 'ds:");
    if (block == none) return false;
    const bool function_form = body.substr(block, 80).find("isError:") != none;
    return (function_form || find_back(body, "{id:'jLZZ2e'") != none) &&
           find_back(body, canonical) != none;
}

records::Reading read_old_tree(const records::Page& page) {
    const Parts parts = parts_of(page.body);
    if (!parts.record) {
        records::Reading drift;
        drift.outcome = records::Outcome::drift;
        drift.issues.push_back({"AF_initDataCallback",
                                "no block of this Google Play page holds a "
                                "name at [0][0][0] and a publisher at "
                                "[0][12][5][1]: not the page of an app, or "
                                "cut off"});
        return drift;
    }
    Draft draft{app_of(page, parts.record), {}};
    if (draft.app.app_id.empty())
        draft.note("link[rel=canonical]",
                   "the page does not link to itself: which package it is "
                   "of is not known");
    read_installs(draft, parts.record.at({12, 9}), "/0/12/9");
    read_score(draft, parts.score);
    read_price(draft, parts.price, "/0/2/0/0/0/1/0");
    read_iap_range(draft, parts.record.at({12, 12, 0}).text().value_or(""), "/0/12/12/0");
    return finished(page, std::move(draft));
}

}  // namespace parsers
