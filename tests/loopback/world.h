#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/simulator/simulator.h"
#include "fixtures/simulator/world.h"
#include "records/page.h"

namespace loopback {

/// What a host says to a request, before HTTP wraps it up.
struct StoreAnswer {
    int status = 200;
    std::string content_type;
    std::string body;
};

/// The simulator's market at one moment, as the internet shows it: any request that a plan can
/// hold is answered in the wire format of its host, the same question always with the same bytes.
///
///   itunes.apple.com             legacy RSS (any feed, limit and genre), lookup by id or bundle id
///   rss.applemarketingtools.com  v2, top free
///   apps.apple.com               product pages
///   play.google.com              batchexecute (any charts, in the order asked), details
///   app.sensortower.com          an app's figures
///   www.ecb.europa.eu, cdn.jsdelivr.net   rates
///   any other                    a small page with the text of its address (published figures)
/// An app that the storefront does not have, and an address that is none, is a 404. /robots.txt of
/// every host allows all but /private, until robots() says otherwise. Safe to ask from threads.
class StoreWorld {
public:
    /// `now` lies within the weeks of the wishes.
    StoreWorld(const simulator::Wishes&, records::Instant now);

    StoreAnswer answer(const records::Request&);
    void robots(const std::string& host, std::string text);
    /// Another moment within the weeks of the wishes.
    void move_to(records::Instant now);

    const simulator::World& truth() const { return world_; }
    simulator::DayNumber day() const { return day_; }
    records::Instant now() const;
    /// A chart as the store shows it when so many rows are asked for: members of the cast, best
    /// first.
    std::vector<std::size_t> members(const simulator::Topic&, std::size_t place,
                                     std::size_t depth) const;
    /// Whether the store has a watched app in a place.
    bool sells(std::size_t app, std::size_t place, records::Marketplace) const;
    /// The place of a storefront ("us"); `places.size()`: none.
    static std::size_t place_of(std::string_view code);

private:
    struct Asked;
    using Host = StoreAnswer (StoreWorld::*)(const Asked&);
    StoreAnswer itunes(const Asked&);
    StoreAnswer rss(const Asked&);
    StoreAnswer lookup(const Asked&);
    StoreAnswer marketing(const Asked&);
    StoreAnswer product(const Asked&);
    StoreAnswer play(const Asked&);
    StoreAnswer play_charts(const Asked&);
    StoreAnswer vendor(const Asked&);
    StoreAnswer central_bank(const Asked&);
    StoreAnswer currency_api(const Asked&);

    simulator::World world_;
    records::Instant now_;
    simulator::DayNumber day_;
    std::map<std::string, std::size_t, std::less<>> apps_;  // by id, bundle id and package
    std::map<std::string, std::string, std::less<>> robots_;
    mutable std::mutex mutex_;
    simulator::Rows apple_rows_, google_rows_;
};

}  // namespace loopback
