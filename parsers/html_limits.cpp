#include "parsers/html_limits.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace parsers {
namespace {

constexpr std::size_t most_bytes = std::size_t{8} << 20U;
constexpr std::size_t most_open = 512;
constexpr std::size_t most_formatting = 16;
constexpr std::size_t most_attributes = 1000;
constexpr std::size_t most_tags = 100'000;

// The tables below make the count of open tags an upper bound on Gumbo's: an end tag that Gumbo may
// ignore is ignored here.

// Never open for long: they hold nothing, or the next of them closes them wherever it stands.
constexpr auto not_counted = std::to_array<std::string_view>(
    {"area",  "base",   "br",    "col",  "colgroup", "embed", "frame",   "hr",    "img",
     "input", "keygen", "link",  "meta", "p",        "param", "source",  "tbody", "td",
     "tfoot", "th",     "thead", "tr",   "track",    "wbr",   "!doctype"});

constexpr auto end_is_optional =
    std::to_array<std::string_view>({"dd", "dt", "li", "optgroup", "option"});

// Their end tags close what is open inside, when that has optional end tags.
constexpr auto containers = std::to_array<std::string_view>(
    {"article", "aside", "div", "dl", "main", "menu", "nav", "ol", "section", "select", "ul"});

constexpr auto formatting =
    std::to_array<std::string_view>({"a", "b", "big", "code", "em", "font", "i", "nobr", "s",
                                     "small", "strike", "strong", "tt", "u"});

// Only inside of <svg> is "<path/>" closed at once; any other tag ends the drawing.
constexpr auto drawing = std::to_array<std::string_view>(
    {"circle", "clippath", "defs", "ellipse", "g", "line", "lineargradient", "mask", "path",
     "polygon", "polyline", "radialgradient", "rect", "stop", "svg", "symbol", "tspan", "use"});

constexpr auto raw_text = std::to_array<std::string_view>({"script", "style"});

template <std::size_t count>
bool among(const std::array<std::string_view, count>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// A tag as it stands in the text.
struct Tag {
    std::string name;
    bool closing = false;
    bool closed_at_once = false;  // "<path/>"
    std::size_t attributes = 0;   // at most: every run of characters between blanks counts
    std::size_t end = 0;          // behind its '>'
};

/// The end of a tag, with quotes held together as Gumbo does it; npos when it does not end.
std::size_t end_of_tag(std::string_view page, std::size_t at, std::size_t& attributes) {
    char quote = 0;
    for (; at < page.size(); ++at) {
        const char c = page[at];
        if (quote != 0)
            quote = c == quote ? '\0' : quote;
        else if ((c == '"' || c == '\'') && page[at - 1] == '=')
            quote = c;
        else if (c == '>')
            return at + 1;
        else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '/')
            attributes += page[at - 1] != c ? 1 : 0;
    }
    return std::string_view::npos;
}

/// The next tag at or behind `at`; its `end` is npos when there is none.
Tag next_tag(std::string_view page, std::size_t at) {
    Tag tag{.name = {}, .end = std::string_view::npos};
    for (at = page.find('<', at); at != std::string_view::npos; at = page.find('<', at + 1)) {
        std::size_t name = at + 1;
        const bool closing = name < page.size() && page[name] == '/';
        name += closing ? 1 : 0;
        if (name >= page.size() || !is_letter(page[name])) continue;
        std::size_t behind = name;
        while (behind < page.size() && (is_letter(page[behind]) || page[behind] == '-' ||
                                        (page[behind] >= '0' && page[behind] <= '9')))
            tag.name += lower(page[behind++]);
        tag.closing = closing;
        tag.end = end_of_tag(page, behind, tag.attributes);
        if (tag.end != std::string_view::npos) tag.closed_at_once = page[tag.end - 2] == '/';
        return tag;
    }
    return tag;
}

/// Where the text of a <script> or <style> ends: at its closing tag, or with the page.
std::size_t end_of_raw(std::string_view page, std::size_t at, std::string_view name) {
    for (at = page.find("</", at); at != std::string_view::npos; at = page.find("</", at + 2)) {
        const std::string_view here = page.substr(at + 2, name.size());
        if (std::ranges::equal(here, name, {}, lower)) return at;
    }
    return page.size();
}

/// What is open at a place of the page.
class OpenTags {
public:
    void open(const Tag& tag) {
        drawing_ = tag.name == "svg" || (drawing_ && among(drawing, tag.name));
        if (among(not_counted, tag.name) || (drawing_ && tag.closed_at_once)) return;
        if (among(end_is_optional, tag.name) && !names_.empty() && names_.back() == tag.name)
            return;
        names_.push_back(tag.name);
        formatting_ += among(formatting, tag.name) ? 1U : 0U;
    }

    void close(std::string_view name) {
        drawing_ = drawing_ && name != "svg";
        std::size_t keep = names_.size();
        while (among(containers, name) && keep > 0 && among(end_is_optional, names_[keep - 1]))
            --keep;
        if (keep == 0 || names_[keep - 1] != name) return;
        names_.resize(keep - 1);
        formatting_ -= among(formatting, name) ? 1U : 0U;
    }

    std::optional<std::string> refusal() const {
        if (names_.size() > most_open) return "more than 512 tags are open at once";
        if (formatting_ > most_formatting) return "more than 16 formatting tags are open at once";
        return std::nullopt;
    }

private:
    std::vector<std::string> names_;
    std::size_t formatting_ = 0;
    bool drawing_ = false;
};

std::string refused(const std::string& why, std::size_t at) {
    return "byte " + std::to_string(at) + ": " + why + ", which no page of a store has";
}

}  // namespace

std::optional<std::string> html_refusal(std::string_view page) {
    if (page.size() > most_bytes) return "the page has more than 8 MiB";
    OpenTags tags;
    std::size_t count = 0;
    std::size_t at = 0;
    for (Tag tag = next_tag(page, 0); tag.end != std::string_view::npos; tag = next_tag(page, at)) {
        at = tag.end;
        if (++count > most_tags) return refused("more than 100,000 tags", at);
        if (tag.attributes > most_attributes) return refused("more than 1,000 attributes", at);
        if (tag.closing)
            tags.close(tag.name);
        else if (among(raw_text, tag.name))
            at = end_of_raw(page, at, tag.name);
        else
            tags.open(tag);
        if (const auto why = tags.refusal()) return refused(*why, at);
    }
    return std::nullopt;
}

std::string without_scripts(std::string_view page) {
    std::string harmless(page);
    std::size_t at = 0;
    for (Tag tag = next_tag(page, 0); tag.end != std::string_view::npos; tag = next_tag(page, at)) {
        at = tag.end;
        if (tag.closing || !among(raw_text, tag.name)) continue;
        at = end_of_raw(page, at, tag.name);
        std::fill(harmless.begin() + static_cast<std::ptrdiff_t>(tag.end),
                  harmless.begin() + static_cast<std::ptrdiff_t>(at), ' ');
    }
    return harmless;
}

}  // namespace parsers
