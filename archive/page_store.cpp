#include "archive/page_store.h"

#include <filesystem>
#include <set>

#include "archive/containers.h"
#include "archive/memory_stream.h"
#include "archive/sqlite_facts.h"
#include "archive/warc_reader.h"

namespace archive {
namespace {

using records::Page;
using records::ResponseId;

std::string digest_text(const Digest& digest) { return "sha256:" + hex(digest); }

Blob blob_of(const Digest& digest) {
    return {{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}

std::optional<Digest> payload_digest(const WarcRecord& record) {
    constexpr std::string_view scheme = "sha256:";
    std::string_view text = record["WARC-Payload-Digest"];
    if (!text.starts_with(scheme)) return std::nullopt;
    return digest_from_base32(text.substr(scheme.size()));
}

std::optional<WarcRecord> only_record(std::string_view member) {
    MemoryStream stream(member);
    return WarcStream(stream, record_caps({}).bytes, [](auto&&...) {}).next();
}

}  // namespace

/// A response that holds its bytes.
struct PageStore::Row {
    ResponseId id = 0;
    std::uint64_t bytes = 0;
    Original names;
};

PageStore::PageStore(Database& database, std::string folder, Segments segments)
    : database_(database), folder_(std::move(folder)), segments_(std::move(segments)) {
    recover();
}

std::vector<Kept> PageStore::keep(std::span<const Page> pages) {
    if (!segments_) throw std::runtime_error(folder_ + ": the archive was opened to read only");
    std::vector<Kept> all;
    std::set<ResponseId> in_batch;
    Transaction transaction(database_);
    bool begun = false;
    try {
        for (const Page& page : pages) {
            all.push_back(keep_one(page, begun));
            if (!in_batch.insert(all.back().id).second) all.back().known = true;
        }
        if (begun) checked(segments_->sync());
        transaction.commit();
    } catch (...) {
        if (begun) segments_->rollback();
        throw;
    }
    return all;
}

Kept PageStore::keep_one(const Page& page, bool& begun) {
    const PageNames names = names_of(page);
    if (const auto kept = kept_as(names)) return *kept;
    const auto original = page.as_received().empty() ? std::nullopt : original_of(names.payload);
    if (!std::exchange(begun, true)) checked(segments_->begin(names.date));
    const std::uint64_t offset = segments_->size();
    const std::uint64_t length = checked(segments_->append(
        record_text(page, names, original ? std::optional(original->names) : std::nullopt)));
    Kept kept{0, digest_text(names.payload), false, original.has_value()};
    kept.id = insert(page, names, {segments_->name(), offset, length}, page.as_received().size(),
                     original ? std::optional(original->id) : std::nullopt);
    return kept;
}

std::optional<Kept> PageStore::kept_as(const PageNames& names) {
    Query found(database_,
                "select id, original is not null, exists(select 1 from reading where response = "
                "response.id) from response where identity = ?");
    found.with(blob_of(names.identity));
    if (!found.next()) return std::nullopt;
    return Kept{found.number(0), digest_text(names.payload), found.number(2) != 0,
                found.number(1) != 0};
}

std::optional<PageStore::Row> PageStore::original_of(const Digest& payload) {
    Query found(database_,
                "select id, bytes, identity, url, place, fetched from response where digest = ? "
                "and original is null order by id limit 1");
    found.with(digest_text(payload));
    if (!found.next()) return std::nullopt;
    Page page;
    page.url = found.text(3);
    page.place = found.text(4);
    page.fetched_at = instant_at(found.maybe_number(5));
    const PageNames names = names_of(page, payload);
    Digest identity{};
    std::ranges::copy(found.text(2), identity.begin());
    return Row{found.number(0),
               static_cast<std::uint64_t>(found.number(1)),
               {"<urn:uuid:" + uuid_of(identity) + ">", names.uri, names.date}};
}

ResponseId PageStore::insert(const Page& page, const PageNames& names, const Location& location,
                             std::uint64_t bytes, std::optional<ResponseId> original) {
    Query(database_,
          "insert into response (identity, url, place, digest, segment, offset, length, bytes, "
          "fetched, original) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(blob_of(names.identity))
        .with(page.url)
        .with(page.place)
        .with(digest_text(names.payload))
        .with(location.segment)
        .with(static_cast<std::int64_t>(location.offset))
        .with(static_cast<std::int64_t>(location.length))
        .with(static_cast<std::int64_t>(bytes))
        .with(seconds(page.fetched_at))
        .with(original)
        .run();
    return database_.last_id();
}

std::vector<Kept> PageStore::pending() {
    std::vector<Kept> all;
    Query rows(database_,
               "select id, digest, original is not null from response where not exists (select 1 "
               "from reading where response = response.id) order by id");
    while (rows.next())
        all.push_back({rows.number(0), std::string(rows.text(1)), false, rows.number(2) != 0});
    return all;
}

WarcRecord PageStore::record_at(const Location& location) const {
    const std::string path = folder_ + "/" + location.segment;
    const std::string place = path + "#" + std::to_string(location.offset) + ": ";
    const auto file = File::open(path, File::Mode::read);
    if (!file) throw std::runtime_error(place + file.error().what);
    const auto bytes = file->read_at(location.offset, static_cast<std::size_t>(location.length));
    if (!bytes) throw std::runtime_error(place + bytes.error().what);
    const auto member = inflater_.one(Wrapping::gzip, *bytes, record_caps({}));
    auto record = member ? only_record(member->bytes) : std::nullopt;
    if (!record)
        throw std::runtime_error(place + "the record is damaged; restore the file from a copy");
    return *std::move(record);
}

Page PageStore::page(ResponseId id) const {
    Query row(database_,
              "select r.url, r.place, r.digest, r.segment, r.offset, r.length, o.segment, "
              "o.offset, o.length from response r left join response o on o.id = r.original where "
              "r.id = ?");
    row.with(id);
    if (!row.next()) throw std::runtime_error("the archive has no response " + std::to_string(id));
    const auto location = [&](int column) {
        return Location{std::string(row.text(column)),
                        static_cast<std::uint64_t>(row.number(column + 1)),
                        static_cast<std::uint64_t>(row.number(column + 2))};
    };
    const WarcRecord record = record_at(location(3));
    std::optional<WarcRecord> original;
    if (!row.is_null(6)) original = record_at(location(6));
    const auto payload = original ? std::optional(payload_of(*original)) : std::nullopt;
    const Limits limits;
    Page page = page_from(record, payload, {limits.page_bytes, limits.ratio}, inflater_);
    page.url = row.text(0);
    page.place = row.text(1);
    if (digest_text(sha256({page.as_received()})) != row.text(2))
        throw std::runtime_error(folder_ + "/" + std::string(row.text(3)) + "#" +
                                 std::to_string(row.number(4)) +
                                 ": the bytes do not have the digest they had when they were "
                                 "kept; restore the file from a copy");
    return page;
}

/// Tools differ in whether a digest is that of the bytes as sent, or of the decoded body.
std::optional<std::string> PageStore::payload(const std::string& url,
                                              const std::string& digest) const {
    Query rows(database_,
               "select id from response where url = ? and original is null order by id desc");
    rows.with(url);
    while (rows.next()) {
        const Page found = page(rows.number(0));
        if (has_digest(found.as_received(), digest) || has_digest(found.body, digest))
            return found.as_received();
    }
    return std::nullopt;
}

void PageStore::recover() {
    const auto names = checked(Segments::names(folder_));
    require_whole();
    for (const std::string& name : names) recover_segment(name, name == names.back());
}

/// Appending to files that lack what the database knows would make two pages of one place.
void PageStore::require_whole() {
    Query known(database_,
                "select segment, max(offset + length) from response group by segment order by "
                "segment");
    while (known.next()) {
        const std::string path = folder_ + "/" + std::string(known.text(0));
        const auto expected = static_cast<std::uint64_t>(known.number(1));
        const bool there = std::filesystem::exists(path);
        const std::uint64_t size = there ? std::filesystem::file_size(path) : 0;
        if (size >= expected) continue;
        throw std::runtime_error(
            path + (there ? ": has " + std::to_string(size) + " bytes" : ": is missing (0 bytes)") +
            ", the database knows records up to byte " + std::to_string(expected) +
            "; restore the file from a copy, or delete archive.sqlite: the next import makes it "
            "again from the WARC files that are left");
    }
}

void PageStore::recover_segment(const std::string& name, bool last) {
    Query known(database_, "select max(offset + length) from response where segment = ?");
    known.with(name);
    std::uint64_t offset = known.next() ? static_cast<std::uint64_t>(known.number(0)) : 0;
    const auto file = checked(File::open(folder_ + "/" + name, File::Mode::read));
    const std::uint64_t size = checked(file.size());
    FileWindow window(file, size);
    Transaction transaction(database_);
    while (offset < size) {
        const auto member = member_at(window, offset, record_caps({}), inflater_);
        if (member) {
            if (const auto record = only_record(member->bytes))
                take_in(*record, {name, offset, member->length});
            offset += member->length;
        } else if (const auto next = next_member(window, offset + 1)) {
            offset = *next;
        } else {
            stop_at(name, offset, last);
            break;
        }
    }
    transaction.commit();
}

/// A record without a row.
void PageStore::take_in(const WarcRecord& record, const Location& location) {
    const bool revisit = record["WARC-Type"] == "revisit";
    const auto digest = payload_digest(record);
    const auto original = revisit && digest ? original_of(*digest) : std::nullopt;
    if (revisit && !original) return;
    const Limits limits;
    Inflater inflater;
    const Page page = page_from(record, std::nullopt, {limits.page_bytes, limits.ratio}, inflater);
    const PageNames names = revisit ? names_of(page, *digest) : names_of(page);
    if (kept_as(names)) return;
    insert(page, names, location, revisit ? original->bytes : page.as_received().size(),
           original ? std::optional(original->id) : std::nullopt);
}

/// Only what was being written when a process died is cut off: the end of the last file.
void PageStore::stop_at(const std::string& name, std::uint64_t offset, bool last) {
    if (offset == 0)
        throw std::runtime_error(folder_ + "/" + name + ": is no WARC file; move it away");
    if (last) checked(segments_->cut(offset));
}

}  // namespace archive
