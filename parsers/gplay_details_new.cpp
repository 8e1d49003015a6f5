// The tree of 2022-05 and later: the record is a list of about 155 items at [1][2].

#include <string>

#include "parsers/find_back.h"
#include "parsers/gplay_blocks.h"
#include "parsers/gplay_details.h"
#include "parsers/gplay_url.h"

namespace parsers {

namespace {

constexpr std::string_view procedure = "Ws7gDc";

/// A record. Where trailing items are missing the list is shorter, and its last item is an object
/// that holds some of them, each under its place + 1.
class Tree {
public:
    explicit Tree(Json list) : items_(list.items()) {
        if (items_.empty() || !items_.back().is_object()) return;
        tail_ = items_.back();
        items_.pop_back();
    }

    Json operator[](std::size_t place) const {
        if (place < items_.size()) return items_[place];
        return tail_ ? tail_[std::to_string(place + 1)] : Json();
    }
    Json at(std::size_t place, std::initializer_list<std::size_t> rest) const {
        return (*this)[place].at(rest);
    }

private:
    std::vector<Json> items_;
    Json tail_;
};

/// A page's record, and the text that it lives in.
struct Found {
    JsonText text;
    Tree tree;
};

/// The record in a block. Reviews are bound to the procedure too, so a record is one that has a
/// name and a publisher.
std::optional<Found> found_in(const DataBlock& block) {
    JsonText text = block.read();
    Tree tree(text.root().at({1, 2}));
    if (!tree.at(0, {0}).text() || !tree.at(68, {0}).text()) return std::nullopt;
    return Found{std::move(text), std::move(tree)};
}

/// By how it begins; by the table of requests; and by content alone where the page was reached by
/// a click inside Play, when the blocks are numbered unlike the table.
std::optional<Found> find_tree(std::string_view page) {
    if (const auto block = record_block(page))
        if (auto found = found_in(*block)) return found;
    for (const auto key : keys_bound_to(page, procedure)) {
        const auto block = block_with_key(page, key);
        if (auto found = block ? found_in(*block) : std::nullopt) return found;
    }
    for (const auto& block : all_blocks(page))
        if (auto found = found_in(block)) return found;
    return std::nullopt;
}

std::string text_of(Json value) { return std::string(value.text().value_or("")); }

std::optional<records::Day> day_in(Json seconds) {
    const auto value = seconds.integer();
    if (!value || *value < 0 || *value > 4'102'444'800) return std::nullopt;  // until 2100
    return records::day_of(records::Instant(std::chrono::seconds(*value)));
}

void read_rating(Draft& draft, const Tree& tree) {
    const Json rating = tree[51];
    draft.app.rating = rating_in(rating[0]);
    draft.app.rating_count = count_in(rating[2]);
    draft.app.histogram = histogram_in(rating[1]);
    if (rating[0][1] && !draft.app.rating)
        draft.note("/1/2/51/0/1", "expected a rating between 1 and 5");
    if (draft.app.rating && !draft.app.rating_count)
        draft.note("/1/2/51/2/1", "a rating without the count of ratings");
}

/// What every page has; a page without it has another layout than we think.
void check_complete(Draft& draft) {
    const auto& app = draft.app;
    if (app.app_id.empty()) draft.note("/1/2/77/0", "the package is not where it was");
    if (app.genre.empty()) draft.note("/1/2/79/0/0/2", "the category is not where it was");
    if (!app.installs) draft.note("/1/2/13/2", "the count of installs is not where it was");
}

records::AppListing app_of(const records::Page& page, const Tree& tree) {
    records::AppListing app;
    app.marketplace = records::Marketplace::google;
    app.country = play_country(page);
    app.observed_at = page.fetched_at;
    app.app_id = text_of(tree.at(77, {0}));
    app.name = text_of(tree.at(0, {0}));
    app.publisher = text_of(tree.at(68, {0}));
    app.genre = text_of(tree.at(79, {0, 0, 2}));
    app.released = day_in(tree.at(10, {1, 0}));
    app.updated = day_in(tree.at(145, {0, 1, 0}));
    app.version = text_of(tree.at(140, {0, 0, 0}));
    return app;
}

/// Before an app is released it has neither installs nor a price: 1 at [18][0] says so.
bool is_announced(const Tree& tree) { return tree.at(18, {0}).integer() == 1; }

}  // namespace

bool has_new_tree(std::string_view body) {
    if (!body.starts_with('<')) return false;
    const auto none = std::string_view::npos;
    if (record_block(body)) return true;
    return find_back(body, "{id:'Ws7gDc'") != none &&
           find_back(body, "AF_initDataCallback({key:") != none;
}

records::Reading read_new_tree(const records::Page& page) {
    const auto found = find_tree(page.body);
    if (!found) {
        records::Reading drift;
        drift.outcome = records::Outcome::drift;
        drift.issues.push_back({"Ws7gDc",
                                "no block of this Google Play page holds an app's record "
                                "with a name at [1][2][0][0] and a publisher at "
                                "[1][2][68][0]: the layout has changed, or the page is "
                                "cut off"});
        return drift;
    }
    const Tree& tree = found->tree;
    Draft draft{app_of(page, tree), {}};
    if (found->text.repaired())
        draft.note("data", "invalid UTF-8 or half a surrogate pair was replaced by U+FFFD");
    read_installs(draft, tree[13], "/1/2/13");
    read_rating(draft, tree);
    read_price(draft, tree.at(57, {0, 0, 0, 0, 1, 0}), "/1/2/57/0/0/0/0/1/0");
    read_iap_range(draft, tree.at(19, {0}).text().value_or(""), "/1/2/19/0");
    if (!is_announced(tree)) check_complete(draft);
    return finished(page, std::move(draft));
}

}  // namespace parsers
