#pragma once

#include "parsers/source.h"

namespace parsers {

// What no source may give on, checked for all of them at once.

/// Takes counts below zero out of listings, with an issue that names the member and the value.
void check_counts(records::Reading&);

/// Reports bytes that are not UTF-8 where they reached a name, unless the source did: readers
/// replace them by U+FFFD.
void check_utf8(const records::Page&, records::Reading&);

}  // namespace parsers
