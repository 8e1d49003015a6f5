#include "archive/page_store.h"

#include <filesystem>
#include <set>

#include "archive/containers.h"
#include "archive/http_message.h"
#include "archive/memory_stream.h"
#include "archive/sqlite_exchanges.h"
#include "archive/sqlite_facts.h"
#include "archive/warc_exchange.h"
#include "archive/warc_reader.h"
#include "archive/warc_text.h"

namespace archive {
namespace {

using records::Page;
using records::ResponseId;

std::string digest_text(const Digest& digest) { return "sha256:" + hex(digest); }

Blob blob_of(const Digest& digest) {
    return {{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}

/// Reads what digest_text() writes.
Digest digest_in(std::string_view text) {
    Digest digest{};
    text.remove_prefix(text.find(':') + 1);
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(whole_number(text.substr(2 * i, 2), 16).value_or(0));
    return digest;
}

std::optional<Digest> payload_digest(const WarcRecord& record) {
    constexpr std::string_view scheme = "sha256:";
    std::string_view text = record["WARC-Payload-Digest"];
    if (!text.starts_with(scheme)) return std::nullopt;
    return digest_from_base32(text.substr(scheme.size()));
}

/// The planned request that a page was fetched for.
TaskMark mark_of(const Page& page) {
    if (!page.exchange) return {};
    return {page.exchange->task, page.exchange->ending};
}

/// What is compressed already is not compressed again, and what came over the network is not worth
/// as much time as what is kept once and for all.
Deflater::Effort effort_for(const Page& page) {
    const std::string_view coding = line_in(page.head, "Content-Encoding");
    const bool plain = coding.empty() || same_letters(coding, "identity");
    if (!plain || is_gzip(page.as_received())) return Deflater::Effort::none;
    return page.exchange ? Deflater::Effort::little : Deflater::Effort::usual;
}

/// The page of a record; with the record that holds its bytes, for a revisit.
Page page_of(const WarcRecord& record, const std::optional<WarcRecord>& original,
             Inflater& inflater) {
    const Limits limits;
    const InflateCaps caps{limits.page_bytes, limits.ratio};
    Page page = !original ? page_from(record, std::nullopt, caps, inflater)
                : status_in(record.block) == 304
                    ? confirmed_page(record, *original, caps, inflater)
                    : page_from(record, payload_of(*original), caps, inflater);
    if (!page.exchange) return page;
    const TaskMark mark = task_of(record);
    page.exchange->task = mark.id;
    page.exchange->ending = mark.ending;
    return page;
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
    Digest payload{};
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
    const TaskMark mark = mark_of(page);
    require_task(database_, mark);
    const auto confirmed = confirmed_by(page);
    const PageNames names = confirmed ? names_of(page, confirmed->payload) : names_of(page);
    auto kept = kept_as(names);
    if (!kept) {
        if (!std::exchange(begun, true)) checked(segments_->begin(names.date));
        const bool empty = page.as_received().empty();
        kept = write(page, names, confirmed || empty ? confirmed : original_of(names.payload));
    }
    end_task(database_, mark, kept->id, page);
    return *kept;
}

Kept PageStore::write(const Page& page, const PageNames& names,
                      const std::optional<Row>& original) {
    std::uint64_t request = 0;
    if (page.exchange && !page.exchange->request.empty())
        request = checked(
            segments_->append(request_record(*page.exchange, names.identity, names.uri, names.date),
                              Deflater::Effort::little));
    const std::uint64_t offset = segments_->size();
    const std::uint64_t length = checked(segments_->append(
        record_text(page, names, original ? std::optional(original->names) : std::nullopt),
        effort_for(page)));
    const std::uint64_t bytes = original ? original->bytes : page.as_received().size();
    const auto id = insert(page, names, {segments_->name(), offset, length}, bytes,
                           original ? std::optional(original->id) : std::nullopt);
    if (page.exchange)
        add_exchange_row(database_, id, page, mark_of(page), request_key(page), request);
    return {id, digest_text(names.payload), false, original.has_value()};
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
                "select id, bytes, identity, url, place, fetched, digest from response where "
                "digest = ? and original is null order by id limit 1");
    found.with(digest_text(payload));
    return found.next() ? std::optional(row_at(found)) : std::nullopt;
}

/// Who holds the bytes that the answer 304 confirms.
std::optional<PageStore::Row> PageStore::confirmed_by(const Page& page) {
    if (!page.exchange || !page.exchange->not_modified_since) return std::nullopt;
    const ResponseId id = *page.exchange->not_modified_since;
    Query found(database_,
                "select id, bytes, identity, url, place, fetched, digest from response where id = "
                "(select coalesce(original, id) from response where id = ?)");
    found.with(id);
    if (found.next()) return row_at(found);
    throw std::runtime_error(page.url + ": was not modified since response " + std::to_string(id) +
                             ", which the archive does not have");
}

PageStore::Row PageStore::row_at(const Query& found) {
    Page page;
    page.url = found.text(3);
    page.place = found.text(4);
    page.fetched_at = instant_at(found.maybe_number(5));
    const PageNames names = names_of(page, Digest{});
    Digest identity{};
    std::ranges::copy(found.text(2), identity.begin());
    return {found.number(0),
            static_cast<std::uint64_t>(found.number(1)),
            digest_in(found.text(6)),
            {record_id_of(identity), names.uri, names.date}};
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

std::string_view PageStore::member(const Location& location) const {
    const std::string path = folder_ + "/" + location.segment;
    const std::string place = path + "#" + std::to_string(location.offset) + ": ";
    const auto file = File::open(path, File::Mode::read);
    if (!file) throw std::runtime_error(place + file.error().what);
    const auto bytes = file->read_at(location.offset, static_cast<std::size_t>(location.length));
    if (!bytes) throw std::runtime_error(place + bytes.error().what);
    const auto decoded = inflater_.one(Wrapping::gzip, *bytes, record_caps({}));
    if (!decoded)
        throw std::runtime_error(place + "the record is damaged; restore the file from a copy");
    return decoded->bytes;
}

WarcRecord PageStore::record_at(const Location& location) const {
    auto record = only_record(member(location));
    if (!record)
        throw std::runtime_error(folder_ + "/" + location.segment + "#" +
                                 std::to_string(location.offset) +
                                 ": the record is damaged; restore the file from a copy");
    return *std::move(record);
}

/// The request as sent; empty where it was not kept.
std::string PageStore::request_before(ResponseId id, const Location& response) const {
    const std::uint64_t length = request_length(database_, id);
    if (length == 0) return {};
    return request_in(member({response.segment, response.offset - length, length})).text;
}

Page PageStore::page(ResponseId id) const {
    Query row(
        database_,
        "select r.url, r.place, r.digest, r.segment, r.offset, r.length, o.segment, "
        "o.offset, o.length, o.id from response r left join response o on o.id = r.original where "
        "r.id = ?");
    row.with(id);
    if (!row.next()) throw std::runtime_error("the archive has no response " + std::to_string(id));
    const auto location = [&](int column) {
        return Location{std::string(row.text(column)),
                        static_cast<std::uint64_t>(row.number(column + 1)),
                        static_cast<std::uint64_t>(row.number(column + 2))};
    };
    std::optional<WarcRecord> original;
    if (!row.is_null(6)) original = record_at(location(6));
    Page page = page_of(record_at(location(3)), original, inflater_);
    if (page.exchange) page.exchange->request = request_before(id, location(3));
    if (page.exchange && status_in(page.head) == 304)
        page.exchange->not_modified_since = row.maybe_number(9);
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
    SentRequest before;
    while (offset < size) {
        const auto member = member_at(window, offset, record_caps({}), inflater_);
        if (member) {
            if (const auto record = only_record(member->bytes))
                take_in(*record, {name, offset, member->length}, before);
            before = request_in(member->bytes);
            before.length = member->length;
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

/// A record without a row. What its task came to stands in it too.
void PageStore::take_in(const WarcRecord& record, const Location& location,
                        const SentRequest& before) {
    const bool revisit = record["WARC-Type"] == "revisit";
    const auto digest = payload_digest(record);
    const auto original = revisit && digest ? original_of(*digest) : std::nullopt;
    if (revisit && !original) return;
    Inflater inflater;
    Page page = page_of(record, std::nullopt, inflater);
    const bool asked = page.exchange && before.response == record["WARC-Record-ID"];
    if (asked) page.exchange->request = before.text;
    const PageNames names = revisit ? names_of(page, *digest) : names_of(page);
    if (kept_as(names)) return;
    const auto id =
        insert(page, names, location, revisit ? original->bytes : page.as_received().size(),
               original ? std::optional(original->id) : std::nullopt);
    if (!page.exchange) return;
    const TaskMark mark = mark_of(page);
    add_exchange_row(database_, id, page, mark, request_key(page), asked ? before.length : 0);
    end_task(database_, mark, id, page);
}

/// Only what was being written when a process died is cut off: the end of the last file.
void PageStore::stop_at(const std::string& name, std::uint64_t offset, bool last) {
    if (offset == 0)
        throw std::runtime_error(folder_ + "/" + name + ": is no WARC file; move it away");
    if (last) checked(segments_->cut(offset));
}

}  // namespace archive
