#include "crawler/run.h"

#include <algorithm>
#include <utility>

#include "crawler/shown.h"
#include "records/geography.h"

namespace crawler {
namespace {

/// A lane with a shorter gap is one's own: what it sends is remembered so often, not each time.
constexpr std::chrono::milliseconds remember_each{100};

using records::Ending;

/// So often stop() is asked while nothing happens.
constexpr Tick attention{1000};

records::LaneMemory memory_of(const std::string& lane, const Memory& memory) {
    const auto found = std::ranges::find(memory.lanes, lane, &records::LaneMemory::lane);
    if (found != memory.lanes.end()) return *found;
    records::LaneMemory none;
    none.lane = lane;
    return none;
}

std::optional<Tick> sooner(std::optional<Tick> a, std::optional<Tick> b) {
    return a && b ? std::min(a, b) : a ? a : b;
}

}  // namespace

Run::Run(const Policy& policy, const Memory& memory, Transport& transport, const Clock& clock,
         std::uint64_t seed, const Hooks& hooks)
    : policy_(policy),
      memory_(memory),
      transport_(transport),
      clock_(clock),
      hooks_(hooks),
      chance_(seed),
      book_(memory.robots, policy.product) {}

records::Result<Outcome> Run::carry_out(std::vector<records::OpenTask> tasks) {
    plan(std::move(tasks));
    while (!error_ && !stopped_ && !hooks_.stop()) {
        if (batch_.urgent || batch_.full()) flush();
        if (error_) break;
        const std::optional<Tick> next = dispatch();
        if (error_ || hear(next)) continue;
        if (!portal_.suspects()) break;
        settle_suspects();
    }
    if (!error_) flush();
    if (error_) return records::fail(error_->what);
    return outcome();
}

void Run::plan(std::vector<records::OpenTask> tasks) {
    planned_ = tasks.size();
    for (records::OpenTask& task : tasks) {
        Job& job = jobs_.emplace_back();
        job.open = std::move(task);
        job.order = ++last_order_;
        // At least one try is left: what failed before may have been the network.
        job.tries = std::clamp(job.open.tries, 0, std::max(policy_.tries - 1, 0));
        place(job);
    }
}

/// Where a task is asked; one that may not be asked at all ends here.
void Run::place(Job& job) {
    const auto url = url_from(job.open.task.request.url);
    if (!url) return end_now(job, Ending::failed, url.error().what);
    const auto rule = rule_for(*url, policy_.hosts);
    if (!rule) return end_now(job, Ending::failed, rule.error().what);
    job.site = &site_of(*url, **rule);
    job.site->track->put(job);
}

Site& Run::site_of(const Url& url, const records::HostRule& rule) {
    const std::string origin = url.origin();
    const auto [found, is_new] = sites_.try_emplace(origin);
    Site& site = found->second;
    if (is_new) {
        site.origin = origin;
        site.rule = &rule;
        site.track = &track_of(rule);
        site.track->sites.push_back(&site);
        wish(*site.track);
    }
    return site;
}

Track& Run::track_of(const records::HostRule& rule) {
    const std::string& name = lane_of(rule);
    if (const auto found = tracks_.find(name); found != tracks_.end()) return found->second;
    const Pace pace = [&] {
        Pace own = pace_of(name, policy_.hosts, policy_.polite);
        own.longest_wait = policy_.longest_wait;
        return own;
    }();
    Track track{name, Lane(pace, memory_of(name, memory_), clock_.wall(), tick())};
    track.connections = pace.connections;
    Track& placed = tracks_.emplace(name, std::move(track)).first->second;
    order_.push_back(&placed);
    return placed;
}

/// Sends whatever may be sent now. When the next may be, if that is a matter of time.
std::optional<Tick> Run::dispatch() {
    if (tick() < pause_until_) return pause_until_;
    std::optional<Tick> next;
    for (std::size_t i = 0; i < order_.size() && !error_; ++i)
        next = sooner(next, serve(*order_[i]));
    return next;
}

std::optional<Tick> Run::serve(Track& track) {
    while (!track.left && !error_) {
        const Tick now = tick();
        Job* job = track.next(now);
        if (job == nullptr) return track.next_site();
        if (track.lane.spent(today())) {
            skip_all(track);
            return std::nullopt;
        }
        const std::optional<Tick> start = track.lane.next_start(now);
        if (!start) return std::nullopt;
        if (*start > now) return lane_wait(track, now, *start);
        if (const auto remark = cleared(*job, now)) send(*job, now, *remark);
    }
    return std::nullopt;
}

std::optional<Tick> Run::lane_wait(Track& track, Tick now, Tick start) {
    if (start - now <= policy_.patience) return start;
    give_up(track,
            "waits longer than this run does: " +
                std::to_string(std::chrono::ceil<std::chrono::seconds>(start - now).count()) +
                " s. " + track.lane.why_waiting());
    return std::nullopt;
}

void Run::skip_all(Track& track) {
    std::vector<Job*> skipped;
    for (const Site* site : track.sites)
        for (const auto& [order, job] : site->jobs) skipped.push_back(job);
    std::ranges::sort(skipped, {}, &Job::order);
    const std::string why = "the requests of the day to " + track.name +
                            " are used up; go on tomorrow, or raise its budget if the host agrees";
    for (Job* job : skipped) {
        if (error_) return;
        track.take(*job);
        end_now(*job, Ending::skipped_by_budget, why);
    }
}

Sending Run::sending_of(const Job& job) const {
    Sending sending;
    sending.request = job.open.task.request;
    const records::Validators& known = job.open.validators;
    if (known.of != 0 && !known.etag.empty())
        sending.headers.push_back("If-None-Match: " + known.etag);
    if (known.of != 0 && !known.last_modified.empty())
        sending.headers.push_back("If-Modified-Since: " + known.last_modified);
    sending.identity = job.identity || job.rules_for != nullptr;
    sending.most_bytes = policy_.page_bytes;
    if (job.rules_for != nullptr) sending.most_bytes = 2 * most_robots_bytes;
    if (job.open.task.asked.country) {
        const auto proxy = policy_.proxies.find(storefront_code(*job.open.task.asked.country));
        if (proxy != policy_.proxies.end()) sending.proxy = proxy->second;
    }
    return sending;
}

void Run::send(Job& job, Tick now, const std::string& remark) {
    Track& track = *job.site->track;
    track.take(job);
    track.lane.started(now, today());
    if (track.lane.gap() >= remember_each || now - track.remembered >= remember_each) {
        remember(track);
        track.remembered = now;
    }
    Sending sending = sending_of(job);
    sending.id = ++last_id_;
    flights_[last_id_] = {&job, now, !sending.headers.empty()};
    tell(Event::Kind::sent, &track, &job, remark);
    transport_.send(std::move(sending));
}

/// Waits for answers, and takes them. False: nothing is to come any more.
bool Run::hear(std::optional<Tick> next) {
    if (flights_.empty() && !next && batch_.empty()) return false;
    const Tick until_next = next ? std::max(*next - tick(), Tick(0)) : attention;
    std::vector<Received> answers =
        transport_.wait(batch_.empty() ? std::min(until_next, attention) : Tick(0));
    for (Received& answer : answers) {
        take(std::move(answer));
        if (batch_.full()) flush();
        if (error_) return true;
    }
    if (answers.empty()) flush();
    return true;
}

void Run::flush() {
    if (batch_.empty()) return;
    Batch batch = std::exchange(batch_, {});
    const auto blocks = hooks_.keep(std::move(batch.pages));
    if (!blocks) {
        error_ = blocks.error();
        return;
    }
    for (std::size_t i = 0; i < batch.entries.size() && !error_; ++i)
        if (batch.entries[i].job != nullptr)
            kept(batch.entries[i], i < blocks->size() && (*blocks)[i]);
}

/// What is known of a task now that its response is durable and read.
void Run::kept(const Batch::Entry& entry, bool blocks) {
    Job& job = *entry.job;
    Track& track = *job.site->track;
    records::TaskEnd end{job.open.id, entry.ending, entry.why};
    if (end.ending == Ending::fetched) {
        if (blocks) {
            end.ending = Ending::blocked;
            end.why = job.site->rule->host +
                      " served a page that blocks us (consent, captcha or bot check); it is kept";
        }
        const int before = track.lane.failures();
        track.lane.learned(blocks ? Effect::throttled : Effect::good, entry.start, tick(),
                           std::nullopt, chance_, end.why);
        if (track.lane.failures() > before) trouble(track, end.why);
    }
    if (end.ending != Ending::fetched && end.ending != Ending::not_modified)
        if (const auto told = hooks_.end(end); !told) error_ = told.error();
    ++ended_[end.ending];
    tell(Event::Kind::ended, &track, &job,
         std::string(to_text(end.ending)) + (end.why.empty() ? "" : ": " + end.why));
    job.open = {};
}

Outcome Run::outcome() const {
    Outcome outcome;
    outcome.ended = ended_;
    outcome.waiting = planned_;
    for (const auto& [ending, count] : ended_) outcome.waiting -= count;
    outcome.requests = last_id_;
    outcome.memory.robots = book_.copies();
    for (const auto& [name, track] : tracks_)
        outcome.memory.lanes.push_back(track.lane.memory(clock_.wall(), tick()));
    for (const records::LaneMemory& lane : memory_.lanes)
        if (!tracks_.contains(lane.lane)) outcome.memory.lanes.push_back(lane);
    return outcome;
}

void Run::give_up(Track& track, const std::string& why) {
    if (track.left) return;
    track.left = true;
    remember(track);
    tell(Event::Kind::gave_up, &track, nullptr,
         track.name + " " + why + " Its requests are left for a later run");
}

void Run::stop_all(const std::string& why) {
    if (std::exchange(stopped_, true)) return;
    tell(Event::Kind::gave_up, nullptr, nullptr, why);
}

void Run::tell(Event::Kind kind, const Track* track, const Job* job, std::string what,
               std::size_t bytes) const {
    if (!hooks_.tell) return;
    Event event{kind, track == nullptr ? "" : track->name, "", 0, std::move(what), bytes};
    if (job != nullptr) {
        event.url = job->open.task.request.url;
        event.task = job->open.id;
    }
    hooks_.tell(event);
}

void Run::remember(const Track& track) const {
    if (hooks_.lane && policy_.polite) hooks_.lane(track.lane.memory(clock_.wall(), tick()));
}

}  // namespace crawler
