#include "records/time.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>

namespace records {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Takes a text apart from the front. After the first piece that is not there, nothing is.
class Pieces {
public:
    explicit Pieces(std::string_view text) : rest_(text) {}

    bool fine() const { return fine_; }
    bool done() const { return fine_ && rest_.empty(); }
    bool next_is(char wanted) const { return !rest_.empty() && rest_.front() == wanted; }

    /// Exactly that many digits.
    int number(std::size_t digits) {
        if (rest_.size() < digits) return refuse();
        int value = 0;
        for (const char digit : rest_.substr(0, digits)) {
            if (digit < '0' || digit > '9') return refuse();
            value = value * 10 + (digit - '0');
        }
        rest_.remove_prefix(digits);
        return value;
    }

    void skip(std::string_view wanted) {
        if (rest_.starts_with(wanted)) {
            rest_.remove_prefix(wanted.size());
        } else {
            refuse();
        }
    }

    bool skip_if(std::string_view wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }

    /// One or more digits, whose value does not matter.
    void skip_digits() {
        const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        if (end == 0) refuse();
        rest_.remove_prefix(end);
    }

    std::string_view word() {
        const std::size_t end = std::min(rest_.find(' '), rest_.size());
        const std::string_view found = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return found;
    }

    int refuse() {
        fine_ = false;
        return 0;
    }

private:
    std::string_view rest_;
    bool fine_ = true;
};

std::optional<Day> day_of_parts(int year, int month, int day) {
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    return Day(date);
}

std::optional<Day> day_of_pieces(Pieces& pieces) {
    const int year = pieces.number(4);
    pieces.skip("-");
    const int month = pieces.number(2);
    pieces.skip("-");
    const int day = pieces.number(2);
    return pieces.fine() ? day_of_parts(year, month, day) : std::nullopt;
}

/// "14:00" with an optional ":38". A leap second counts as the second before it.
seconds time_of_day(Pieces& pieces) {
    const int hour = pieces.number(2);
    pieces.skip(":");
    const int minute = pieces.number(2);
    const int second = pieces.skip_if(":") ? pieces.number(2) : 0;
    if (hour > 23 || minute > 59 || second > 60) pieces.refuse();
    return hours(hour) + minutes(minute) + seconds(std::min(second, 59));
}

/// "Z", "+07:00", "-0700". Without one the moment is not known.
seconds zone(Pieces& pieces) {
    if (pieces.skip_if("Z") || pieces.skip_if("z")) return {};
    const bool west = pieces.next_is('-');
    if (!west && !pieces.next_is('+')) return seconds(pieces.refuse());
    pieces.skip(west ? "-" : "+");
    const int hour = pieces.number(2);
    pieces.skip_if(":");
    const int minute = pieces.number(2);
    if (hour > 23 || minute > 59) pieces.refuse();
    const seconds ahead = hours(hour) + minutes(minute);
    return west ? -ahead : ahead;
}

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

int month_from(std::string_view name) {
    return static_cast<int>(std::ranges::find(months, name) - months.begin()) + 1;
}

std::string printed(const char* format, int one, unsigned two, unsigned three) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), format, one, two, three);
    return text.data();
}

}  // namespace

std::string to_text(Day day) {
    const std::chrono::year_month_day date(day);
    return printed("%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                   unsigned(date.day()));
}

std::string to_text(Instant instant) {
    const std::chrono::hh_mm_ss time(instant - day_of(instant));
    return to_text(day_of(instant)) + printed("T%02d:%02u:%02uZ",
                                              static_cast<int>(time.hours().count()),
                                              static_cast<unsigned>(time.minutes().count()),
                                              static_cast<unsigned>(time.seconds().count()));
}

std::optional<Day> day_from(std::string_view text) {
    Pieces pieces(text);
    const auto day = day_of_pieces(pieces);
    return pieces.done() ? day : std::nullopt;
}

std::optional<Instant> instant_from(std::string_view text) {
    Pieces pieces(text);
    const auto day = day_of_pieces(pieces);
    if (!day) return std::nullopt;
    if (pieces.done()) return Instant(*day);
    if (!pieces.skip_if("T") && !pieces.skip_if("t")) pieces.skip(" ");
    const seconds time = time_of_day(pieces);
    if (pieces.skip_if(".") || pieces.skip_if(",")) pieces.skip_digits();
    const seconds ahead = zone(pieces);
    return pieces.done() ? std::optional(*day + time - ahead) : std::nullopt;
}

std::optional<Instant> instant_from_rfc822(std::string_view text) {
    const std::size_t comma = text.find(", ");  // the name of the day says nothing new
    const std::string_view date_text = comma == text.npos ? text : text.substr(comma + 2);
    Pieces pieces(date_text);
    const int day = pieces.number(date_text.find(' ') == 1 ? 1 : 2);
    pieces.skip(" ");
    const int month = month_from(pieces.word());
    pieces.skip(" ");
    const int year = pieces.number(4);
    pieces.skip(" ");
    const seconds time = time_of_day(pieces);
    pieces.skip(" ");
    const bool universal = pieces.skip_if("GMT") || pieces.skip_if("UTC") || pieces.skip_if("UT");
    const seconds ahead = universal ? seconds(0) : zone(pieces);
    const auto date = day_of_parts(year, month, day);
    if (!pieces.done() || !date) return std::nullopt;
    return *date + time - ahead;
}

Week::Week(Day day) : monday_(day - (std::chrono::weekday(day) - std::chrono::Monday)) {}

int Week::year() const { return int(std::chrono::year_month_day(monday_ + days(3)).year()); }

int Week::number() const {
    const Day new_year = std::chrono::year(year()) / std::chrono::January / 1;
    return static_cast<int>((monday_ + days(3) - new_year).count()) / 7 + 1;
}

std::string to_text(Week week) {
    return printed("%04d-W%02u", week.year(), static_cast<unsigned>(week.number()), 0);
}

std::optional<Week> week_from(std::string_view text) {
    Pieces pieces(text);
    const int year = pieces.number(4);
    pieces.skip("-W");
    const int number = pieces.number(2);
    if (!pieces.done() || number < 1) return std::nullopt;
    const Day fourth_of_january = std::chrono::year(year) / std::chrono::January / 4;
    const Week week = Week(fourth_of_january).plus(number - 1);
    if (week.year() != year) return std::nullopt;  // there is no week 53 in that year
    return week;
}

}  // namespace records
