#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "records/page.h"
#include "records/reading.h"

namespace parsers {

/// One layout of a source. Layouts live side by side, because stores serve old and new at once and
/// because archives hold both; a page is given to the first one that recognises its structure,
/// whatever its date.
struct Generation {
    std::string_view name;
    /// Whether a body has this layout. Cheap: it looks for a few marks and builds nothing.
    bool (*recognises)(std::string_view body);
    /// Reads it. Pure and total: any bytes, no exception, no loss in silence. What it cannot read
    /// becomes an issue with its path. It fills outcome, country, observed_at, records, issues.
    records::Reading (*parse)(const records::Page&);
};

/// One kind of page on the web: how to ask for it, and how to read it.
struct Source {
    std::string_view name;   // "apple-rss-legacy"; also the name of its folder in fixtures/
    std::string_view about;  // one line for `dramascope sources`
    int version;             // raised whenever the output for some page changes
    std::span<const Generation> generations;  // the living layout first
    /// The URL (and body) that asks for the page. Empty where what is asked lacks something that
    /// the source needs (a chart without a country) or that it does not offer.
    std::optional<records::Request> (*request)(const records::Asked&);
    /// What a URL of this source asks for; empty when the URL is not one of this source.
    std::optional<records::Asked> (*asked_by)(std::string_view url);
};

}  // namespace parsers
