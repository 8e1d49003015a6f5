#include "parsers/apple_html.h"

#include <algorithm>
#include <array>

#include "parsers/apple_page.h"
#include "parsers/find_back.h"

namespace parsers {
namespace {

constexpr std::size_t head_bytes = std::size_t{64} << 10U;
constexpr std::size_t longest_tag = 2048;

constexpr std::array<std::string_view, 4> marks = {"mzstatic.com/", "serialized-server-data",
                                                   "shoebox-", "apps.apple.com/"};

/// The value of an attribute within the tag that has a mark.
std::string_view attribute_beside(std::string_view head, std::string_view mark,
                                  std::string_view attribute) {
    const std::size_t at = find_back(head, mark);
    if (at == std::string_view::npos) return {};
    const std::size_t open = head.rfind('<', at);
    const std::size_t close = head.find('>', at);
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    const std::string_view tag = head.substr(open, std::min(close - open, longest_tag));
    const std::size_t value = tag.find(attribute);
    if (value == std::string_view::npos) return {};
    const std::string_view text = tag.substr(value + attribute.size());
    return text.substr(0, text.find('"'));
}

}  // namespace

bool is_appstore_html(std::string_view body) {
    const std::string_view text = from_first_character(head_of(body, 1024));
    if (!text.starts_with('<') || text.find("play.google.com") != std::string_view::npos)
        return false;
    const std::string_view head = head_of(body, head_bytes);
    return std::ranges::any_of(marks, [&](std::string_view mark) {
        return find_back(head, mark) != std::string_view::npos;
    });
}

std::string_view own_url(std::string_view page) {
    const std::string_view head = head_of(page, head_bytes);
    const std::string_view canonical = attribute_beside(head, "rel=\"canonical\"", "href=\"");
    if (!canonical.empty()) return canonical;
    return attribute_beside(head, "property=\"og:url\"", "content=\"");
}

namespace {

std::size_t slack_behind(const std::string& page, std::string_view part) {
    const char* const end = page.data() + page.capacity();
    return static_cast<std::size_t>(end - (part.data() + part.size()));
}

}  // namespace

JsonText json_within(const std::string& page, std::string_view part) {
    return JsonText(part, slack_behind(page, part));
}

JsonText json_within(const std::string& page, std::string_view part, const JsonNames& wanted) {
    return JsonText(part, slack_behind(page, part), wanted);
}

}  // namespace parsers
