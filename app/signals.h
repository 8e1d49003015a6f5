#pragma once

namespace app {

/// Blocks all signals in this thread and in those that it begins: they are for the thread that runs
/// the daemon, and a client that is gone (SIGPIPE) is an error of the write alone.
void block_signals();

}  // namespace app
