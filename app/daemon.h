#pragma once

#include <functional>
#include <string>

namespace app {

struct ServerOptions {
    bool background = false;  // --daemon: a process without a terminal; the caller's one ends
    std::string pid_file;     // of the process that works; removed at its end; empty: none
};

/// Carries out `work` as a server process (Poco's ServerApplication); the answer is its exit code.
/// In the background, standard output and error of `work` lead nowhere, and its folder is still
/// the one that it was. To be called once, before any thread begins.
int serve(const ServerOptions&, std::function<int()> work);

}  // namespace app
