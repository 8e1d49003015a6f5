#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/sqlite_database.h"
#include "archive/warc_exchange.h"
#include "archive/warc_page.h"
#include "archive/warc_segment.h"

namespace archive {

/// The pages of an archive: their records in WARC files, and a row for each in the table
/// `response`. The files lead: a row is committed when its record is on the disk, and records
/// without a row (a crash in between, or a lost database) get theirs when the archive is opened.
/// Throws what goes wrong.
class PageStore {
public:
    /// To read only.
    PageStore(Database& database, std::string folder)
        : database_(database), folder_(std::move(folder)) {}
    /// To write too: makes rows for records without one, and cuts off a record that was not
    /// written to its end.
    PageStore(Database& database, std::string folder, Segments segments);

    std::vector<Kept> keep(std::span<const records::Page> pages);
    std::vector<Kept> pending();
    records::Page page(records::ResponseId) const;
    std::optional<std::string> payload(const std::string& url, const std::string& digest) const;

private:
    struct Location {
        std::string segment;
        std::uint64_t offset = 0;
        std::uint64_t length = 0;
    };
    /// A response that holds its bytes.
    struct Row {
        records::ResponseId id = 0;
        std::uint64_t bytes = 0;
        Digest payload{};
        Original names;
    };

    Kept keep_one(const records::Page&, bool& begun);
    Kept write(const records::Page&, const PageNames&, const std::optional<Row>& original);
    std::optional<Kept> kept_as(const PageNames&);
    std::optional<Row> original_of(const Digest& payload);
    std::optional<Row> confirmed_by(const records::Page&);
    static Row row_at(const Query&);
    records::ResponseId insert(const records::Page&, const PageNames&, const Location&,
                               std::uint64_t bytes, std::optional<records::ResponseId> original);
    WarcRecord record_at(const Location&) const;
    std::string_view member(const Location&) const;  // valid until the next one is read
    std::string request_before(records::ResponseId, const Location&) const;

    void recover();
    void require_whole();
    void recover_segment(const std::string& name, bool last);
    void take_in(const WarcRecord&, const Location&, const SentRequest& before);
    void stop_at(const std::string& name, std::uint64_t offset, bool last);

    Database& database_;
    std::string folder_;
    std::optional<Segments> segments_;
    mutable Inflater inflater_;
};

}  // namespace archive
