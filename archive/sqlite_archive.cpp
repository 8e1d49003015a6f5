#include <unistd.h>

#include <filesystem>

#include "archive/archive.h"
#include "archive/guarded.h"
#include "archive/page_store.h"
#include "archive/sqlite_coverage.h"
#include "archive/sqlite_facts.h"
#include "archive/sqlite_journal.h"
#include "archive/sqlite_market.h"
#include "archive/sqlite_responses.h"
#include "archive/sqlite_schema.h"
#include "archive/sqlite_watch.h"

namespace archive {
namespace {

using namespace records;

constexpr std::uint64_t segment_full = std::uint64_t{256} << 20U;

constexpr std::uint64_t least_free = std::uint64_t{64} << 20U;  // two batches

std::string database_file(const std::string& place) { return place + "/archive.sqlite"; }
std::string warc_folder(const std::string& place) { return place + "/warc"; }

/// The lock of an archive, held until the process ends or the archive is closed.
File locked(const std::string& place) {
    auto file = checked(File::open(place + "/lock", File::Mode::append));
    if (!file.lock())
        throw std::runtime_error(place + ": another process writes to this archive (" +
                                 checked(file.read_at(0, 100)) +
                                 "); wait until it has ended, or end it");
    checked(file.cut(0));
    checked(file.write("process " + std::to_string(::getpid())));
    return file;
}

class SqliteArchive : public Archive {
public:
    SqliteArchive(std::optional<File> lock, const std::string& place, Database::Access access,
                  std::span<const WatchedApp> watched)
        : lock_(std::move(lock)),
          database_(database_file(place), access),
          faces_(database_),
          watch_(watched),
          pages_(prepared(place, access)),
          journal_(database_, pages_) {
        if (access == Database::Access::read) return;
        refresh_watched_ranks(database_, watch_);
        complete_field_coverage(database_, faces_);
    }

    Result<std::vector<Kept>> keep(std::span<const Page> pages) override {
        return guarded([&] { return pages_.keep(pages); });
    }

    Result<void> add(std::span<const Kept> kept, std::span<const Reading> readings,
                     Instant recorded) override {
        if (kept.size() != readings.size()) return fail("add: every kept page needs its reading");
        auto done = guarded([&] {
            Transaction transaction(database_);
            for (std::size_t i = 0; i < kept.size(); ++i) add_one(kept[i], readings[i], recorded);
            transaction.commit();
        });
        if (!done) faces_.forget();
        return done;
    }

    Result<std::vector<Kept>> pending() override {
        return guarded([&] { return pages_.pending(); });
    }

    Result<Page> page(ResponseId id) const override {
        return guarded([&] { return pages_.page(id); });
    }

    Result<std::optional<std::string>> payload(const std::string& url,
                                               const std::string& digest) const override {
        return guarded([&] { return pages_.payload(url, digest); });
    }

    Result<std::vector<ResponseFacts>> responses(const Filter& filter) const override {
        return guarded([&] {
            std::vector<ResponseFacts> all;
            for (const std::int64_t each : readings_of(database_, filter))
                all.push_back(response_facts(database_, each));
            return all;
        });
    }

    Result<Reading> reading(ResponseId id, std::optional<Instant> as_of) const override {
        return guarded([&] {
            const auto latest = latest_reading(database_, id, as_of);
            if (!latest)
                throw std::runtime_error("the archive has no reading of response " +
                                         std::to_string(id));
            return reading_at(database_, faces_, *latest);
        });
    }

    Result<std::vector<FieldCoverage>> field_coverage(const FieldFilter& filter) const override {
        return guarded([&] { return field_coverage_of(database_, filter); });
    }

    Result<Market> market(Week week, int weeks_back, std::span<const WatchedApp> apps,
                          std::optional<Instant> as_of) const override {
        return guarded(
            [&] { return market_of(database_, faces_, Watch(apps), week, weeks_back, as_of); });
    }

    Journal& journal() override { return journal_; }

private:
    /// The schema has to fit before anything else is looked at.
    PageStore prepared(const std::string& place, Database::Access access) {
        const std::string folder = warc_folder(place);
        if (access == Database::Access::read) {
            require_readable(database_, database_file(place));
            return {database_, folder};
        }
        migrate(database_, database_file(place));
        return {database_, folder, checked(Segments::open(folder, segment_full, least_free))};
    }

    /// Reading a page again and learning nothing new adds nothing.
    void add_one(const Kept& kept, const Reading& reading, Instant recorded) {
        if (kept.known) return;
        const auto before = latest_reading(database_, kept.id, std::nullopt);
        if (before && same(reading_at(database_, faces_, *before), reading)) return;
        add_reading(database_, faces_, watch_, kept.id, reading, recorded);
    }

    std::optional<File> lock_;
    mutable Database database_;
    mutable Faces faces_;
    Watch watch_;
    PageStore pages_;
    SqliteJournal journal_;
};

}  // namespace

Result<std::unique_ptr<Archive>> open(const std::string& place,
                                      std::span<const WatchedApp> watched) {
    return guarded([&]() -> std::unique_ptr<Archive> {
        std::error_code error;
        std::filesystem::create_directories(place, error);
        if (error)
            throw std::runtime_error(place + ": this folder cannot be made (" + error.message() +
                                     "); choose another with --archive");
        return std::make_unique<SqliteArchive>(locked(place), place, Database::Access::write,
                                               watched);
    });
}

Result<std::unique_ptr<Archive>> open_to_read(const std::string& place,
                                              std::span<const WatchedApp> watched) {
    return guarded([&]() -> std::unique_ptr<Archive> {
        if (!std::filesystem::exists(database_file(place)))
            throw std::runtime_error(place +
                                     ": there is no archive here (no archive.sqlite); "
                                     "import pages first, or name another folder");
        return std::make_unique<SqliteArchive>(std::nullopt, place, Database::Access::read,
                                               watched);
    });
}

}  // namespace archive
