#pragma once

#include "parsers/source.h"

namespace parsers {

/// The page since 2025-11: <script id="serialized-server-data"> holds {"data":[{"data":{...}}]} or
/// only the list. Texts are localized; in-app purchases are found by their shape ("textPairs").
records::Reading read_serialized_page(const records::Page&, const records::Asked&);

/// The page until 2025-11: <script id="shoebox-media-api-cache-apps"> holds JSON whose values are
/// JSON texts again.
records::Reading read_shoebox_page(const records::Page&, const records::Asked&);

/// A page without its data block: the markup after a browser ran, or only JSON-LD. The markup has
/// no id of the app, so that one is read only when its address is known.
records::Reading read_rendered_page(const records::Page&, const records::Asked&);

}  // namespace parsers
