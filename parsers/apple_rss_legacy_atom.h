#pragma once

#include "parsers/source.h"

namespace parsers {

/// Reads the Atom form of a legacy RSS chart. The same data as the JSON form: <entry> with
/// <id im:id im:bundleId>, <im:name>, <im:artist>, <im:price amount currency>.
records::Reading read_atom_chart(const records::Page&, const records::Asked&);

}  // namespace parsers
