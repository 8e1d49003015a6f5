#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "archive/archive.h"
#include "crawler/crawl.h"
#include "records/crawl.h"
#include "records/result.h"

namespace app {

/// A crawl that is to be carried out: a new one, or what an earlier run left of one.
struct BegunCrawl {
    records::CrawlId id = 0;
    records::Instant begun;
    std::vector<records::OpenTask> tasks;  // that have not ended
    std::size_t planned = 0;
    bool resumed = false;
    std::size_t missed = 0;  // requests of an earlier crawl that are too late now
};

/// Goes on with the unfinished crawl of a name if it was begun less than a day ago. An older one
/// ends: what it did not ask is missed, never dated back. Then a new crawl begins.
records::Result<BegunCrawl> begin_crawl(archive::Journal&, const std::string& name,
                                        std::span<const records::Task>, records::Instant now);

/// With what a crawl is carried out.
struct Crawling {
    archive::Archive& archive;
    crawler::Policy policy;
    crawler::Transport& transport;
    crawler::Clock clock;
    std::uint64_t seed = 0;
    std::function<void(const crawler::Event&)> tell;
    std::function<bool()> stop;
};

/// Carries out a crawl: every response is in the archive before it is read, every ending in the
/// journal, and what is remembered of lanes and robots.txt too.
records::Result<crawler::Outcome> carry_out(BegunCrawl, const Crawling&);

}  // namespace app
