#include "app/clock.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace app {
namespace {

using std::chrono::milliseconds;

// Long enough for any schedule, and far from what overflows in nanoseconds.
constexpr double longest_wait = 100.0 * 366 * 86400;

milliseconds wait_of(double seconds) {
    return milliseconds(
        static_cast<std::int64_t>(std::ceil(std::clamp(seconds, 0.0, longest_wait) * 1000)));
}

}  // namespace

double machine_seconds() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::function<records::Instant()> clock_of(const schedules::Configuration& from,
                                           std::function<records::Instant()> machine) {
    if (!from.time) return machine;
    return [fast = *from.time] { return schedules::time_on(fast, machine_seconds()); };
}

milliseconds wait_until(const schedules::Configuration& from, records::Instant moment) {
    const double clock = machine_seconds();
    if (from.time) return wait_of(schedules::seconds_until(*from.time, moment, clock));
    return wait_of(static_cast<double>(moment.time_since_epoch().count()) - clock);
}

milliseconds on_machine(const schedules::Configuration& from, std::chrono::seconds time) {
    const double speed = from.time ? from.time->speed : 1;
    return wait_of(static_cast<double>(time.count()) / speed);
}

}  // namespace app
