#include <algorithm>
#include <array>
#include <utility>

#include "crawler/headers.h"
#include "crawler/run.h"
#include "crawler/shown.h"

namespace crawler {
namespace {

using records::Ending;
using std::chrono::milliseconds;

/// So long all wait when it is this machine that cannot go on, out of file descriptors for
/// instance.
constexpr std::chrono::seconds breath{5};

/// Milliseconds from when the request was on the wire to the end of the answer; empty: unknown.
std::optional<milliseconds> time_of_answer(const Received& received) {
    if (received.exchange.finished < 0) return std::nullopt;
    return milliseconds(received.exchange.finished -
                        std::max<std::int64_t>(received.exchange.connected, 0));
}

bool is_coded(std::string_view head) {
    return !header(head, "Content-Encoding").empty() || !header(head, "Transfer-Encoding").empty();
}

/// As WARC names it why a payload is not whole.
std::string_view cut_by(Fault fault) {
    switch (fault) {
        case Fault::none: return "";
        case Fault::too_large: return "length";
        case Fault::timeout: return "time";
        default: return "disconnect";
    }
}

}  // namespace

void Run::take(Received received) {
    const auto found = flights_.find(received.id);
    if (found == flights_.end()) return;
    const Flight flight = found->second;
    flights_.erase(found);
    Job& job = *flight.job;
    Answer answer{job, *job.site->track, flight.start, std::move(received), false, {}, {}};
    heard_from(answer, flight.conditional);
    weigh(answer);
    if (unreached(answer)) return;
    const Hop hop = answer.verdict.next == Next::redirect ? hop_of(answer) : Hop{};
    if (answer.received.status != 0 && hop.foreign.empty()) settle_suspects();
    if (job.rules_for != nullptr)
        take_rules(answer, hop);
    else
        settle(answer, hop);
}

void Run::heard_from(Answer& answer, bool conditional) {
    const Received& received = answer.received;
    if (received.status != 0) {
        outage_.heard();
        pause_until_ = Tick(0);
    }
    answer.coded = received.fault != Fault::none || is_coded(received.head);
    if (answer.coded && received.fault == Fault::none && !received.payload.empty())
        answer.decoded = hooks_.decode(received.head, received.payload);
    const Context context{*answer.job.site->rule, conditional, answer.job.identity, clock_.wall(),
                          policy_.longest_wait};
    answer.verdict = judge(received, context, answer.decoded.fault);
    tell(Event::Kind::answered, &answer.track, &answer.job,
         received.status != 0 ? std::to_string(received.status)
                              : std::string(to_text(received.fault)),
         received.payload.size());
    if (received.status == 0) return;
    const std::string_view body = answer.coded ? answer.decoded.body : received.payload;
    if (const auto remark = remark_on(received.head, body, received.fetched_at); !remark.empty())
        tell(Event::Kind::odd, &answer.track, &answer.job,
             answer.job.site->rule->host + ": " + remark);
}

/// What the answer means for the pace. Of a page that is still to be read, nothing yet.
void Run::weigh(Answer& answer) {
    const Tick now = tick();
    Lane& lane = answer.track.lane;
    if (const auto time = time_of_answer(answer.received); time && answer.received.status != 0) {
        lane.on_wire(now - *time);
        if (answer.received.fault == Fault::none) lane.took(*time);
    }
    const Verdict& verdict = answer.verdict;
    const bool unread = verdict.next == Next::keep && verdict.ending == Ending::fetched &&
                        answer.job.rules_for == nullptr;
    // A robots.txt that a host refuses is one that it does not have (RFC 9309 §2.3.1.3).
    const bool no_rules = answer.job.rules_for != nullptr && has_no_rules(answer.received.status);
    const Effect effect = unread ? Effect::neutral : no_rules ? Effect::good : verdict.effect;
    const int before = lane.failures();
    lane.answered(effect, answer.start, now, verdict.wait, chance_, verdict.why);
    if (lane.failures() > before) trouble(answer.track, verdict.why);
}

/// A lane has to wait now; when that went on too often, it is left.
void Run::trouble(Track& track, const std::string& why) {
    remember(track);
    const Tick now = tick();
    const milliseconds wait = track.lane.next_start(now).value_or(now) - now;
    if (track.lane.failures() >= policy_.give_up_after)
        return give_up(track, "failed " + std::to_string(track.lane.failures()) +
                                  " times in a row: " + why + ".");
    tell(Event::Kind::waiting, &track, nullptr,
         track.name + " waits " +
             std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s: " + why);
}

/// When nobody at all can be reached, it is no fault of the hosts: all wait, nothing is held
/// against anybody.
bool Run::unreached(Answer& answer) {
    const Fault fault = answer.received.fault;
    const Tick now = tick();
    if (fault == Fault::local) pause_until_ = now + breath;
    if (fault != Fault::connect && fault != Fault::name) return false;
    if (!outage_.since) outage_.since = now;
    outage_.missed(answer.track, answer.job);
    if (!outage_.whole(order_, now)) return false;
    ++answer.job.tries;  // it is taken back with those of the others
    answer.track.put(answer.job);
    pause(now);
    return true;
}

void Run::pause(Tick now) {
    outage_.excuse();
    if (now - *outage_.since > policy_.patience)
        return stop_all(
            "No host can be reached for " +
            std::to_string(std::chrono::floor<std::chrono::minutes>(policy_.patience).count()) +
            " minutes. Look at the network, then run again: nothing is lost");
    pause_until_ = now + outage_.next_pause();
    tell(Event::Kind::waiting, nullptr, nullptr,
         "no host can be reached, so the network seems to be down: all wait " +
             std::to_string((pause_until_ - now).count() / 1000) + " s");
}

void Run::settle(Answer& answer, const Hop& hop) {
    const Verdict& verdict = answer.verdict;
    switch (verdict.next) {
        case Next::keep: return finish(answer, verdict.ending, verdict.why);
        case Next::again: return again(answer);
        case Next::redirect: return follow(answer, hop);
        case Next::defer: return defer(answer);
        case Next::identity: answer.job.identity = true; break;
    }
    go_on(answer);
    answer.track.put(answer.job);
}

/// A page that alone is always deferred must not keep the others from being asked, run after run:
/// after some times it goes behind them.
void Run::defer(Answer& answer) {
    constexpr int patience = 4;
    Job& job = answer.job;
    if (++job.deferred % patience == 0) job.order = ++last_order_;
    go_on(answer);
    answer.track.put(job);
}

/// The answer is archived, its task goes on.
void Run::go_on(Answer& answer) {
    if (answer.received.status == 0) return;
    batch_.add(page_of(answer, ""), {});
    batch_.urgent |= answer.track.connections == 1;
}

void Run::again(Answer& answer) {
    Job& job = answer.job;
    if (++job.tries >= policy_.tries)
        return finish(answer, Ending::failed,
                      answer.verdict.why + " (" + std::to_string(job.tries) + " tries)");
    go_on(answer);
    answer.track.put(job);
}

void Run::finish(Answer& answer, Ending ending, const std::string& why) {
    if (answer.received.status == 0) return end_now(answer.job, ending, why);
    answer.job.ended = true;
    batch_.add(page_of(answer, to_text(ending)), {&answer.job, ending, why, answer.start});
    batch_.urgent |= answer.track.connections == 1;
}

/// The task ends without a response, or after its last one was archived as part of the way.
void Run::end_now(Job& job, Ending ending, const std::string& why) {
    job.ended = true;
    ++ended_[ending];
    if (const auto told = hooks_.end({job.open.id, ending, why}); !told) error_ = told.error();
    tell(Event::Kind::ended, job.site == nullptr ? nullptr : job.site->track, &job,
         std::string(to_text(ending)) + ": " + why);
    job.open = {};
}

records::Page Run::page_of(Answer& answer, std::string_view ending) {
    Received& received = answer.received;
    const records::OpenTask& open = answer.job.open;
    records::Page page;
    page.place = "fetched: " + open.task.request.url;
    page.url = open.task.request.url;
    page.fetched_at = received.fetched_at;
    page.status = received.status;
    page.content_type = header(received.head, "Content-Type");
    page.asked = open.task.asked;
    page.fault = received.fault == Fault::none ? answer.decoded.fault : received.why;
    page.body = answer.coded ? std::move(answer.decoded.body) : std::move(received.payload);
    if (answer.coded) page.payload = std::move(received.payload);
    page.head = std::move(received.head);
    page.exchange = std::move(received.exchange);
    page.exchange->task = open.id;
    page.exchange->ending = ending;
    if (page.exchange->cut.empty()) page.exchange->cut = cut_by(received.fault);
    if (ending == to_text(Ending::not_modified))
        page.exchange->not_modified_since = open.validators.of;
    return page;
}

Run::Hop Run::hop_of(const Answer& answer) const {
    const Job& job = answer.job;
    const std::string_view location = header(answer.received.head, "Location");
    const std::string from = job.site->rule->host + " redirects to ";
    const auto base = url_from(job.open.task.request.url);
    const auto url = base ? resolved(*base, location) : base;
    Hop hop;
    if (!url) {
        hop.refused = from + "what is no URL: " + url.error().what;
        return hop;
    }
    hop.url = *url;
    if (std::ranges::find(policy_.hosts, url->host, &records::HostRule::host) ==
        policy_.hosts.end())
        hop.foreign = url->host;
    const auto rule = rule_for(*url, policy_.hosts);
    if (!rule) {
        hop.refused = from + shown(location) + ", which may not be asked: " + rule.error().what;
        return hop;
    }
    hop.rule = *rule;
    const bool circle = canonical(*url) == canonical(*base) ||
                        std::ranges::find(job.visited, canonical(*url)) != job.visited.end();
    hop.endless = circle || std::cmp_greater_equal(job.visited.size(), policy_.redirects);
    if (base->scheme == "https" && url->scheme == "http")
        hop.refused = from + shown(location) + ": from https to http is not followed";
    else if (circle)
        hop.refused = from + shown(location) + ", in a circle";
    else if (hop.endless)
        hop.refused = from + shown(location) + " after " + std::to_string(policy_.redirects) +
                      " redirects; more are not followed";
    return hop;
}

void Run::follow(Answer& answer, const Hop& hop) {
    if (!hop.foreign.empty() && suspect(answer, hop)) return;
    if (!hop.refused.empty()) return finish(answer, Ending::failed, hop.refused);
    go_on(answer);
    move(answer.job, hop, answer.received.status);
}

/// To where a redirect points, with its rules, its robots.txt and its pace. The way there carries
/// nothing that was meant for the first host.
void Run::move(Job& job, const Hop& hop, int status) {
    records::Request& request = job.open.task.request;
    if (const auto base = url_from(request.url)) job.visited.push_back(canonical(*base));
    request.url = hop.url->text();
    job.open.validators = {};
    if (request.method == "POST" && status <= 303) {  // RFC 9110 §15.4
        request.method = "GET";
        request.content_type.clear();
        request.body.clear();
    }
    job.site = &site_of(*hop.url, *hop.rule);
    job.site->track->put(job);
}

/// Whether it must wait what a redirect to a foreign host means.
bool Run::suspect(Answer& answer, const Hop& hop) {
    if (portal_.suspects_other_than(hop.foreign)) settle_suspects();
    const bool others = std::ranges::any_of(order_, [&](const Track* track) {
        return track != &answer.track && !track->left &&
               (track->has_work() || track->lane.in_flight() > 0);
    });
    const bool portal = portal_.points(answer.track, hop.foreign);
    if (!portal && !others) return false;
    go_on(answer);
    portal_.hold(answer.job, hop.refused);
    if (portal)
        stop_all("Every host redirects to " + shown(hop.foreign) +
                 ", as the login page of a network does. Log in there, then run again: nothing is "
                 "lost");
    return true;
}

void Run::settle_suspects() {
    for (const Portal::Suspect& suspect : portal_.settle()) {
        Job& job = *suspect.job;
        if (job.rules_for == nullptr) {
            end_now(job, Ending::failed, suspect.why);
            continue;
        }
        records::RobotsCopy copy;
        copy.body = suspect.why;
        rules_came(job, std::move(copy));
    }
}

}  // namespace crawler
