#include "app/interruption.h"

namespace app {
namespace {

volatile std::sig_atomic_t came_signal = 0;

void remember(int signal) { came_signal = signal; }

}  // namespace

Interruption::Interruption() {
    came_signal = 0;
    struct sigaction action {};
    action.sa_handler = remember;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &before_int_);
    sigaction(SIGTERM, &action, &before_term_);
}

Interruption::~Interruption() {
    sigaction(SIGINT, &before_int_, nullptr);
    sigaction(SIGTERM, &before_term_, nullptr);
}

bool Interruption::came() const { return came_signal != 0; }

}  // namespace app
