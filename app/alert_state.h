#pragma once

#include <string>

#include "records/time.h"

namespace app {

/// An alert that is open, as pages show it.
struct AlertState {
    std::string key;
    std::string text;
    records::Instant opened;
};

}  // namespace app
