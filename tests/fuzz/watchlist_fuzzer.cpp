// Any text as a watch-list.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "schedules/watchlist.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)schedules::read_watchlist({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
    return 0;
}
