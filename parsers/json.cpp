#include "parsers/json.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <tuple>

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
    if (error == simdjson::DEPTH_ERROR)
        return "nested deeper than " + std::to_string(JsonText::max_depth) + " levels";
    if (const std::string early = early_end(text); !early.empty()) return early;
    return std::string("not JSON: ") + simdjson::error_message(error);
}

}  // namespace

struct JsonText::Parser {
    simdjson::dom::parser parser;

    // Out of memory here is told by parse() too.
    Parser() { std::ignore = parser.allocate(4096, max_depth); }
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

/// Copies of a JSON text the members with wanted names. simdjson's first stage finds where tokens
/// begin; the others are passed over without a look at more than those. What is copied is parsed
/// afterwards.
class Pruner {
public:
    /// The copy, with slack behind it; valid until the next one. Empty where the text is at fault:
    /// parsing all of it tells how.
    std::string_view pruned(std::string_view text, const JsonNames& wanted) {
        text_ = text;
        wanted_ = &wanted;
        at_ = 0;
        copy_.clear();
        if (!find_tokens() || !value(0, place(0)) || at_ != stage_->n_structural_indexes) return {};
        const std::size_t size = copy_.size();
        copy_.append(simdjson::SIMDJSON_PADDING, ' ');
        return std::string_view(copy_).substr(0, size);
    }

    std::size_t capacity() const { return (stage_ ? stage_->capacity() : 0) + copy_.capacity(); }

private:
    bool find_tokens() {
        const std::size_t room = std::max<std::size_t>(text_.size(), 4096);
        const auto& simd = simdjson::get_active_implementation();
        if (!stage_ && simd->create_dom_parser_implementation(room, 1, stage_)) return false;
        if (stage_->capacity() < room && stage_->set_capacity(room)) return false;
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
        return !stage_->stage1(bytes, text_.size(), simdjson::stage1_mode::regular);
    }

    /// Where a token begins; the end of the text for those behind the last.
    std::size_t place(std::size_t token) const {
        return token < stage_->n_structural_indexes ? stage_->structural_indexes[token]
                                                    : text_.size();
    }
    char token(std::size_t which) const {
        return which < stage_->n_structural_indexes ? text_[stage_->structural_indexes[which]]
                                                    : '\0';
    }
    /// Whether a value begins here, and not a comma, a colon, a closing bracket or nothing.
    bool is_value() const { return begins_value[static_cast<unsigned char>(token(at_))]; }

    bool take(char wanted) {
        if (token(at_) != wanted) return false;
        ++at_;
        return true;
    }

    /// Copies the next value, and what stands before it since `from`: its name.
    bool value(std::size_t depth, std::size_t from) {
        const char first = token(at_);
        if (!is_value() || depth > JsonText::max_depth) return false;
        ++at_;
        const std::size_t end = first == '{' || first == '[' ? place(at_ - 1) + 1 : place(at_);
        copy_ += text_.substr(from, end - from);
        return first == '{' ? members(depth + 1) : first != '[' || items(depth + 1);
    }

    bool members(std::size_t depth) {
        bool fine = token(at_) == '}' || member(depth);
        while (fine && take(',')) fine = member(depth);
        copy_ += '}';
        return fine && take('}');
    }

    bool member(std::size_t depth) {
        if (token(at_) != '"' || token(at_ + 1) != ':') return false;
        const std::size_t from = place(at_) + 1;
        const std::size_t quote = text_.rfind('"', place(at_ + 1));
        const std::size_t which = wanted_->place_of(text_.substr(from, quote - from));
        at_ += 2;
        if (which == JsonNames::unknown) return pass_over();
        if (copy_.back() != '{') copy_ += ',';
        return value(depth, from - 1);
    }

    bool items(std::size_t depth) {
        bool fine = token(at_) == ']' || value(depth, place(at_));
        while (fine && take(',')) {
            copy_ += ',';
            fine = value(depth, place(at_));
        }
        copy_ += ']';
        return fine && take(']');
    }

    // The hot loop, over local variables: members would be written at each step.
    bool pass_over() {
        if (!is_value()) return false;
        const std::uint32_t* token = stage_->structural_indexes.get() + at_;
        const std::uint32_t* const end =
            stage_->structural_indexes.get() + stage_->n_structural_indexes;
        const char* const text = text_.data();
        int depth = 0;
        do depth += depth_change[static_cast<unsigned char>(text[*token])];
        while (++token < end && depth > 0);
        at_ = static_cast<std::size_t>(token - stage_->structural_indexes.get());
        return depth == 0;
    }

    std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
    const JsonNames* wanted_ = nullptr;
    std::string_view text_;
    std::size_t at_ = 0;  // the next token
    std::string copy_;
};

}  // namespace

JsonText::JsonText(std::string_view text, std::size_t slack) { parse(text, slack); }

JsonText::JsonText(std::string_view text, std::size_t slack, const JsonNames& wanted) {
    auto pruner = Spare<Pruner>::take();
    if (!pruner) pruner = std::make_unique<Pruner>();
    const std::string_view part = pruner->pruned(text, wanted);
    if (!part.empty()) parse(part, simdjson::SIMDJSON_PADDING);
    if (part.empty() || !error_.empty() || repaired_) parse(text, slack);
    if (pruner->capacity() <= most_kept_bytes) Spare<Pruner>::keep(std::move(pruner));
}

void JsonText::parse(std::string_view text, std::size_t slack) {
    if (!parser_) parser_ = Spare<Parser>::take();
    if (!parser_) parser_ = std::make_unique<Parser>();
    error_.clear();
    repaired_ = false;
    root_ = {};
    element root;
    const bool copy = slack < simdjson::SIMDJSON_PADDING;
    simdjson::error_code error = parser_->parser.parse(text.data(), text.size(), copy).get(root);
    if (can_be_repaired(error)) {
        repaired_ = true;
        const std::string harmless = repaired_json(text);
        error = parser_->parser.parse(harmless.data(), harmless.size(), true).get(root);
    }
    if (error)
        error_ = sentence(error, text);
    else
        root_ = Json(std::bit_cast<Handle>(root));
}

JsonText::JsonText(JsonText&&) noexcept = default;
JsonText& JsonText::operator=(JsonText&&) noexcept = default;

JsonText::~JsonText() {
    if (parser_ && parser_->parser.capacity() <= most_kept_bytes)
        Spare<Parser>::keep(std::move(parser_));
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
