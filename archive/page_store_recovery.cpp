#include <filesystem>

#include "archive/page_store.h"
#include "archive/sqlite_exchanges.h"
#include "archive/warc_exchange.h"
#include "archive/warc_reader.h"

namespace archive {
namespace {

using records::Page;

std::optional<Digest> payload_digest(const WarcRecord& record) {
    constexpr std::string_view scheme = "sha256:";
    std::string_view text = record["WARC-Payload-Digest"];
    if (!text.starts_with(scheme)) return std::nullopt;
    return digest_from_base32(text.substr(scheme.size()));
}

}  // namespace

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
            if (const auto record = record_in(member->bytes))
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
    Page page = own_page(record, std::nullopt, page_caps({}), inflater);
    const bool asked = page.exchange && before.response == record["WARC-Record-ID"];
    if (asked) page.exchange->request = before.text;
    const PageNames names = revisit ? names_of(page, *digest) : names_of(page);
    if (kept_as(names)) return;
    const auto id =
        insert(page, names, location, revisit ? original->bytes : page.as_received().size(),
               original ? std::optional(original->id) : std::nullopt);
    if (!page.exchange) return;
    const TaskMark mark = task_of(page);
    add_exchange_row(database_, id, page, mark, request_key(page), asked ? before.length : 0);
    end_task(database_, mark, id, page);
    if (!page.exchange->rules_of.empty()) remember_rules(database_, this->page(id));
}

/// Only what was being written when a process died is cut off: the end of the last file.
void PageStore::stop_at(const std::string& name, std::uint64_t offset, bool last) {
    if (offset == 0)
        throw std::runtime_error(folder_ + "/" + name + ": is no WARC file; move it away");
    if (last) checked(segments_->cut(offset));
}

}  // namespace archive
