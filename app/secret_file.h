#pragma once

#include <string>

#include "records/result.h"

namespace app {

/// The first line of a file that holds a secret: a URL, a password, "user:password". An error, if
/// it is empty or cannot be read, or if anybody but its owner can read or write it; it never shows
/// what is in the file.
records::Result<std::string> read_secret(const std::string& file);

}  // namespace app
