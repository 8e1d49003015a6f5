#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/crawl.h"

namespace crawler {

/// No more of a robots.txt is read (RFC 9309 §2.5).
inline constexpr std::size_t most_robots_bytes = std::size_t{500} << 10U;

/// A decision, and what it rests on.
struct RobotsVerdict {
    bool allowed = false;
    std::string rule;  // "Disallow: /_ (line 14)", "no rule", "robots.txt: 404", "…: unreachable"
};

/// The rules of a robots.txt for one crawler (RFC 9309). Total: any bytes are a file.
class Robots {
public:
    /// `product` is the token of our User-Agent: "dramascope".
    Robots(std::string_view text, std::string_view product);

    /// By the longest match in octets, Allow before Disallow where they are equally long (§2.2.2).
    /// /robots.txt itself is always allowed. In linear time of pattern and target each.
    RobotsVerdict decide(std::string_view target) const;

    /// The wish of Crawl-delay (no part of the RFC), if a group of ours has one that is a number
    /// of 0 or more; at most 300 s.
    std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }

private:
    struct Rule {
        std::string pattern;  // octets as compared: percent-encoded where they must be
        bool allow = false;
        int line = 0;
    };
    std::vector<Rule> rules_;
    std::optional<std::chrono::milliseconds> crawl_delay_;
};

/// What a copy says of a target, by the status it came with (§2.3.1): 2xx its rules; other 4xx
/// than 429: everything is allowed; 429, 5xx and unreachable: nothing is.
RobotsVerdict decide(const records::RobotsCopy&, std::string_view product, std::string_view target);

/// Until when a copy may be used: a day, or what Cache-Control said if that is less (§2.4). One
/// that says "not now" (429, 5xx, unreachable) is asked for again after an hour.
records::Instant good_until(const records::RobotsCopy&);

/// Which copy counts: the new one; but while the host cannot serve its robots.txt, the last that it
/// served, for 30 days (§2.3.1.4).
const records::RobotsCopy& in_force(const records::RobotsCopy& newest,
                                    const std::optional<records::RobotsCopy>& last_served);

}  // namespace crawler
