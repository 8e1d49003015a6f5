#include "parsers/blocked.h"

#include <array>
#include <string>

namespace parsers {

namespace {

/// A mark that only the page itself can have: elements and addresses, which a store escapes in the
/// texts that it shows.
struct Structure {
    std::string_view mark, also, what;
};
constexpr std::array structures = {
    Structure{"<h1>429 Too Many Requests</h1>", "<body>", "a throttling page (429)"},
    Structure{"action=\"https://consent.google.com/", "<form", "Google's consent form"},
    Structure{"action=\"https://consent.youtube.com/", "<form", "Google's consent form"},
    Structure{"id=\"captcha-form\"", "<form", "Google's captcha for unusual traffic"},
    Structure{"action=\"/sorry/index\"", "<form", "Google's captcha for unusual traffic"},
    Structure{"class=\"g-recaptcha\"", "<form", "a captcha"},
    Structure{"id=\"challenge-form\"", "<form", "a challenge of the site's shield"},
};

/// What the title or heading of a bare error page begins with, and how long such a page gets.
constexpr std::array titles = {
    std::string_view{"403"},           std::string_view{"429"},       std::string_view{"503"},
    std::string_view{"Access Denied"}, std::string_view{"Sorry..."},  std::string_view{"Forbidden"},
    std::string_view{"Error 403"},     std::string_view{"Error 429"},
};
constexpr std::size_t longest_error = 16384;

constexpr std::size_t longest = 1U << 20U;  // such pages are smaller than any store's page

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// The text of the first element with a name; elements that have attributes too.
std::string_view text_in(std::string_view page, std::string_view element) {
    const std::size_t at = page.find(element);
    const std::size_t from = at == page.npos ? at : page.find('>', at);
    if (from == page.npos) return {};
    const std::string_view text = page.substr(from + 1);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == text.npos ? text.substr(0, 0) : text.substr(first);
}

/// A short page without a layout of ours, whose title or heading is an error's.
bool is_bare_error(std::string_view page) {
    if (page.size() > longest_error) return false;
    for (const std::string_view element : {"<title", "<TITLE", "<h1", "<H1"})
        for (const std::string_view title : titles)
            if (text_in(page, element).starts_with(title)) return true;
    return false;
}

}  // namespace

std::optional<records::Issue> refusal_by_content(const records::Page& page) {
    const std::string_view head = std::string_view(page.body).substr(0, longest);
    const std::size_t first = head.find_first_not_of(" \t\r\n");
    if (first == head.npos || head[first] != '<') return std::nullopt;  // a text that quotes a page
    for (const auto& structure : structures)
        if (has(head, structure.mark) && has(head, structure.also))
            return records::Issue{std::string(structure.mark),
                                  "not the page but " + std::string(structure.what)};
    if (is_bare_error(page.body))
        return records::Issue{"<title>", "not the page but a bare error: refused or throttled"};
    return std::nullopt;
}

}  // namespace parsers
