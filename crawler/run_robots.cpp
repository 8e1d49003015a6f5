#include <algorithm>
#include <utility>

#include "crawler/chunks.h"
#include "crawler/headers.h"
#include "crawler/run.h"
#include "crawler/shown.h"

namespace crawler {
namespace {

using records::Ending;

/// Statuses that bring the whole file; 204: an empty one.
bool brings_rules(int status) { return status == 200 || status == 203 || status == 204; }

/// A file beyond the cap was cut by us, and its beginning is all that counts. Under a
/// Content-Encoding, which nobody asked for, the beginning cannot be read.
bool has_beginning(const Received& received) {
    return received.fault == Fault::too_large && received.status == 200 &&
           header(received.head, "Content-Encoding").empty();
}

std::string beginning_of(const Received& received) {
    return header(received.head, "Transfer-Encoding").empty() ? received.payload
                                                              : data_in_chunks(received.payload);
}

}  // namespace

bool Run::has_no_rules(int status) { return status >= 400 && status < 500 && status != 429; }

/// Whether robots.txt lets a job be sent now, and a remark on that. If not, it was put right: its
/// robots.txt is asked for first, or the job waits, or has ended.
std::optional<std::string> Run::cleared(Job& job, Tick now) {
    if (job.rules_for != nullptr) return "robots.txt";
    if (!policy_.polite) return "";
    Site& site = *job.site;
    if (!book_.fresh(site.origin, clock_.wall())) {
        ask_rules(site);
        return std::nullopt;
    }
    const auto url = url_from(job.open.task.request.url);
    const RobotsVerdict verdict = book_.decide(site.origin, url ? url->target : "/");
    if (verdict.allowed) return "";
    const std::string why = site.origin + "/robots.txt forbids it: " + shown(verdict.rule);
    if (!site.rule->permission.empty())
        return why + "; asked by written permission " + site.rule->permission;
    if (const auto until = book_.not_before(site.origin)) {
        hold(site, *until, verdict.rule, now);
        return std::nullopt;
    }
    site.track->take(job);
    end_now(job, Ending::refused_by_robots, why);
    return std::nullopt;
}

void Run::ask_rules(Site& site) {
    site.awaits_rules = true;
    Job& job = jobs_.emplace_back();
    job.open.task.request.url = site.origin + "/robots.txt";
    job.open.task.asked.source = "robots";
    job.site = &site;
    job.rules_for = &site;
    site.track->put(job);
}

/// Nothing may be asked of a host whose rules cannot be read.
void Run::hold(Site& site, records::Instant until, const std::string& why, Tick now) {
    const Tick wait = until - clock_.wall();
    site.not_before = now + wait;
    site.left = wait > policy_.patience;
    tell(site.left ? Event::Kind::gave_up : Event::Kind::waiting, site.track, nullptr,
         "nothing is asked of " + site.origin + " before " + records::to_text(until) + ": " +
             shown(why) + (site.left ? ". Its requests are left for a later run" : ""));
}

void Run::take_rules(Answer& answer, const Hop& hop) {
    Job& job = answer.job;
    const Received& received = answer.received;
    records::RobotsCopy copy;
    copy.status = received.status;
    copy.max_age = max_age(received.head);
    const bool whole = received.fault == Fault::none && answer.decoded.fault.empty();
    if (has_beginning(received)) {
        copy.body = beginning_of(received).substr(0, most_robots_bytes);
    } else if (whole && brings_rules(received.status)) {
        const std::string& text = answer.coded ? answer.decoded.body : received.payload;
        copy.body = text.substr(0, most_robots_bytes);
    } else if (answer.verdict.next == Next::redirect && hop.refused.empty()) {
        go_on(answer);
        return move(job, hop, received.status);
    } else if (answer.verdict.next == Next::redirect && !hop.foreign.empty() &&
               suspect(answer, hop)) {
        return;
    } else if (answer.verdict.next == Next::redirect && !hop.endless) {
        copy.status = 0;
        copy.body = hop.refused;
    } else if (answer.verdict.next != Next::redirect && !has_no_rules(received.status)) {
        return rules_unreadable(answer);
    }
    settle_rules(answer, std::move(copy));
}

/// The copy and its page are one: whoever archives the page has the copy, too.
void Run::settle_rules(Answer& answer, records::RobotsCopy copy) {
    if (copy.status != 0) {
        answer.received.exchange.rules_of = answer.job.rules_for->origin;
        answer.received.exchange.rules_age = copy.max_age;
    }
    go_on(answer);
    rules_came(answer.job, std::move(copy));
}

/// Once more, a few times; then that is what is known of it.
void Run::rules_unreadable(Answer& answer) {
    if (++answer.job.tries < policy_.tries && answer.verdict.next != Next::keep) {
        go_on(answer);
        return answer.track.put(answer.job);
    }
    const Received& received = answer.received;
    records::RobotsCopy copy;
    if (received.fault == Fault::none && (received.status == 429 || received.status >= 500))
        copy.status = received.status;
    else
        copy.body = answer.verdict.why.empty() ? "an odd answer" : answer.verdict.why;
    settle_rules(answer, std::move(copy));
}

/// A robots.txt, wherever its redirects ended, counts for the origin that was asked first.
void Run::rules_came(Job& job, records::RobotsCopy copy) {
    Site& site = *job.rules_for;
    site.awaits_rules = false;
    job.ended = true;
    copy.origin = site.origin;
    copy.fetched_at = clock_.wall();
    book_.add(copy);
    wish(*site.track);
    if (hooks_.robots) hooks_.robots(copy);
    const auto delay = book_.crawl_delay(site.origin);
    tell(Event::Kind::ended, site.track, &job,
         site.origin + "/robots.txt: " +
             (copy.status != 0 ? std::to_string(copy.status) : "unreachable, " + shown(copy.body)) +
             (delay.count() > 0
                  ? ", it wishes " + std::to_string(delay.count()) + " ms between requests"
                  : ""));
}

/// The longest Crawl-delay of a lane's hosts counts for all of them.
void Run::wish(Track& track) {
    std::chrono::milliseconds longest{0};
    if (policy_.polite)
        for (const Site* site : track.sites)
            longest = std::max(longest, book_.crawl_delay(site->origin));
    track.lane.wish(longest);
}

}  // namespace crawler
