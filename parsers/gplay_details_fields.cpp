#include <algorithm>
#include <string>
#include <vector>

#include "parsers/gplay_details.h"
#include "parsers/gplay_url.h"
#include "parsers/prices.h"
#include "parsers/shown.h"

namespace parsers {

namespace {

/// The digits of "10,000,000+" or "10.000.000+": the layouts of 2018 have no number beside it.
std::optional<std::int64_t> floor_in(std::string_view text) {
    std::int64_t value = 0;
    bool any = false;
    for (const char c : text) {
        if (c < '0' || c > '9') continue;
        if (value > 100'000'000'000'000) return std::nullopt;
        value = value * 10 + (c - '0');
        any = true;
    }
    return any ? std::optional(value) : std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Where one price ends and the next begins: after the first run of digits, the first hyphen, en
/// dash, em dash or tilde.
std::size_t range_mark(std::string_view text, std::size_t& length) {
    const auto first = std::ranges::find_if(text, is_digit);
    const auto from = static_cast<std::size_t>(first - text.begin());
    std::size_t found = std::string_view::npos;
    for (const std::string_view mark : {"\xE2\x80\x93", "\xE2\x80\x94", "-", "~"}) {
        const std::size_t at = text.find(mark, from);
        if (at >= found) continue;
        found = at;
        length = mark.size();
    }
    return found;
}

/// The words of a text, cut at spaces, breaking or not.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t start = 0;
    const auto end_word = [&](std::size_t at) {
        if (at > start) words.push_back(text.substr(start, at - start));
    };
    for (std::size_t i = 0; i < text.size(); ++i)
        for (const std::string_view space : {" ", "\xC2\xA0", "\xE2\x80\xAF"})
            if (text.substr(i).starts_with(space)) {
                end_word(i);
                start = i + space.size();
            }
    end_word(text.size());
    return words;
}

/// A price among words ("R$ 539,99 por item"): the longest run of words that reads as one.
records::Result<records::Money> money_in(std::string_view text, records::Currency currency) {
    auto words = words_of(text);
    if (words.size() > 12) words.resize(12);
    for (std::size_t length = words.size(); length > 0; --length)
        for (std::size_t from = 0; from + length <= words.size(); ++from) {
            const char* end = words[from + length - 1].data() + words[from + length - 1].size();
            auto money = money_from({words[from].data(), end}, currency);
            if (money) return money;
        }
    return records::fail("\"" + std::string(text) + "\" holds no price in " +
                         std::string(currency->code));
}

std::optional<records::Currency> currency_of(const Draft& draft) {
    if (draft.app.price) return draft.app.price->currency;
    if (!draft.app.country) return std::nullopt;
    return records::billing_currency(records::Marketplace::google, *draft.app.country);
}

void check_currency(Draft& draft) {
    const auto& app = draft.app;
    if (!app.country || !app.price) return;
    const auto billed = records::billing_currency(records::Marketplace::google, *app.country);
    if (!billed || *billed == app.price->currency) return;
    draft.note("price", "the price is in " + std::string(app.price->currency->code) +
                            ", but Google bills " + std::string((*billed)->code) + " in " +
                            std::string((*app.country)->code) +
                            ": the page may be of another storefront");
}

}  // namespace

std::optional<double> rating_in(Json pair) {
    const auto value = pair[1].number();
    return value && *value >= 1 && *value <= 5 ? value : std::nullopt;
}

std::optional<std::int64_t> count_in(Json pair) {
    const auto value = pair[1].integer();
    return value && *value >= 0 ? value : std::nullopt;
}

std::optional<std::array<std::int64_t, 5>> histogram_in(Json list) {
    std::array<std::int64_t, 5> histogram{};
    for (std::size_t stars = 1; stars <= 5; ++stars) {
        const auto count = count_in(list[stars]);
        if (!count) return std::nullopt;
        histogram[stars - 1] = *count;
    }
    return histogram;
}

void read_installs(Draft& draft, Json list, std::string_view where) {
    if (!list || list.is_null()) return;
    draft.app.installs_floor = list[1].integer();
    draft.app.installs = list[2].integer();
    if (!draft.app.installs_floor) draft.app.installs_floor = floor_in(list[0].text().value_or(""));
    if (!draft.app.installs_floor)
        draft.note(std::string(where), "expected installs as [text, floor, exact]");
    if (list[2] && !list[2].is_null() && !draft.app.installs)
        draft.note(std::string(where) + "/2", "expected a count, found " + shown(list[2]));
}

void read_price(Draft& draft, Json list, std::string_view where) {
    if (!list || list.is_null()) return;
    const auto micros = list[0].integer();
    const auto code = list[1].text().value_or("");
    const auto currency = records::Currency::find(code);
    if (!micros || !currency)
        return draft.note(std::string(where),
                          "expected a price as [micros, currency, text]; the "
                          "currency is \"" +
                              std::string(code) + "\"");
    const auto money = money_from_micros(*micros, *currency);
    if (money)
        draft.app.price = *money;
    else
        draft.note(std::string(where), money.error().what);
}

void read_iap_range(Draft& draft, std::string_view text, std::string_view where) {
    if (text.empty()) return;
    const auto currency = currency_of(draft);
    if (!currency)
        return draft.note(std::string(where),
                          "\"" + std::string(text) +
                              "\" cannot be read without "
                              "a currency: tell the storefront with --storefront");
    std::size_t length = 0;
    const std::size_t mark = range_mark(text, length);
    const auto low = money_in(text.substr(0, mark), *currency);
    const auto high = mark == text.npos ? low : money_in(text.substr(mark + length), *currency);
    if (!low || !high)
        return draft.note(std::string(where), low ? high.error().what : low.error().what);
    draft.app.iap_range = {*low, *high};
    if (low->minor_units > high->minor_units)
        draft.note(std::string(where), "the range \"" + std::string(text) + "\" runs downwards");
}

records::Reading finished(const records::Page& page, Draft draft) {
    records::Reading reading;
    check_currency(draft);
    check_json_ld(page.body, draft);
    if (!draft.app.country)
        draft.note("gl",
                   "the page does not say of which storefront it is: tell it with "
                   "--storefront, or save it with its URL");
    reading.outcome = records::Outcome::rows;
    reading.country = draft.app.country;
    reading.observed_at = draft.app.observed_at;
    reading.records.emplace_back(std::move(draft.app));
    reading.issues = std::move(draft.issues);
    return reading;
}

}  // namespace parsers
