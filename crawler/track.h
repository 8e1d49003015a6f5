#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/lane.h"
#include "records/crawl.h"

namespace crawler {

struct Site;
struct Track;

/// A planned request, or a robots.txt, on its way.
struct Job {
    /// What to ask; after a redirect, what it pointed to. The id of a robots.txt is 0.
    records::OpenTask open;
    std::size_t order = 0;      // in the plan
    Site* site = nullptr;       // where it is asked
    Site* rules_for = nullptr;  // of a robots.txt: for whom; of a task: nothing
    int tries = 0;              // that failed
    int deferred = 0;           // how often its host said "not so fast"
    bool identity = false;      // asked once more without Content-Encoding
    bool ended = false;
    std::vector<std::string> visited;  // before its redirects, in canonical form
};

/// An origin: the jobs that go there, and the state of its robots.txt.
struct Site {
    std::string origin;
    const records::HostRule* rule = nullptr;
    Track* track = nullptr;
    std::map<std::size_t, Job*> jobs;  // by their order
    bool awaits_rules = false;         // its robots.txt is on its way
    Tick not_before{0};                // its robots.txt cannot be read: asked again then
    bool left = false;                 // for this run: that is too late

    bool may_go(Tick now) const {
        return !jobs.empty() && !awaits_rules && !left && not_before <= now;
    }
};

/// A lane with its sites. Files of robots.txt go first.
struct Track {
    std::string name;
    Lane lane;
    int connections = 1;
    std::vector<Site*> sites = {};
    std::deque<Job*> first = {};
    bool left = false;                // for this run: what it holds waits for a later one
    Tick remembered{-1'000'000'000};  // when it was, last

    /// The first job that may go, in the order of the plan.
    Job* next(Tick now) const;
    /// When a site may go whose robots.txt cannot be read now. Empty: there is none.
    std::optional<Tick> next_site() const;
    bool has_work() const;
    void put(Job&);   // back, or in
    void take(Job&);  // out, to be sent
};

/// How the lane of that name paces: the strictest of its hosts' rules.
Pace pace_of(const std::string& lane, const std::vector<records::HostRule>&, bool polite);

/// The lane of a host.
const std::string& lane_of(const records::HostRule&);

}  // namespace crawler
