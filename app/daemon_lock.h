#pragma once

#include <optional>
#include <string>

#include "archive/file.h"
#include "records/result.h"
#include "records/time.h"

namespace app {

/// One daemon per archive: a lock on ARCHIVE/daemon.lock, which ends with the process however it
/// ends, so that none is ever stale. The file tells who has it, or had it last.
class DaemonLock {
public:
    /// Makes the folder if need be. An error names the process that has the lock, or what cannot
    /// be written.
    static records::Result<DaemonLock> take(const std::string& archive);

    /// Tells the file which process this is: after a fork, it is another than the one that locked.
    records::Result<void> sign(records::Instant since);

private:
    explicit DaemonLock(archive::File file) : file_(std::move(file)) {}

    archive::File file_;
};

/// What the file tells of the daemon that runs on an archive ("process 4711 on host7 since
/// 2026-10-05T06:00:00Z"); nothing when none runs.
std::optional<std::string> daemon_of(const std::string& archive);

}  // namespace app
