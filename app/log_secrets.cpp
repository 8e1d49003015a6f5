#include <algorithm>
#include <array>
#include <cctype>

#include "app/log.h"

namespace app {
namespace {

/// What stands before a secret, in lower case, and what ends the secret.
struct Mark {
    std::string_view before;
    std::string_view ends;
};

constexpr std::string_view end_of_parameter = "&;#\"' \t\r\n";
constexpr std::string_view end_of_header = "\"'\r\n";

constexpr std::array marks = {
    Mark{"authorization:", end_of_header}, Mark{"cookie:", end_of_header},
    Mark{"x-api-key:", end_of_header},     Mark{"password:", end_of_header},
    Mark{"password=", end_of_parameter},   Mark{"passwd=", end_of_parameter},
    Mark{"token=", end_of_parameter},      Mark{"secret=", end_of_parameter},
    Mark{"signature=", end_of_parameter},  Mark{"sig=", end_of_parameter},
    Mark{"key=", end_of_parameter},        Mark{"credential=", end_of_parameter},
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

void hide(std::string& text, std::size_t from, std::size_t to) {
    text.replace(from, to - from, "***");
}

void hide_marked(std::string& text, const Mark& mark) {
    for (std::size_t at = lower(text).find(mark.before); at != std::string::npos;
         at = lower(text).find(mark.before, at)) {
        at += mark.before.size();
        at = std::min(text.find_first_not_of(' ', at), text.size());
        hide(text, at, std::min(text.find_first_of(mark.ends, at), text.size()));
    }
}

/// https://user:password@host
void hide_users(std::string& text) {
    for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
        at += 3;
        const std::size_t end = std::min(text.find_first_of("/?# \t\"'<>", at), text.size());
        const std::size_t sign = text.substr(0, end).rfind('@');
        if (sign != std::string::npos && sign >= at) hide(text, at, sign);
    }
}

}  // namespace

std::string redacted(std::string_view from) {
    constexpr std::size_t most = 8192;  // more would be cut behind it anyway
    std::string text(from.substr(0, most));
    hide_users(text);
    for (const Mark& mark : marks) hide_marked(text, mark);
    return text;
}

}  // namespace app
