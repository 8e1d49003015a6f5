#include "archive/page_store.h"

#include <set>

#include "archive/http_message.h"
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

/// What is compressed already is not compressed again, and what came over the network is not worth
/// as much time as what is kept once and for all.
Deflater::Effort effort_for(const Page& page) {
    const std::string_view coding = line_in(page.head, "Content-Encoding");
    const bool plain = coding.empty() || same_letters(coding, "identity");
    if (!plain || is_gzip(page.as_received())) return Deflater::Effort::none;
    return page.exchange ? Deflater::Effort::little : Deflater::Effort::usual;
}

}  // namespace

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
    const TaskMark mark = task_of(page);
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
    remember_rules(database_, page);
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
        add_exchange_row(database_, id, page, task_of(page), request_key(page), request);
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
    auto record = record_in(member(location));
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
    Page page = own_page(record_at(location(3)), original, page_caps({}), inflater_);
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

}  // namespace archive
