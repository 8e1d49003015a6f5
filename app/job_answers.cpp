#include "app/job_answers.h"

#include <set>

namespace app {
namespace {

using archive::TaskFacts;
using records::Ending;
using records::Outcome;
using records::Result;

std::string key_of(const records::Request& request) {
    return request.method + '\n' + request.url + '\n' + request.body;
}

bool is_of(const std::string& crawl, const std::string& job) {
    return crawl.starts_with(job + " for ");
}

/// Whether anything of a crawl may have ended after a moment.
bool may_matter(const archive::CrawlFacts& crawl, records::Instant since) {
    constexpr std::chrono::days longest{2};
    return crawl.ended ? *crawl.ended >= since : crawl.begun + longest >= since;
}

Result<bool> serves(const archive::Archive& archive, const TaskFacts& task,
                    records::Instant since) {
    const bool answered = task.ending == Ending::fetched || task.ending == Ending::not_modified;
    if (!answered || task.response == 0 || !task.at || *task.at < since) return false;
    return archive.reading(task.response, std::nullopt).map([](const records::Reading& reading) {
        return reading.outcome == Outcome::rows || reading.outcome == Outcome::empty;
    });
}

using Wanted = std::map<std::string, const records::Task*>;

/// Takes what a crawl answers out of what is wanted.
Result<void> take(const archive::Archive& archive, const std::vector<TaskFacts>& tasks,
                  records::Instant since, Wanted& wanted, std::vector<TaskFacts>& found) {
    for (const auto& task : tasks) {
        const auto want = wanted.find(key_of(task.task.request));
        if (want == wanted.end()) continue;
        const auto good = serves(archive, task, since);
        if (!good) return tl::unexpected(good.error());
        if (!*good) continue;
        found.push_back(task);
        found.back().task = *want->second;
        wanted.erase(want);
    }
    return {};
}

}  // namespace

std::string crawl_name(const std::string& job, records::Instant nominal) {
    return job + " for " + records::to_text(nominal);
}

Result<std::vector<TaskFacts>> answered_elsewhere(const archive::Archive& archive,
                                                  const archive::Journal& journal,
                                                  const std::string& job,
                                                  std::span<const records::Task> plan,
                                                  records::Instant since) {
    Wanted wanted;
    for (const auto& task : plan) wanted[key_of(task.request)] = &task;
    const auto crawls = journal.crawls();
    if (!crawls) return tl::unexpected(crawls.error());
    std::vector<TaskFacts> found;
    for (const auto& crawl : *crawls) {
        if (is_of(crawl.name, job) || !may_matter(crawl, since)) continue;
        const auto tasks = journal.tasks(crawl.id);
        if (!tasks) return tl::unexpected(tasks.error());
        const auto taken = take(archive, *tasks, since, wanted, found);
        if (!taken) return tl::unexpected(taken.error());
    }
    return found;
}

std::vector<records::Task> without(std::span<const records::Task> plan,
                                   std::span<const TaskFacts> served) {
    std::set<std::string> keys;
    for (const auto& task : served) keys.insert(key_of(task.task.request));
    std::vector<records::Task> left;
    for (const auto& task : plan)
        if (!keys.contains(key_of(task.request))) left.push_back(task);
    return left;
}

Result<std::size_t> miss_other_slots(archive::Journal& journal, const std::string& job,
                                     const std::string& name, records::Instant now) {
    const auto crawls = journal.crawls();
    if (!crawls) return tl::unexpected(crawls.error());
    std::size_t missed = 0;
    for (const auto& crawl : *crawls) {
        if (crawl.closed || crawl.name == name || !is_of(crawl.name, job)) continue;
        const auto ended = journal.miss(crawl.id, now);
        if (!ended) return tl::unexpected(ended.error());
        missed += *ended;
    }
    return missed;
}

}  // namespace app
