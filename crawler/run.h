#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crawler/batch.h"
#include "crawler/crawl.h"
#include "crawler/outage.h"
#include "crawler/robots_book.h"
#include "crawler/track.h"
#include "crawler/url.h"
#include "crawler/verdict.h"

namespace crawler {

/// One run of a crawl: its tasks, its lanes and what is on its way. run.cpp decides what is sent
/// and when; run_answers.cpp what an answer leads to; run_robots.cpp does both for robots.txt.
class Run {
public:
    Run(const Policy&, const Memory&, Transport&, const Clock&, std::uint64_t seed, const Hooks&);
    records::Result<Outcome> carry_out(std::vector<records::OpenTask>);

private:
    struct Flight {
        Job* job = nullptr;
        Tick start{0};
        bool conditional = false;
    };
    struct Answer {
        Job& job;
        Track& track;
        Tick start{0};
        Received received;
        bool coded = false;  // the payload is not the body itself, but …
        Decoded decoded;     // … this, unless it is not whole
        Verdict verdict;
    };
    /// Where a redirect leads, or why it is not followed.
    struct Hop {
        std::optional<Url> url;
        const records::HostRule* rule = nullptr;
        std::string refused;   // empty: it is followed
        std::string foreign;   // the host, where it is not of the list
        bool endless = false;  // a circle, or more redirects than are followed
    };

    // run.cpp
    void plan(std::vector<records::OpenTask>);
    void place(Job&);
    Site& site_of(const Url&, const records::HostRule&);
    Track& track_of(const records::HostRule&);
    std::optional<Tick> dispatch();
    std::optional<Tick> serve(Track&);
    std::optional<Tick> lane_wait(Track&, Tick now, Tick start);
    void skip_all(Track&);
    void send(Job&, Tick now, const std::string& remark);
    Sending sending_of(const Job&) const;
    bool hear(std::optional<Tick> next);
    void flush();
    void kept(const Batch::Entry&, bool blocks);
    Outcome outcome() const;

    // run_answers.cpp
    void take(Received);
    void heard_from(Answer&, bool conditional);
    void weigh(Answer&);
    void trouble(Track&, const std::string& why);
    bool unreached(Answer&);
    void pause(Tick now);
    void settle(Answer&, const Hop&);
    void settle_suspects();
    void go_on(Answer&);
    void again(Answer&);
    void defer(Answer&);
    void follow(Answer&, const Hop&);
    Hop hop_of(const Answer&) const;
    void move(Job&, const Hop&, int status);
    bool suspect(Answer&, const Hop&);
    void finish(Answer&, records::Ending, const std::string& why);
    void end_now(Job&, records::Ending, const std::string& why);
    records::Page page_of(Answer&, std::string_view ending);

    // run_robots.cpp
    std::optional<std::string> cleared(Job&, Tick now);
    void ask_rules(Site&);
    void hold(Site&, records::Instant until, const std::string& why, Tick now);
    void take_rules(Answer&, const Hop&);
    void settle_rules(Answer&, records::RobotsCopy);
    void rules_unreadable(Answer&);
    void rules_came(Job&, records::RobotsCopy);
    void wish(Track&);
    /// A status by which a host says that it has no rules for us (RFC 9309 §2.3.1.3).
    static bool has_no_rules(int status);

    void give_up(Track&, const std::string& why);
    void stop_all(const std::string& why);
    void tell(Event::Kind, const Track*, const Job*, std::string what, std::size_t bytes = 0) const;
    void remember(const Track&) const;
    Tick tick() const { return clock_.tick(); }
    records::Day today() const { return records::day_of(clock_.wall()); }

    const Policy& policy_;
    const Memory& memory_;
    Transport& transport_;
    const Clock& clock_;
    const Hooks& hooks_;
    std::mt19937_64 chance_;
    RobotsBook book_;

    std::deque<Job> jobs_;  // none is ever moved: others point to them
    std::map<std::string, Track> tracks_;
    std::map<std::string, Site> sites_;
    std::vector<Track*> order_;  // of the tracks, as the plan names them
    std::unordered_map<std::uint64_t, Flight> flights_;
    Batch batch_;
    Outage outage_;
    Portal portal_;
    Tick pause_until_{0};
    std::uint64_t last_id_ = 0;
    std::size_t planned_ = 0;
    std::size_t last_order_ = 0;  // of the jobs
    std::map<records::Ending, std::size_t> ended_;
    std::optional<records::Error> error_;  // of keep() or end()
    bool stopped_ = false;                 // by ourselves: the network is not what it should be
};

}  // namespace crawler
