#pragma once

#include <optional>
#include <string>

namespace archive {

/// Who has the lock of a file, as the file tells it ("process 4711"); nothing when nobody has it,
/// or there is no such file. Reads the kernel's list of locks and takes none, so that looking never
/// stands in anybody's way.
std::optional<std::string> holder_of(const std::string& lock_file);

/// Who writes to an archive now; nothing when nobody does.
std::optional<std::string> writer_of(const std::string& place);

}  // namespace archive
