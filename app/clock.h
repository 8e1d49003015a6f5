#pragma once

#include <chrono>
#include <functional>

#include "records/time.h"
#include "schedules/configuration.h"

namespace app {

/// Seconds since 1970 by the machine's clock, with their fraction.
double machine_seconds();

/// The clock of a configuration: `machine`, or the faster one of its [time], which tests have. All
/// processes that read the same configuration have the same time.
std::function<records::Instant()> clock_of(const schedules::Configuration&,
                                           std::function<records::Instant()> machine);

/// How long the machine has to wait until that time on the configuration's clock; 0: it was before.
std::chrono::milliseconds wait_until(const schedules::Configuration&, records::Instant);

/// How long something of the configuration's time takes on the machine.
std::chrono::milliseconds on_machine(const schedules::Configuration&, std::chrono::seconds);

}  // namespace app
