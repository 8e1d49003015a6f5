#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>

#include "app/run.h"

namespace {

/// Whether the other end of a pipe is closed.
bool reader_gone() {
    pollfd out{STDOUT_FILENO, POLLOUT, 0};
    return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

}  // namespace

int main(int argc, char** argv) {
    // A reader that is gone is seen where it is written to; the work on an archive goes on.
    std::signal(SIGPIPE, SIG_IGN);
    std::ios::sync_with_stdio(false);
    const auto clock = [] {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    };
    app::World world{std::cout, std::cerr, clock, ::isatty(STDERR_FILENO) == 1};
    world.reader_gone = reader_gone;
    try {
        return app::run({argv + 1, argv + argc}, world);
    } catch (const std::exception& error) {
        std::cerr << "dramascope: " << error.what()
                  << "; this is a fault of the program: please report it with the command\n";
        return 1;
    }
}
