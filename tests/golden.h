#pragma once

#include <filesystem>
#include <string>

/// Holds `actual` to the text in `file`. With UPDATE_GOLDEN=1 in the environment, writes it there
/// instead: then `git diff` shows what changed, and the person who commits it has approved it.
void require_golden(const std::filesystem::path& file, const std::string& actual);

/// The bytes of a file; a failed test when it cannot be read.
std::string read_file(const std::filesystem::path&);

/// The root of the project, and the folder of fixtures.
std::filesystem::path project_root();
std::filesystem::path fixtures();

/// A folder of real captures beside the project, when this machine has one. Tests that need it say
/// so and pass without it: a clone of the project has none.
std::filesystem::path shared_captures();
