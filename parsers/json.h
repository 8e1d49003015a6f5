#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parsers {

/// Names of members, to be looked up by those of a text: at most 64, none empty, without escapes.
class JsonNames {
public:
    static constexpr std::size_t unknown = 64;

    constexpr explicit JsonNames(std::span<const std::string_view> names) : names_(names) {
        places_.fill(unknown);
        for (std::size_t place = 0; place < names.size(); ++place) {
            std::uint8_t at = slot(names[place]);
            while (places_[at] != unknown) ++at;
            places_[at] = static_cast<std::uint8_t>(place);
        }
    }

    constexpr std::size_t size() const { return names_.size(); }
    constexpr std::string_view operator[](std::size_t place) const { return names_[place]; }

    /// The place of a name; `unknown` when it is not among them.
    constexpr std::size_t place_of(std::string_view name) const {
        if (name.empty()) return unknown;
        for (std::uint8_t at = slot(name); places_[at] != unknown; ++at)
            if (names_[places_[at]] == name) return places_[at];
        return unknown;
    }

private:
    /// Where the search for a name begins; behind the last slot comes the first. Most names are
    /// told apart by their length, their first and their last byte.
    static constexpr std::uint8_t slot(std::string_view name) {
        return static_cast<std::uint8_t>(name.size() * 37 +
                                         static_cast<unsigned char>(name.front()) * std::size_t{5} +
                                         static_cast<unsigned char>(name.back()));
    }

    std::span<const std::string_view> names_;
    std::array<std::uint8_t, 256> places_{};
};

/// A value inside a JsonText: 24 bytes, cheap to copy, valid as long as its JsonText lives.
/// Asking an absent value, or one of another type, gives empty answers, never an error, so a chain
/// of steps needs one check at its end.
class Json {
public:
    Json() = default;

    /// Whether there is a value (JSON null is one).
    explicit operator bool() const { return present_; }

    Json operator[](std::string_view key) const;  // member of an object
    Json operator[](std::size_t place) const;     // item of a list
    /// The members with these names, each at its name's place, in one pass over the object: many
    /// steps by name would each walk all members before it. Of equal names the first counts.
    std::vector<Json> fields(const JsonNames&) const;
    Json at(std::string_view path) const;  // "/feed/entry/0/im:name": keys and places
    Json at(std::initializer_list<std::size_t> places) const;  // {1, 2, 13, 0}

    bool is_null() const;
    bool is_list() const;
    bool is_object() const;
    /// Items of a list or members of an object; 0 for everything else.
    std::size_t size() const;

    std::optional<std::string_view> text() const;
    std::optional<std::int64_t> integer() const;  // also for 5.0; empty beyond 64 bits
    std::optional<double> number() const;         // any JSON number; never NaN or infinite
    std::optional<bool> boolean() const;

    std::vector<Json> items() const;  // of a list; empty for everything else
    std::vector<std::pair<std::string_view, Json>> members() const;  // in the order of the text

private:
    friend class JsonText;
    explicit Json(const std::array<std::uint64_t, 2>& handle) : handle_(handle), present_(true) {}

    std::array<std::uint64_t, 2> handle_{};  // simdjson's element, kept out of this header
    bool present_ = false;
};

/// A parsed JSON text. Wraps simdjson's DOM (see docs/dependencies.md for why not nlohmann here).
///
/// Total: any bytes. Nesting beyond max_depth is refused. Invalid UTF-8 and lone surrogates are
/// replaced by U+FFFD, raw control characters in texts too, which `repaired()` tells; a text that
/// ends early, is not JSON, or goes on behind its value has no root() and a sentence in error().
/// So has one of more than most_tokens: they cost some 30 bytes each, and 60 MB of zeros would take
/// 1.7 GB. Charts take 6 bytes of text and more for each token, so all that a
/// page can hold are read (a real one of 51 MB has 8.3 million).
class JsonText {
public:
    static constexpr std::size_t max_depth = 200;
    static constexpr std::size_t most_tokens = 12'000'000;  // brackets, colons, commas and values

    /// `slack`: how many bytes behind the text may be read (a view into a larger text). With 64 or
    /// more nothing is copied.
    explicit JsonText(std::string_view text, std::size_t slack = 0);
    /// Only members with these names, at whatever depth: all others are passed over, which is much
    /// faster where they are most of the text. Of them only quotes, brackets and UTF-8 are checked.
    JsonText(std::string_view text, std::size_t slack, const JsonNames& wanted);
    JsonText(JsonText&&) noexcept;
    JsonText& operator=(JsonText&&) noexcept;
    ~JsonText();

    Json root() const;                                   // empty when there is an error
    const std::string& error() const { return error_; }  // "byte 4711: the text ends inside a list"
    bool repaired() const { return repaired_; }

private:
    struct Parser;
    void parse(std::string_view text, std::size_t slack, const JsonNames* wanted);

    std::unique_ptr<Parser> parser_;
    std::string error_;
    bool repaired_ = false;
    Json root_;
};

/// Whether all of a text is valid UTF-8.
bool is_utf8(std::string_view text);

/// How many bytes the JSON value at the beginning of `text` takes (a list, an object or a text), so
/// that a value inside a script can be cut out. 0 when it does not end within the text.
std::size_t value_length(std::string_view text);

}  // namespace parsers
