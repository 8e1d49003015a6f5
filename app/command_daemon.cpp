#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include "app/clock.h"
#include "app/commands.h"
#include "app/daemon.h"
#include "app/daemon_lock.h"
#include "app/log.h"
#include "app/supervisor.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using records::Result;

/// Descriptors 0 to 2 are open from here on: a log must never be written into an archive that got
/// the number of a closed stderr.
void open_standard_streams() {
    int descriptor = 0;
    while (descriptor >= 0 && descriptor <= STDERR_FILENO)
        descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (descriptor > STDERR_FILENO) ::close(descriptor);
}

/// Where the log goes: to stderr, also from the background if that is a file or a pipe.
int log_descriptor(bool background) {
    if (!background || ::isatty(STDERR_FILENO) == 1) return STDERR_FILENO;
    const int kept = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    return kept < 0 ? STDERR_FILENO : kept;
}

Result<void> require_writable(const std::string& file) {
    if (file.empty() || std::ofstream(file, std::ios::app)) return {};
    return records::fail(file + ": cannot be written; choose another file with --pidfile");
}

int not_started(Log& log, const records::Error& error) {
    log.error("not-started", {{"text", error.what}});
    return Code::failed;
}

/// The work itself, in the process that does it.
int work(Session& session, Settings settings, DaemonLock lock, Log& log) {
    const auto clock = clock_of(*settings.configuration, session.clock);
    if (const auto told = lock.sign(clock()); !told) return not_started(log, told.error());
    auto wakeups = Wakeups::make();
    if (!wakeups) return not_started(log, wakeups.error());
    auto history = archive::open_history(session.arguments.archive);
    if (!history) return not_started(log, history.error());
    Supervisor supervisor(session.arguments, std::move(settings), session.clock,
                          *std::move(history), *std::move(wakeups), log);
    return supervisor.run();
}

}  // namespace

int run_daemon(Session& session) {
    const Arguments& arguments = session.arguments;
    open_standard_streams();
    auto settings = read_settings(arguments);
    if (!settings) return fail(session, settings.error().what);
    auto lock = DaemonLock::take(arguments.archive);
    if (!lock) return fail(session, lock.error().what);
    if (const auto fine = require_writable(arguments.pid_file); !fine)
        return fail(session, fine.error().what);
    const bool terminal = session.terminal && !arguments.background;
    Log log(log_descriptor(arguments.background), terminal ? Log::Form::keys : Log::Form::json,
            clock_of(*settings->configuration, session.clock));
    return serve({arguments.background, arguments.pid_file},
                 [&] { return work(session, *std::move(settings), *std::move(lock), log); });
}

}  // namespace app
