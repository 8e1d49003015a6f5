#pragma once

#include "schedules/configuration.h"
#include "schedules/toml_reading.h"

/// The tables of a configuration that have a file of their own. Each takes what the file has over
/// what there is, and refuses what is wrong.
namespace schedules {

/// [job.NAME]; `to` has the schedules already.
void read_jobs(const toml::table& file, const ZoneFiles&, Configuration& to);
/// [daemon]
void read_daemon(const toml::table& file, DaemonSettings& to);
/// [alerts] and [alerts.smtp]
void read_alerts(const toml::table& file, AlertSettings& to);
/// [time]; `to` has the network already.
void read_time(const toml::table& file, Configuration& to);

}  // namespace schedules
