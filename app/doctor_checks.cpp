#include "app/doctor_checks.h"

#include <array>

namespace app {
namespace {

constexpr std::array table = {
    Examination{"disk", examine_disk},
    Examination{"folders", examine_folders},
    Examination{"secrets", examine_secrets},
    Examination{"clock", examine_clock},
    Examination{"certificates", examine_certificates},
    Examination{"database", examine_database},
    Examination{"processes", examine_processes},
    Examination{"hosts", examine_hosts},
};

}  // namespace

std::span<const Examination> examinations() { return table; }

std::string_view to_text(Diagnosis::State state) {
    constexpr std::array<std::string_view, 3> names = {"ok", "warn", "FAIL"};
    return names.at(static_cast<std::size_t>(state));
}

}  // namespace app
