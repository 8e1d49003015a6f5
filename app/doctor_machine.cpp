#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/clock.h"
#include "app/doctor_checks.h"
#include "app/supervisor.h"
#include "app/words.h"

// What the machine gives: room, folders, a clock, certificates.

namespace app {
namespace {

namespace fs = std::filesystem;
using State = Diagnosis::State;

/// The nearest folder that exists: the one that a new folder would be made in.
fs::path existing(fs::path folder) {
    std::error_code error;
    folder = fs::absolute(folder, error);
    while (!fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
    return folder;
}

Diagnosis room_in(const std::string& folder, std::int64_t least) {
    std::error_code error;
    const auto space = fs::space(existing(folder), error);
    if (error)
        return {State::failure, folder + ": its free space is not known: " + error.message(),
                "check the path, and that its disk is there"};
    const auto free = static_cast<std::int64_t>(space.available);
    const std::string found = folder + ": " + size_words(free) + " free";
    if (free >= least) return {State::ok, found, ""};
    const std::string remedy = "make room, or move the folder; " + size_words(least) +
                               " are wanted (disk_free_mb of [alerts])";
    // Below this the archive takes nothing more.
    constexpr std::int64_t hardly = std::int64_t{64} << 20U;
    return {free < hardly ? State::failure : State::warning, found, remedy};
}

Diagnosis writable(const std::string& folder) {
    const fs::path place = existing(folder);
    const bool exists = fs::exists(folder);
    if (::access(place.c_str(), W_OK | X_OK) == 0)
        return {State::ok, folder + (exists ? ": can be written" : ": will be made"), ""};
    return {State::failure, place.string() + ": cannot be written by this user",
            "chown it to the user of the daemon, and run `dramascope doctor` as that user"};
}

std::string certificate_bundle(const Patient& patient) {
    const auto& own = patient.configuration.ca_file;
    return own.empty() ? "/etc/ssl/certs/ca-certificates.crt" : own;
}

std::size_t certificates_in(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::size_t count = 0;
    for (std::string line; std::getline(stream, line);)
        count += line.starts_with("-----BEGIN CERTIFICATE-----") ? 1 : 0;
    return count;
}

}  // namespace

std::vector<Diagnosis> examine_disk(const Patient& patient) {
    const auto least = std::int64_t{patient.configuration.alerts.disk_free_mb} << 20U;
    return {room_in(patient.arguments().archive, least),
            room_in(patient.configuration.daemon.reports, least)};
}

std::vector<Diagnosis> examine_folders(const Patient& patient) {
    return {writable(patient.arguments().archive), writable(patient.configuration.daemon.reports)};
}

std::vector<Diagnosis> examine_clock(const Patient& patient) {
    const auto now = patient.session.clock();
    std::vector<Diagnosis> found;
    const std::string fault = clock_fault(now);
    if (fault.empty())
        found.push_back({State::ok, "it is " + records::to_text(now), ""});
    else
        found.push_back({State::failure, fault, "set the clock; timedatectl shows it"});
    timex facts{};
    const int state = ::adjtimex(&facts);
    if (state < 0) return found;
    if (state == TIME_ERROR || (facts.status & STA_UNSYNC) != 0)
        found.push_back({State::warning, "nothing keeps the clock right",
                         "install chrony or enable systemd-timesyncd; in a container: the host"});
    else
        found.push_back({State::ok, "the clock is kept right by a time server", ""});
    return found;
}

std::vector<Diagnosis> examine_certificates(const Patient& patient) {
    const std::string file = certificate_bundle(patient);
    const auto count = certificates_in(file);
    if (count > 0) return {{State::ok, file + ": " + std::to_string(count) + " authorities", ""}};
    return {{State::failure, file + ": no certificate can be read there",
             "apt-get install ca-certificates, or mend ca_file of [network]"}};
}

}  // namespace app
