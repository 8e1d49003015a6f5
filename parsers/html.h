#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parsers {

// Part one: finding the big script blocks without building a DOM. A real Google Play page is
// 1.2 MB, of which 14 KB are the record; Gumbo needs 40 ms for it, this a few microseconds.

/// The content of the last (or first) <script> whose opening tag holds all of `marks`, in any
/// order: {"id=\"serialized-server-data\""}. Empty when there is none or it is not closed, or when
/// 64 other places have the mark behind it.
std::optional<std::string_view> script_with(std::string_view page,
                                            std::initializer_list<std::string_view> marks);

/// The contents of the <script type="application/ld+json"> blocks, in order; of the last 64.
std::vector<std::string_view> json_ld_blocks(std::string_view page);

// Part two: the DOM, by Gumbo, as the fallback and for small pages.

/// An element of a page: its tag in lower case, its attributes, its text (white space folded).
struct HtmlElement {
    std::string tag;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text;

    std::string_view attribute(std::string_view name) const;  // empty when absent
};

/// Walks the elements of a page in document order. The bodies of <style> and <script> are blanked
/// first. Refuses (with a sentence) pages over 8 MiB, with more than 512 open tags, with more than
/// 1,000 attributes on a tag: each was measured to cost Gumbo seconds or gigabytes.
/// `wanted` chooses the elements to visit, by tag and attributes, before text is gathered.
std::optional<std::string> walk_html(std::string_view page,
                                     const std::function<bool(const HtmlElement&)>& wanted,
                                     const std::function<void(const HtmlElement&)>& visit);

}  // namespace parsers
