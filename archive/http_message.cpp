#include "archive/http_message.h"

#include <algorithm>

#include "records/page.h"

namespace archive {
namespace {

DecodedPayload unchanged(std::string_view payload) {
    DecodedPayload same{{}, {}, true};
    same.body.reserve(payload.size() + records::body_slack);
    same.body = payload;
    return same;
}

std::string fault_text(InflateFault fault, const InflateCaps& caps) {
    if (fault == InflateFault::damaged) return "the compressed body is damaged or cut";
    return "the body grows beyond " + std::to_string(caps.bytes) + " bytes or " +
           std::to_string(caps.ratio) + "-fold when decompressed";
}

DecodedPayload inflated(Wrapping wrapping, std::string_view payload, const InflateCaps& caps,
                        Inflater& inflater) {
    auto body = inflater.all(wrapping, payload, caps);
    if (!body) return {{}, fault_text(body.error(), caps), false};
    return {*std::move(body), {}, false};
}

bool is_zlib(std::string_view text) {
    if (text.size() < 2) return false;
    const auto first = static_cast<unsigned char>(text[0]);
    const auto second = static_cast<unsigned char>(text[1]);
    return (first & 15U) == 8 && (first * 256U + second) % 31 == 0;
}

bool is_text(std::string_view text) {
    if (text.starts_with("\x28\xB5\x2F\xFD")) return false;  // zstd begins with a bracket
    return text.empty() || std::string_view("<{[( \t\r\n\"").find(text[0]) != text.npos;
}

/// One chunk, taken from the beginning of `rest`. Empty when it is cut or no chunk at all.
std::optional<std::string_view> chunk(std::string_view& rest) {
    const std::size_t line_end = rest.find('\n');
    if (line_end == rest.npos) return std::nullopt;
    const auto size = whole_number(trimmed(rest.substr(0, std::min(line_end, rest.find(';')))), 16);
    if (!size || *size > rest.size() - line_end - 1) return std::nullopt;
    const auto bytes = rest.substr(line_end + 1, *size);
    rest.remove_prefix(line_end + 1 + *size);
    if (*size == 0) return bytes;
    if (rest.starts_with('\r')) rest.remove_prefix(1);
    if (!rest.starts_with('\n')) return std::nullopt;
    rest.remove_prefix(1);
    return bytes;
}

bool begins_with_chunk(std::string_view payload) {
    const std::string_view line = payload.substr(0, std::min(payload.find('\n'), payload.size()));
    return whole_number(trimmed(line.substr(0, line.find(';'))), 16).has_value();
}

DecodedPayload dechunked(std::string_view payload) {
    if (!begins_with_chunk(payload)) return unchanged(payload);
    DecodedPayload decoded{{}, {}, false};
    while (const auto bytes = chunk(payload)) {
        if (bytes->empty()) return decoded;
        decoded.body += *bytes;
    }
    return {{}, "the chunked body is cut or damaged", false};
}

DecodedPayload content_decoded(std::string_view coding, std::string_view payload,
                               const InflateCaps& caps, Inflater& inflater) {
    if (coding.empty() || same_letters(coding, "identity")) return unchanged(payload);
    if (same_letters(coding, "gzip") || same_letters(coding, "x-gzip"))
        return decode_file(payload, caps, inflater);
    if (same_letters(coding, "deflate")) {
        if (is_text(payload)) return unchanged(payload);
        return inflated(is_zlib(payload) ? Wrapping::zlib : Wrapping::raw, payload, caps, inflater);
    }
    if (is_text(payload)) return unchanged(payload);
    return {{},
            "the body has the Content-Encoding \"" + std::string(coding) +
                "\", only gzip and deflate are read",
            false};
}

std::optional<int> status_of(std::string_view head) {
    const std::size_t space = head.find(' ');
    const auto number = space == head.npos ? std::nullopt : whole_number(head.substr(space + 1, 3));
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

}  // namespace

std::optional<HttpMessage> split_http(std::string_view message) {
    if (!message.starts_with("HTTP/")) return std::nullopt;
    HttpMessage parts;
    std::size_t place = 0;
    while (true) {
        const std::size_t end = message.find('\n', place);
        if (end == message.npos) return std::nullopt;
        std::string_view line = message.substr(place, end - place);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) {
            parts.head = message.substr(0, place);
            parts.payload = message.substr(end + 1);
            break;
        }
        if (place != 0) add_field_line(parts.fields, line);  // a line that is none stays in `head`
        place = end + 1;
    }
    const auto status = status_of(parts.head);
    if (!status) return std::nullopt;
    parts.status = *status;
    return parts;
}

int status_in(std::string_view head) {
    return head.starts_with("HTTP/") ? status_of(head).value_or(0) : 0;
}

std::string_view line_in(std::string_view head, std::string_view name) {
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(head.size(), line.size() + 1));
        const std::size_t colon = line.find(':');
        if (colon != line.npos && same_letters(trimmed(line.substr(0, colon)), name))
            return trimmed(line.substr(colon + 1));
    }
    return {};
}

DecodedPayload decode_file(std::string_view payload, const InflateCaps& caps, Inflater& inflater) {
    if (!is_gzip(payload)) return unchanged(payload);
    return inflated(Wrapping::gzip, payload, caps, inflater);
}

DecodedPayload decode_payload(const Fields& fields, std::string_view payload,
                              const InflateCaps& caps, Inflater& inflater) {
    const std::string_view coding = field(fields, "Content-Encoding");
    if (lower(field(fields, "Transfer-Encoding")).find("chunked") == std::string::npos)
        return content_decoded(coding, payload, caps, inflater);
    const auto plain = dechunked(payload);
    if (!plain.fault.empty()) return plain;
    auto decoded = content_decoded(coding, plain.body, caps, inflater);
    decoded.same = decoded.same && plain.same;
    return decoded;
}

}  // namespace archive
