#include "archive/warc_exchange.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "archive/fields.h"
#include "archive/http_message.h"
#include "archive/warc_text.h"

namespace archive {
namespace {

using records::Exchange;

constexpr std::array<std::string_view, 5> secret_lines = {"authorization", "proxy-authorization",
                                                          "cookie", "cookie2", "x-api-key"};
constexpr std::string_view of_no_kind = "unspecified";
constexpr std::string_view tls_ours = "TLSv";
constexpr std::string_view tls_theirs = "tls/";

bool is_secret(std::string_view line) {
    const auto name = trimmed(line.substr(0, line.find(':')));
    return std::ranges::any_of(secret_lines,
                               [&](auto secret) { return same_letters(name, secret); });
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    if (!text.starts_with(from)) return std::string(text);
    return std::string(to).append(text.substr(from.size()));
}

std::string upper(std::string text) {
    for (char& letter : text)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 32);
    return text;
}

std::int64_t number_in(std::string_view text, std::int64_t otherwise) {
    std::int64_t number = otherwise;
    const auto end = text.data() + text.size();
    return std::from_chars(text.data(), end, number).ptr == end ? number : otherwise;
}

std::string timing_text(const Exchange& it) {
    return "connected=" + std::to_string(it.connected) +
           "&first-byte=" + std::to_string(it.first_byte) +
           "&finished=" + std::to_string(it.finished);
}

/// The number behind a name in what timing_text() writes.
std::int64_t timed(std::string_view text, std::string_view name) {
    const std::size_t place = text.find(name);
    if (place == text.npos) return -1;
    text.remove_prefix(place + name.size());
    return number_in(text.substr(0, text.find('&')), -1);
}

void read_protocols(const WarcRecord& record, Exchange& exchange) {
    for (const auto& [name, value] : record.fields) {
        if (!same_letters(name, "WARC-Protocol")) continue;
        if (value.starts_with(tls_theirs))
            exchange.tls = replaced(value, tls_theirs, tls_ours);
        else
            exchange.protocol = upper(percent_decoded(value));
    }
    const auto cipher = record["WARC-Cipher-Suite"];
    if (!exchange.tls.empty() && !cipher.empty())
        exchange.tls.append(" ").append(percent_decoded(cipher));
}

void read_rules(std::string_view text, Exchange& exchange) {
    const std::string_view origin = text.substr(0, text.find(' '));
    exchange.rules_of = percent_decoded(origin);
    const std::int64_t age = number_in(trimmed(text.substr(origin.size())), -1);
    if (age >= 0) exchange.rules_age = std::chrono::seconds(age);
}

/// Where the lines of a request end: behind the empty one.
std::size_t end_of_head(std::string_view request) {
    const std::size_t end = request.find("\r\n\r\n");
    return end == request.npos ? request.size() : end + 4;
}

}  // namespace

void add_exchange(std::string& head, const Exchange& it) {
    const std::string_view tls = it.tls;
    const std::size_t space = std::min(tls.find(' '), tls.size());
    add_field(head, "WARC-IP-Address", percent_encoded(it.address));
    add_field(head, "WARC-Protocol", percent_encoded(lower(it.protocol)));
    add_field(head, "WARC-Protocol",
              percent_encoded(replaced(tls.substr(0, space), tls_ours, tls_theirs)));
    add_field(head, "WARC-Cipher-Suite", percent_encoded(trimmed(tls.substr(space))));
    add_field(head, "Dramascope-Timing", timing_text(it));
    if (!it.rules_of.empty()) {
        const std::string age = it.rules_age ? " " + std::to_string(it.rules_age->count()) : "";
        add_field(head, "Dramascope-Rules", percent_encoded(it.rules_of) + age);
    }
    if (it.task == 0) return;
    const std::string ending = it.ending.empty() ? "" : " " + percent_encoded(it.ending);
    add_field(head, "Dramascope-Task", std::to_string(it.task) + ending);
}

std::optional<Exchange> exchange_from(const WarcRecord& record) {
    const std::string_view timing = record["Dramascope-Timing"];
    if (timing.empty()) return std::nullopt;
    Exchange exchange;
    exchange.address = percent_decoded(record["WARC-IP-Address"]);
    read_protocols(record, exchange);
    exchange.connected = timed(timing, "connected=");
    exchange.first_byte = timed(timing, "first-byte=");
    exchange.finished = timed(timing, "finished=");
    if (record["WARC-Truncated"] != of_no_kind) exchange.cut = record["WARC-Truncated"];
    read_rules(record["Dramascope-Rules"], exchange);
    return exchange;
}

TaskMark task_of(const WarcRecord& record) {
    const std::string_view text = record["Dramascope-Task"];
    const std::string_view number = text.substr(0, text.find(' '));
    return {number_in(number, 0), percent_decoded(trimmed(text.substr(number.size())))};
}

TaskMark task_of(const records::Page& page) {
    if (!page.exchange) return {};
    return {page.exchange->task, page.exchange->ending};
}

std::string without_secrets(std::string_view request) {
    const std::size_t end = end_of_head(request);
    std::string kept;
    bool secret = false;
    for (std::size_t place = 0; place < end;) {
        const std::size_t line_end = std::min(request.find('\n', place), end - 1) + 1;
        const std::string_view line = request.substr(place, line_end - place);
        const bool goes_on = line.starts_with(' ') || line.starts_with('\t');
        secret = goes_on ? secret : place > 0 && is_secret(line);
        if (!secret) kept += line;
        place = line_end;
    }
    return kept.append(request.substr(end));
}

std::string request_record(const Exchange& exchange, const Digest& response, std::string_view uri,
                           std::string_view date) {
    if (exchange.request.empty()) return {};
    const std::string request = without_secrets(exchange.request);
    const std::string response_id = record_id_of(response);
    std::string head(warc_version);
    add_field(head, "WARC-Type", "request");
    add_field(head, "WARC-Record-ID", record_id_of(sha256({"request of ", response_id})));
    add_field(head, "WARC-Date", date);
    add_field(head, "WARC-Target-URI", uri);
    add_field(head, "WARC-Concurrent-To", response_id);
    add_field(head, "WARC-Block-Digest", warc_digest(sha256({request})));
    add_field(head, "Content-Type", "application/http;msgtype=request");
    return whole_record(head, request, {});
}

SentRequest request_in(std::string_view record) {
    const std::string_view head = record.substr(0, end_of_head(record));
    const auto size = whole_number(line_in(head, "Content-Length"));
    const bool whole = size && *size <= record.size() - head.size();
    if (line_in(head, "WARC-Type") != "request" || !whole) return {};
    return {std::string(record.substr(head.size(), *size)),
            std::string(line_in(head, "WARC-Concurrent-To")), 0};
}

Digest request_key(const records::Request& request) {
    return sha256({request.method, "\n", request.url, "\n", request.body});
}

std::optional<Digest> request_key(const records::Page& page) {
    if (!page.exchange || page.exchange->request.empty()) return std::nullopt;
    const std::string_view sent = page.exchange->request;
    return sha256(
        {sent.substr(0, sent.find(' ')), "\n", page.url, "\n", sent.substr(end_of_head(sent))});
}

}  // namespace archive
