#include "archive/warc_page.h"

#include "archive/asked_text.h"
#include "archive/http_message.h"
#include "archive/warc_exchange.h"
#include "archive/warc_text.h"

namespace archive {
namespace {

using records::Page;

constexpr std::string_view file_urn = "urn:dramascope:file:";
constexpr std::string_view no_date = "1970-01-01T00:00:00Z";
constexpr std::string_view same_payload =
    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
constexpr std::string_view not_modified =
    "http://netpreserve.org/warc/1.1/revisit/server-not-modified";

/// Of the page that an answer 304 means, only the bytes are known: they are decoded as they look.
const Fields as_they_look = {{"Transfer-Encoding", "chunked"}, {"Content-Encoding", "gzip"}};

/// The header lines of a page's head, with an end, whether or not the page had it.
std::string whole_head(std::string_view head) {
    while (head.ends_with('\n') || head.ends_with('\r')) head.remove_suffix(1);
    return std::string(head) + "\r\n\r\n";
}

void add_own_fields(std::string& text, const Page& page, const PageNames& names) {
    add_field(text, "Dramascope-Place", percent_encoded(page.place));
    add_field(text, "Dramascope-Asked", names.asked);
    if (!page.fetched_at) add_field(text, "Dramascope-Moment", "unknown");
    if (page.head.empty() && page.status != 200)
        add_field(text, "Dramascope-Status", std::to_string(page.status));
    add_field(text, "Dramascope-Fault", percent_encoded(page.fault));
}

std::string_view truncated(const Page& page) {
    if (page.exchange && !page.exchange->cut.empty()) return page.exchange->cut;
    return page.fault.empty() ? "" : "unspecified";
}

std::string_view without_brackets(std::string_view uri) {
    if (uri.starts_with('<') && uri.ends_with('>')) return uri.substr(1, uri.size() - 2);
    return uri;
}

bool is_http(const WarcRecord& record) {
    const std::string type = lower(record["Content-Type"]);
    return record["WARC-Type"] != "resource" &&
           (type.starts_with("application/http") ||
            (type.empty() && record.block.starts_with("HTTP/")));
}

/// What the fields of a record say of its page.
Page page_without_body(const WarcRecord& record) {
    Page page;
    const std::string_view uri = without_brackets(record["WARC-Target-URI"]);
    page.place = percent_decoded(record["Dramascope-Place"]);
    if (!uri.starts_with(file_urn)) page.url = uri;
    if (record["Dramascope-Moment"] != "unknown")
        page.fetched_at = records::instant_from(record["WARC-Date"]);
    page.asked = asked_from(record["Dramascope-Asked"]);
    if (record["WARC-Type"] == "resource") page.content_type = record["Content-Type"];
    if (const auto status = whole_number(record["Dramascope-Status"]); status && *status < 1000)
        page.status = static_cast<int>(*status);
    page.exchange = exchange_from(record);
    page.fault = record.fault;
    if (const auto why = record["WARC-Truncated"]; !why.empty())
        page.fault =
            "the body was cut when it was captured (WARC-Truncated: " + std::string(why) + ")";
    if (const auto ours = record["Dramascope-Fault"]; !ours.empty())
        page.fault = percent_decoded(ours);
    return page;
}

}  // namespace

PageNames names_of(const Page& page) { return names_of(page, sha256({page.as_received()})); }

PageNames names_of(const Page& page, const Digest& digest) {
    PageNames names;
    names.uri = page.url.empty() ? std::string(file_urn) + percent_encoded(page.place)
                                 : percent_encoded_url(page.url);
    names.date = page.fetched_at ? records::to_text(*page.fetched_at) : std::string(no_date);
    names.asked = asked_text(page.asked);
    names.payload = digest;
    const std::string_view payload(reinterpret_cast<const char*>(digest.data()), digest.size());
    const int answered = page.head.empty() ? page.status : status_in(page.head);
    const std::string status = answered == 200 ? "" : std::to_string(answered) + "\n";
    names.identity = sha256({names.uri, "\n", names.date, page.fetched_at ? "\n" : "\nunknown\n",
                             names.asked, "\n", status, payload});
    return names;
}

std::string record_text(const Page& page, const PageNames& names,
                        const std::optional<Original>& original) {
    const bool response = !page.head.empty();
    const std::string block = response ? whole_head(page.head) : "";
    const std::string_view payload = original ? std::string_view() : page.as_received();
    std::string text(warc_version);
    add_field(text, "WARC-Type", original ? "revisit" : response ? "response" : "resource");
    add_field(text, "WARC-Record-ID", names.record_id());
    add_field(text, "WARC-Date", names.date);
    add_field(text, "WARC-Target-URI", names.uri);
    if (original) {
        add_field(text, "WARC-Profile", status_in(page.head) == 304 ? not_modified : same_payload);
        add_field(text, "WARC-Refers-To", original->record_id);
        add_field(text, "WARC-Refers-To-Target-URI", original->uri);
        add_field(text, "WARC-Refers-To-Date", original->date);
    }
    add_field(text, "WARC-Payload-Digest", warc_digest(names.payload));
    // To digest a large block as well would cost as much again, for the few bytes of its head.
    if (original) add_field(text, "WARC-Block-Digest", warc_digest(sha256({block})));
    add_field(text, "WARC-Truncated", truncated(page));
    if (page.exchange) add_exchange(text, *page.exchange);
    add_own_fields(text, page, names);
    add_field(text, "Content-Type",
              response ? std::string_view("application/http;msgtype=response") : page.content_type);
    return whole_record(text, block, payload);
}

std::string warcinfo_text(std::string_view file_name, std::string_view date) {
    const std::string block =
        "software: dramascope\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/"
        "warc-1.1/\r\n";
    std::string text(warc_version);
    add_field(text, "WARC-Type", "warcinfo");
    add_field(text, "WARC-Record-ID", record_id_of(sha256({file_name, "\n", date})));
    add_field(text, "WARC-Date", date);
    add_field(text, "WARC-Filename", file_name);
    add_field(text, "WARC-Block-Digest", warc_digest(sha256({block})));
    add_field(text, "Content-Type", "application/warc-fields");
    return whole_record(text, block, {});
}

std::string_view payload_of(const WarcRecord& record) {
    if (!is_http(record)) return record.block;
    const auto message = split_http(record.block);
    return message ? message->payload : std::string_view();
}

Page page_from(const WarcRecord& record, std::optional<std::string_view> payload,
               const InflateCaps& caps, Inflater& inflater) {
    Page page = page_without_body(record);
    std::string_view received = payload.value_or(record.block);
    Fields fields;
    if (is_http(record) && !record.block.empty()) {
        const auto message = split_http(record.block);
        if (!message) {
            page.payload = record.block;
            page.fault = "the record's block does not begin with a whole HTTP head";
            return page;
        }
        page.head = message->head;
        page.status = message->status;
        page.content_type = field(message->fields, "Content-Type");
        fields = message->fields;
        received = payload.value_or(message->payload);
    }
    if (page.status == 304 && !received.empty()) {
        page.status = 200;
        fields = as_they_look;
    }
    auto decoded = page.head.empty() ? decode_file(received, caps, inflater)
                                     : decode_payload(fields, received, caps, inflater);
    if (page.fault.empty()) page.fault = decoded.fault;
    if (page.fault.empty()) page.body = std::move(decoded.body);
    if (!page.fault.empty() || !decoded.same) page.payload = received;
    return page;
}

Page confirmed_page(const WarcRecord& answer, const WarcRecord& original, const InflateCaps& caps,
                    Inflater& inflater) {
    Page meant = page_from(original, std::nullopt, caps, inflater);
    Page page = page_without_body(answer);
    if (const auto message = split_http(answer.block)) page.head = message->head;
    page.status = meant.status;
    page.content_type = std::move(meant.content_type);
    page.payload = std::move(meant.payload);
    page.body = std::move(meant.body);
    if (page.fault.empty()) page.fault = std::move(meant.fault);
    return page;
}

Page own_page(const WarcRecord& record, const std::optional<WarcRecord>& original,
              const InflateCaps& caps, Inflater& inflater) {
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

}  // namespace archive
