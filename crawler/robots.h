#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/pattern.h"
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
///
/// Lines end in LF, CR or CRLF; a byte order mark and comments are passed over; names of lines and
/// products do not depend on case. A product of a User-agent line ends where its letters, "-" and
/// "_" do, and must then be ours, not only begin like it. All groups that name us count together;
/// only where there is none, those of "*". Lines other than User-agent, Allow and Disallow belong
/// to no group and end none. Beyond the RFC, in favour of the host: a line without its colon
/// ("disallow /") and the usual misspellings of Disallow and User-agent are understood, and a file
/// in UTF-16 is read as if it were the UTF-8 that it should be (§2.3), its 500 KiB counted as they
/// came.
class Robots {
public:
    /// `product` is the token of our User-Agent: "dramascope". Of more than `most_robots_bytes` the
    /// rest is not read, and an Allow that is cut there does not count.
    Robots(std::string_view text, std::string_view product);

    /// By the longest match in octets, Allow before Disallow where they are equally long (§2.2.2).
    /// /robots.txt itself is always allowed. In linear time of pattern and target each. `target` is
    /// a path with its query, percent-encoded or not (pattern.h); an empty one is "/".
    RobotsVerdict decide(std::string_view target) const;

    /// The wish of Crawl-delay (no part of the RFC), if a group of ours has one that is a number
    /// of 0 or more; at most 300 s; the longest of several.
    std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }

private:
    struct Rule {
        Pattern pattern;
        bool allow = false;
        int line = 0;
        std::string written;  // the pattern, for people
    };
    class Reader;

    std::vector<Rule> rules_;
    std::optional<std::chrono::milliseconds> crawl_delay_;
};

/// What a copy says of a target, by the status it came with (§2.3.1): 2xx its rules; other 4xx
/// than 429, and 3xx (more redirects than are followed): everything is allowed; 429, 5xx,
/// unreachable and statuses that there are not: nothing is, but /robots.txt itself.
RobotsVerdict decide(const records::RobotsCopy&, std::string_view product, std::string_view target);

/// Until when a copy may be used: a day, or what Cache-Control said if that is less (§2.4), but ten
/// minutes at least, or a host that says no-cache would have it fetched before every request. One
/// that says "not now" (429, 5xx, unreachable) is asked for again after an hour.
records::Instant good_until(const records::RobotsCopy&);

/// Which copy counts: the new one; but while the host cannot serve its robots.txt, the last that it
/// served, for 30 days from when it was fetched (§2.3.1.4). The result is one of the arguments.
const records::RobotsCopy& in_force(const records::RobotsCopy& newest,
                                    const std::optional<records::RobotsCopy>& last_served);

}  // namespace crawler
