#pragma once

#include <string>

#include "parsers/json.h"

namespace parsers {

/// A value in a message, at most some 40 bytes: "1e+30", "\"ten\"", "a list", "nothing".
std::string shown(const Json&);

/// A number in a message, as short as it can be told from others: "5715302", "4.3158".
std::string shown(double);

}  // namespace parsers
