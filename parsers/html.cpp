#include "parsers/html.h"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "parsers/find_back.h"
#include "parsers/html_limits.h"

namespace parsers {
namespace {

constexpr std::string_view blank = " \t\r\n\f";
constexpr std::size_t longest_script_tag = 2048;
constexpr int most_tries = 64;  // of places that have a mark: a hostile page repeats it

/// The places of the `<script ...>` tag around an offset, when the offset is inside of one.
struct ScriptTag {
    std::size_t begin = std::string_view::npos;
    std::size_t content = 0;
};

bool opens_script(std::string_view page, std::size_t at) {
    constexpr std::string_view name = "script";
    if (page.size() - at < name.size() + 2) return false;
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    return std::ranges::equal(page.substr(at + 1, name.size()), name, same) &&
           blank.find(page[at + 1 + name.size()]) != std::string_view::npos;
}

ScriptTag script_tag_around(std::string_view page, std::size_t inside) {
    const std::size_t from = inside > longest_script_tag ? inside - longest_script_tag : 0;
    const std::size_t open = page.substr(from, inside - from).rfind('<');
    const std::size_t close = page.substr(inside, longest_script_tag).find('>');
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    return opens_script(page, from + open) ? ScriptTag{from + open, inside + close + 1}
                                           : ScriptTag{};
}

std::optional<std::string_view> content_of(std::string_view page, const ScriptTag& tag) {
    for (std::size_t at = page.find('<', tag.content); at != std::string_view::npos;
         at = page.find('<', at + 1)) {
        const std::string_view rest = page.substr(at + 1, 7);
        const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
        if (std::ranges::equal(rest, std::string_view("/script"), same))
            return page.substr(tag.content, at - tag.content);
    }
    return std::nullopt;
}

std::string_view longest(std::initializer_list<std::string_view> marks) {
    return std::max(marks,
                    [](std::string_view a, std::string_view b) { return a.size() < b.size(); });
}

}  // namespace

std::optional<std::string_view> script_with(std::string_view page,
                                            std::initializer_list<std::string_view> marks) {
    if (marks.size() == 0) return std::nullopt;
    const std::string_view rarest = longest(marks);
    std::size_t end = page.size();
    std::size_t at = find_back(page, rarest);
    for (int tries = 0; at != std::string_view::npos && tries < most_tries;
         at = find_back(page.substr(0, end), rarest), ++tries) {
        end = at;
        const ScriptTag tag = script_tag_around(page, at);
        if (tag.begin == std::string_view::npos) continue;
        const std::string_view opening = page.substr(tag.begin, tag.content - tag.begin);
        const auto in_opening = [&](std::string_view mark) {
            return opening.find(mark) != std::string_view::npos;
        };
        if (std::ranges::all_of(marks, in_opening))
            if (const auto content = content_of(page, tag)) return content;
    }
    return std::nullopt;
}

std::vector<std::string_view> json_ld_blocks(std::string_view page) {
    constexpr std::string_view mark = "application/ld+json";
    std::vector<std::string_view> blocks;
    std::size_t end = page.size();
    std::size_t at = find_back(page, mark);
    for (int tries = 0; at != std::string_view::npos && tries < most_tries;
         at = find_back(page.substr(0, end), mark), ++tries) {
        end = at;
        const ScriptTag tag = script_tag_around(page, at);
        if (tag.begin == std::string_view::npos) continue;
        if (const auto content = content_of(page, tag)) blocks.push_back(*content);
    }
    std::ranges::reverse(blocks);
    return blocks;
}

std::string_view HtmlElement::attribute(std::string_view name) const {
    const auto found =
        std::ranges::find(attributes, name, [](const auto& one) { return one.first; });
    return found == attributes.end() ? std::string_view{} : std::string_view(found->second);
}

namespace {

/// The tree of a page, which Gumbo frees by itself only when told.
class Tree {
public:
    explicit Tree(const std::string& page) {
        GumboOptions options = kGumboDefaultOptions;
        options.max_errors = 0;  // each error would keep a copy of what is open
        output_ = gumbo_parse_with_options(&options, page.data(), page.size());
    }
    ~Tree() { gumbo_destroy_output(&kGumboDefaultOptions, output_); }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;

    const GumboNode* root() const { return output_->root; }

private:
    GumboOutput* output_;
};

std::string name_of(const GumboElement& element) {
    if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
    GumboStringPiece piece = element.original_tag;
    gumbo_tag_from_original_text(&piece);
    std::string name(piece.data ? piece.data : "", piece.length);
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

HtmlElement element_of(const GumboElement& node) {
    HtmlElement element{.tag = name_of(node), .attributes = {}, .text = {}};
    for (unsigned at = 0; at < node.attributes.length; ++at) {
        const auto* one = static_cast<const GumboAttribute*>(node.attributes.data[at]);
        element.attributes.emplace_back(one->name, one->value);
    }
    return element;
}

bool has_children(const GumboNode& node) {
    return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

void push_children(std::vector<const GumboNode*>& open, const GumboNode& node) {
    const GumboVector& children = node.v.element.children;
    for (unsigned at = children.length; at > 0; --at)
        open.push_back(static_cast<const GumboNode*>(children.data[at - 1]));
}

void append_folded(std::string& text, std::string_view piece) {
    for (const char c : piece) {
        if (blank.find(c) == std::string_view::npos)
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
}

std::string text_of(const GumboNode& node) {
    std::string text;
    std::vector<const GumboNode*> open{&node};
    while (!open.empty()) {
        const GumboNode* next = open.back();
        open.pop_back();
        if (next->type == GUMBO_NODE_TEXT || next->type == GUMBO_NODE_CDATA ||
            next->type == GUMBO_NODE_WHITESPACE)
            append_folded(text, next->v.text.text);
        else if (has_children(*next))
            push_children(open, *next);
    }
    if (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

}  // namespace

std::optional<std::string> walk_html(std::string_view page,
                                     const std::function<bool(const HtmlElement&)>& wanted,
                                     const std::function<void(const HtmlElement&)>& visit) {
    if (auto refusal = html_refusal(page)) return refusal;
    const std::string harmless = without_scripts(page);
    const Tree tree(harmless);
    std::vector<const GumboNode*> open{tree.root()};
    while (!open.empty()) {
        const GumboNode* node = open.back();
        open.pop_back();
        if (!has_children(*node)) continue;
        push_children(open, *node);
        HtmlElement element = element_of(node->v.element);
        if (!wanted(element)) continue;
        element.text = text_of(*node);
        visit(element);
    }
    return std::nullopt;
}

}  // namespace parsers
