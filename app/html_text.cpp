#include "app/html_text.h"

#include "app/terminal.h"

namespace app {
namespace {

std::string_view escape_of(char c) {
    switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\'': return "&#39;";
        default: return "";
    }
}

}  // namespace

std::string html(std::string_view text) {
    std::string safe;
    for (const char c : printable(text)) {
        const auto escape = escape_of(c);
        escape.empty() ? safe.push_back(c) : void(safe += escape);
    }
    return safe;
}

}  // namespace app
