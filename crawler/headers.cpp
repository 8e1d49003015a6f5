#include "crawler/headers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include "crawler/shown.h"

namespace crawler {
namespace {

using std::chrono::seconds;

constexpr std::string_view digits = "0123456789";
constexpr std::string_view white = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(white);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// Takes what stands before the first `mark` off the front of a text; all, where there is none.
std::string_view take(std::string_view& text, char mark) {
    const std::size_t end = std::min(text.find(mark), text.size());
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return taken;
}

/// Takes a header line off the front, with the folded lines that belong to it (RFC 9112 §5.2).
std::string_view take_line(std::string_view& rest) {
    std::size_t end = rest.find('\n');
    while (end != rest.npos && end + 1 < rest.size() &&
           (rest[end + 1] == ' ' || rest[end + 1] == '\t'))
        end = rest.find('\n', end + 1);
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return line;
}

/// The values of all header lines of that name, in their order.
std::vector<std::string_view> values_of(std::string_view head, std::string_view name) {
    std::vector<std::string_view> values;
    take(head, '\n');  // the status line
    while (!head.empty()) {
        std::string_view line = take_line(head);
        if (trimmed(line).empty()) break;  // the end of the head
        const std::size_t colon = line.find(':');
        if (colon != line.npos && same_word(line.substr(0, colon), name))
            values.push_back(trimmed(line.substr(colon + 1)));
    }
    return values;
}

/// The elements of a header that is a list, over all its lines (RFC 9110 §5.6.1).
std::vector<std::string_view> elements_of(std::string_view head, std::string_view name) {
    std::vector<std::string_view> elements;
    for (std::string_view value : values_of(head, name)) {
        do {
            elements.push_back(trimmed(take(value, ',')));
        } while (!value.empty());
    }
    return elements;
}

bool only_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of(digits) == text.npos;
}

/// A number of digits; `most` where it is larger.
std::int64_t number_up_to(std::int64_t most, std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} ? std::min(number, most) : most;
}

/// "120" or "1.5", rounded up.
std::optional<seconds> wait_in_seconds(std::string_view text, seconds most) {
    std::string_view fraction = text;
    const std::string_view whole = take(fraction, '.');
    const bool has_fraction = whole.size() < text.size();
    if (!only_digits(whole) || (has_fraction && !only_digits(fraction))) return std::nullopt;
    const bool more = fraction.find_first_not_of('0') != fraction.npos;
    return std::min(most, seconds(number_up_to(most.count(), whole) + (more ? 1 : 0)));
}

/// Pieces of a text between white space and the other `marks`.
std::vector<std::string_view> words_in(std::string_view text, std::string_view marks) {
    std::vector<std::string_view> words;
    for (std::size_t at = text.find_first_not_of(marks); at != text.npos;) {
        const std::size_t end = std::min(text.find_first_of(marks, at), text.size());
        words.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(marks, end);
    }
    return words;
}

std::optional<records::Instant> moment(std::string_view day, std::string_view month,
                                       std::string_view year, std::string_view time) {
    const std::string space = " ";
    return records::instant_from_rfc822(std::string(day) + space + std::string(month) + space +
                                        std::string(year) + space + std::string(time) + " GMT");
}

/// A year of two digits is of the last hundred years, or of the next fifty (RFC 9110 §5.6.7).
std::string full_year(std::string_view year, records::Instant now) {
    if (year.size() != 2 || !only_digits(year)) return std::string(year);
    const int current = static_cast<int>(std::chrono::year_month_day(records::day_of(now)).year());
    int full = current - current % 100 + static_cast<int>(number_up_to(99, year));
    if (full > current + 50) full -= 100;
    return std::to_string(full);
}

/// The three forms of an HTTP-date: as it is written today, that of RFC 850, and that of asctime.
std::optional<records::Instant> http_date(std::string_view text, records::Instant now) {
    if (const auto today = records::instant_from_rfc822(text)) return today;
    const auto words = words_in(text, " -,");
    if (words.size() == 6 && words[5] == "GMT")
        return moment(words[1], words[2], full_year(words[3], now), words[4]);
    if (words.size() == 5) return moment(words[2], words[1], words[4], words[3]);
    return std::nullopt;
}

/// What may be sent back as the value of a header line.
std::string replayable(std::string_view value) {
    constexpr std::size_t most = 1024;
    const bool printable = std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~'; });
    return printable && value.size() <= most ? std::string(value) : std::string();
}

/// What a directive of Cache-Control says about the age.
std::optional<seconds> age_in(std::string_view directive) {
    std::string_view value = directive;
    const std::string_view name = trimmed(take(value, '='));
    if (same_word(name, "no-store") || same_word(name, "no-cache")) return seconds(0);
    if (!same_word(name, "max-age")) return std::nullopt;
    value = trimmed(value);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();  // RFC 9111 §1.2.2
    return seconds(only_digits(value) ? number_up_to(most, value) : 0);
}

std::string remark_on_length(std::string_view head) {
    if (values_of(head, "Content-Length").empty() || values_of(head, "Transfer-Encoding").empty())
        return {};
    return "Content-Length beside Transfer-Encoding: the latter counts (RFC 9112 §6.3)";
}

/// In whole hours, so that a clock that is wrong is told once. What a cache has kept for some time
/// may well be old.
std::string remark_on_date(std::string_view head, records::Instant now) {
    const std::vector<std::string_view> values = values_of(head, "Date");
    const auto said = values.empty() ? std::nullopt : http_date(values.front(), now);
    if (!said) return {};
    const auto off = std::chrono::duration_cast<std::chrono::hours>(*said - now).count();
    if (off == 0 || (off < 0 && !values_of(head, "Age").empty())) return {};
    return "its Date is " + std::to_string(std::abs(off)) + " h " +
           (off > 0 ? "ahead of" : "behind") + " our clock, which counts";
}

std::string remark_on_type(std::string_view head, std::string_view body) {
    const auto values = values_of(head, "Content-Type");
    const std::size_t begin = body.find_first_not_of(" \t\r\n");
    if (values.empty() || begin == body.npos) return {};
    const bool json = body[begin] == '{' || body[begin] == '[';
    const bool markup = body[begin] == '<';
    const std::string_view type = trimmed(values.front().substr(0, values.front().find(';')));
    const bool wrong =
        (same_word(type, "text/html") && json) || (same_word(type, "application/json") && markup);
    if (!wrong) return {};
    return "its Content-Type is " + shown(type) + ", its body " + (json ? "JSON" : "markup") +
           ": it is read as what was asked for";
}

}  // namespace

std::string_view header(std::string_view head, std::string_view name) {
    const auto values = values_of(head, name);
    return values.empty() ? std::string_view() : values.front();
}

std::optional<seconds> retry_after(std::string_view head, records::Instant now, seconds most) {
    const std::string_view value = header(head, "Retry-After");
    std::optional<seconds> wait = wait_in_seconds(value, most);
    if (!wait)
        if (const auto date = http_date(value, now)) wait = *date - now;
    if (!wait || wait->count() <= 0) return std::nullopt;
    return std::min(*wait, most);
}

records::Validators validators_in(std::string_view head) {
    records::Validators validators;
    validators.etag = replayable(header(head, "ETag"));
    validators.last_modified = replayable(header(head, "Last-Modified"));
    return validators;
}

std::optional<seconds> max_age(std::string_view head) {
    std::optional<seconds> least;
    for (const std::string_view directive : elements_of(head, "Cache-Control"))
        if (const auto age = age_in(directive)) least = std::min(least.value_or(*age), *age);
    return least;
}

std::string why_not_believed(std::string_view head) {
    std::optional<std::int64_t> length;
    for (const std::string_view value : elements_of(head, "Content-Length")) {
        std::int64_t number = 0;
        const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
        if (!only_digits(value) || read.ec != std::errc{})
            return "Content-Length is no number of bytes: \"" + shown(value) + "\"";
        if (length && *length != number)
            return "two Content-Length that differ: " + std::to_string(*length) + " and " +
                   std::to_string(number) + " (RFC 9112 §6.3)";
        length = number;
    }
    return {};
}

std::string remark_on(std::string_view head, std::string_view body, records::Instant now) {
    std::string remarks;
    for (const std::string& remark :
         {remark_on_length(head), remark_on_date(head, now), remark_on_type(head, body)})
        if (!remark.empty()) remarks += (remarks.empty() ? "" : "; ") + remark;
    return remarks;
}

}  // namespace crawler
