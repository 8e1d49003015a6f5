#include "parsers/json.h"

#include <simdjson.h>

#include <bit>
#include <charconv>
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

JsonText::JsonText(std::string_view text, std::size_t slack) : parser_(Spare<Parser>::take()) {
    if (!parser_) parser_ = std::make_unique<Parser>();
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
