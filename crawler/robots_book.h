#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/robots.h"
#include "records/crawl.h"

namespace crawler {

/// The copies of robots.txt files of a crawl, by origin: which may be used, and what they say.
class RobotsBook {
public:
    RobotsBook(const std::vector<records::RobotsCopy>&, std::string product);

    /// Whether there is a copy at all.
    bool knows(const std::string& origin) const { return find(origin) != nullptr; }
    /// Whether no new copy is needed at `now`. One from far in the future (a clock was wrong) is
    /// none.
    bool fresh(const std::string& origin, records::Instant now) const;
    void add(const records::RobotsCopy&);

    /// What the copy in force says of a target; nothing is allowed where there is no copy.
    RobotsVerdict decide(const std::string& origin, std::string_view target) const;
    /// When to ask again, where the copy in force says only that the host cannot serve its
    /// robots.txt now. Empty: it has rules.
    std::optional<records::Instant> not_before(const std::string& origin) const;
    /// What the copy in force wishes between two requests; 0: nothing.
    std::chrono::milliseconds crawl_delay(const std::string& origin) const;

    /// All that is worth remembering: the newest of each origin, and the last served.
    std::vector<records::RobotsCopy> copies() const;

private:
    struct Entry {
        std::optional<records::RobotsCopy> newest, served;
        std::optional<Robots> rules;  // of the copy in force, read once; empty: it has none
        const records::RobotsCopy* in_force() const;
    };
    const Entry* find(const std::string& origin) const;
    static void note(Entry&, const records::RobotsCopy&);

    std::string product_;
    std::map<std::string, Entry> entries_;
};

}  // namespace crawler
