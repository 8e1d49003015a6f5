#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/command_line.h"
#include "app/commands.h"
#include "records/result.h"
#include "schedules/configuration.h"

namespace app {

/// How something is that a daemon needs.
struct Diagnosis {
    enum class State { ok, warning, failure };
    State state = State::ok;
    std::string what;    // that was found
    std::string remedy;  // empty where ok
};
std::string_view to_text(Diagnosis::State);  // "ok", "warn", "FAIL"

/// What an examination may look at.
struct Patient {
    const Session& session;
    const schedules::Configuration& configuration;

    const Arguments& arguments() const { return session.arguments; }
};

/// One examination: what it is about, and how to find it. Several diagnoses where there are
/// several of a kind (folders, files, hosts).
struct Examination {
    std::string_view name;
    std::vector<Diagnosis> (*examine)(const Patient&);
};

/// All of them, in the order in which they are shown.
std::span<const Examination> examinations();

// Each, in the files doctor_*.cpp.
std::vector<Diagnosis> examine_disk(const Patient&);          // room
std::vector<Diagnosis> examine_folders(const Patient&);       // archive and reports can be written
std::vector<Diagnosis> examine_secrets(const Patient&);       // only their owner reads them
std::vector<Diagnosis> examine_clock(const Patient&);         // plausible, and kept right
std::vector<Diagnosis> examine_certificates(const Patient&);  // of the authorities, for TLS
std::vector<Diagnosis> examine_database(const Patient&);      // opens, and its pages fit together
std::vector<Diagnosis> examine_processes(const Patient&);     // who works on the archive
std::vector<Diagnosis> examine_hosts(const Patient&);         // their robots.txt can be had

}  // namespace app
