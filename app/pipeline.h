#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "app/field_watch.h"
#include "archive/archive.h"
#include "records/page.h"
#include "records/result.h"
#include "reports/revision.h"

/// The whole program in two functions: pages in, workbook out.
namespace app {

/// What became of the pages of one run.
struct Tally {
    std::size_t pages = 0;      // given
    std::size_t known = 0;      // of them, those that were in the archive already
    std::size_t undated = 0;    // of the others, those whose rows cannot be used: nobody says when
    std::size_t placeless = 0;  // or nobody says from which storefront
    std::size_t left_over = 0;  // pages that an earlier run kept but did not read
    std::array<std::size_t, 5> outcomes{};  // of those that were read, by records::Outcome

    std::size_t of(records::Outcome outcome) const {
        return outcomes[static_cast<std::size_t>(outcome)];
    }
    /// Pages that did not become rows although they should have.
    std::size_t troubled() const;
};

/// Gives pages one by one, until it is told to stop by `false` or has no more.
using Pages = std::function<void(const std::function<bool(records::Page)>& take)>;
/// Hears of every page that was read.
using Tell = std::function<void(const records::Page&, const records::Reading&)>;

/// Keeps pages, reads them, holds them against those before, and keeps what they say: the one way
/// into the archive. The outcome of each; nothing for a page that the archive had already, which is
/// not read again.
records::Result<std::vector<std::optional<records::Outcome>>> keep_and_read(
    std::span<const records::Page>, archive::Archive&, FieldWatch&, records::Instant recorded,
    const Tell&);

/// Keeps pages, reads them, and keeps what they say, in batches of up to 64 pages or 32 MB: what is
/// in the archive is durable before it is read. Begins with what an earlier run left unread.
records::Result<Tally> collect(const Pages&, archive::Archive&, records::Instant recorded,
                               const Tell&);

/// Whether rows of a page cannot be placed in time: it neither says when it was true, nor does
/// anybody say when it was fetched.
bool is_undated(const records::Page&, const records::Reading&);

/// Whether rows of a page belong to no storefront: neither the page nor anybody else names it.
bool is_placeless(const records::Page&, const records::Reading&);

/// The workbook of a week, from what the archive knew at a moment (empty: from all of it). The
/// permissions are those of the configuration, for its sheet Method.
records::Result<reports::Workbook> report(const archive::Archive&, records::Week,
                                          std::span<const records::WatchedApp>,
                                          std::optional<records::Instant> as_of,
                                          std::vector<records::Permission> permissions = {},
                                          reports::Edition = {});

/// The same of an issue that was given out, for the next one to be compared with.
records::Result<reports::Earlier> earlier_report(const archive::Archive&, records::Week,
                                                 std::span<const records::WatchedApp>,
                                                 records::Instant as_of, int revision);

}  // namespace app
