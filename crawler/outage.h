#pragma once

#include <set>
#include <string>
#include <vector>

#include "crawler/track.h"

namespace crawler {

/// Notices that no host can be reached: that is our network's fault, not theirs.
class Outage {
public:
    /// A request could not reach its host.
    void missed(Track&, Job&);
    /// Somebody answered: the network is there.
    void heard();
    /// Whether all that could be heard from cannot: two lanes at least, and none left to ask.
    bool whole(const std::vector<Track*>& all, Tick now) const;

    /// Takes back what was held against lanes and jobs.
    void excuse();
    /// The pause to make now, longer each time: 15 s doubling to 5 minutes.
    std::chrono::milliseconds next_pause();
    /// When the first answer was missed, of those since the last that came.
    std::optional<Tick> since;

private:
    std::set<Track*> silent_;
    std::vector<Job*> jobs_;
    int pauses_ = 0;
};

/// Notices that all hosts point to one same foreign host, as the login page of a hotel's network
/// does. What a redirect to a foreign host means is not settled before somebody else has answered.
class Portal {
public:
    struct Suspect {
        Job* job;
        std::string why;  // its redirect cannot be followed
    };

    /// A host of `track` points to the foreign `host`. True: a second one does too.
    bool points(const Track& track, const std::string& host);
    void hold(Job& job, std::string why) { suspects_.push_back({&job, std::move(why)}); }
    /// What is suspected no longer: somebody answered in another way, or nobody is left to.
    std::vector<Suspect> settle();
    bool suspects() const { return !suspects_.empty(); }
    bool suspects_other_than(const std::string& host) const { return suspects() && host != host_; }

private:
    const Track* track_ = nullptr;
    std::string host_;
    std::vector<Suspect> suspects_;
};

}  // namespace crawler
