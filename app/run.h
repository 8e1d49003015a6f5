#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "app/network.h"
#include "records/time.h"

namespace app {

/// What the program touches of the world, besides files.
struct World {
    std::ostream& out;
    std::ostream& err;
    std::function<records::Instant()> clock;
    bool terminal = false;  // whether err is one
    /// How `fetch` reaches the network.
    std::function<records::Result<Network>(const crawler::CurlOptions&)> network = open_network;
    /// Whether nobody reads `out` any more, as behind `| head`: that is no fault.
    std::function<bool()> reader_gone = [] { return false; };
};

/// Runs the command that the words after the program's name stand for. The answer is the exit code.
int run(const std::vector<std::string>& words, const World&);

}  // namespace app
