#include "archive/warc_text.h"

namespace archive {

void add_field(std::string& head, std::string_view name, std::string_view value) {
    if (!value.empty()) head.append(name).append(": ").append(value).append("\r\n");
}

std::string warc_digest(const Digest& digest) { return "sha256:" + base32(digest); }

std::string record_id_of(const Digest& digest) { return "<urn:uuid:" + uuid_of(digest) + ">"; }

std::string whole_record(std::string_view head, std::string_view block, std::string_view more) {
    std::string text;
    text.reserve(head.size() + block.size() + more.size() + 64);
    text.append(head).append("Content-Length: ");
    text.append(std::to_string(block.size() + more.size())).append("\r\n\r\n");
    return text.append(block).append(more).append("\r\n\r\n");
}

}  // namespace archive
