#include "app/pipeline.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "parsers/read.h"
#include "reports/view.h"

namespace app {
namespace {

using archive::Kept;
using records::Outcome;
using records::Page;
using records::Reading;
using records::Result;

constexpr std::size_t batch_pages = 64;
constexpr std::size_t batch_bytes = std::size_t{32} << 20U;

/// The work on one archive in one run.
class Collection {
public:
    Collection(archive::Archive& archive, records::Instant recorded, const Tell& tell)
        : archive_(archive), watch_(archive), recorded_(recorded), tell_(tell) {}
    Collection(const Collection&) = delete;
    Collection& operator=(const Collection&) = delete;

    /// Reads what was kept before by a run that ended early.
    Result<void> finish_earlier() {
        const auto pending = archive_.pending();
        if (!pending) return tl::unexpected(pending.error());
        for (const Kept& kept : *pending) {
            const auto page = archive_.page(kept.id);
            if (!page) return tl::unexpected(page.error());
            std::vector<Reading> readings = {parsers::read(*page)};
            if (const auto judged = watch_.judge(readings.front(), page->url, page->fetched_at);
                !judged)
                return judged;
            count(*page, readings.front());
            if (const auto added = archive_.add({&kept, 1}, readings, recorded_); !added) {
                return added;
            }
            ++tally_.left_over;
        }
        return {};
    }

    Result<void> take(Page page) {
        ++tally_.pages;
        bytes_ += page.body.size() + page.payload.size();
        batch_.push_back(std::move(page));
        return batch_.size() >= batch_pages || bytes_ >= batch_bytes ? flush() : Result<void>{};
    }

    Result<void> flush() {
        const std::vector<Page> pages = std::exchange(batch_, {});
        bytes_ = 0;
        if (pages.empty()) return {};
        const auto outcomes = keep_and_read(pages, archive_, watch_, recorded_, count_);
        if (!outcomes) return tl::unexpected(outcomes.error());
        for (const auto& outcome : *outcomes) tally_.known += outcome ? 0U : 1U;
        return {};
    }

    const Tally& tally() const { return tally_; }

private:
    void count(const Page& page, const Reading& reading) {
        ++tally_.outcomes[static_cast<std::size_t>(reading.outcome)];
        if (is_undated(page, reading)) ++tally_.undated;
        if (is_placeless(page, reading)) ++tally_.placeless;
        tell_(page, reading);
    }

    archive::Archive& archive_;
    FieldWatch watch_;
    records::Instant recorded_;
    const Tell& tell_;
    const Tell count_ = [this](const Page& page, const Reading& reading) { count(page, reading); };
    std::vector<Page> batch_;
    std::size_t bytes_ = 0;
    Tally tally_;
};

/// Rates carry their own day; everything else is true at a moment.
bool needs_moment(const records::Record& record) {
    return std::visit(
        [](const auto& fact) {
            if constexpr (requires { fact.observed_at; }) {
                return !fact.observed_at.has_value();
            } else {
                return false;
            }
        },
        record);
}

/// Charts and listings are of a storefront.
bool needs_storefront(const records::Record& record) {
    return std::visit(
        [](const auto& fact) {
            if constexpr (requires { fact.country.has_value(); }) {
                return !fact.country.has_value();
            } else {
                return false;
            }
        },
        record);
}

}  // namespace

std::size_t Tally::troubled() const {
    return of(Outcome::blocked) + of(Outcome::drift) + of(Outcome::unsupported);
}

bool is_undated(const Page& page, const Reading& reading) {
    return !page.fetched_at && !reading.observed_at &&
           std::ranges::any_of(reading.records, needs_moment);
}

bool is_placeless(const Page& page, const Reading& reading) {
    return !page.asked.country && !reading.country &&
           std::ranges::any_of(reading.records, needs_storefront);
}

Result<std::vector<std::optional<Outcome>>> keep_and_read(std::span<const Page> pages,
                                                          archive::Archive& archive,
                                                          FieldWatch& watch,
                                                          records::Instant recorded,
                                                          const Tell& tell) {
    const auto kept = archive.keep(pages);
    if (!kept) return tl::unexpected(kept.error());
    std::vector<std::optional<Outcome>> outcomes(pages.size());
    std::vector<Kept> fresh;
    std::vector<Reading> readings;
    for (std::size_t place = 0; place < pages.size(); ++place) {
        const Kept& one = (*kept)[place];
        if (one.known) continue;
        // An answer 304 has no body of its own: the archive knows which page it confirms.
        const bool confirms = pages[place].exchange && pages[place].exchange->not_modified_since;
        const auto confirmed = confirms ? archive.page(one.id) : Result<Page>(Page{});
        if (!confirmed) return tl::unexpected(confirmed.error());
        const Page& page = confirms ? *confirmed : pages[place];
        fresh.push_back(one);
        readings.push_back(parsers::read(page));
        if (const auto judged = watch.judge(readings.back(), page.url, page.fetched_at); !judged)
            return tl::unexpected(judged.error());
        outcomes[place] = readings.back().outcome;
        tell(page, readings.back());
    }
    if (const auto added = archive.add(fresh, readings, recorded); !added)
        return tl::unexpected(added.error());
    return outcomes;
}

Result<Tally> collect(const Pages& pages, archive::Archive& archive, records::Instant recorded,
                      const Tell& tell) {
    Collection collection(archive, recorded, tell);
    Result<void> fine = collection.finish_earlier();
    if (fine) {
        pages([&](Page page) {
            fine = collection.take(std::move(page));
            return fine.has_value();
        });
    }
    if (fine) fine = collection.flush();
    if (!fine) return tl::unexpected(fine.error());
    return collection.tally();
}

Result<reports::Workbook> report(const archive::Archive& archive, records::Week week,
                                 std::span<const records::WatchedApp> apps,
                                 std::optional<records::Instant> as_of,
                                 std::vector<records::Permission> permissions,
                                 reports::Edition edition) {
    auto market = archive.market(week, reports::weeks_of_best, apps, as_of);
    if (!market) return tl::unexpected(market.error());
    market->permissions = std::move(permissions);
    return reports::build(*market, edition);
}

Result<reports::Earlier> earlier_report(const archive::Archive& archive, records::Week week,
                                        std::span<const records::WatchedApp> apps,
                                        records::Instant as_of, int revision) {
    const auto market = archive.market(week, reports::weeks_of_best, apps, as_of);
    if (!market) return tl::unexpected(market.error());
    return reports::earlier(*market, revision);
}

}  // namespace app
