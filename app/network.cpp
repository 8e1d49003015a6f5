#include "app/network.h"

#include <chrono>
#include <utility>

namespace app {

records::Result<Network> open_network(const crawler::CurlOptions& options) {
    auto transport = crawler::curl_transport(options);
    if (!transport) return tl::unexpected(transport.error());
    const auto begun = std::chrono::steady_clock::now();
    const auto tick = [begun] {
        return std::chrono::duration_cast<crawler::Tick>(std::chrono::steady_clock::now() - begun);
    };
    return Network{std::move(*transport), tick};
}

}  // namespace app
