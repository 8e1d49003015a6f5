#include "crawler/robots.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

#include "crawler/shown.h"
#include "crawler/utf16.h"

namespace crawler {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::string_view white = " \t\v\f";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(white);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

enum class Key : std::uint8_t { other, user_agent, allow, disallow, crawl_delay };

// As they should be written, and as they often are.
constexpr std::array<std::pair<std::string_view, Key>, 11> keys = {{
    {"user-agent", Key::user_agent},
    {"useragent", Key::user_agent},
    {"user agent", Key::user_agent},
    {"allow", Key::allow},
    {"disallow", Key::disallow},
    {"dissallow", Key::disallow},
    {"dissalow", Key::disallow},
    {"disalow", Key::disallow},
    {"diasllow", Key::disallow},
    {"disallaw", Key::disallow},
    {"crawl-delay", Key::crawl_delay},
}};

Key key_from(std::string_view word) {
    const auto found =
        std::ranges::find_if(keys, [&](const auto& key) { return same_word(key.first, word); });
    return found == keys.end() ? Key::other : found->second;
}

struct Line {
    Key key = Key::other;
    std::string_view value;
};

Line line_from(std::string_view text) {
    text = trimmed(text.substr(0, text.find('#')));
    if (const std::size_t colon = text.find(':'); colon != text.npos)
        return {key_from(trimmed(text.substr(0, colon))), trimmed(text.substr(colon + 1))};
    // A forgotten colon is understood between two words; with more of them it would be a guess.
    const std::size_t gap = std::min(text.find_first_of(white), text.size());
    const std::string_view value = trimmed(text.substr(gap));
    if (value.empty() || value.find_first_of(white) != value.npos) return {};
    return {key_from(text.substr(0, gap)), value};
}

/// Takes a line off the front, with its end: LF, CR or CRLF.
std::string_view take_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end);
    rest.remove_prefix(rest.starts_with("\r\n") ? 2 : std::min<std::size_t>(rest.size(), 1));
    return line;
}

/// A file may begin with a byte order mark, and with what is left of one.
std::string_view without_mark(std::string_view text) {
    for (const char octet : {'\xEF', '\xBB', '\xBF'}) {
        if (!text.starts_with(octet)) break;
        text.remove_prefix(1);
    }
    return text;
}

enum class Meant : std::uint8_t { others, everybody, us };

Meant meant_by(std::string_view value, std::string_view product) {
    if (value.starts_with('*') && (value.size() == 1 || white.find(value[1]) != white.npos))
        return Meant::everybody;
    constexpr std::string_view token = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";
    value = value.substr(0, value.find_first_not_of(token));
    return !product.empty() && same_word(value, product) ? Meant::us : Meant::others;
}

/// "2", "0.5": a number of seconds of 0 or more, rounded up to the millisecond; at most 300 s.
std::optional<milliseconds> delay_from(std::string_view text) {
    constexpr double most = 300'000;
    double seconds = most;  // it stays, where there are more digits than a double has room for
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, seconds, std::chars_format::fixed);
    const bool number = read.ec != std::errc::invalid_argument && read.ptr == end;
    if (!number || !std::isfinite(seconds) || seconds < 0) return std::nullopt;
    constexpr double noise = 1e-6;  // 1.1 * 1000 is a little more than 1100
    return milliseconds(std::llround(std::ceil(std::min(most, seconds * 1000 - noise))));
}

bool served(const records::RobotsCopy& copy) {
    return copy.status >= 200 && copy.status < 500 && copy.status != 429;
}

std::string word_for(bool allow) { return allow ? "Allow: " : "Disallow: "; }

RobotsVerdict itself() { return {true, "robots.txt itself is always allowed"}; }

}  // namespace

/// Reads a file line by line, and keeps what counts for us.
class Robots::Reader {
public:
    explicit Reader(std::string_view product) : product_(product) {}

    void read(std::string_view text) {
        text = text.substr(0, most_robots_bytes);
        const bool full = text.size() == most_robots_bytes;
        const auto converted = from_utf16(text);
        std::string_view rest = converted ? *converted : without_mark(text);
        const bool cut = full && !rest.ends_with('\n');
        while (!rest.empty()) {
            ++line_;
            const Line line = line_from(take_line(rest));
            // What is cut to "Allow: /" may have been "Allow: /about".
            const bool too_much = cut && rest.empty() && line.key == Key::allow;
            if (!too_much) take(line);
        }
    }

    std::vector<Rule> rules() { return named_ ? std::move(ours_.rules) : std::move(all_.rules); }
    std::optional<milliseconds> delay() const { return named_ ? ours_.delay : all_.delay; }

private:
    /// What the groups say that name us, or those for everybody.
    struct Group {
        std::vector<Rule> rules;
        std::optional<milliseconds> delay;
        bool open = false;  // the lines that come now belong to it
    };

    void take(const Line& line) {
        if (line.key == Key::user_agent) begin(line.value);
        if (line.key == Key::crawl_delay) wish(line.value);
        if (line.key == Key::allow || line.key == Key::disallow) {
            in_rules_ = true;
            if (!line.value.empty()) rule(line.key == Key::allow, line.value);
        }
    }

    void begin(std::string_view value) {
        if (std::exchange(in_rules_, false)) ours_.open = all_.open = false;
        const Meant meant = meant_by(value, product_);
        if (meant == Meant::us) ours_.open = named_ = true;
        if (meant == Meant::everybody) all_.open = true;
    }

    void rule(bool allow, std::string_view value) {
        for (Group* group : {&ours_, &all_})
            if (group->open) group->rules.push_back({Pattern(value), allow, line_, shown(value)});
    }

    void wish(std::string_view value) {
        const auto delay = delay_from(value);
        for (Group* group : {&ours_, &all_})
            if (group->open && delay)
                group->delay = std::max(*delay, group->delay.value_or(*delay));
    }

    std::string_view product_;
    Group ours_, all_;
    bool named_ = false;
    bool in_rules_ = false;  // the next User-agent line begins a group
    int line_ = 0;
};

Robots::Robots(std::string_view text, std::string_view product) {
    Reader reader(product);
    reader.read(text);
    crawl_delay_ = reader.delay();
    rules_ = reader.rules();
}

RobotsVerdict Robots::decide(std::string_view target) const {
    if (target == "/robots.txt") return itself();
    const std::string octets = octets_of(target.empty() ? "/" : target);
    const Rule* best = nullptr;
    const auto rank = [](const Rule& rule) { return std::pair(rule.pattern.octets(), rule.allow); };
    for (const Rule& rule : rules_)
        if ((!best || rank(rule) > rank(*best)) && rule.pattern.matches(octets)) best = &rule;
    if (!best) return {true, "no rule"};
    return {best->allow,
            word_for(best->allow) + best->written + " (line " + std::to_string(best->line) + ")"};
}

RobotsVerdict decide(const records::RobotsCopy& copy, std::string_view product,
                     std::string_view target) {
    if (target == "/robots.txt") return itself();
    if (copy.status >= 200 && copy.status < 300) return Robots(copy.body, product).decide(target);
    if (copy.status != 0) return {served(copy), "robots.txt: " + std::to_string(copy.status)};
    return {false, "robots.txt: unreachable" + (copy.body.empty() ? "" : ", " + shown(copy.body))};
}

records::Instant good_until(const records::RobotsCopy& copy) {
    if (!served(copy)) return copy.fetched_at + hours(1);
    const std::chrono::seconds day = hours(24);
    const std::chrono::seconds least = minutes(10);
    return copy.fetched_at + std::clamp(copy.max_age.value_or(day), least, day);
}

const records::RobotsCopy& in_force(const records::RobotsCopy& newest,
                                    const std::optional<records::RobotsCopy>& last_served) {
    constexpr std::chrono::days kept{30};
    if (served(newest) || !last_served) return newest;
    return newest.fetched_at - last_served->fetched_at <= kept ? *last_served : newest;
}

}  // namespace crawler
