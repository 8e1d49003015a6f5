#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "crawler/crawl.h"
#include "crawler/url.h"

/// A world for a crawl: hosts that answer by a script, and clocks that only waiting moves. Hours
/// pass in no time, and every run is the same.
namespace scripted {

using namespace std::chrono_literals;
using crawler::Fault;
using crawler::Tick;
using records::Ending;

struct Reply {
    int status = 200;
    std::string headers;  // "Retry-After: 120"; several are separated by "\n"
    std::string body = "{}";
    Tick latency{100};
    Fault fault = Fault::none;
    std::string why = {};  // of a fault
};

inline Reply status(int code, std::string headers = "") { return {code, std::move(headers), ""}; }
inline Reply redirect(std::string to, int code = 302) { return {code, "Location: " + to, ""}; }
inline Reply broken(Fault fault, std::string why = "it broke") {
    return {0, "", "", Tick(100), fault, std::move(why)};
}
inline Reply text(std::string body) { return {200, "", std::move(body)}; }

/// A request as the world saw it.
struct Seen {
    Tick at{0};
    std::string url;
    std::string host;
    std::string method;
    std::vector<std::string> headers;
    bool identity = false;
    std::string proxy;
    int nth = 1;  // how often this URL was asked, this time included
};

class World : public crawler::Transport {
public:
    using Script = std::function<Reply(const Seen&)>;

    World() { policy.product = "dramascope"; }

    /// A host that may be asked, every 6 s unless told otherwise.
    records::HostRule& host(const std::string& name, Tick gap = 6s) {
        records::HostRule rule;
        rule.host = name;
        rule.gap = gap;
        policy.hosts.reserve(200);  // those who hold a rule may change it
        return policy.hosts.emplace_back(rule);
    }
    /// What a URL answers, or all URLs that begin so: the longest beginning counts.
    void serve(const std::string& url, Script script) { scripts_[url] = std::move(script); }
    void serve(const std::string& url, Reply reply) {
        serve(url, [reply](const Seen&) { return reply; });
    }
    records::OpenTask& task(const std::string& url) {
        records::OpenTask task;
        task.id = static_cast<records::TaskId>(tasks.size()) + 1;
        task.task.request.url = url;
        tasks.reserve(1000);
        return tasks.emplace_back(task);
    }
    void tasks_of(const std::string& url, int count) {
        for (int i = 1; i <= count; ++i) task(url + std::to_string(i));
    }

    /// Carries out what has not ended yet; what is to be remembered is there for the next run.
    crawler::Outcome run() {
        const auto outcome = try_run();
        REQUIRE(outcome);
        check_pace();
        return *outcome;
    }
    records::Result<crawler::Outcome> try_run() {
        std::vector<records::OpenTask> open;
        for (const auto& each : tasks)
            if (!ends.contains(each.id)) open.push_back(each);
        pending_.clear();
        const crawler::Clock clock{[this] { return wall(); }, [this] { return now; }};
        const auto outcome = crawl(open, policy, memory, *this, clock, seed, hooks());
        if (outcome) memory = outcome->memory;
        return outcome;
    }

    records::Instant wall() const {
        return begin + std::chrono::floor<std::chrono::seconds>(now) + wall_shift;
    }

    void send(crawler::Sending sending) override {
        Seen sent{now,
                  sending.request.url,
                  "",
                  sending.request.method,
                  sending.headers,
                  sending.identity,
                  sending.proxy};
        sent.host = crawler::url_from(sent.url)->host;
        sent.nth = static_cast<int>(asked(sent.url)) + 1;
        seen.push_back(sent);
        const Reply reply = script_for(sent.url)(sent);
        pending_.push_back({now + reply.latency, received(sending, reply)});
        most_in_flight = std::max(most_in_flight, pending_.size());
    }
    std::vector<crawler::Received> wait(Tick most) override {
        REQUIRE(++waits < 2'000'000);  // or the loop is busy
        Tick until = now + most;
        for (const auto& [due, answer] : pending_) until = std::min(until, std::max(due, now));
        now = until;
        std::vector<crawler::Received> came;
        std::erase_if(pending_, [&](auto& each) {
            if (each.first > now) return false;
            each.second.fetched_at = wall();
            came.push_back(std::move(each.second));
            return true;
        });
        return came;
    }
    std::size_t in_flight() const override { return pending_.size(); }

    // What was seen of a run.
    std::size_t asked(const std::string& url) const {
        return static_cast<std::size_t>(std::ranges::count(seen, url, &Seen::url));
    }
    std::vector<Tick> starts(const std::string& host) const {
        std::vector<Tick> at;
        for (const Seen& each : seen)
            if (each.host == host) at.push_back(each.at);
        return at;
    }
    /// The smallest time between two requests to a host, from its n-th on.
    Tick smallest_gap(const std::string& host, std::size_t from = 0) const {
        const auto at = starts(host);
        Tick smallest = Tick::max();
        for (std::size_t i = from + 1; i < at.size(); ++i)
            smallest = std::min(smallest, at[i] - at[i - 1]);
        return smallest;
    }
    const records::TaskEnd* end_of(const std::string& url) const {
        for (const auto& each : tasks)
            if (each.task.request.url == url && ends.contains(each.id)) return &ends.at(each.id);
        return nullptr;
    }
    /// "fetched"; "open" where it has not ended.
    std::string ending(const std::string& url) const {
        const auto* end = end_of(url);
        return end == nullptr ? "open" : std::string(to_text(end->ending));
    }
    std::string why(const std::string& url) const {
        const auto* end = end_of(url);
        return end == nullptr ? "" : end->why;
    }
    std::vector<std::string> told(crawler::Event::Kind kind) const {
        std::vector<std::string> texts;
        for (const auto& event : events)
            if (event.kind == kind) texts.push_back(event.what);
        return texts;
    }
    const records::Page* page(const std::string& url) const {
        const auto found = std::ranges::find(pages, url, &records::Page::url);
        return found == pages.end() ? nullptr : &*found;
    }

    crawler::Policy policy;
    crawler::Memory memory;
    std::vector<records::OpenTask> tasks;
    std::uint64_t seed = 7;
    Tick now{1000};
    records::Instant begin =
        records::Instant(std::chrono::sys_days{std::chrono::year(2026) / 10 / 5});
    std::chrono::seconds wall_shift{0};
    std::function<bool()> stop = [] { return false; };
    std::function<records::Result<void>(const std::vector<records::Page>&)> before_keep;
    std::function<records::Result<void>(const records::TaskEnd&)> before_end;

    std::vector<Seen> seen;
    std::map<records::TaskId, records::TaskEnd> ends;
    std::vector<records::Page> pages;
    std::vector<std::size_t> batches;
    std::vector<crawler::Event> events;
    std::vector<records::RobotsCopy> copies;
    std::vector<records::LaneMemory> lane_notes;
    std::size_t most_in_flight = 0;
    int waits = 0;

private:
    static crawler::Received received(const crawler::Sending& sending, const Reply& reply) {
        crawler::Received answer;
        answer.id = sending.id;
        answer.status = reply.status;
        answer.fault = reply.fault;
        answer.why = reply.why;
        if (reply.status == 0) return answer;
        answer.head = "HTTP/1.1 " + std::to_string(reply.status) + " Said\r\n";
        std::string lines = reply.headers;
        for (std::size_t at = 0; (at = lines.find('\n', at)) != lines.npos; at += 2)
            lines.replace(at, 1, "\r\n");
        if (!lines.empty()) answer.head += lines + "\r\n";
        answer.head += "\r\n";
        answer.payload = reply.body;
        answer.exchange.connected = 0;
        answer.exchange.finished = reply.latency.count();
        return answer;
    }

    const Script& script_for(const std::string& url) const {
        static const Script usual = [](const Seen& sent) {
            return sent.url.ends_with("/robots.txt") ? status(404) : Reply{};
        };
        const Script* best = &usual;
        std::size_t length = 0;
        for (const auto& [beginning, script] : scripts_)
            if (url.starts_with(beginning) && beginning.size() >= length &&
                (!url.ends_with("/robots.txt") || beginning == url)) {
                best = &script;
                length = beginning.size();
            }
        return *best;
    }

    /// A body that begins with "coded:" is decoded; any other one that should be is the reason why
    /// it cannot.
    static crawler::Decoded decode(std::string_view payload) {
        constexpr std::string_view mark = "coded:";
        if (payload.starts_with(mark)) return {std::string(payload.substr(mark.size())), ""};
        return {"", std::string(payload)};
    }

    records::Result<std::vector<bool>> keep(std::vector<records::Page> batch) {
        if (before_keep)
            if (const auto error = before_keep(batch); !error)
                return records::fail(error.error().what);
        std::vector<bool> blocks;
        for (records::Page& each : batch) {
            blocks.push_back(each.body.find("captcha") != std::string::npos);
            if (!each.exchange->ending.empty()) {
                const auto id = each.exchange->task;
                INFO("a task ended twice: " << each.url);
                CHECK(!ends.contains(id));
                ends[id] = {id, *records::ending_from(each.exchange->ending), ""};
            }
            pages.push_back(std::move(each));
        }
        batches.push_back(batch.size());
        return blocks;
    }

    records::Result<void> end(const records::TaskEnd& end) {
        if (before_end)
            if (const auto error = before_end(end); !error) return error;
        const auto known = ends.find(end.id);
        if (known != ends.end()) {  // as a journal does: what was kept can only be refined
            const Ending before = known->second.ending;
            INFO("a task ended twice: " << end.why);
            CHECK((before == end.ending ||
                   (before == Ending::fetched && end.ending == Ending::blocked)));
            CHECK(known->second.why.empty());
        }
        ends[end.id] = end;
        return {};
    }

    crawler::Hooks hooks() {
        crawler::Hooks hooks;
        hooks.decode = [](std::string_view, std::string_view payload) { return decode(payload); };
        hooks.keep = [this](std::vector<records::Page> batch) { return keep(std::move(batch)); };
        hooks.end = [this](const records::TaskEnd& each) { return end(each); };
        hooks.robots = [this](const records::RobotsCopy& copy) { copies.push_back(copy); };
        hooks.lane = [this](const records::LaneMemory& note) { lane_notes.push_back(note); };
        hooks.tell = [this](const crawler::Event& event) { events.push_back(event); };
        hooks.stop = [this] { return stop(); };
        return hooks;
    }

    /// Of every run: no lane started two requests closer than its gap, whatever they were for.
    void check_pace() const {
        if (!policy.polite) return;
        std::map<std::string, std::pair<Tick, Tick>> lanes;  // last start, longest gap
        for (const auto& rule : policy.hosts) {
            auto& [last, gap] = lanes[rule.lane.empty() ? rule.host : rule.lane];
            last = Tick(-1'000'000);
            gap = std::max<Tick>(gap, rule.gap);
        }
        for (const Seen& each : seen) {
            const auto rule = std::ranges::find(policy.hosts, each.host, &records::HostRule::host);
            auto& [last, gap] = lanes[rule->lane.empty() ? rule->host : rule->lane];
            INFO(each.url << " at " << each.at.count() << " ms");
            CHECK(each.at - last >= gap);
            last = each.at;
        }
    }

    std::map<std::string, Script> scripts_;
    std::vector<std::pair<Tick, crawler::Received>> pending_;
};

/// A copy of a robots.txt that was fetched before a run.
inline records::RobotsCopy copy_of(std::string origin, records::Instant at, int status = 404,
                                   std::string body = "") {
    records::RobotsCopy copy;
    copy.origin = std::move(origin);
    copy.fetched_at = at;
    copy.status = status;
    copy.body = std::move(body);
    return copy;
}

/// A host whose robots.txt is known already, so that only its tasks are asked.
inline records::HostRule& known_host(World& world, const std::string& name, Tick gap = 6s) {
    world.memory.robots.push_back(copy_of("https://" + name, world.wall()));
    return world.host(name, gap);
}

inline World one_host(int tasks, Tick gap = 6s) {
    World world;
    known_host(world, "a.example", gap);
    world.tasks_of("https://a.example/", tasks);
    return world;
}

}  // namespace scripted
