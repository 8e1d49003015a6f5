#include "archive/payload.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "archive/sqlite_database.h"

namespace archive {
namespace {

using namespace records;

constexpr std::int64_t format = 1;
constexpr int metric_count = static_cast<int>(Metric::count_apps) + 1;

[[noreturn]] void damaged(const char* what) {
    throw DatabaseError(std::string("archive.sqlite: a fact cannot be read (") + what +
                        "); the database is damaged: restore it, or move it away: the next "
                        "import makes it again from the WARC files");
}

/// Writes fields.
class Packer {
public:
    Packer() { put(format); }
    std::string text;

    void put(std::string_view it) { text.append(std::to_string(it.size())).append(":").append(it); }
    void put(std::int64_t it) { put(std::string_view(std::to_string(it))); }
    void put(double it) {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), it).ptr;
        put(std::string_view(digits.data(), end));
    }
    void put(Marketplace it) { put(to_text(it)); }
    void put(Metric it) { put(to_text(it)); }
    void put(Basis it) { put(to_text(it)); }
    void put(Bound it) { put(to_text(it)); }
    void put(Currency it) { put(it->code); }
    void put(Country it) { put(it->code); }
    void put(Instant it) { put(std::int64_t{it.time_since_epoch().count()}); }
    void put(Day it) { put(std::int64_t{it.time_since_epoch().count()}); }
    void put(Money it) { put_all(it.minor_units, it.currency); }
    void put(const Period& it) { put_all(it.first, it.last); }
    void put(const AppId& it) { put_all(it.marketplace, it.id); }
    void put(const InAppPurchase& it) { put_all(it.name, it.price); }
    void put(const std::array<std::int64_t, 5>& it) {
        for (const std::int64_t each : it) put(each);
    }
    void put(const std::string& it) { put(std::string_view(it)); }
    template <class One, class Other>
    void put(const std::pair<One, Other>& it) {
        put_all(it.first, it.second);
    }
    template <class Value>
    void put(const std::optional<Value>& it) {
        if (it)
            put(*it);
        else
            text += '-';
    }
    template <class Value>
    void put(const std::vector<Value>& it) {
        put(static_cast<std::int64_t>(it.size()));
        for (const Value& each : it) put(each);
    }
    template <class... Values>
    void put_all(const Values&... values) {
        (put(values), ...);
    }
};

template <class Kind>
Kind kind_from(std::string_view text, int count) {
    for (int i = 0; i < count; ++i)
        if (to_text(static_cast<Kind>(i)) == text) return static_cast<Kind>(i);
    damaged("an unknown kind");
}

/// Reads fields back.
class Unpacker {
public:
    explicit Unpacker(std::string_view text) : rest_(text) {
        std::int64_t version = 0;
        get(version);
        if (version != format) damaged("a format of a newer version");
    }

    void get(std::string_view& it) {
        const std::size_t colon = rest_.find(':');
        std::size_t size = 0;
        if (colon == rest_.npos) damaged("a field without a length");
        std::from_chars(rest_.data(), rest_.data() + colon, size);
        if (size > rest_.size() - colon - 1) damaged("a field that is cut");
        it = rest_.substr(colon + 1, size);
        rest_.remove_prefix(colon + 1 + size);
    }
    void get(std::string& it) { it = text(); }
    template <class Number>
    requires std::is_arithmetic_v<Number>
    void get(Number& it) {
        const std::string_view digits = text();
        const auto end = digits.data() + digits.size();
        if (std::from_chars(digits.data(), end, it).ptr != end) damaged("no number");
    }
    void get(Marketplace& it) { it = kind_from<Marketplace>(text(), 2); }
    void get(Metric& it) { it = kind_from<Metric>(text(), metric_count); }
    void get(Basis& it) { it = kind_from<Basis>(text(), 3); }
    void get(Bound& it) { it = kind_from<Bound>(text(), 4); }
    void get(Currency& it) { it = row<Currency>(); }
    void get(Country& it) { it = row<Country>(); }
    void get(Instant& it) { it = Instant(std::chrono::seconds(number())); }
    void get(Day& it) { it = Day(std::chrono::days(number())); }
    void get(Money& it) { get_all(it.minor_units, it.currency); }
    void get(Period& it) { get_all(it.first, it.last); }
    void get(AppId& it) { get_all(it.marketplace, it.id); }
    void get(InAppPurchase& it) { get_all(it.name, it.price); }
    void get(std::array<std::int64_t, 5>& it) {
        for (std::int64_t& each : it) get(each);
    }
    template <class One, class Other>
    void get(std::pair<One, Other>& it) {
        get_all(it.first, it.second);
    }
    template <class Value>
    void get(std::optional<Value>& it) {
        if (rest_.starts_with('-')) {
            rest_.remove_prefix(1);
            return;
        }
        it = blank<Value>();
        get(*it);
    }
    template <class Value>
    void get(std::vector<Value>& it) {
        for (std::int64_t left = number(); left > 0; --left) {
            it.push_back(blank<Value>());
            get(it.back());
        }
    }
    template <class... Values>
    void get_all(Values&... values) {
        (get(values), ...);
    }

private:
    /// A value to read into: some types have none that means nothing.
    template <class Value>
    static Value blank() {
        if constexpr (std::is_same_v<Value, Currency>)
            return Currency("USD");
        else if constexpr (std::is_same_v<Value, Country>)
            return Country("US");
        else if constexpr (std::is_same_v<Value, Money>)
            return Money{0, "USD"};
        else if constexpr (std::is_same_v<Value, std::pair<Money, Money>>)
            return {Money{0, "USD"}, Money{0, "USD"}};
        else if constexpr (std::is_same_v<Value, std::pair<Currency, double>>)
            return {Currency("USD"), 0.0};
        else
            return Value{};
    }
    std::string_view text() {
        std::string_view it;
        get(it);
        return it;
    }
    std::int64_t number() {
        std::int64_t it = 0;
        get(it);
        return it;
    }
    template <class Coded>
    Coded row() {
        const auto found = Coded::find(text());
        if (!found) damaged("a country or currency that this version does not know");
        return *found;
    }

    std::string_view rest_;
};

template <class Archive, class Listing>
void fields(Archive visit, Listing& it) {
    visit(it.marketplace, it.country, it.app_id, it.bundle_id, it.name, it.publisher, it.genre,
          it.price, it.rating, it.rating_count, it.histogram, it.installs, it.installs_floor,
          it.iap, it.iap_range, it.released, it.updated, it.version, it.observed_at);
}

template <class Archive, class Figure>
void figure_fields(Archive visit, Figure& it) {
    visit(it.subject, it.app, it.metric, it.value, it.currency, it.bound, it.period, it.region,
          it.marketplace, it.basis, it.basis_rule, it.attribution, it.evidence, it.observed_at);
}

void append_word(std::string& blob, std::uint32_t word) {
    for (const unsigned shift : {0U, 8U, 16U, 24U}) blob += static_cast<char>(word >> shift & 255U);
}

std::uint32_t word_at(std::string_view blob, std::size_t place) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i)
        word |= std::uint32_t{static_cast<unsigned char>(blob[place + i])} << (8 * i);
    return word;
}

}  // namespace

std::string payload(const AppListing& listing) {
    Packer packer;
    fields([&](const auto&... each) { packer.put_all(each...); }, listing);
    return packer.text;
}

std::string payload(const PublishedFigure& figure) {
    Packer packer;
    figure_fields([&](const auto&... each) { packer.put_all(each...); }, figure);
    return packer.text;
}

std::string payload(const FxRates& fx) {
    Packer packer;
    packer.put_all(fx.date, fx.base, fx.rates);
    return packer.text;
}

AppListing listing_from(std::string_view text) {
    Unpacker unpacker(text);
    AppListing listing;
    fields([&](auto&... each) { unpacker.get_all(each...); }, listing);
    return listing;
}

PublishedFigure figure_from(std::string_view text) {
    Unpacker unpacker(text);
    PublishedFigure figure;
    figure_fields([&](auto&... each) { unpacker.get_all(each...); }, figure);
    return figure;
}

FxRates fx_from(std::string_view text) {
    Unpacker unpacker(text);
    FxRates fx;
    unpacker.get_all(fx.date, fx.base, fx.rates);
    return fx;
}

std::string entries_blob(std::span<const RankedFace> entries) {
    bool plain = true;
    for (std::size_t i = 0; i < entries.size(); ++i)
        plain = plain && entries[i].rank == static_cast<int>(i) + 1;
    std::string blob(1, plain ? '\0' : '\1');
    for (const RankedFace& each : entries) append_word(blob, each.face);
    if (plain) return blob;
    for (const RankedFace& each : entries) append_word(blob, static_cast<std::uint32_t>(each.rank));
    return blob;
}

std::vector<RankedFace> entries_from(std::string_view blob) {
    if (blob.empty() || blob[0] > 1) damaged("a chart of a newer version");
    const bool plain = blob[0] == 0;
    const std::size_t width = plain ? 4 : 8;
    if ((blob.size() - 1) % width != 0) damaged("a chart that is cut");
    std::vector<RankedFace> entries((blob.size() - 1) / width);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        entries[i].face = word_at(blob, 1 + 4 * i);
        entries[i].rank = plain ? static_cast<int>(i) + 1
                                : static_cast<int>(word_at(blob, 1 + 4 * (entries.size() + i)));
    }
    return entries;
}

}  // namespace archive
