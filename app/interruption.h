#pragma once

#include <csignal>

namespace app {

/// While it lives, SIGINT and SIGTERM do not end the program but are remembered: what is on its way
/// can be finished. One at a time.
class Interruption {
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    bool came() const;

private:
    struct sigaction before_int_ {};
    struct sigaction before_term_ {};
};

}  // namespace app
