#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/source.h"

namespace parsers {

// What the JSON and the Atom form of the legacy RSS charts share.

/// What a feed's URL says: ".../us/rss/topfreeapplications/limit=100/genre=6016/json". The old
/// form of the host ax.itunes.apple.com names the storefront by number ("sf=143441").
struct RssAddress {
    std::string feed;            // "topfreeapplications"; empty: not such a URL
    bool names_country = false;  // also one that we do not know
    std::optional<records::Country> country;
    std::optional<records::Chart> chart;  // empty: a feed that is no chart of ours (iPad, new ...)
    std::string genre;                    // "36", all apps, when the URL names none
};
RssAddress rss_address(std::string_view url);

/// An entry as either form writes it; views into the page.
struct RssEntry {
    std::string_view id, bundle_id, name, publisher, amount, currency;
    std::string_view url;                                   // of the product page
    std::optional<double> amount_as_number = std::nullopt;  // where it is not a text
};

/// What stands around the entries.
struct RssFeed {
    std::string_view self;  // the link that the feed says it is at; else its id
    std::string_view title;
    std::string_view updated;  // ISO 8601
};

/// A chart that is being read: entry after entry, then done.
class RssChart {
public:
    /// Finds out which chart of which storefront and when; `asked` where the feed does not say.
    RssChart(const RssFeed&, const records::Page&, const records::Asked&);

    /// The next rank. An entry without an id leaves its rank empty.
    void add(const RssEntry&, const std::string& where);
    void add_unreadable(const std::string& where, const std::string& what);

    records::Reading done() &&;

private:
    void read_identity(const RssFeed&, const records::Asked&);
    void read_time(const RssFeed&, const records::Page&);
    void check_title(std::string_view title);
    void refuse_title(std::string_view told, std::string_view linked);
    bool takes_more();

    records::Reading reading_;
    records::ChartSnapshot chart_;
    bool known_ = true;
    bool full_ = false;
    int rank_ = 0;
};

}  // namespace parsers
