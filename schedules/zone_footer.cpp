#include <algorithm>

#include "schedules/zone_rules.h"

namespace schedules {
namespace {

using std::chrono::seconds;

/// Takes the rule apart from the front. After the first piece that is not there, nothing is.
class Pieces {
public:
    explicit Pieces(std::string_view text) : rest_(text) {}

    bool fine() const { return fine_; }
    bool done() const { return rest_.empty(); }
    bool next_is(char wanted) const { return rest_.starts_with(wanted); }

    bool skip_if(char wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void skip(char wanted) {
        if (!skip_if(wanted)) fine_ = false;
    }

    /// "CET" or "<+03>": what it is does not matter.
    void skip_name() {
        const bool quoted = skip_if('<');
        const auto is_part = [&](char c) {
            return quoted ? c != '>' : (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        };
        const auto end = std::ranges::find_if_not(rest_, is_part);
        const auto length = static_cast<std::size_t>(end - rest_.begin());
        if (length < 3) fine_ = false;
        rest_.remove_prefix(length);
        if (quoted) skip('>');
    }

    int number(int most) {
        int value = 0;
        std::size_t digits = 0;
        while (digits < rest_.size() && digits < 3 && rest_[digits] >= '0' && rest_[digits] <= '9')
            value = value * 10 + (rest_[digits++] - '0');
        if (digits == 0 || value > most) fine_ = false;
        rest_.remove_prefix(digits);
        return fine_ ? value : 0;
    }

    /// "3", "-1", "5:30", "+12:45:00".
    seconds time(int most_hours) {
        const bool below = skip_if('-');
        if (!below) skip_if('+');
        seconds total = std::chrono::hours(number(most_hours));
        if (skip_if(':')) total += std::chrono::minutes(number(59));
        if (skip_if(':')) total += seconds(number(59));
        return below ? -total : total;
    }

private:
    std::string_view rest_;
    bool fine_ = true;
};

YearlyMoment moment_of(Pieces& pieces) {
    YearlyMoment moment;
    pieces.skip(',');
    if (pieces.skip_if('M')) {
        moment.form = YearlyMoment::Form::weekday;
        moment.month = static_cast<unsigned>(pieces.number(12));
        pieces.skip('.');
        moment.week = static_cast<unsigned>(pieces.number(5));
        pieces.skip('.');
        moment.weekday = static_cast<unsigned>(pieces.number(6));
    } else {
        const bool without_leap = pieces.skip_if('J');
        moment.form = without_leap ? YearlyMoment::Form::day_without_leap : YearlyMoment::Form::day;
        moment.day = pieces.number(365);
    }
    moment.time = pieces.skip_if('/') ? pieces.time(167) : std::chrono::hours(2);
    return moment;
}

bool is_sound(const YearlyMoment& moment) {
    if (moment.form == YearlyMoment::Form::weekday) return moment.month >= 1 && moment.week >= 1;
    return moment.form == YearlyMoment::Form::day || moment.day >= 1;
}

}  // namespace

std::optional<ZoneFooter> zone_footer_from(std::string_view text) {
    Pieces pieces(text);
    ZoneFooter footer;
    pieces.skip_name();
    footer.standard = -pieces.time(24);  // POSIX counts westward
    if (pieces.fine() && pieces.done()) return footer;
    pieces.skip_name();
    ZoneFooter::Summer summer{footer.standard + std::chrono::hours(1), {}, {}};
    if (!pieces.next_is(',')) summer.ahead = -pieces.time(24);
    summer.begins = moment_of(pieces);
    summer.ends = moment_of(pieces);
    if (!pieces.fine() || !pieces.done()) return std::nullopt;
    if (!is_sound(summer.begins) || !is_sound(summer.ends)) return std::nullopt;
    footer.summer = summer;
    return footer;
}

}  // namespace schedules
