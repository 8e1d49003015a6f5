#include "app/log.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace app {
namespace {

constexpr std::size_t longest_value = 1000;
// A pipe takes up to 4096 bytes in one piece, or none.
constexpr std::size_t longest_line = 4000;

struct Character {
    char32_t code = 0xFFFD;
    std::size_t bytes = 1;
};

/// The character at the front; U+FFFD for a byte that is no UTF-8.
Character character_of(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return {lead, 1};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
    char32_t code = lead & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80) return {};
        code = code << 6U | (next & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < least.at(bytes) || code > 0x10FFFF || surrogate) return {};
    return {code, bytes};
}

struct CodeRange {
    char32_t first, last;
};

// Controls, line separators of Unicode, and what turns the direction of text.
constexpr std::array<CodeRange, 6> escaped_codes = {{{0, 0x1F},
                                                     {0x7F, 0x9F},
                                                     {0x2028, 0x202E},
                                                     {0x2066, 0x2069},
                                                     {0xFEFF, 0xFEFF},
                                                     {0xFFFD, 0xFFFD}}};

bool is_escaped(char32_t code) {
    for (const auto& [first, last] : escaped_codes)
        if (code >= first && code <= last) return true;
    return false;
}

std::string escape_of(char32_t code) {
    if (code == '\n') return "\\n";
    if (code == '"' || code == '\\') return {'\\', static_cast<char>(code)};
    std::array<char, 8> text{};
    const int length =
        std::snprintf(text.data(), text.size(), "\\u%04x", static_cast<unsigned>(code));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty() && out.size() < longest_value) {
        const auto [code, bytes] = character_of(text);
        const bool escapes = is_escaped(code) || code == '"' || code == '\\';
        out += escapes ? escape_of(code) : std::string(text.substr(0, bytes));
        text.remove_prefix(bytes);
    }
    return out + (text.empty() ? "\"" : "...\"");
}

/// Whether a value of key=value can do without quotes: ASCII without blanks.
bool is_plain(std::string_view text) {
    for (const char c : text)
        if (c < '!' || c > '~' || c == '"' || c == '=' || c == '\\') return false;
    return !text.empty() && text.size() < longest_value;
}

std::string value_of(Log::Form form, const Cell& cell) {
    if (const auto* count = std::get_if<std::size_t>(&cell)) return std::to_string(*count);
    const std::string text = redacted(std::get<std::string>(cell));
    return form == Log::Form::keys && is_plain(text) ? text : quoted(text);
}

/// Whether a write would be taken now, in one piece.
bool takes(int descriptor) {
    pollfd asked{descriptor, POLLOUT, 0};
    return ::poll(&asked, 1, 0) == 1 && (asked.revents & POLLOUT) != 0;
}

}  // namespace

std::string log_line(Log::Form form, const Log::Fields& fields) {
    const bool json = form == Log::Form::json;
    std::string line;
    for (const auto& [name, cell] : fields) {
        const std::string key = json ? "\"" + std::string(name) + "\":" : std::string(name) + "=";
        const std::string part = key + value_of(form, cell);
        if (line.size() + part.size() > longest_line) break;
        line += (line.empty() ? "" : json ? "," : " ") + part;
    }
    return (json ? "{" + line + "}" : line) + "\n";
}

Log::Log(int descriptor, Form form, std::function<records::Instant()> clock)
    : descriptor_(descriptor), form_(form), clock_(std::move(clock)) {}

void Log::follow(std::function<records::Instant()> clock) {
    const std::lock_guard lock(mutex_);
    clock_ = std::move(clock);
}

void Log::info(std::string_view event, const Fields& fields) { write("info", event, fields); }
void Log::warning(std::string_view event, const Fields& fields) { write("warning", event, fields); }
void Log::error(std::string_view event, const Fields& fields) { write("error", event, fields); }

void Log::write(std::string_view level, std::string_view event, const Fields& fields) {
    const auto line = [&](std::string_view of, std::string_view what, const Fields& more) {
        Fields all = {{"time", records::to_text(clock_())},
                      {"level", std::string(of)},
                      {"event", std::string(what)}};
        all.insert(all.end(), more.begin(), more.end());
        return log_line(form_, all);
    };
    const std::lock_guard lock(mutex_);
    if (lost_ > 0 && put(line("warning", "log-lost", {{"lines", lost_}}))) lost_ = 0;
    if (lost_ > 0 || !put(line(level, event, fields))) ++lost_;
}

bool Log::put(const std::string& line) {
    if (!takes(descriptor_)) return false;
    const std::string bytes = (torn_ ? "\n" : "") + line;
    auto done = ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (done < 0 && errno == ENOTSOCK) done = ::write(descriptor_, bytes.data(), bytes.size());
    if (done > 0) torn_ = static_cast<std::size_t>(done) < bytes.size();
    return done == static_cast<ssize_t>(bytes.size());
}

}  // namespace app
