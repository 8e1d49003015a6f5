#pragma once

#include <string>

namespace archive {

/// What tells a process from every other that has, had or will have its number on this machine:
/// when it began, and since which start of the machine. Empty: there is none with this number, or
/// it has ended and only waits to be reaped.
std::string process_mark(long pid);

/// Whether a process still lives that had this mark when it was seen.
bool process_lives(long pid, const std::string& mark);

}  // namespace archive
