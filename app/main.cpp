#include <unistd.h>

#include <chrono>
#include <exception>
#include <iostream>

#include "app/run.h"

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    const auto clock = [] {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    };
    try {
        return app::run({argv + 1, argv + argc},
                        {std::cout, std::cerr, clock, ::isatty(STDERR_FILENO) == 1});
    } catch (const std::exception& error) {
        std::cerr << "dramascope: " << error.what()
                  << "; this is a fault of the program: please report it with the command\n";
        return 1;
    }
}
