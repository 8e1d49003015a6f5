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
    /// Raised by 1 with every change after which some page, old or new, gives another reading: a
    /// record, an issue, an outcome. A change to what sources share (prices, JSON, the checks of
    /// read()) raises it for each source that it can reach; speed alone does not. So an archived
    /// reading tells whether its page has to be read again.
    int version;
    std::span<const Generation> generations;  // the living layout first
    /// The URL (and body) that asks for the page. Empty where what is asked lacks something that
    /// the source needs (a chart without a country) or that it does not offer.
    std::optional<records::Request> (*request)(const records::Asked&);
    /// What a URL of this source asks for; empty when the URL is not one of this source.
    std::optional<records::Asked> (*asked_by)(std::string_view url);
};

}  // namespace parsers
