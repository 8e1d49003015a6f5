#pragma once

#include "archive/journal.h"
#include "archive/page_store.h"
#include "archive/sqlite_database.h"

namespace archive {

/// The journal in the tables crawl, task, lane and robots, on the archive's one connection.
class SqliteJournal : public Journal {
public:
    SqliteJournal(Database& database, const PageStore& pages)
        : database_(database), pages_(pages) {}

    records::Result<records::CrawlId> begin(std::string_view name, records::Instant now,
                                            std::span<const records::Task>) override;
    records::Result<std::optional<CrawlFacts>> unfinished(std::string_view name) override;
    records::Result<std::vector<records::OpenTask>> open_tasks(records::CrawlId) override;
    records::Result<void> end(const records::TaskEnd&, records::Instant now) override;
    records::Result<void> close(records::CrawlId, records::Instant now) override;
    records::Result<std::size_t> miss(records::CrawlId, records::Instant now) override;

    records::Result<std::vector<CrawlFacts>> crawls() const override;
    records::Result<std::vector<TaskFacts>> tasks(records::CrawlId) const override;

    records::Result<std::vector<records::LaneMemory>> lanes() const override;
    records::Result<void> remember(const records::LaneMemory&) override;
    records::Result<std::vector<records::RobotsCopy>> robots() const override;
    records::Result<void> remember(const records::RobotsCopy&) override;

private:
    records::Validators validators_for(const records::Request&);

    Database& database_;
    const PageStore& pages_;
};

}  // namespace archive
