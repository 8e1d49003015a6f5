#pragma once

#include "parsers/source.h"

namespace parsers {

// What no source may give on, checked for all of them at once.

/// Takes counts below zero out of listings, with an issue that names the member and the value.
void check_counts(records::Reading&);

/// Reports an app that stands in one chart twice, with both ranks, and an app of one storefront
/// that an answer lists twice. Both rows were observed, so both are kept.
void check_repeats(records::Reading&);

/// Reports U+FFFD where it reached a name, unless the source did. Readers put it for bytes that are
/// not UTF-8, for half surrogate pairs ("\ud83d" without the other half) and control characters.
void check_utf8(const records::Page&, records::Reading&);

}  // namespace parsers
