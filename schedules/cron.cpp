#include "schedules/cron.h"

#include <algorithm>
#include <array>
#include <span>

#include "schedules/firings.h"

namespace schedules {
namespace {

constexpr std::array<std::string_view, 12> month_names = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 8> weekday_names = {"sun", "mon", "tue", "wed",
                                                           "thu", "fri", "sat", "sun"};

struct Field {
    int number;
    std::string_view name;
    int least;
    int most;
    std::span<const std::string_view> names;  // of least, least + 1, …
};

const std::array<Field, 5> fields = {
    Field{1, "minute", 0, 59, {}}, Field{2, "hour", 0, 23, {}}, Field{3, "day of month", 1, 31, {}},
    Field{4, "month", 1, 12, month_names}, Field{5, "weekday", 0, 7, weekday_names}};

struct Macro {
    std::string_view name;
    std::string_view stands_for;
};
constexpr std::array macros = {
    Macro{"@yearly", "0 0 1 1 *"}, Macro{"@annually", "0 0 1 1 *"}, Macro{"@monthly", "0 0 1 * *"},
    Macro{"@weekly", "0 0 * * 0"}, Macro{"@daily", "0 0 * * *"},    Macro{"@midnight", "0 0 * * *"},
    Macro{"@hourly", "0 * * * *"},
};

/// What is wrong with an expression, on its way out of read_cron.
struct Wrong {
    std::string what;
};

[[noreturn]] void refuse(const Field& field, const std::string& what) {
    throw Wrong{"field " + std::to_string(field.number) + " (" + std::string(field.name) +
                "): " + what};
}

std::string quoted(std::string_view text) { return "'" + std::string(text.substr(0, 40)) + "'"; }

std::string lower(std::string_view text) {
    std::string low(text);
    for (char& c : low)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return low;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::optional<int> plain_number(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// "5", "fri": a value of the field.
int value_of(const Field& field, std::string_view text) {
    const auto name = std::ranges::find(field.names, text);
    if (name != field.names.end())
        return static_cast<int>(name - field.names.begin()) + field.least;
    const auto value = plain_number(text);
    if (!value) {
        refuse(field, quoted(text) + " is not a " +
                          (field.names.empty() ? "number" : "number or name") +
                          "; expected *, or numbers from " + std::to_string(field.least) + " to " +
                          std::to_string(field.most) + " as in \"1,15\", \"8-17\", \"*/5\"");
    }
    if (*value > field.most)
        refuse(field, std::to_string(*value) + " is above " + std::to_string(field.most));
    if (*value < field.least)
        refuse(field, std::to_string(*value) + " is below " + std::to_string(field.least));
    return *value;
}

int step_of(const Field& field, std::string_view text) {
    const auto step = plain_number(text);
    if (!step || *step < 1) {
        refuse(field, "the step " + quoted(text) + " must be a number from 1, as in \"*/5\"");
    }
    return *step;
}

/// A part of a list: "*", "*/5", "8-17", "8-17/2", "mon". Sets its values.
template <class Set>
void read_part(const Field& field, std::string_view part, Set& to) {
    const std::size_t slash = part.find('/');
    const std::string_view range = part.substr(0, slash);
    const std::size_t dash = range.find('-');
    const bool all = range == "*";
    const bool single = !all && dash == range.npos;
    if (single && slash != part.npos) {
        refuse(field, "a step needs a range before it: " + quoted(part) + " may mean \"" +
                          std::string(range) + "-" + std::to_string(field.most) + "/…\"");
    }
    const int first = all ? field.least : value_of(field, range.substr(0, dash));
    int last = all ? field.most : first;
    if (!all && !single) last = value_of(field, range.substr(dash + 1));
    if (last == 0 && first > 0 && field.most == 7) last = 7;  // "sat-sun"
    if (last < first) {
        refuse(field, quoted(range) + " runs backward; write it as two ranges with a comma");
    }
    const int step = slash == part.npos ? 1 : step_of(field, part.substr(slash + 1));
    for (int value = first; value <= last; value += step) to.set(static_cast<std::size_t>(value));
}

template <class Set>
void read_field(const Field& field, std::string_view text, Set& to) {
    for (const auto part : split(text, ",")) read_part(field, part, to);
}

/// The days of a month may hold an "L": the last one.
void read_days(const Field& field, std::string_view text, Cron& to) {
    for (const auto part : split(text, ",")) {
        if (part == "l") {
            to.last_day = true;
        } else {
            read_part(field, part, to.days);
        }
    }
}

/// "fril", "5l", "mon#1"; nothing for what has no "l" at its end and no "#".
std::optional<WeekdayOfMonth> weekday_of_month(const Field& field, std::string_view part) {
    const std::size_t sign = part.find('#');
    if (sign == part.npos && (part.size() < 2 || part.back() != 'l')) return std::nullopt;
    const bool last = sign == part.npos;
    const int weekday = value_of(field, part.substr(0, last ? part.size() - 1 : sign)) % 7;
    if (last) return WeekdayOfMonth{static_cast<unsigned>(weekday), 0};
    const auto nth = plain_number(part.substr(sign + 1));
    if (!nth || *nth < 1 || *nth > 5) {
        refuse(field, quoted(part) + ": behind # stands a number from 1 to 5, as in \"mon#1\"");
    }
    return WeekdayOfMonth{static_cast<unsigned>(weekday), static_cast<unsigned>(*nth)};
}

void read_weekdays(const Field& field, std::string_view text, Cron& to) {
    std::bitset<8> days;
    for (const auto part : split(text, ",")) {
        if (const auto nth = weekday_of_month(field, part)) {
            to.weekdays_of_month.push_back(*nth);
        } else {
            read_part(field, part, days);
        }
    }
    for (std::size_t day = 0; day < 8; ++day)
        if (days.test(day)) to.weekdays.set(day % 7);
}

std::vector<std::string_view> words_of(std::string_view text) {
    auto words = split(text, " \t");
    std::erase_if(words, [](std::string_view word) { return word.empty(); });
    return words;
}

std::string five_fields(const std::string& text) {
    if (!text.starts_with('@')) return text;
    const auto macro = std::ranges::find(macros, std::string_view(text), &Macro::name);
    if (macro != macros.end()) return std::string(macro->stands_for);
    std::string names;
    for (const auto& one : macros) names += (names.empty() ? "" : ", ") + std::string(one.name);
    throw Wrong{"unknown name " + quoted(text) + "; those there are: " + names};
}

Cron read(const std::string& text) {
    const std::string expression = five_fields(text);
    const auto words = words_of(expression);
    if (words.size() != fields.size()) {
        throw Wrong{"expected 5 fields (minute hour day-of-month month weekday), found " +
                    std::to_string(words.size()) + "; \"30 6 * * mon\" is Mondays at 06:30"};
    }
    Cron cron;
    read_field(fields[0], words[0], cron.minutes);
    read_field(fields[1], words[1], cron.hours);
    read_days(fields[2], words[2], cron);
    read_field(fields[3], words[3], cron.months);
    read_weekdays(fields[4], words[4], cron);
    cron.real_time = words[1].starts_with('*');
    cron.any_day = words[2].starts_with('*');
    cron.any_weekday = words[4].starts_with('*');
    return cron;
}

}  // namespace

records::Result<Cron> read_cron(std::string_view text) {
    if (text.size() > 200) return records::fail("is longer than 200 characters");
    try {
        Cron cron = read(lower(text));
        cron.text = text;
        if (!fires_ever(cron)) {
            return records::fail("never fires: no month of it has that day; check fields 3 to 5");
        }
        return cron;
    } catch (const Wrong& wrong) {
        return records::fail(wrong.what);
    }
}

}  // namespace schedules
