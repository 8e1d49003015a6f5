#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archive/fields.h"
#include "archive/inflate.h"

namespace archive {

/// An HTTP response as received (RFC 9112), seen as its parts.
struct HttpMessage {
    int status = 0;
    std::string_view head;  // status line and header lines, without the empty line
    Fields fields;
    std::string_view payload;  // everything behind the empty line, as received
};

/// Takes a response apart. Empty when it does not begin with a status line, or has no end of head.
std::optional<HttpMessage> split_http(std::string_view message);

/// The status of a head ("HTTP/1.1 200 OK\r\n…"); 0: it has none.
int status_in(std::string_view head);

/// The value of the first line of that name in a head, in whatever case; empty when there is none.
std::string_view line_in(std::string_view head, std::string_view name);

/// A payload without its Transfer-Encoding (chunked) and Content-Encoding (gzip, deflate).
struct DecodedPayload {
    std::string body;   // empty when there is a fault
    std::string fault;  // why it could not be decoded as a whole; empty: it could
    bool same = true;   // nothing was to be decoded: the body is the payload
};

/// Decodes a payload as its header fields say. Tools often keep decoded bytes under the old head:
/// where a payload does not begin as the head promises, it is taken as it is.
DecodedPayload decode_payload(const Fields&, std::string_view payload, const InflateCaps&,
                              Inflater&);

/// Decodes a saved file that is gzip by its content; anything else stays.
DecodedPayload decode_file(std::string_view payload, const InflateCaps&, Inflater&);

}  // namespace archive
