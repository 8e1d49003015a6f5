#include "parsers/json.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <span>

#include "parsers/json_repair.h"

namespace parsers {
namespace {

using simdjson::dom::element;

using Handle = std::array<std::uint64_t, 2>;

static_assert(sizeof(element) == sizeof(Handle) && std::is_trivially_copyable_v<element>);

element element_of(const Handle& handle) { return std::bit_cast<element>(handle); }

constexpr std::size_t most_kept_bytes = std::size_t{8}
                                        << 20U;  // a parser for larger texts is freed

bool can_be_repaired(simdjson::error_code error) {
    return error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR ||
           error == simdjson::UNESCAPED_CHARS;
}

std::string sentence(simdjson::error_code error, std::string_view text) {
    if (text.empty()) return "byte 0: there is no text";
    if (error == simdjson::CAPACITY)
        return "it has more than " + std::to_string(JsonText::most_tokens) +
               " brackets, colons, commas and values: too many to be read";
    if (error == simdjson::DEPTH_ERROR)
        return "nested deeper than " + std::to_string(JsonText::max_depth) + " levels";
    if (const std::string early = early_end(text); !early.empty()) return early;
    return std::string("not JSON: ") + simdjson::error_message(error);
}

}  // namespace

namespace {

/// How a token changes the number of open brackets.
constexpr auto depth_change = [] {
    std::array<int, 256> change{};
    change['{'] = change['['] = 1;
    change['}'] = change[']'] = -1;
    return change;
}();

constexpr auto begins_value = [] {
    std::array<bool, 256> begins{};
    for (std::size_t byte = 1; byte < begins.size(); ++byte)
        begins[byte] = std::string_view(",:]}").find(static_cast<char>(byte)) == std::string::npos;
    return begins;
}();

/// Takes the members without a wanted name out of the tokens of a text, before they are parsed.
/// A token is the place in the text where a bracket, a colon, a comma or a value begins.
class Pruner {
public:
    Pruner(std::string_view text, std::span<std::uint32_t> tokens, const JsonNames& wanted)
        : text_(text), tokens_(tokens), wanted_(wanted) {}

    /// How many tokens are left, at the front of what was given. 0 where the text is at fault:
    /// parsing all of it tells how.
    std::size_t left() { return value(0) && at_ == tokens_.size() ? kept_ : 0; }

private:
    char token(std::size_t which) const {
        return which < tokens_.size() ? text_[tokens_[which]] : '\0';
    }
    void keep(std::size_t which) { tokens_[kept_++] = tokens_[which]; }

    /// Whether a value begins here, and not a comma, a colon, a closing bracket or nothing.
    bool is_value() const { return begins_value[static_cast<unsigned char>(token(at_))]; }

    bool keep_next(char expected) {
        if (token(at_) != expected) return false;
        keep(at_++);
        return true;
    }

    bool value(std::size_t depth) {
        if (!is_value() || depth > JsonText::max_depth) return false;
        const char first = token(at_);
        keep(at_++);
        return first == '{' ? members(depth + 1) : first != '[' || items(depth + 1);
    }

    bool members(std::size_t depth) {
        const std::size_t first = kept_;
        bool fine = token(at_) == '}' || member(depth, first);
        for (; fine && token(at_) == ','; fine = member(depth, first)) ++at_;
        return fine && keep_next('}');
    }

    /// `first`: where the first member that is kept goes. Before all others stands a comma.
    bool member(std::size_t depth, std::size_t first) {
        if (token(at_) != '"' || token(at_ + 1) != ':') return false;
        const std::size_t from = tokens_[at_] + std::size_t{1};
        std::size_t quote = tokens_[at_ + 1];  // behind the closing one
        while (text_[--quote] != '"') continue;
        const std::size_t which = wanted_.place_of(text_.substr(from, quote - from));
        at_ += 2;
        if (which == JsonNames::unknown) return pass_over();
        if (kept_ > first) keep(at_ - 3);
        keep(at_ - 2);
        keep(at_ - 1);
        return value(depth);
    }

    bool items(std::size_t depth) {
        bool fine = token(at_) == ']' || value(depth);
        while (fine && keep_next(',')) fine = value(depth);
        return fine && keep_next(']');
    }

    // The hot loop, over local variables: members would be written at each step.
    bool pass_over() {
        if (!is_value()) return false;
        const std::uint32_t* token = tokens_.data() + at_;
        const std::uint32_t* const end = tokens_.data() + tokens_.size();
        const char* const text = text_.data();
        int depth = 0;
        do depth += depth_change[static_cast<unsigned char>(text[*token])];
        while (++token < end && depth > 0);
        at_ = static_cast<std::size_t>(token - tokens_.data());
        return depth == 0;
    }

    std::string_view text_;
    std::span<std::uint32_t> tokens_;
    const JsonNames& wanted_;
    std::size_t at_ = 0;    // the next token
    std::size_t kept_ = 0;  // never beyond it
};

}  // namespace

/// simdjson's two stages, one after the other: the first finds the tokens, and what becomes of
/// those is our choice before the second makes values of them.
struct JsonText::Parser {
    simdjson::dom::parser simd;
    std::string padded;  // a text without slack, with it

    std::size_t capacity() const { return std::max(simd.capacity(), padded.capacity()); }

    bool has_room(std::size_t bytes) {
        const std::size_t room = std::max<std::size_t>(bytes, 4096);
        return (simd.capacity() >= room || !simd.allocate(room, max_depth)) &&
               (simd.doc.capacity() >= room || !simd.doc.allocate(room));
    }

    /// `wanted`: null for all members.
    simdjson::error_code parse(std::string_view text, std::size_t slack, const JsonNames* wanted) {
        if (slack < simdjson::SIMDJSON_PADDING) text = with_slack(text);
        if (!has_room(text.size())) return simdjson::MEMALLOC;
        auto& stages = *simd.implementation;
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
        const auto mode = simdjson::stage1_mode::regular;
        if (const auto error = stages.stage1(bytes, text.size(), mode)) return error;
        if (stages.n_structural_indexes > most_tokens) return simdjson::CAPACITY;
        if (wanted && !prune(text, *wanted)) return simdjson::TAPE_ERROR;
        return stages.stage2(simd.doc);
    }

private:
    std::string_view with_slack(std::string_view text) {
        padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
        padded = text;
        padded.append(simdjson::SIMDJSON_PADDING, ' ');
        return std::string_view(padded).substr(0, text.size());
    }

    bool prune(std::string_view text, const JsonNames& wanted) {
        auto& stages = *simd.implementation;
        const std::span tokens(stages.structural_indexes.get(), stages.n_structural_indexes);
        const std::size_t left = Pruner(text, tokens, wanted).left();
        stages.n_structural_indexes = static_cast<std::uint32_t>(left);
        return left > 0;
    }
};

namespace {

/// A parser's buffers are used again for the next text of the same thread: fresh ones cost more in
/// page faults than the parsing does. There are two, as pages hold one text against another. A text
/// that outlives its thread's spare places (a static one) finds `gone` set, which is never
/// destroyed itself.
template <class Parser>
struct Spare {
    std::array<std::unique_ptr<Parser>, 2> parsers;
    inline static thread_local bool gone = false;

    ~Spare() { gone = true; }

    static std::unique_ptr<Parser> take() {
        if (gone) return nullptr;
        auto& parsers = mine().parsers;
        return std::move(parsers[0] ? parsers[0] : parsers[1]);
    }
    static void keep(std::unique_ptr<Parser> parser) {
        if (gone) return;
        auto& parsers = mine().parsers;
        (parsers[0] ? parsers[1] : parsers[0]) = std::move(parser);
    }

private:
    static Spare& mine() {
        thread_local Spare spare;
        return spare;
    }
};

}  // namespace

JsonText::JsonText(std::string_view text, std::size_t slack) { parse(text, slack, nullptr); }

JsonText::JsonText(std::string_view text, std::size_t slack, const JsonNames& wanted) {
    parse(text, slack, &wanted);
}

void JsonText::parse(std::string_view text, std::size_t slack, const JsonNames* wanted) {
    parser_ = Spare<Parser>::take();
    if (!parser_) parser_ = std::make_unique<Parser>();
    simdjson::error_code error = parser_->parse(text, slack, wanted);
    if (error && wanted) error = parser_->parse(text, slack, nullptr);
    if (can_be_repaired(error)) {
        repaired_ = true;
        error = parser_->parse(repaired_json(text), 0, nullptr);
    }
    if (error)
        error_ = sentence(error, text);
    else
        root_ = Json(std::bit_cast<Handle>(parser_->simd.doc.root()));
}

JsonText::JsonText(JsonText&&) noexcept = default;
JsonText& JsonText::operator=(JsonText&&) noexcept = default;

JsonText::~JsonText() {
    if (parser_ && parser_->capacity() <= most_kept_bytes) Spare<Parser>::keep(std::move(parser_));
}

Json JsonText::root() const { return root_; }

Json Json::operator[](std::string_view key) const {
    element found;
    if (!present_ || element_of(handle_).at_key(key).get(found)) return {};
    return Json(std::bit_cast<Handle>(found));
}

std::vector<Json> Json::fields(const JsonNames& names) const {
    std::vector<Json> fields(names.size());
    simdjson::dom::object object;
    if (!present_ || element_of(handle_).get(object)) return fields;
    for (const auto [key, value] : object) {
        const std::size_t place = names.place_of(key);
        if (place == JsonNames::unknown || fields[place]) continue;
        fields[place] = Json(std::bit_cast<Handle>(value));
    }
    return fields;
}

Json Json::operator[](std::size_t place) const {
    element found;
    simdjson::dom::array list;
    if (!present_ || element_of(handle_).get(list) || list.at(place).get(found)) return {};
    return Json(std::bit_cast<Handle>(found));
}

Json Json::at(std::string_view path) const {
    Json value = *this;
    while (value && !path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::string_view step = path.substr(0, path.find('/'));
        path.remove_prefix(step.size());
        std::size_t place = 0;
        const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), place);
        const bool numeric = error == std::errc{} && end == step.data() + step.size();
        value = value.is_list() && numeric ? value[place] : value[step];
    }
    return value;
}

Json Json::at(std::initializer_list<std::size_t> places) const {
    Json value = *this;
    for (const std::size_t place : places) value = value[place];
    return value;
}

bool Json::is_null() const { return present_ && element_of(handle_).is_null(); }
bool Json::is_list() const { return present_ && element_of(handle_).is_array(); }
bool Json::is_object() const { return present_ && element_of(handle_).is_object(); }

std::size_t Json::size() const {
    simdjson::dom::array list;
    simdjson::dom::object object;
    if (!present_) return 0;
    if (!element_of(handle_).get(list)) return list.size();
    return element_of(handle_).get(object) ? 0 : object.size();
}

std::optional<std::string_view> Json::text() const {
    std::string_view text;
    if (!present_ || element_of(handle_).get(text)) return std::nullopt;
    return text;
}

std::optional<std::int64_t> Json::integer() const {
    std::int64_t integer = 0;
    if (!present_) return std::nullopt;
    if (!element_of(handle_).get(integer)) return integer;
    double number = 0;
    constexpr double most = 9007199254740992.0;  // 2^53: beyond it a double skips integers
    if (!element_of(handle_).is_double() || element_of(handle_).get(number)) return std::nullopt;
    if (number < -most || number > most) return std::nullopt;
    integer = static_cast<std::int64_t>(number);
    return static_cast<double>(integer) == number ? std::optional(integer) : std::nullopt;
}

std::optional<double> Json::number() const {
    double number = 0;
    if (!present_ || element_of(handle_).get(number)) return std::nullopt;
    return number;
}

std::optional<bool> Json::boolean() const {
    bool value = false;
    if (!present_ || element_of(handle_).get(value)) return std::nullopt;
    return value;
}

std::vector<Json> Json::items() const {
    std::vector<Json> items;
    simdjson::dom::array list;
    if (!present_ || element_of(handle_).get(list)) return items;
    items.reserve(list.size());
    for (const element item : list) items.push_back(Json(std::bit_cast<Handle>(item)));
    return items;
}

std::vector<std::pair<std::string_view, Json>> Json::members() const {
    std::vector<std::pair<std::string_view, Json>> members;
    simdjson::dom::object object;
    if (!present_ || element_of(handle_).get(object)) return members;
    members.reserve(object.size());
    for (const auto [key, value] : object)
        members.emplace_back(key, Json(std::bit_cast<Handle>(value)));
    return members;
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

std::size_t value_length(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        switch (text[place]) {
            case '"':
                for (++place; place < text.size() && text[place] != '"'; ++place)
                    if (text[place] == '\\') ++place;
                if (place >= text.size()) return 0;
                if (depth == 0) return place + 1;
                break;
            case '[':
            case '{': ++depth; break;
            case ']':
            case '}':
                if (depth == 0) return 0;
                if (--depth == 0) return place + 1;
                break;
            default:
                if (depth == 0 && text[place] != ' ' && text[place] != '\n') return 0;
        }
    }
    return 0;
}

}  // namespace parsers
