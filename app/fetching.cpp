#include "app/fetching.h"

#include <memory>
#include <utility>

#include "app/pipeline.h"
#include "archive/http_message.h"
#include "crawler/shown.h"

namespace app {
namespace {

using records::Result;

constexpr std::chrono::hours a_day{24};

/// The first thing that went wrong where nobody could be told; a crawl must end then, too.
class Troubles {
public:
    void note(const Result<void>& done) {
        if (!done && first_.has_value()) first_ = done;
    }
    bool any() const { return !first_.has_value(); }
    const Result<void>& first() const { return first_; }

private:
    Result<void> first_;
};

/// Decodes bodies as the archive does when it reads them back.
class Decoder {
public:
    crawler::Decoded operator()(std::string_view head, std::string_view payload) {
        const std::string message = std::string(head) + "\r\n\r\n";
        const auto parts = archive::split_http(message);
        if (!parts) return {"", "the answer does not begin with an HTTP head"};
        auto decoded = archive::decode_payload(parts->fields, payload, caps_, inflater_);
        if (decoded.fault.empty()) decoded.fault = not_as_said(parts->fields, payload, decoded);
        if (!decoded.fault.empty()) decoded.body.clear();
        return {std::move(decoded.body), std::move(decoded.fault)};
    }

private:
    /// Tools keep decoded bytes under the old head, and archives are read so. From a host, a body
    /// that is not coded as its head says is a fault.
    std::string not_as_said(const archive::Fields& fields, std::string_view payload,
                            const archive::DecodedPayload& decoded) {
        const std::string coding = crawler::shown(archive::field(fields, "Content-Encoding"));
        if (coding.empty() || archive::same_letters(coding, "identity")) return "";
        const std::string transfer(archive::field(fields, "Transfer-Encoding"));
        const bool as_said = transfer.empty()
                                 ? !decoded.same
                                 : archive::decode_payload({{"Transfer-Encoding", transfer}},
                                                           payload, caps_, inflater_)
                                           .body != decoded.body;
        if (as_said) return "";
        return "the body has the Content-Encoding \"" + coding + "\", and is not coded so";
    }

    archive::InflateCaps caps_{std::size_t{64} << 20U, 1000};
    archive::Inflater inflater_;
};

/// Whether the content of each page refuses us, whatever its status says.
std::vector<bool> blocked(const std::vector<std::optional<records::Outcome>>& outcomes) {
    std::vector<bool> flags;
    flags.reserve(outcomes.size());
    for (const auto& outcome : outcomes) flags.push_back(outcome == records::Outcome::blocked);
    return flags;
}

crawler::Hooks hooks_of(const Crawling& with, Troubles& troubles) {
    archive::Journal& journal = with.archive.journal();
    crawler::Hooks hooks;
    hooks.decode = [decoder = std::make_shared<Decoder>()](auto head, auto payload) {
        return (*decoder)(head, payload);
    };
    hooks.keep = [&with, watch = std::make_shared<FieldWatch>(with.archive)](
                     std::vector<records::Page> pages) {
        const auto nobody = [](const auto&, const auto&) {};
        return keep_and_read(pages, with.archive, *watch, with.clock.wall(), nobody).map(blocked);
    };
    hooks.end = [&](const records::TaskEnd& end) { return journal.end(end, with.clock.wall()); };
    hooks.robots = [&](const auto& copy) {
        if (copy.status == 0) troubles.note(journal.remember(copy));
    };
    hooks.lane = [&](const auto& lane) { troubles.note(journal.remember(lane)); };
    hooks.tell = with.tell;
    hooks.stop = [&] { return troubles.any() || with.stop(); };
    return hooks;
}

Result<crawler::Memory> memory_of(const archive::Journal& journal) {
    const auto lanes = journal.lanes();
    if (!lanes) return tl::unexpected(lanes.error());
    const auto robots = journal.robots();
    if (!robots) return tl::unexpected(robots.error());
    return crawler::Memory{*lanes, *robots};
}

/// What a run that was killed left: pages without a reading, open tasks of a day that is over.
Result<std::size_t> miss_old(archive::Journal& journal, const std::string& name,
                             records::Instant now) {
    std::size_t missed = 0;
    while (true) {
        const auto left = journal.unfinished(name);
        if (!left) return tl::unexpected(left.error());
        if (!*left || now - (*left)->begun < a_day) return missed;
        const auto ended = journal.miss((*left)->id, now);
        if (!ended) return tl::unexpected(ended.error());
        missed += *ended;
    }
}

}  // namespace

Result<BegunCrawl> begin_crawl(archive::Journal& journal, const std::string& name,
                               std::span<const records::Task> tasks, records::Instant now) {
    BegunCrawl crawl;
    const auto missed = miss_old(journal, name, now);
    if (!missed) return tl::unexpected(missed.error());
    const auto left = journal.unfinished(name);
    if (!left) return tl::unexpected(left.error());
    crawl.missed = *missed;
    crawl.resumed = left->has_value();
    crawl.begun = crawl.resumed ? (*left)->begun : now;
    crawl.planned = crawl.resumed ? (*left)->planned : tasks.size();
    const auto id = crawl.resumed ? (*left)->id : journal.begin(name, now, tasks);
    if (!id) return tl::unexpected(id.error());
    auto open = journal.open_tasks(*id);
    if (!open) return tl::unexpected(open.error());
    crawl.id = *id;
    crawl.tasks = std::move(*open);
    return crawl;
}

Result<crawler::Outcome> carry_out(BegunCrawl crawl, const Crawling& with) {
    const auto nothing = [](const auto&) {};
    const auto nobody = [](const auto&, const auto&) {};
    if (const auto earlier = collect(nothing, with.archive, with.clock.wall(), nobody); !earlier)
        return tl::unexpected(earlier.error());
    const auto memory = memory_of(with.archive.journal());
    if (!memory) return tl::unexpected(memory.error());
    Troubles troubles;
    auto outcome = crawler::crawl(std::move(crawl.tasks), with.policy, *memory, with.transport,
                                  with.clock, with.seed, hooks_of(with, troubles));
    if (!outcome) return outcome;
    for (const auto& lane : outcome->memory.lanes)
        troubles.note(with.archive.journal().remember(lane));
    if (outcome->waiting == 0 && !with.stop())
        troubles.note(with.archive.journal().close(crawl.id, with.clock.wall()));
    if (troubles.any()) return tl::unexpected(troubles.first().error());
    return outcome;
}

}  // namespace app
