#pragma once

#include <functional>
#include <memory>

#include "crawler/lane.h"
#include "crawler/transport.h"
#include "records/result.h"

namespace app {

/// A way to the network, and the clock by which requests on it are paced.
struct Network {
    std::unique_ptr<crawler::Transport> transport;
    std::function<crawler::Tick()> tick;
};

/// libcurl, and the machine's clock that only goes forward.
records::Result<Network> open_network(const crawler::CurlOptions&);

}  // namespace app
