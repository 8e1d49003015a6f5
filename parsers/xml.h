#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parsers {

using XmlAttributes = std::vector<std::pair<std::string, std::string>>;

/// What is told of an XML text, in order. Names are as written ("im:name").
struct XmlEvents {
    std::function<void(std::string_view name, const XmlAttributes&)> start;
    std::function<void(std::string_view text)> text;  // may come in pieces
    std::function<void(std::string_view name)> end;
};

/// Reads an XML text and tells what is in it. Wraps Poco's SAX parser.
/// Entities that the text defines itself are refused, external ones never fetched, nesting beyond
/// 64 refused. Returns a sentence with the line when the text is not well-formed; what came before
/// it has been told by then.
std::optional<std::string> read_xml(std::string_view text, const XmlEvents&);

}  // namespace parsers
